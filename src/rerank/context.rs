//! What all candidates of a case share.

use super::Shortlist;
use super::features::Stage;
use crate::domain::{Case, FeatureStatus, Sex};
use crate::knowledge::DiseaseIndex;
use crate::scoring::phenotype::{DiseaseFacts, PhenotypeModel};

/// A case with its shortlist.
#[derive(Debug)]
pub(super) struct CaseContext<'a> {
    model: &'a PhenotypeModel,
    case: &'a Case,
    evidence: &'a [f32],
    pub shortlist: &'a Shortlist,
    /// By disease position.
    shortlisted: Vec<bool>,
    /// Largest log-evidence of any disease.
    pub best: f32,
    log_sum: f32,
    onset: Option<f32>,
    age: Option<f32>,
}

/// How diseases of the same gene or family fare.
#[derive(Debug)]
pub(super) struct Siblings {
    pub count: f32,
    /// Log-evidence above that of the best of them; unknown where none is a candidate.
    pub gap: f32,
    pub shortlisted: f32,
    pub place: f32,
}

/// Years, as logarithms; NaN is unknown.
#[derive(Debug)]
pub(super) struct OnsetDistance {
    /// From the onset of the illness to the earliest age on record.
    pub before: f32,
    /// From the latest age on record to the onset of the illness.
    pub after: f32,
    /// From the latest age on record to the patient's age.
    pub beyond: f32,
}

impl<'a> CaseContext<'a> {
    pub(super) fn new(stage: &Stage<'a>, shortlist: &'a Shortlist) -> Self {
        let Stage { model, case, evidence, .. } = *stage;
        let best = evidence.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let temperature = model.parameters().temperature;
        // Of ten thousand diseases only a few matter to the sum; the others would cost a millisecond.
        let least = best - 20.0 * temperature;
        let near = evidence.iter().filter(|total| **total > least);
        let sum: f32 = near.map(|total| ((total - best) / temperature).exp()).sum();
        let mut shortlisted = vec![false; evidence.len()];
        for disease in &shortlist.diseases {
            shortlisted[disease.at()] = true;
        }
        let onset = case
            .features
            .iter()
            .filter(|feature| feature.status == FeatureStatus::Observed)
            .filter_map(|feature| feature.onset)
            .chain(case.onset)
            .min()
            .map(|age| age.years() as f32);
        let age = case.age.map(|age| age.years() as f32);
        Self { model, case, evidence, shortlist, shortlisted, best, log_sum: sum.ln(), onset, age }
    }

    pub(super) fn evidence(&self, disease: DiseaseIndex) -> f32 {
        self.evidence[disease.at()]
    }

    pub(super) fn log_posterior(&self, evidence: f32) -> f32 {
        (evidence - self.best) / self.model.parameters().temperature - self.log_sum
    }

    pub(super) fn of_gene(&self, disease: DiseaseIndex) -> Siblings {
        self.siblings(disease, self.model.same_gene(disease))
    }

    pub(super) fn of_family(&self, disease: DiseaseIndex) -> Siblings {
        self.siblings(disease, self.model.same_family(disease))
    }

    fn siblings(&self, disease: DiseaseIndex, near: &[DiseaseIndex]) -> Siblings {
        let mine = self.evidence(disease);
        let rivals = near.iter().map(|other| self.evidence(*other)).filter(|total| *total > f32::NEG_INFINITY);
        let best = rivals.clone().fold(f32::NEG_INFINITY, f32::max);
        Siblings {
            count: (near.len() as f32).ln_1p(),
            gap: if best > f32::NEG_INFINITY { (mine - best).clamp(-20.0, 20.0) } else { f32::NAN },
            shortlisted: near.iter().filter(|other| self.shortlisted[other.at()]).count() as f32,
            place: (rivals.filter(|total| *total > mine).count() as f32).ln_1p(),
        }
    }

    pub(super) fn onset_distance(&self, facts: &DiseaseFacts) -> OnsetDistance {
        let Some(range) = facts.onset else {
            return OnsetDistance { before: f32::NAN, after: f32::NAN, beyond: f32::NAN };
        };
        OnsetDistance {
            // Where only the age at the last encounter is known, the illness began by then.
            before: self.onset.or(self.age).map_or(f32::NAN, |age| (range.from - age).max(0.0).ln_1p()),
            after: self.onset.map_or(f32::NAN, |onset| (onset - range.to).max(0.0).ln_1p()),
            beyond: self.age.map_or(f32::NAN, |age| (age - range.to).max(0.0).ln_1p()),
        }
    }

    pub(super) fn sex_conflict(&self, facts: &DiseaseFacts) -> f32 {
        let only_x = facts.inheritance.x_linked && !facts.inheritance.dominant && !facts.inheritance.recessive;
        match (only_x, self.case.sex) {
            (true, Sex::Female) => 1.0,
            (true, Sex::Male) => -1.0,
            _ => 0.0,
        }
    }
}
