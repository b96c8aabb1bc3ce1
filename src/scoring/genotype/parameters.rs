//! The constants of the genotype ratio. They are judgments, not fitted to the evaluation cases.

/// Probability that the causal genotype of a patient with the disease is in a genome-wide list: not in a region
/// without coverage, not a structural variant or repeat that the caller does not see. Diagnostic exomes miss about one
/// in ten (doi 10.1002/humu.24459: 8.2 % of causal variants were not captured).
pub(super) const FOUND: f64 = 0.92;

/// Of patients with a recessive disease, how many are homozygous, how many carry two different alleles, and in how many
/// only one of two is found (the other lies where the list does not look). Published cases of the cohort
/// phenopacket-store: about half of recessive cases are homozygous.
pub(super) const HOMOZYGOUS: f64 = 0.45;
pub(super) const COMPOUND: f64 = 0.45;
pub(super) const ONE_FOUND: f64 = 0.04;

/// Share of people who carry a damaging allele of a given recessive disease, whatever the list: of 23,453 people 24 % carried
/// one of 108 such diseases (doi 10.1038/gim.2012.114), 1 in 450 each. One allele alone cannot say more than that.
pub(super) const CARRIERS: f64 = 0.24 / 108.0;

/// Damaging alleles that a person's list is expected to hold by chance, as the sum of their odds: a prior of a typical
/// exome's rare variants, which keeps short lists from claiming too much.
pub(super) const EXPECTED_ODDS: f64 = 40.0;
/// Rare coding variants of a typical exome, for the same purpose.
pub(super) const EXPECTED_VARIANTS: f64 = 400.0;
/// Homozygous ones among them.
pub(super) const EXPECTED_HOMOZYGOUS: f64 = 12.0;

/// De novo coding variants of a typical person (doi 10.1038/nature11396: about one).
pub(super) const EXPECTED_DE_NOVO: f64 = 1.2;

/// Protein-coding genes, and the mean length of their coding sequence in bases (NCBI RefSeq).
pub(super) const GENES: f64 = 19_500.0;
pub(super) const MEAN_CODING_LENGTH: f64 = 1_700.0;

/// Rare variants of one gene come in company (haplotypes, poorly mapped regions): the expected number of a gene's
/// further alleles never falls below this share of all.
pub(super) const COMPANY: f64 = 0.000_1;

/// Largest odds of one allele, so that no single annotation decides alone.
pub(super) const MOST_ODDS: f64 = 60.0;

/// Bounds of the logarithm of the ratio.
pub(super) const LEAST_LOG: f64 = -5.0;
pub(super) const MOST_LOG: f64 = 14.0;

/// A female with a recessive X-linked disease by one changed copy (skewed inactivation).
pub(super) const FEMALE_CARRIER: f64 = 0.05;

/// How much less likely a dominant allele is the cause when an unaffected parent carries it (reduced penetrance).
pub(super) const INHERITED_FROM_UNAFFECTED: f64 = 0.1;
/// How often the cause is de novo where both parents are unaffected and the disease is dominant.
pub(super) const DE_NOVO_SHARE: f64 = 0.8;
/// What a family member contradicts is unlikely, not impossible: phenocopies, sample swaps, late onset.
pub(super) const CONTRADICTED: f64 = 0.05;

/// Reads and confidence that a parent's reference call must have for a child's allele to count as de novo.
pub(super) const PARENT_DEPTH: u32 = 10;
pub(super) const PARENT_QUALITY: f32 = 20.0;
/// Largest share of a parent's reads with the allele, above which the parent may be a mosaic carrier.
pub(super) const PARENT_FRACTION: f32 = 0.05;

/// Weight of a gene-disease link by `ClinGen`'s classification; links that are not curated count fully.
pub(super) fn validity_weight(classification: Option<&str>) -> f64 {
    match classification {
        Some("Limited") => 0.3,
        Some("Disputed" | "Refuted" | "No Known Disease Relationship") => 0.02,
        _ => 1.0,
    }
}
