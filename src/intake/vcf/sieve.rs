//! One record after the other: split, placed, genotyped; then each allele is judged.

use super::super::family::{Copies, FamilyChecks};
use super::alleles;
use super::annotation::{Compounds, Layout};
use super::answers::Answers;
use super::assembly::Build;
use super::error::VcfError;
use super::genotypes::{FormatIndex, RawGenotype};
use super::header::Header;
use super::info::{Hit, InfoKeys};
use super::issues::{IssueLog, Malformed};
use super::options::{AnnotatedBy, TrailEntry, VcfOptions};
use super::row::Row;
use crate::domain::{Alternate, AnnotatedVariant, Assembly, Contig, LeftOut, Locus, Member, Sex, VariantTally};

/// Genotypes below this confidence tell nothing of kinship and sex.
const MIN_CHECK_QUALITY: f32 = 20.0;

/// Kind of the complaint about a position that its chromosome does not have.
pub(super) const BEYOND: &str = "POS beyond the end";

/// Most alternate alleles of one record: beyond it the work on hostile lines would grow without bound.
const MAX_ALTERNATES: usize = 4_096;

/// Why a record, or the whole file, cannot be used.
pub(super) enum Failure {
    /// The record.
    Malformed(Malformed),
    /// The file.
    Fatal(Box<VcfError>),
}

impl From<Malformed> for Failure {
    fn from(problem: Malformed) -> Self {
        Self::Malformed(problem)
    }
}

/// A record, placed and genotyped.
pub(super) struct Record<'a> {
    /// Columns.
    pub row: Row<'a>,
    /// Alternate alleles.
    pub alternates: Vec<&'a str>,
    /// Contig.
    pub contig: Contig,
    /// `POS`
    pub position: u32,
    /// Assembly.
    pub assembly: Assembly,
    /// The members' columns; empty for a file of sites.
    pub samples: Vec<&'a str>,
    /// The members' genotypes; empty for a file of sites.
    pub genotypes: Vec<RawGenotype>,
}

/// State over the records of one file.
pub(super) struct Sieve<'o> {
    pub(super) name: &'o str,
    pub(super) options: &'o VcfOptions<'o>,
    pub(super) build: Build,
    pub(super) layout: Option<Layout>,
    pub(super) keys: InfoKeys,
    pub(super) members: Vec<Member>,
    pub(super) checks: Option<FamilyChecks>,
    pub(super) issues: IssueLog,
    pub(super) tally: VariantTally,
    pub(super) variants: Vec<AnnotatedVariant>,
    pub(super) trail: Vec<TrailEntry>,
    /// Whether any allele was one of a sequence, and not structural.
    pub(super) small: bool,
    /// Whether any record lay on the primary assembly.
    pub(super) placed: bool,
    /// The first contig outside it.
    pub(super) first_other_contig: Option<String>,
    /// Where the file says what the patient has.
    pub(super) answers: Answers,
    pub(super) first_malformed: Option<String>,
    /// Whether any record had GT, or none is needed.
    pub(super) has_genotypes: bool,
    /// Alleles whose annotation was looked for, and those that had one.
    pub(super) examined: u64,
    pub(super) annotated: u64,
    pub(super) compounds: Compounds,
    pub(super) format: FormatIndex,
    pub(super) hits: Vec<Hit>,
    /// Memory for the allele at hand.
    pub(super) locus: Locus,
    /// For each member, the place among the sample columns.
    columns: Vec<usize>,
    sample_count: usize,
    last_contig: (String, Option<Contig>),
    outcomes: Vec<Option<LeftOut>>,
    copies: Vec<Option<Copies>>,
}

impl<'o> Sieve<'o> {
    /// Nothing read yet.
    #[expect(clippy::too_many_arguments, reason = "everything known before the first record, given once")]
    pub fn new(
        name: &'o str,
        options: &'o VcfOptions<'o>,
        header: &Header,
        build: Build,
        layout: Option<Layout>,
        keys: InfoKeys,
        members: Vec<Member>,
        issues: IssueLog,
    ) -> Self {
        let column = |member: &Member| header.samples.iter().position(|sample| *sample == member.sample);
        let columns: Vec<usize> = members.iter().filter_map(column).collect();
        let assembly = build.assembly.unwrap_or(Assembly::Grch38);
        let locus = Locus {
            assembly,
            contig: Contig::X,
            position: 1,
            end: 1,
            reference: String::new(),
            alternate: Alternate::Sequence(String::new()),
        };
        Self {
            name,
            options,
            checks: (!columns.is_empty()).then(|| FamilyChecks::new(&members, assembly)),
            build,
            layout,
            keys,
            members,
            issues,
            tally: VariantTally::default(),
            variants: Vec::new(),
            trail: Vec::new(),
            small: false,
            placed: false,
            first_other_contig: None,
            answers: Answers::default(),
            first_malformed: None,
            has_genotypes: columns.is_empty(),
            examined: 0,
            annotated: 0,
            compounds: Compounds::default(),
            format: FormatIndex::default(),
            hits: Vec::new(),
            locus,
            columns,
            sample_count: header.samples.len(),
            last_contig: (String::new(), None),
            outcomes: Vec::new(),
            copies: Vec::new(),
        }
    }

