//! HL7 FHIR R4 (4.0.1) in and out: resources → [`CaseDraft`](crate::domain::CaseDraft) and listed variants;
//! [`DifferentialDiagnosis`](crate::diagnosis::DifferentialDiagnosis) → Bundle.
//!
//! Nothing here reads a clock or follows an address: a reference is looked up among what was given, never fetched. What
//! is read and what is not, and why, stands in `docs/fhir.md`.

mod capability;
mod codes;
mod element;
mod outcome;
mod read;
mod shape;
mod time;
mod write;

pub use capability::{RANK_DEFINITION, capability_statement, rank_definition};
pub use outcome::{IssueType, operation_outcome, outcome_of_message};
pub use read::{FhirCase, GivenResource, MOST_RESOURCES, RankParameters, ReadOptions, rank_parameters, read_resources};
pub use time::Moment;
pub use write::{RankingContext, ranking_bundle};
