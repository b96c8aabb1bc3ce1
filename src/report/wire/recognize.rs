//! Phenotypes recognized in free text.

use serde::Serialize;
use utoipa::ToSchema;

use super::rank::{TermRef, term_ref_by_id};
use crate::domain::FeatureStatus;
use crate::knowledge::KnowledgeBase;
use crate::search::{Experiencer, Mention};

/// What was recognized.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecognizeResponse {
    /// Release of HPO.
    pub hpo_release: String,
    /// Mentions in the order of the text; none overlaps another.
    pub mentions: Vec<MentionWire>,
}

/// A finding named in the text.
#[derive(Debug, Serialize, ToSchema)]
pub struct MentionWire {
    /// Where its words begin, in Unicode code points from 0.
    pub start: usize,
    /// Where they end, exclusive.
    pub end: usize,
    /// The words.
    pub text: String,
    /// The term.
    pub term: TermRef,
    /// `observed`, or `excluded` where the text says that it is absent.
    pub status: &'static str,
    /// Of whom it is said: `patient`, `family` or `other`.
    pub experiencer: &'static str,
    /// Whether the text has it as suspected only.
    pub uncertain: bool,
    /// Share of mentions recognized in this way that are right, above 0 and at most 1.
    pub confidence: f32,
    /// The words that negate it or name the relative.
    pub cue: Option<CueWire>,
    /// Other terms the words may mean, best first.
    pub alternatives: Vec<TermRef>,
}

/// A stretch of the text.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct CueWire {
    /// Begin, in Unicode code points from 0.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
}

/// Mentions with their places counted in code points, as other languages count them.
#[must_use]
pub fn recognize_response(kb: &KnowledgeBase, text: &str, mentions: &[Mention]) -> RecognizeResponse {
    let places = CodePoints::new(text);
    let wire = |mention: &Mention| MentionWire {
        start: places.at(mention.span.start),
        end: places.at(mention.span.end),
        text: text.get(mention.span.clone()).unwrap_or_default().to_owned(),
        term: term_ref_by_id(kb, mention.term),
        status: match mention.status {
            FeatureStatus::Observed => "observed",
            FeatureStatus::Excluded => "excluded",
        },
        experiencer: match mention.experiencer {
            Experiencer::Patient => "patient",
            Experiencer::Family => "family",
            Experiencer::Other => "other",
        },
        uncertain: mention.uncertain,
        confidence: mention.confidence,
        cue: mention.cue.as_ref().map(|cue| CueWire { start: places.at(cue.start), end: places.at(cue.end) }),
        alternatives: mention.alternatives.iter().map(|term| term_ref_by_id(kb, *term)).collect(),
    };
    RecognizeResponse { hpo_release: kb.hpo_release().to_owned(), mentions: mentions.iter().map(wire).collect() }
}

/// Byte positions of every code point.
struct CodePoints(Vec<usize>);

impl CodePoints {
    fn new(text: &str) -> Self {
        Self(text.char_indices().map(|(at, _)| at).collect())
    }

    /// Code points before a byte position.
    fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|at| *at < byte)
    }
}

#[cfg(test)]
mod tests {
    use super::CodePoints;

    #[test]
    fn places_count_code_points() {
        let places = CodePoints::new("aあ😀b");
        assert_eq!([0, 1, 4, 8, 9].map(|byte| places.at(byte)), [0, 1, 2, 3, 4]);
    }
}
