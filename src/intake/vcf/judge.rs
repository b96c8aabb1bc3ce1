//! One allele: kept, or left out and why.

use std::borrow::Cow;

use super::alleles::{self, Allele};
use super::annotation::{Chosen, Entries, Spelling, choice_of, choose};
use super::info::{Key, pick};
use super::issues::Malformed;
use super::options::{AnnotatedBy, TrailEntry};
use super::scores::{Evidence, Site};
use super::sieve::{Record, Sieve};
use crate::domain::{
    Alternate, AnnotatedVariant, Call, Consequence, GeneEffect, GeneId, Genotype, Impact, InputIssue, LeftOut,
    Severity, TranscriptChoice,
};

/// From this delta score on a variant may change splicing (recall-oriented cut-off of doi 10.1016/j.cell.2018.12.015).
const MIN_SPLICE_AI: f32 = 0.2;
/// Longest account of a watched gene.
const MAX_TRAIL: usize = 1_000;

impl Sieve<'_> {
    /// Judges alternate allele `index`; `scanned` says whether INFO of this record was read already.
    pub(super) fn judge(
        &mut self,
        record: &Record<'_>,
        index: usize,
        scanned: &mut bool,
        place: &dyn Fn() -> String,
    ) -> Result<Option<LeftOut>, Malformed> {
        let allele = alleles::read(record.position, record.row.reference, record.alternates[index])?;
        let allele = match self.by_copies(record, allele, place) {
            Ok(allele) => allele,
            Err(reason) => return Ok(Some(reason)),
        };
        let early = match allele {
            Allele::Nothing => return Ok(Some(LeftOut::NotAnAllele)),
            Allele::Unknown => {
                let alternate = super::error::shorten(record.alternates[index]);
                self.issues.warn("symbol", place, || format!("ALT {alternate:?} is not known and was not used"));
                return Ok(Some(LeftOut::NotAnAllele));
            }
            Allele::Sequence { .. } | Allele::Structural(_) => self.not_carried(record, index),
        };
        self.small |= matches!(allele, Allele::Sequence { .. });
        if early.is_some() && self.options.watch.is_none() {
            return Ok(early);
        }
        if !std::mem::replace(scanned, true) {
            self.keys.scan(record.row.info, &mut self.hits);
        }
        self.place_allele(record, index, allele)?;
        let spelling = Spelling::new(record.row.position, record.row.reference, &record.alternates, index);
        let info = record.row.info;
        let annotation = self.hits.iter().find(|hit| hit.key == Key::Annotation).map(|hit| hit.value(info));
        let annotation = annotation.map(|value| self.resolve(value, place));
        // Out of the sieve for as long as its entries are borrowed.
        let layout = self.layout.take();
        let entries = layout.as_ref().zip(annotation.as_deref()).map(|(layout, value)| layout.entries(value));
        let outcome = self.weigh(record, index, early, entries.as_ref(), &spelling, place);
        self.layout = layout;
        Ok(outcome)
    }

    /// Why the proband's genotype or the caller's filter rule the allele out.
    fn not_carried(&self, record: &Record<'_>, index: usize) -> Option<LeftOut> {
        if let Some(genotype) = record.genotypes.first() {
            let seen = genotype.of(index as u16 + 1);
            if seen.alternate == 0 {
                return Some(if seen.missing > 0 { LeftOut::NotCalled } else { LeftOut::NotCarried });
            }
        }
        (!self.options.keep_filtered && !record.row.passes()).then_some(LeftOut::Filtered)
    }

    fn place_allele(&mut self, record: &Record<'_>, index: usize, allele: Allele<'_>) -> Result<(), Malformed> {
        let info = record.row.info;
        self.locus.assembly = record.assembly;
        self.locus.contig = record.contig;
        match allele {
            Allele::Sequence { position, reference, alternate } => {
                alleles::place(&mut self.locus, position, reference, alternate);
            }
            Allele::Structural(kind) => {
                let find = |key| self.hits.iter().find(|hit| hit.key == key).map(|hit| hit.value(info));
                let lengths = find(Key::Length).map(|list| list.split(',').nth(index).unwrap_or(list));
                let length = record.contig.length(record.assembly);
                let end = alleles::structural_end(kind, record.position, find(Key::End), lengths, length)?;
                alleles::place_structural(&mut self.locus, record.position, end, record.row.reference, kind);
            }
            Allele::Nothing | Allele::Unknown => {}
        }
        Ok(())
    }

    fn resolve<'a>(&mut self, value: &'a str, place: &dyn Fn() -> String) -> Cow<'a, str> {
        let pointers = self.layout.as_ref().is_some_and(|layout| layout.by == AnnotatedBy::BcftoolsCsq);
        if !pointers || !value.contains('@') {
            return Cow::Borrowed(value);
        }
        let (resolved, lost) = self.compounds.resolve(value);
        if lost > 0 {
            self.issues
                .warn("pointer", place, || "BCSQ points to a record that has no compound consequence".to_owned());
        }
        Cow::Owned(resolved)
    }

    /// Weighs what is known of an allele whose locus is in place.
    fn weigh(
        &mut self,
        record: &Record<'_>,
        index: usize,
        early: Option<LeftOut>,
        entries: Option<&(Entries<'_>, usize)>,
        spelling: &Spelling<'_>,
        place: &dyn Fn() -> String,
    ) -> Option<LeftOut> {
        let evidence = self.evidence(record, index, entries.map(|(entries, _)| entries), spelling, place);
        let known_pathogenic = evidence.is_known_pathogenic();
        let common = evidence.largest_frequency().filter(|(value, _)| *value > self.options.max_frequency);
        let mut reason = early.or_else(|| common.filter(|_| !known_pathogenic).map(|_| LeftOut::Common));
        if reason.is_some() && self.options.watch.is_none() {
            return reason;
        }
        let mut chosen = self.effects(record, entries, spelling, place);
        let watched = self.options.watch.and_then(|gene| chosen.iter().position(|found| found.effect.gene == gene));
        let watched = watched.map(|at| chosen[at].effect.clone());
        chosen.retain(|found| self.options.genes.matters(found.effect.gene));
        let overruled = known_pathogenic
            || matches!(self.locus.alternate, Alternate::Structural(_))
            || evidence.scores.splice_ai.is_some_and(|score| score >= MIN_SPLICE_AI);
        if reason.is_none() && chosen.is_empty() {
            reason = Some(LeftOut::NoGene);
        }
        if !overruled {
            chosen.retain(|found| found.in_rna || found.effect.consequence.impact() != Impact::Modifier);
        }
        if reason.is_none() && chosen.is_empty() {
            reason = Some(LeftOut::NoEffect);
        }
        if let Some(effect) = watched.filter(|_| self.trail.len() < MAX_TRAIL) {
            let may_carry = !matches!(reason, None | Some(LeftOut::NotCarried));
            let entry = TrailEntry {
                place: place(),
                locus: Some(self.locus.clone()),
                detail: detail(reason, record, common, (effect.consequence, self.options.max_frequency)),
                variant: may_carry.then(|| self.variant(record, index, vec![effect.clone()], &evidence, place)),
                effect: Some(effect),
                left_out: reason,
            };
            self.trail.push(entry);
        }
        if reason.is_none() {
            let effects = chosen.into_iter().map(|found| found.effect).collect();
            let kept = self.variant(record, index, effects, &evidence, place);
            self.variants.push(kept);
        }
        reason
    }

    /// All that is known of the allele at hand.
    fn variant(
        &self,
        record: &Record<'_>,
        index: usize,
        effects: Vec<GeneEffect>,
        evidence: &Evidence<'_>,
        place: &dyn Fn() -> String,
    ) -> AnnotatedVariant {
        AnnotatedVariant {
            place: place(),
            locus: Some(self.locus.clone()),
            effects,
            calls: self.calls(record, index),
            frequency: evidence.frequency(),
            japanese_frequency: evidence.japanese_frequency(),
            scores: evidence.scores,
            clinvar: evidence.clinvar(),
            stated: None,
        }
    }

    fn evidence<'a>(
        &mut self,
        record: &Record<'a>,
        index: usize,
        entries: Option<&'a Entries<'_>>,
        spelling: &'a Spelling<'_>,
        place: &dyn Fn() -> String,
    ) -> Evidence<'a> {
        let mut evidence = Evidence::default();
        let info = record.row.info;
        let alternates = record.alternates.len();
        let mut site = Site { name: "", place, spellings: &spelling.all, only: alternates == 1 };
        for hit in &self.hits {
            let Key::Value(role, number) = hit.key else { continue };
            site.name = hit.name(info);
            let value = hit.value(info);
            let own = if role.names_alleles() { Ok(value) } else { pick(value, number, index, alternates) };
            if let Ok(own) = own {
                evidence.take(role, own, &site, &mut self.issues);
            } else {
                self.issues.add(&format!("alleles {}", site.name), || {
                    let name = site.name;
                    let message = format!("{name} does not tell which of {alternates} alternate alleles it is of");
                    InputIssue::new(Severity::Note, place(), message)
                });
            }
        }
        let Some(entries) = entries.filter(|entries| entries.has_values()) else { return evidence };
        let own: Vec<_> = entries.iter().filter(|entry| entry.is_of(spelling)).collect();
        // Genes are looked up only where a score depends on the transcript.
        let by_transcript =
            own.first().is_some_and(|entry| entry.values().iter().any(|(_, role, _)| role.is_of_a_protein()));
        let choice =
            |entry| if by_transcript { choice_of(entry, self.options.genes) } else { TranscriptChoice::MostSevere };
        let choices: Vec<_> = own.iter().map(choice).collect();
        let best = choices.iter().min();
        for (entry, choice) in own.iter().zip(&choices) {
            for (at, role, name) in entry.values() {
                // Another transcript's change of the protein is another change.
                let is_best = |other: &&_| Some(other) == best.as_ref();
                let told = || own.iter().zip(&choices).any(|(one, choice)| is_best(&choice) && is_told(one.at(*at)));
                if role.is_of_a_protein() && !is_best(&choice) && told() {
                    continue;
                }
                site.name = name;
                evidence.take(*role, entry.at(*at), &site, &mut self.issues);
            }
        }
        evidence
    }

    fn effects(
        &mut self,
        record: &Record<'_>,
        entries: Option<&(Entries<'_>, usize)>,
        spelling: &Spelling<'_>,
        place: &dyn Fn() -> String,
    ) -> Vec<Chosen> {
        let (genes, watch) = (self.options.genes, self.options.watch);
        let wanted = |gene: GeneId| watch == Some(gene) || genes.matters(gene);
        if let Some((entries, odd)) = entries {
            self.examined += 1;
            self.annotated += 1;
            if *odd > 0 {
                self.issues.warn("entry", place, || {
                    "annotation entries have another number of columns than declared".to_owned()
                });
            }
            if entries.iter().next().is_some() && !entries.iter().any(|entry| entry.is_of(spelling)) {
                self.issues.warn("another allele", place, || {
                    "the annotation is of another allele than the record's; not used".to_owned()
                });
            }
            let decay = self.hits.iter().find(|hit| hit.key == Key::Decay).map(|hit| hit.value(record.row.info));
            return choose(entries, spelling, genes, &wanted, decay, place, &mut self.issues);
        }
        match self.options.annotator {
            // Of a record that VEP or SnpEff left out nothing is known; bcftools csq leaves out what has no effect.
            Some(annotator)
                if self.layout.as_ref().is_none_or(|layout| layout.by != AnnotatedBy::BcftoolsCsq)
                    || self.locus.length_change().is_none() =>
            {
                annotator
                    .effects(&self.locus)
                    .into_iter()
                    .filter(|effect| wanted(effect.gene))
                    .map(|effect| {
                        let noncoding = effect.transcript.as_deref().is_some_and(|name| name.starts_with("NR_"));
                        let in_rna = match effect.consequence {
                            Consequence::MatureMirna => true,
                            Consequence::NonCodingExon => noncoding,
                            _ => false,
                        };
                        Chosen { effect, in_rna }
                    })
                    .collect()
            }
            _ => {
                self.examined += 1;
                Vec::new()
            }
        }
    }

    fn calls(&self, record: &Record<'_>, index: usize) -> Vec<Call> {
        if record.genotypes.is_empty() {
            return vec![Call::of(Genotype::default())];
        }
        let alternates = record.alternates.len();
        let people = record.genotypes.iter().zip(&record.samples);
        people
            .map(|(raw, sample)| self.format.call(raw, sample, index as u16 + 1, alternates, record.row.contig))
            .collect()
    }
}

fn is_told(value: &str) -> bool {
    value.chars().any(|c| c.is_ascii_digit())
}

/// The value that decided, and the bound.
fn detail(
    reason: Option<LeftOut>,
    record: &Record<'_>,
    common: Option<(f32, &str)>,
    (consequence, most): (Consequence, f32),
) -> String {
    let genotype = record.samples.first().and_then(|sample| sample.split(':').next()).unwrap_or("none");
    match reason {
        None => format!("kept: {}, genotype {genotype}", consequence.as_str()),
        Some(LeftOut::NotCarried | LeftOut::NotCalled) => format!("the patient's genotype is {genotype}"),
        Some(LeftOut::Filtered) => format!("FILTER is {}", super::error::shorten(record.row.filter)),
        Some(LeftOut::Common) => {
            common.map_or_else(String::new, |(value, name)| format!("{name} is {value}, above {most}"))
        }
        Some(_) => consequence.as_str().to_owned(),
    }
}
