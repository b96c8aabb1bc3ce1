//! One transcript for each gene.

use super::super::error::shorten;
use super::super::issues::IssueLog;
use super::super::options::{AnnotatedBy, GeneLookup};
use super::effect::effect;
use super::{Column, Entries, Entry, Spelling};
use crate::domain::{Consequence, GeneEffect, GeneId, TranscriptChoice};

/// An effect, and whether it stands although its consequence alone changes no product.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Chosen {
    /// The effect.
    pub effect: GeneEffect,
    /// The gene's product is an RNA, of which the variant changes a base.
    pub in_rna: bool,
}

struct Candidate<'a> {
    gene: GeneId,
    rank: (TranscriptChoice, bool, Consequence),
    entry: Entry<'a>,
}

/// Chooses for each gene the MANE Select transcript, else the canonical one, else the most severe effect, on a
/// protein-coding transcript where there is one. `wanted` says which genes matter; `decay` is `SnpEff`'s INFO `NMD`.
pub(in super::super) fn choose(
    entries: &Entries<'_>,
    spelling: &Spelling<'_>,
    genes: &dyn GeneLookup,
    wanted: &dyn Fn(GeneId) -> bool,
    decay: Option<&str>,
    place: &dyn Fn() -> String,
    issues: &mut IssueLog,
) -> Vec<Chosen> {
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    let mut last: Option<([&str; 3], Option<GeneId>)> = None;
    for entry in entries.iter().filter(|entry| entry.is_of(spelling)) {
        if !is_transcript(&entry, spelling) || entry.pointer().is_some() {
            continue;
        }
        let consequence = consequence(&entry, place, issues);
        // Outside the gene: told of every neighbor.
        if matches!(consequence, Consequence::Upstream | Consequence::Downstream | Consequence::Intergenic) {
            continue;
        }
        let names = [entry.get(Column::Hgnc), entry.get(Column::Ensembl), entry.get(Column::Symbol)];
        let gene = match &last {
            Some((known, gene)) if *known == names => *gene,
            _ => gene(genes, names).filter(|gene| wanted(*gene)),
        };
        last = Some((names, gene));
        let Some(gene) = gene else { continue };
        let rank = (choice(&entry, gene, genes), entry.get(Column::Biotype) != "protein_coding", consequence);
        match candidates.iter_mut().find(|candidate| candidate.gene == gene) {
            Some(best) if rank < best.rank => (best.rank, best.entry) = (rank, entry),
            Some(_) => {}
            None => candidates.push(Candidate { gene, rank, entry }),
        }
    }
    let finish = |candidate: &Candidate<'_>| {
        let Candidate { gene, rank: (choice, _, consequence), entry } = candidate;
        let decays = decay.is_some_and(|list| names_gene(list, entry));
        let in_rna = matches!(consequence, Consequence::NonCodingExon | Consequence::MatureMirna)
            && is_rna_gene(entry.get(Column::Biotype));
        Chosen { effect: effect(entry, *gene, *consequence, *choice, decays), in_rna }
    };
    candidates.iter().map(finish).collect()
}

/// Whether an entry is about a transcript; entries about regulatory regions, protein domains and the like are not.
fn is_transcript(entry: &Entry<'_>, spelling: &Spelling<'_>) -> bool {
    let kind = entry.get(Column::FeatureKind);
    if kind.is_empty() {
        return entry.layout.by != AnnotatedBy::Vep || !entry.get(Column::Transcript).is_empty();
    }
    kind.eq_ignore_ascii_case("transcript") || (spelling.symbolic && kind.to_ascii_lowercase().starts_with("gene"))
}

fn consequence(entry: &Entry<'_>, place: &dyn Fn() -> String, issues: &mut IssueLog) -> Consequence {
    let text = entry.get(Column::Consequence);
    let (worst, unknown) = Consequence::most_severe(text);
    // `intragenic_variant` says that nothing more is known.
    if let Some(name) = unknown.iter().find(|name| **name != "intragenic_variant") {
        issues.warn(&format!("consequence {name}"), place, || {
            format!("the consequence {:?} is not known and was not used", shorten(name))
        });
    }
    match worst {
        Some(worst @ (Consequence::FeatureTruncation | Consequence::FeatureElongation)) => beside_length(text, worst),
        Some(worst) => worst,
        None => Consequence::SequenceVariant,
    }
}

/// VEP adds `feature_truncation` to every deletion, even within an intron. The truncation counts where coding sequence
/// is hit without a finer word, or where there is no other word.
fn beside_length(text: &str, worst: Consequence) -> Consequence {
    let finer = text
        .split('&')
        .filter_map(|name| name.trim().parse::<Consequence>().ok())
        .filter(|other| !matches!(other, Consequence::FeatureTruncation | Consequence::FeatureElongation))
        .min();
    finer.filter(|finer| *finer != Consequence::CodingSequence).unwrap_or(worst)
}