    /// Reads one record. A malformed one leaves no trace but its count.
    pub fn record(&mut self, line: &str, place: &dyn Fn() -> String) -> Result<(), Failure> {
        self.tally.records += 1;
        let kept = (self.variants.len(), self.trail.len());
        self.outcomes.clear();
        let done = self.judge_all(line, place);
        if done.is_err() {
            self.variants.truncate(kept.0);
            self.trail.truncate(kept.1);
            return done;
        }
        self.tally.alleles += self.outcomes.len() as u64;
        for outcome in &self.outcomes {
            match outcome {
                Some(reason) => self.tally.leave_out(*reason),
                None => self.tally.kept += 1,
            }
        }
        Ok(())
    }

    fn judge_all(&mut self, line: &str, place: &dyn Fn() -> String) -> Result<(), Failure> {
        let row = Row::split(line)?;
        let alternates: Vec<&str> = match row.alternates {
            "." => Vec::new(),
            list => list.split(',').collect(),
        };
        if alternates.len() > MAX_ALTERNATES {
            let message = format!("ALT has {} alleles, more than {MAX_ALTERNATES}", alternates.len());
            return Err(Malformed::new("ALT count", message).into());
        }
        let contig = self.contig(row.contig);
        let Some(contig) = contig.filter(|contig| !(self.build.old_mitochondrion && *contig == Contig::MT)) else {
            self.placed |= contig.is_some();
            if contig.is_none() && self.first_other_contig.is_none() {
                self.first_other_contig = Some(row.contig.to_owned());
            }
            self.outcomes.resize(alternates.len(), Some(LeftOut::OtherContig));
            return Ok(());
        };
        self.placed = true;
        let Some(assembly) = self.build.assembly else {
            return Err(Failure::Fatal(Box::new(VcfError::AssemblyUnknown { name: self.name.to_owned() })));
        };
        let position = check_place(&row, contig, assembly)?;
        self.remember_compound(&row, position);
        let mut record = Record {
            row,
            alternates,
            contig,
            position,
            assembly,
            samples: Vec::with_capacity(self.columns.len()),
            genotypes: Vec::with_capacity(self.columns.len()),
        };
        if !self.columns.is_empty() {
            self.read_genotypes(&mut record)?;
            self.genotypes_by_copies(&mut record);
            self.check_family(&record);
        }
        self.answers.count(contig, self.is_answer(&record));
        let mut scanned = false;
        for index in 0..record.alternates.len() {
            let outcome = self.judge(&record, index, &mut scanned, place)?;
            if outcome.is_none() {
                self.check_copies(&record, index, place);
            }
            self.outcomes.push(outcome);
        }
        Ok(())
    }

    /// Whether the record says what the patient has at its place: it was called, by at least one read where it is the
    /// reference, and passed the caller's filters.
    fn is_answer(&self, record: &Record<'_>) -> bool {
        let (Some(genotype), Some(sample)) = (record.genotypes.first(), record.samples.first()) else { return true };
        let alleles = genotype.alleles();
        let passes = self.options.keep_filtered || record.row.passes();
        if alleles.iter().flatten().any(|allele| *allele > 0) {
            return passes;
        }
        // DeepVariant marks the reference as failed, with a word of its own.
        let is_reference = passes || record.row.filter == "RefCall";
        is_reference && !alleles.contains(&None) && self.format.depth(sample) != Some(0)
    }

    /// The contig, remembered from the last record.
    fn contig(&mut self, name: &str) -> Option<Contig> {
        if self.last_contig.0 != name {
            name.clone_into(&mut self.last_contig.0);
            self.last_contig.1 = name.parse().ok();
        }
        self.last_contig.1
    }

