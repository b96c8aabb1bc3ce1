//! The one function of the product: `Case` + knowledge base + model → differential diagnosis.

mod checkable;
mod differential;
mod engine;
mod favor;
mod genotype;
mod mask;
mod order;
mod pretest;
mod questions;
mod rank;
mod shortlisted;

pub use checkable::{Checkable, checkable};
pub use differential::{Candidate, DifferentialDiagnosis, ModelMove, RankedGene, Step, StepOutcome};
pub use engine::{Engine, EngineError};
pub use genotype::{CandidateGene, CandidateGenotype, ListedAllele, ListedFit, VariantSummary};
pub use mask::PublicationMask;
pub use pretest::{Pretest, PretestError};
pub use questions::{MOST_QUESTIONS, Question, Shift, next_questions};
pub use rank::{RankError, RankOptions, rank};
pub use shortlisted::Shortlisted;
