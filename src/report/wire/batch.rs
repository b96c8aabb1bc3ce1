//! Lines of `shirube batch`: the interface others measure through, so its names stay.

use serde::Serialize;

use super::rank::{IssueWire, issue_wire, symbols};
use crate::diagnosis::{Candidate, DifferentialDiagnosis, Engine};
use crate::domain::InputIssue;

/// One line of `shirube batch`.
#[derive(Debug, Serialize)]
pub struct BatchLine {
    /// The packet's id.
    pub id: String,
    /// What was found wrong with the packet; an `error` here means that nothing was ranked.
    pub issues: Vec<IssueWire>,
    /// Probability that the diagnosis is none of the shortlist; null without a model.
    pub none_of_these: Option<f64>,
    /// Candidates, best first.
    pub candidates: Vec<BatchCandidate>,
}

/// A candidate of `shirube batch`.
#[derive(Debug, Serialize)]
pub struct BatchCandidate {
    /// Place, from 1.
    pub rank: usize,
    /// Primary id.
    pub disease_id: String,
    /// All ids.
    pub ids: Vec<String>,
    /// English name.
    pub name: String,
    /// Approved symbols of linked genes.
    pub genes: Vec<String>,
    /// Posterior probability.
    pub probability: f64,
    /// Log-evidence.
    pub score: f32,
    /// Place by likelihood ratios alone, before the model.
    pub evidence_rank: usize,
}

/// A line of a batch.
#[must_use]
pub fn batch_line(
    engine: &Engine,
    id: &str,
    issues: &[InputIssue],
    result: Option<&DifferentialDiagnosis>,
) -> BatchLine {
    let kb = engine.kb();
    let candidate = |candidate: &Candidate| {
        let disease = kb.disease(candidate.disease);
        BatchCandidate {
            rank: candidate.rank,
            disease_id: disease.primary_id().to_string(),
            ids: disease.ids().map(|id| id.to_string()).collect(),
            name: disease.name().to_owned(),
            genes: symbols(kb, disease),
            probability: candidate.probability.value(),
            score: candidate.score,
            evidence_rank: candidate.evidence_rank,
        }
    };
    BatchLine {
        id: id.to_owned(),
        issues: issues.iter().map(issue_wire).collect(),
        none_of_these: result.and_then(|result| result.none_of_these).map(crate::domain::Probability::value),
        candidates: result.into_iter().flat_map(|result| &result.candidates).map(candidate).collect(),
    }
}
