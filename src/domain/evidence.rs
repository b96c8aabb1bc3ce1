//! What speaks for or against a candidate.

use super::{FeatureStatus, Frequency, LogLikelihoodRatio, Reference, TermId};

/// How a query term relates to what the disease is known to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MatchKind {
    /// The disease is annotated with this very term.
    Exact,
    /// The disease is annotated with a more general term than the query's.
    QueryMoreSpecific,
    /// The disease is annotated with a more specific term than the query's.
    QueryMoreGeneral,
    /// Both share an informative common ancestor only.
    Related,
    /// Nothing in the disease's annotations corresponds.
    Unmatched,
    /// The patient shows what the disease excludes, or lacks what the disease shows.
    Contradicted,
    /// The patient lacks it and the disease is annotated not to show it.
    AbsentInBoth,
}

impl MatchKind {
    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::QueryMoreSpecific => "query_more_specific",
            Self::QueryMoreGeneral => "query_more_general",
            Self::Related => "related",
            Self::Unmatched => "unmatched",
            Self::Contradicted => "contradicted",
            Self::AbsentInBoth => "absent_in_both",
        }
    }
}

/// One query term held against one disease.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The patient's term.
    pub query: TermId,
    /// Seen in the patient, or seen to be absent.
    pub status: FeatureStatus,
    /// The disease's own annotated term that it was matched with.
    pub matched: Option<TermId>,
    /// How the two relate.
    pub kind: MatchKind,
    /// The evidence's weight; the sum over findings is the candidate's phenotype score.
    pub ratio: LogLikelihoodRatio,
    /// Frequency of the matched term in the disease, as curated; `None` is unknown.
    pub frequency: Option<Frequency>,
    /// The sources the matched annotation rests on.
    pub references: Vec<Reference>,
    /// Diseases of the same gene or family whose annotations support the match where the disease itself is thin.
    pub borrowed: bool,
}