    /// bcftools writes a compound consequence at one record and points to it from others, which the patient may carry
    /// in another combination.
    fn remember_compound(&mut self, row: &Row<'_>, position: u32) {
        if self.layout.as_ref().is_some_and(|layout| layout.by == AnnotatedBy::BcftoolsCsq)
            && let Some((_, rest)) = row.info.split_once("BCSQ=")
        {
            let value = rest.split(';').next().unwrap_or_default();
            self.compounds.remember(row.contig, position, value);
        }
    }

    fn read_genotypes<'a>(&mut self, record: &mut Record<'a>) -> Result<(), Malformed> {
        let format = record.row.format.ok_or_else(|| Malformed::new("FORMAT", "the FORMAT column is missing"))?;
        self.format.update(format);
        self.has_genotypes |= self.format.has_genotypes();
        let count = if let [0] = self.columns[..]
            && self.sample_count == 1
            && !record.row.samples.contains('\t')
        {
            record.samples.push(record.row.samples);
            usize::from(!record.row.samples.is_empty())
        } else {
            let all: Vec<&'a str> = record.row.samples.split('\t').collect();
            record.samples.extend(self.columns.iter().filter_map(|column| all.get(*column).copied()));
            all.len()
        };
        if count != self.sample_count || record.samples.len() != self.columns.len() {
            let message = format!("the record has {count} sample columns, the header {}", self.sample_count);
            return Err(Malformed::new("sample columns", message));
        }
        for sample in &record.samples {
            record.genotypes.push(self.format.genotype(sample, record.alternates.len())?);
        }
        Ok(())
    }

    /// Says once which calls do not fit the chromosome: one copy of an autosome, and on X, outside the parts that it shares
    /// with Y, what does not fit the patient's sex.
    fn check_copies(&mut self, record: &Record<'_>, index: usize, place: &dyn Fn() -> String) {
        if record.contig.is_autosome()
            && record.genotypes.first().is_some_and(|call| call.of(index as u16 + 1).ploidy() == 1)
        {
            let message = "the call has one copy of an autosome: taken as one changed copy of two";
            self.issues.warn("single autosome", place, || message.to_owned());
        }
        if record.contig != Contig::X || record.contig.is_pseudoautosomal(record.assembly, record.position) {
            return;
        }
        let Some(genotype) = record.genotypes.first() else { return };
        let seen = genotype.of(index as u16 + 1);
        match (self.members[0].sex, seen.ploidy(), seen.alternate) {
            (Sex::Male, 2, 1) => self.issues.warn("heterozygous X of a male", place, || {
                "a male has one X, and this call is heterozygous: a mosaic, an error, or another person's".to_owned()
            }),
            (Sex::Female, 1, 1) => self.issues.warn("single X of a female", place, || {
                "a female has two copies of X, and this call has one: taken as both; is the sex right?".to_owned()
            }),
            _ => {}
        }
    }

    /// Hands single-nucleotide records that passed the filters to the checks of sex and kinship.
    fn check_family(&mut self, record: &Record<'_>) {
        let Some(checks) = self.checks.as_mut().filter(|checks| checks.wants(record.contig)) else { return };
        let [alternate] = record.alternates[..] else { return };
        if record.row.reference.len() != 1 || alternate.len() != 1 || alternate == "*" || !record.row.passes() {
            return;
        }
        self.copies.clear();
        for (genotype, sample) in record.genotypes.iter().zip(&record.samples) {
            let seen = genotype.of(1);
            let sure = self.format.quality(sample).is_none_or(|quality| quality >= MIN_CHECK_QUALITY);
            let usable = sure && seen.missing == 0 && (1..=2).contains(&seen.ploidy());
            self.copies.push(usable.then_some(Copies { reference: seen.reference, alternate: seen.alternate }));
        }
        checks.observe(record.contig, record.position, &self.copies);
    }
}

/// The position, which must lie on the contig, and REF, which must be bases.
fn check_place(row: &Row<'_>, contig: Contig, assembly: Assembly) -> Result<u32, Malformed> {
    let position = row.position()?;
    let length = contig.length(assembly);
    let end = u64::from(position) + row.reference.len() as u64 - 1;
    if end > u64::from(length) {
        let message = format!(
            "POS {position} lies beyond the end of chromosome {contig} of {}, {length}: is the assembly right?",
            assembly.as_str()
        );
        return Err(Malformed::new(BEYOND, message));
    }
    if !alleles::is_bases(row.reference) {
        let message = format!("REF {:?} is not a sequence of bases", super::error::shorten(row.reference));
        return Err(Malformed::new("REF", message));
    }
    Ok(position)
}
