//! Patients in: formats → [`CaseDraft`](crate::domain::CaseDraft) → [`Case`](crate::domain::Case), with every
//! complaint as an [`InputIssue`](crate::domain::InputIssue).

mod cohort;
mod consequence;
mod hpo_list;
mod phenopacket;
mod resolve;

pub use cohort::{Cohort, CohortError, Packet};
pub use consequence::{AnnotatorError, ReferenceError, ReferenceGenome, TranscriptAnnotator};
pub use hpo_list::{draft_from_lists, split_list};
pub use phenopacket::{PhenopacketError, parse_phenopacket};
pub use resolve::{Policy, Resolved, resolve};
