//! Scorers whose value, gap to the best of the shortlist and place in the shortlist are features.

use super::groups::FeatureGroup::{self, Findings, Similarity};
use crate::scoring::phenotype::{Comparison, TermMatch};

/// What an unexplained finding's ratio is read as by the scorer `harsh`.
const HARSHNESS: f32 = 0.05;
/// Largest gain from one finding in the scorer `saturated`.
const SATURATION: f32 = 2.0;

/// What a scorer looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scored<'a> {
    pub comparison: &'a Comparison,
    /// Log-evidence of the first stage.
    pub evidence: f32,
    /// Cosine similarity of the first stage.
    pub cosine: f32,
}

pub(super) type Scorer = fn(Scored<'_>) -> f32;

/// Names, what they speak of, and how they are computed.
pub(super) const SCORERS: [(&str, FeatureGroup, Scorer); 11] = [
    ("evidence", Findings, |scored| scored.evidence),
    ("own", Findings, |scored| scored.sum(|term| term.own)),
    ("lenient", Findings, |scored| scored.sum(|term| term.lenient)),
    ("resnik", Similarity, |scored| scored.resnik()),
    ("best_match_average", Similarity, |scored| f32::midpoint(scored.resnik(), scored.comparison.disease_to_patient)),
    ("sim_gic", Similarity, |scored| scored.comparison.sim_gic),
    ("phrank", Similarity, |scored| scored.comparison.phrank),
    ("cosine", Similarity, |scored| scored.comparison.cosine),
    ("smoothed_cosine", Similarity, |scored| scored.cosine),
    ("harsh", Findings, |scored| scored.sum(|term| (term.smoothed.exp_m1() + HARSHNESS).ln())),
    ("saturated", Findings, |scored| scored.sum(|term| term.smoothed.min(SATURATION))),
];

impl Scored<'_> {
    fn sum(self, value: fn(&TermMatch) -> f32) -> f32 {
        self.comparison.terms.iter().map(|term| term.weight * value(term)).sum()
    }

    fn resnik(self) -> f32 {
        let count = self.comparison.terms.len().max(1) as f32;
        self.comparison.terms.iter().map(|term| term.shared).sum::<f32>() / count
    }
}
