//! Features of one candidate that are not a scorer's.

use super::context::{CaseContext, OnsetDistance, Siblings};
use super::groups::FeatureGroup::{self, Description, Expected, Findings, Patient, Relatives, Similarity};
use crate::knowledge::DiseaseIndex;
use crate::scoring::phenotype::{Comparison, DiseaseFacts, TermMatch};

/// A candidate as its features see it.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    shared: &'a CaseContext<'a>,
    comparison: &'a Comparison,
    facts: &'a DiseaseFacts,
    evidence: f32,
    place_by_evidence: usize,
    place_by_cosine: usize,
    /// Log-places by each scorer.
    log_places: Vec<f32>,
    /// Number of observed terms, at least 1.
    count: f32,
    /// Weighted log-ratios of the terms, largest first.
    gains: Vec<f32>,
    /// Information of all terms.
    information: f32,
    /// Information that the disease explains.
    explained: f32,
    gene: Siblings,
    family: Siblings,
    onset: OnsetDistance,
}

type Feature = fn(&Candidate<'_>) -> f32;

/// Names, what they speak of, and how they are computed.
#[rustfmt::skip]
pub(super) const PLAIN: [(&str, FeatureGroup, Feature); 61] = [
    ("evidence_per_term", Findings, |c| c.evidence / c.count),
    ("log_place_by_evidence", Findings, |c| (c.place_by_evidence as f32).ln_1p()),
    ("log_place_by_cosine", Findings, |c| (c.place_by_cosine as f32).ln_1p()),
    ("mean_log_place", Findings, |c| c.log_places.iter().sum::<f32>() / c.log_places.len() as f32),
    ("places_in_first_ten", Findings, |c| c.log_places.iter().filter(|place| **place <= 10.0_f32.ln()).count() as f32),
    ("log_posterior", Findings, |c| c.shared.log_posterior(c.evidence)),
    ("neighbor_support", Relatives, |c| c.terms().iter().map(|term| term.weight * (term.smoothed - term.own)).sum()),
    ("strongest", Findings, |c| c.gain(0)),
    ("second", Findings, |c| c.gain(1)),
    ("third", Findings, |c| c.gain(2)),
    ("median", Findings, |c| c.gain(c.gains.len() / 2)),
    ("weakest", Findings, |c| c.gain(c.gains.len().saturating_sub(1))),
    ("unmatched_share", Findings, |c| c.share(|term| term.smoothed < 0.1)),
    ("matched_share", Findings, |c| c.share(|term| term.smoothed >= 1.0)),
    ("exact_share", Findings, |c| c.share(|term| term.exact)),
    ("exact_count", Findings, |c| c.terms().iter().filter(|term| term.exact).count() as f32),
    ("information_explained", Findings, |c| c.explained / c.information.max(1e-6)),
    ("information_unexplained", Findings, |c| c.information - c.explained),
    ("most_unexplained", Findings, |c| c.most(|term| term.information - term.shared)),
    ("most_shared", Findings, |c| c.most(|term| term.shared)),
    ("mean_frequency", Findings, |c| c.terms().iter().map(|term| term.frequency).sum::<f32>() / c.count),
    ("least_shared", Findings, |c| c.terms().iter().map(|term| term.shared).fold(f32::INFINITY, f32::min).min(20.0)),
    ("lin", Similarity, |c| c.terms().iter().map(|term| term.shared / term.information.max(0.1)).sum::<f32>() / c.count),
    ("disease_to_patient", Expected, |c| c.comparison.disease_to_patient),
    ("disease_to_patient_weighted", Expected, |c| c.comparison.disease_to_patient_weighted),
    ("core", Expected, |c| c.comparison.core),
    ("core_seen", Expected, |c| c.comparison.core_seen),
    ("core_missed", Expected, |c| c.comparison.core_missed),
    ("exclusion", Expected, |c| c.comparison.exclusion),
    ("denied", Expected, |c| c.comparison.denied),
    ("denied_most", Expected, |c| c.comparison.denied_most),
    ("refuted", Expected, |c| c.comparison.refuted),
    ("organs", Similarity, |c| c.comparison.organs),
    ("organs_foreign", Similarity, |c| c.comparison.organs_foreign),
    ("log_annotations", Description, |c| c.comparison.annotations.ln_1p()),
    ("log_breadth", Description, |c| c.comparison.breadth.ln_1p()),
    ("log_papers", Description, |c| (c.facts.papers as f32).ln_1p()),
    ("log_counted_rows", Description, |c| (c.facts.counted_rows as f32).ln_1p()),
    ("log_most_examined", Description, |c| (c.facts.most_examined as f32).ln_1p()),
    ("entries", Description, |c| c.facts.entries as f32),
    ("genes", Description, |c| c.facts.genes as f32),
    ("in_omim", Description, |c| flag(c.facts.in_omim)),
    ("dominant", Patient, |c| flag(c.facts.inheritance.dominant)),
    ("recessive", Patient, |c| flag(c.facts.inheritance.recessive)),
    ("x_linked", Patient, |c| flag(c.facts.inheritance.x_linked)),
    ("mitochondrial", Patient, |c| flag(c.facts.inheritance.mitochondrial)),
    ("log_prevalence", Description, |c| c.facts.prevalence.map_or(f32::NAN, |value| value.max(1e-3).ln())),
    ("gene_siblings", Relatives, |c| c.gene.count),
    ("gene_sibling_gap", Relatives, |c| c.gene.gap),
    ("gene_siblings_shortlisted", Relatives, |c| c.gene.shortlisted),
    ("family_size", Relatives, |c| c.family.count),
    ("family_gap", Relatives, |c| c.family.gap),
    ("family_shortlisted", Relatives, |c| c.family.shortlisted),
    ("family_place", Relatives, |c| c.family.place),
    ("observed_terms", Findings, |c| c.count),
    ("mean_information", Findings, |c| c.information / c.count),
    ("best_evidence", Findings, |c| c.shared.best),
    ("before_onset", Patient, |c| c.onset.before),
    ("after_onset", Patient, |c| c.onset.after),
    ("age_beyond_onset", Patient, |c| c.onset.beyond),
    ("sex_conflict", Patient, |c| c.shared.sex_conflict(c.facts)),
];

impl<'a> Candidate<'a> {
    /// The candidate at `row` of the shortlist.
    pub(super) fn new(
        shared: &'a CaseContext<'a>,
        row: usize,
        disease: DiseaseIndex,
        comparison: &'a Comparison,
        facts: &'a DiseaseFacts,
        log_places: Vec<f32>,
    ) -> Self {
        let terms = &comparison.terms;
        let mut gains: Vec<f32> = terms.iter().map(|term| term.weight * term.smoothed).collect();
        gains.sort_by(|a, b| b.total_cmp(a));
        Self {
            shared,
            comparison,
            facts,
            evidence: shared.evidence(disease),
            place_by_evidence: shared.shortlist.by_evidence[row],
            place_by_cosine: shared.shortlist.by_cosine[row],
            log_places,
            count: terms.len().max(1) as f32,
            gains,
            information: terms.iter().map(|term| term.information).sum(),
            explained: terms.iter().map(|term| term.shared).sum(),
            gene: shared.of_gene(disease),
            family: shared.of_family(disease),
            onset: shared.onset_distance(facts),
        }
    }

    fn terms(&self) -> &[TermMatch] {
        &self.comparison.terms
    }

    fn gain(&self, place: usize) -> f32 {
        self.gains.get(place).copied().unwrap_or(0.0)
    }

    fn share(&self, holds: fn(&TermMatch) -> bool) -> f32 {
        self.terms().iter().filter(|term| holds(term)).count() as f32 / self.count
    }

    fn most(&self, value: fn(&TermMatch) -> f32) -> f32 {
        self.terms().iter().map(value).fold(0.0_f32, f32::max)
    }
}

fn flag(yes: bool) -> f32 {
    f32::from(u8::from(yes))
}
