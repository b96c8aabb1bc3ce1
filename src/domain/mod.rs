//! The vocabulary of the engine: identifiers, frequencies, features, cases, evidence.
//!
//! Nothing here performs I/O, reads a clock, or knows a serialization format; every edge of the
//! product owns its own wire types and converts to and from these.

mod acmg;
mod age;
mod case;
mod consequence;
mod evidence;
mod family;
mod feature;
mod frequency;
mod genotype;
mod ids;
mod inheritance;
mod issue;
mod locus;
mod onset;
mod probability;
mod reference;
mod sex;
mod variant;

pub use acmg::{AcmgClass, AcmgClassError, AcmgCriterion, AcmgEvidence, AcmgState, Side, Strength};
pub use age::{Age, AgeError};
pub use case::{Case, CaseDraft, DraftFeature, Fault, MAX_FEATURES};
pub use consequence::{Consequence, Impact, UnknownConsequence};
pub use evidence::{Finding, MatchKind};
pub use family::{Member, Relation};
pub use feature::{Certainty, FeatureStatus, PhenotypicFeature};
pub use frequency::{Frequency, FrequencyError, FrequencyRange};
pub use genotype::{Call, Genotype, Phase, Zygosity};
pub use ids::{DiseaseId, GeneId, IdError, SeriesId, TermId};
pub use inheritance::ModeOfInheritance;
pub use issue::{InputIssue, Severity};
pub use locus::{
    Alternate, Assembly, AssemblyError, Contig, ContigError, ContigSet, Locus, StructuralKind, refseq_chromosome,
};
pub use onset::OnsetClass;
pub use probability::{LogLikelihoodRatio, Probability, ProbabilityError};
pub use reference::Reference;
pub use sex::{Sex, SexError};
pub use variant::{
    AlleleFrequency, AnnotatedVariant, CaseVariants, ClinVar, Coverage, GeneEffect, LeftOut, PathogenicityScores,
    TranscriptChoice, VariantTally,
};