fn gene(genes: &dyn GeneLookup, [hgnc, ensembl, symbol]: [&str; 3]) -> Option<GeneId> {
    // VEP has written HGNC:5, 5 and HGNC:HGNC:5.
    let number = hgnc.rsplit(':').next().unwrap_or_default();
    if !number.is_empty()
        && let Ok(gene) = format!("HGNC:{number}").parse()
    {
        return Some(gene);
    }
    let stem = ensembl.split('.').next().unwrap_or_default();
    let by_ensembl = stem.starts_with("ENSG").then(|| genes.by_ensembl(stem)).flatten();
    by_ensembl.or_else(|| (!symbol.is_empty()).then(|| genes.by_symbol(symbol)).flatten())
}

/// How an entry's transcript would be chosen; [`TranscriptChoice::MostSevere`] where its gene is not known.
pub(in super::super) fn choice_of(entry: &Entry<'_>, genes: &dyn GeneLookup) -> TranscriptChoice {
    let names = [entry.get(Column::Hgnc), entry.get(Column::Ensembl), entry.get(Column::Symbol)];
    gene(genes, names).map_or(TranscriptChoice::MostSevere, |gene| choice(entry, gene, genes))
}

fn choice(entry: &Entry<'_>, gene: GeneId, genes: &dyn GeneLookup) -> TranscriptChoice {
    let transcript = entry.get(Column::Transcript);
    let stem = |text: &str| {
        text.split('.').next().is_some_and(|stem| !stem.is_empty() && transcript.split('.').next() == Some(stem))
    };
    let mane = !entry.get(Column::Mane).is_empty() && entry.get(Column::Mane) != ".";
    if mane || genes.mane_select(gene).is_some_and(|both| both.split('|').any(stem)) {
        TranscriptChoice::ManeSelect
    } else if matches!(entry.get(Column::Canonical), "YES" | "1") {
        TranscriptChoice::Canonical
    } else {
        TranscriptChoice::MostSevere
    }
}

/// Whether `SnpEff`'s `(SYMBOL|GENE|transcripts|percent)` list names the entry's gene.
fn names_gene(list: &str, entry: &Entry<'_>) -> bool {
    let own = [entry.get(Column::Symbol), entry.get(Column::Ensembl)];
    list.split(',').any(|item| {
        let mut names = item.trim_matches(['(', ')']).split('|');
        let (symbol, id) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
        !item.is_empty() && (symbol == own[0] || id == own[1])
    })
}

