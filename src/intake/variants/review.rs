//! A last look at a case's variants, whatever they came from.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::domain::{AnnotatedVariant, CaseVariants, Coverage, InputIssue, LeftOut, Severity};

/// Records below which a file may be of a gene panel.
const FEW: u64 = 5_000;

/// A file is unfiltered where one in so many alleles is too common to matter; an exome would then have tens of thousands.
const UNFILTERED: u64 = 10;
/// Fewer common alleles may have slipped through a filter.
const SOME: u64 = 20;

/// Counts every allele once and says what the list as a whole lacks.
#[must_use]
pub fn review_variants(case: &mut CaseVariants, name: &str) -> Vec<InputIssue> {
    let mut issues = merge_duplicates(case);
    let silent =
        case.variants.iter().all(|variant| variant.frequency.is_none() && variant.japanese_frequency.is_none());
    if case.coverage == Coverage::Genomewide {
        if case.tally.records == 0 {
            let message = "the file has no record: it says nothing of any gene";
            issues.push(InputIssue::new(Severity::Warning, name, message).suggest("check that it is the right file"));
        }
        let few = (1..FEW).contains(&case.tally.records);
        let common = case.tally.count(LeftOut::Common);
        if few && common >= SOME && common * UNFILTERED >= case.tally.alleles {
            let message = format!(
                "{} records, common ones among them, are too few for an exome: taken for a panel, so that a gene without a \
                 variant was not taken for free of them",
                case.tally.records
            );
            issues.push(InputIssue::new(Severity::Warning, name, message));
            case.coverage = Coverage::Selected;
        } else if few {
            let message = format!(
                "{} records are few for an exome: taken for a list of all its rare variants, so that a gene without one counts \
                 as without any",
                case.tally.records
            );
            let remedy = "say --panel where only some genes were looked at";
            issues.push(InputIssue::new(Severity::Note, name, message).suggest(remedy));
        }
        if silent && case.tally.records > 0 {
            let message = "no population frequency is given: common variants could not be told from rare ones, so that \
                           each variant says less and artifacts stand out";
            issues.push(
                InputIssue::new(Severity::Warning, name, message)
                    .suggest("annotate it with gnomAD, and with ToMMo for patients in Japan (shirube annotate)"),
            );
        }
    }
    issues
}

/// The same allele twice would be a compound heterozygote with itself.
fn merge_duplicates(case: &mut CaseVariants) -> Vec<InputIssue> {
    let mut first: BTreeMap<String, (String, Vec<crate::domain::Genotype>)> = BTreeMap::new();
    let (mut again, mut differ, mut place) = (0_u64, 0_u64, None);
    let tally = &mut case.tally;
    case.variants.retain(|variant| {
        let Some(key) = key(variant) else { return true };
        let genotypes = variant.calls.iter().map(|call| call.genotype).collect();
        match first.get(&key) {
            None => {
                first.insert(key, (variant.place.clone(), genotypes));
                true
            }
            Some((before, known)) => {
                again += 1;
                differ += u64::from(*known != genotypes);
                place.get_or_insert_with(|| (variant.place.clone(), before.clone()));
                tally.kept -= 1;
                tally.leave_out(LeftOut::Duplicate);
                false
            }
        }
    });
    let Some((place, before)) = place else { return Vec::new() };
    let more = if again > 1 { format!(" ({} more like it)", again - 1) } else { String::new() };
    let mut message = format!("the same allele as at {before}; it was counted once{more}");
    if differ > 0 {
        let _ = write!(message, "; {differ} of them with another genotype: the first was used");
    }
    vec![InputIssue::new(Severity::Warning, place, message)]
}

/// What names an allele: its place in the genome, else gene and coding description.
fn key(variant: &AnnotatedVariant) -> Option<String> {
    if let Some(locus) = &variant.locus {
        return Some(locus.to_string());
    }
    let effect = variant.effects.first()?;
    Some(format!("{} {}", effect.gene, effect.hgvs_c.as_ref()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Call, Consequence, GeneEffect, GeneId, Genotype, VariantTally};

    fn variant(hgvs: &str, genotype: Genotype) -> AnnotatedVariant {
        let effect = GeneEffect::given(GeneId::from_number(1), Consequence::StopGained);
        let effect = GeneEffect { hgvs_c: Some(hgvs.to_owned()), ..effect };
        AnnotatedVariant::bare(hgvs, vec![effect], vec![Call::of(genotype)])
    }

    #[test]
    fn an_allele_counts_once_and_contradictions_are_told() {
        let (het, hom) = (Genotype::HETEROZYGOUS, Genotype::HOMOZYGOUS);
        let mut case = CaseVariants {
            variants: vec![variant("c.1A>G", het), variant("c.1A>G", hom), variant("c.2A>G", het)],
            tally: VariantTally { records: 3, alleles: 3, kept: 3, ..VariantTally::default() },
            ..CaseVariants::default()
        };
        let issues = review_variants(&mut case, "list");
        assert_eq!((case.variants.len(), case.tally.kept, case.tally.count(LeftOut::Duplicate)), (2, 2, 1));
        assert!(issues[0].message.contains("another genotype"), "{issues:?}");
    }

    #[test]
    fn an_empty_file_and_one_without_frequencies_are_told() {
        let mut empty = CaseVariants { coverage: Coverage::Genomewide, ..CaseVariants::default() };
        assert!(review_variants(&mut empty, "x")[0].message.contains("no record"));
        let tally = VariantTally { records: 1, alleles: 1, kept: 1, ..VariantTally::default() };
        let variants = vec![variant("c.1A>G", Genotype::HETEROZYGOUS)];
        let mut bare = CaseVariants { coverage: Coverage::Genomewide, variants, tally, ..CaseVariants::default() };
        let issues = review_variants(&mut bare, "x");
        assert!(
            issues[0].message.contains("few for an exome") && issues[1].message.contains("frequency"),
            "{issues:?}"
        );
        let mut tally = VariantTally { records: 680, alleles: 680, kept: 560, ..VariantTally::default() };
        for _ in 0..120 {
            tally.leave_out(LeftOut::Common);
        }
        let mut panel = CaseVariants { coverage: Coverage::Genomewide, tally, ..CaseVariants::default() };
        assert!(review_variants(&mut panel, "x")[0].message.contains("taken for a panel"));
        assert_eq!(panel.coverage, Coverage::Selected);
    }
}
