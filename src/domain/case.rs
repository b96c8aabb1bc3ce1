//! A patient as the ranking sees one.

use super::{Age, CaseVariants, InputIssue, PhenotypicFeature, Sex};

/// What an input format yields before it is held against the knowledge base: names and ids as typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseDraft {
    /// The caller's own name for the case.
    pub id: String,
    /// Features with the place they were read from and the term as typed.
    pub features: Vec<DraftFeature>,
    /// Age at the last encounter.
    pub age: Option<Age>,
    /// Age at which the illness began.
    pub onset: Option<Age>,
    /// Sex.
    pub sex: Sex,
    /// What the parser had to say.
    pub issues: Vec<InputIssue>,
}

/// A feature whose term is still text: an id, an obsolete id, or a name in English or Japanese.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftFeature {
    /// Where it was read: a JSON path, an option, a line.
    pub place: String,
    /// The id or name as typed.
    pub term: String,
    /// What the input calls the finding beside an id: labels, displays, texts. They help to tell what a wrong id meant, and
    /// a label that contradicts the rest keeps the feature from being used.
    pub labels: Vec<String>,
    /// Seen or seen to be absent.
    pub status: super::FeatureStatus,
    /// Age at which it began.
    pub onset: Option<Age>,
    /// How sure the observer is.
    pub certainty: super::Certainty,
    /// Why it cannot be used as it stands, where the reader found that out.
    pub fault: Option<Fault>,
}

/// What is wrong with a feature apart from its term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is the matter.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// More features than any patient has: a longer list is a mistake, and comparing them would be quadratic work.
pub const MAX_FEATURES: usize = 500;

/// A case whose terms are current phenotype terms of the ontology in use, each at most once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Case {
    /// The caller's own name for the case.
    pub id: String,
    /// Resolved features, in input order.
    pub features: Vec<PhenotypicFeature>,
    /// Age at the last encounter.
    pub age: Option<Age>,
    /// Age at which the illness began.
    pub onset: Option<Age>,
    /// Sex.
    pub sex: Sex,
    /// Variants; `None` where none were given, which is not the same as none found.
    pub variants: Option<CaseVariants>,
}
