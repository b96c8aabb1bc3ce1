//! The vocabulary of the engine: identifiers, frequencies, features, cases, evidence.
//!
//! Nothing here performs I/O, reads a clock, or knows a serialization format; every edge of the
//! product owns its own wire types and converts to and from these.

mod age;
mod case;
mod evidence;
mod feature;
mod frequency;
mod ids;
mod issue;
mod onset;
mod probability;
mod reference;
mod sex;

pub use age::{Age, AgeError};
pub use case::{Case, CaseDraft, DraftFeature, MAX_FEATURES};
pub use evidence::{Finding, MatchKind};
pub use feature::{Certainty, FeatureStatus, PhenotypicFeature};
pub use frequency::{Frequency, FrequencyError, FrequencyRange};
pub use ids::{DiseaseId, GeneId, IdError, SeriesId, TermId};
pub use issue::{InputIssue, Severity};
pub use onset::OnsetClass;
pub use probability::{LogLikelihoodRatio, Probability, ProbabilityError};
pub use reference::Reference;
pub use sex::{Sex, SexError};
