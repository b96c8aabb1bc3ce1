//! Why a disease or gene stands where it stands.

use serde::Serialize;
use utoipa::ToSchema;

use super::rank::{CandidateWire, IssueWire, candidate_wire, issue_wire};
use crate::diagnosis::{DifferentialDiagnosis, Engine};
use crate::domain::InputIssue;
use crate::report::TrailLine;

/// An explanation of diseases wherever they stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhyResponse {
    /// Diseases that were scored.
    pub considered: usize,
    /// The diseases in question, best first. One that is not here is no candidate: nothing is known of its findings.
    pub asked: Vec<CandidateWire>,
    /// The first candidate of all, to compare with.
    pub first: Option<CandidateWire>,
    /// What became of the records that touch the gene in question.
    pub trail: Vec<TrailWire>,
    /// What was found wrong with, or changed in, the input.
    pub issues: Vec<IssueWire>,
}

/// What became of one record.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrailWire {
    /// Where it was read.
    pub place: String,
    /// The variant and its effect.
    pub what: String,
    /// `kept`, or why it was left out.
    pub outcome: String,
}

/// The whole answer.
#[must_use]
pub fn why_response(
    engine: &Engine,
    result: &DifferentialDiagnosis,
    trail: &[TrailLine],
    issues: &[InputIssue],
) -> WhyResponse {
    let members = result.variants.as_ref().map_or(&[][..], |variants| &variants.members);
    let wire = |candidate| candidate_wire(engine.kb(), candidate, members);
    WhyResponse {
        considered: result.considered,
        asked: result.asked.iter().map(wire).collect(),
        first: result.candidates.first().map(wire),
        trail: trail
            .iter()
            .map(|line| TrailWire { place: line.place.clone(), what: line.what.clone(), outcome: line.outcome.clone() })
            .collect(),
        issues: issues.iter().map(issue_wire).collect(),
    }
}