/// Biotypes (Ensembl, GENCODE) of genes that make an RNA only; transcripts of coding genes that are not translated
/// have others.
fn is_rna_gene(biotype: &str) -> bool {
    matches!(
        biotype,
        "snRNA"
            | "snoRNA"
            | "scaRNA"
            | "miRNA"
            | "rRNA"
            | "tRNA"
            | "Mt_tRNA"
            | "Mt_rRNA"
            | "ribozyme"
            | "misc_RNA"
            | "telomerase_RNA"
            | "RNase_MRP_RNA"
            | "vault_RNA"
            | "scRNA"
            | "sRNA"
            | "lncRNA"
            | "lincRNA"
            | "antisense"
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::header::{Header, InfoField, Number};
    use super::super::super::profile::AnnotationProfile;
    use super::super::Layout;
    use super::*;
    use crate::domain::Consequence as C;

    struct Genes;

    impl GeneLookup for Genes {
        fn by_symbol(&self, symbol: &str) -> Option<GeneId> {
            ["FGFR2", "TTN"].iter().position(|known| *known == symbol).map(|n| GeneId::from_number(n as u32 + 1))
        }
        fn by_ensembl(&self, id: &str) -> Option<GeneId> {
            (id == "ENSG00000066468").then(|| GeneId::from_number(1))
        }
        fn mane_select(&self, gene: GeneId) -> Option<&str> {
            (gene.number() == 1).then_some("ENST00000358487.10|NM_000141.5")
        }
        fn matters(&self, _: GeneId) -> bool {
            true
        }
    }

    fn run(format: &str, value: &str) -> (Vec<Chosen>, usize) {
        let info = vec![InfoField {
            id: "CSQ".to_owned(),
            number: Number::Other,
            description: format!("Format: Allele|Consequence|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|{format}"),
        }];
        let header = Header { info, ..Header::default() };
        let layout = Layout::find(&header, &AnnotationProfile::default(), "t").unwrap().unwrap();
        let (entries, _) = layout.entries(value);
        let spelling = Spelling::new("5", "A", &["C"], 0);
        let mut issues = IssueLog::default();
        let place = || "line 1".to_owned();
        let chosen = choose(&entries, &spelling, &Genes, &|_| true, None, &place, &mut issues);
        (chosen, issues.finish().len())
    }

    #[test]
    fn mane_then_canonical_then_severe() {
        for (value, transcript, choice, consequence) in [
            (
                "C|stop_gained|FGFR2||Transcript|T1|protein_coding||YES,\
                 C|missense_variant|FGFR2||Transcript|ENST00000358487.3|protein_coding||",
                "ENST00000358487.3",
                TranscriptChoice::ManeSelect,
                C::Missense,
            ),
            (
                "C|stop_gained|TTN||Transcript|T1|protein_coding||,\
                 C|missense_variant|TTN||Transcript|T2|protein_coding|NM_1.2|",
                "T2",
                TranscriptChoice::ManeSelect,
                C::Missense,
            ),
            (
                "C|stop_gained|TTN||Transcript|T1|protein_coding||,C|intron_variant|TTN||Transcript|T2|protein_coding||YES",
                "T2",
                TranscriptChoice::Canonical,
                C::Intron,
            ),
            (
                "C|stop_gained|TTN||Transcript|T1|nonsense_mediated_decay||,\
                 C|splice_region_variant&synonymous_variant|TTN||Transcript|T2|protein_coding||,\
                 C|missense_variant|TTN||Transcript|T3|protein_coding||",
                "T3",
                TranscriptChoice::MostSevere,
                C::Missense,
            ),
        ] {
            let (chosen, _) = run("MANE_SELECT|CANONICAL", value);
            let effect = &chosen[0].effect;
            assert_eq!(chosen.len(), 1);
            assert_eq!(effect.transcript.as_deref(), Some(transcript));
            assert_eq!((effect.choice, effect.consequence), (choice, consequence));
        }
    }

    #[test]
    fn genes_are_found_by_number_then_ensembl_then_symbol() {
        for (fields, wanted) in [
            ("C|missense_variant|X||Transcript|T|protein_coding|HGNC:3603", Some(3603)),
            ("C|missense_variant|X||Transcript|T|protein_coding|3603", Some(3603)),
            ("C|missense_variant|X||Transcript|T|protein_coding|HGNC:HGNC:3603", Some(3603)),
            ("C|missense_variant|TTN|ENSG00000066468.5|Transcript|T|protein_coding|", Some(1)),
            ("C|missense_variant|TTN|ENSG1|Transcript|T|protein_coding|", Some(2)),
            ("C|missense_variant|TTN||RegulatoryFeature|T||", None),
            ("C|upstream_gene_variant|TTN||Transcript|T|protein_coding|", None),
            ("C|missense_variant|NONE||Transcript|T|protein_coding|", None),
        ] {
            let (chosen, _) = run("HGNC_ID", fields);
            assert_eq!(chosen.first().map(|chosen| chosen.effect.gene.number()), wanted, "{fields}");
        }
    }

    #[test]
    fn decay_is_told_by_the_annotator_or_the_last_junction() {
        for (consequence, exon, lof, filter, wanted) in [
            ("stop_gained", "10/10", "", "", Some(true)),
            ("stop_gained", "9/10", "", "", None),
            ("stop_gained", "3/10", "", "", Some(false)),
            ("frameshift_variant", "3/10", "", "", None),
            ("frameshift_variant", "9/10", "HC", "", Some(false)),
            ("frameshift_variant", "9/10", "LC", "END_TRUNC", Some(true)),
            ("missense_variant", "10/10", "", "", None),
            ("stop_gained", "", "", "", None),
        ] {
            let value = format!("C|{consequence}|TTN||Transcript|T|protein_coding|{exon}|{lof}|{filter}");
            let (chosen, _) = run("EXON|LoF|LoF_filter", &value);
            assert_eq!(chosen[0].effect.escapes_decay, wanted, "{value}");
        }
    }

    #[test]
    fn unknown_consequences_are_said_and_rna_genes_are_told_apart() {
        let (chosen, issues) = run("X", "C|gene_fusion|TTN||Transcript|T|protein_coding|");
        assert_eq!((chosen[0].effect.consequence, issues), (C::SequenceVariant, 1));
        for (text, wanted) in [
            ("intron_variant&feature_truncation", C::Intron),
            ("inframe_deletion&feature_truncation", C::InframeDeletion),
            ("coding_sequence_variant&intron_variant&feature_truncation", C::FeatureTruncation),
            ("feature_truncation", C::FeatureTruncation),
            ("frameshift_variant&feature_elongation", C::Frameshift),
        ] {
            let (chosen, _) = run("X", &format!("C|{text}|TTN||Transcript|T|protein_coding|"));
            assert_eq!(chosen[0].effect.consequence, wanted, "{text}");
        }
        let rna =
            |biotype: &str| run("X", &format!("C|non_coding_transcript_exon_variant|TTN||Transcript|T|{biotype}|"));
        assert!(rna("snRNA").0[0].in_rna);
        assert!(!rna("retained_intron").0[0].in_rna);
    }
}
