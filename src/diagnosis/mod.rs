//! The one function of the product: `Case` + knowledge base + model → differential diagnosis.

mod differential;
mod engine;
mod mask;
mod pretest;
mod rank;

pub use differential::{Candidate, DifferentialDiagnosis, RankedGene, Step, StepOutcome};
pub use engine::{Engine, EngineError};
pub use mask::PublicationMask;
pub use pretest::{Pretest, PretestError};
pub use rank::{RankError, RankOptions, rank};
