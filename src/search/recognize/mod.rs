//! Phenotypes named in free clinical text, English and Japanese.
//!
//! Words are matched with the names of terms and with our own table of phrases; then each mention is read in its
//! clause: is it denied, is it a relative's, is it only suspected. The rules for English follow the idea of `NegEx`
//! (<https://doi.org/10.1006/jbin.2001.1029>) and `ConText` (<https://doi.org/10.1016/j.jbi.2009.05.002>): cue words with
//! a scope that ends with the clause. Japanese denies at the end of a clause, so there the first predicate after a
//! mention decides.

mod analytes;
mod context;
mod english;
mod english_cues;
mod everyday;
mod fold;
mod gaps;
mod japanese;
mod japanese_context;
mod japanese_cues;
mod laboratory;
mod laboratory_words;
mod lexicon;
mod measure;
mod milestones;
mod phrases;
mod readings;
mod relatives;
mod segment;
mod stem;
mod tokens;

use std::ops::Range;

pub use phrases::{Phrase, PhraseKind, phrases};

use crate::domain::{FeatureStatus, TermId};
use crate::knowledge::KnowledgeBase;

/// Whose finding it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Experiencer {
    /// The patient's.
    Patient,
    /// A relative's.
    Family,
    /// Somebody else's.
    Other,
}

/// A phenotype named in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Bytes of the text, at character boundaries.
    pub span: Range<usize>,
    /// A current term beneath Phenotypic abnormality.
    pub term: TermId,
    /// Whether it is said to be there or not to be there.
    pub status: FeatureStatus,
    /// Whose finding it is.
    pub experiencer: Experiencer,
    /// Whether it is only suspected.
    pub uncertain: bool,
    /// The words that deny it or name the relative.
    pub cue: Option<Range<usize>>,
    /// Roughly the share of such mentions that were right on the development notes, in (0, 1].
    pub confidence: f32,
    /// Other terms the same words may mean, best first, at most three.
    pub alternatives: Vec<TermId>,
}

/// Finds phenotypes in text. Built once from a knowledge base; used from any thread.
#[derive(Debug)]
pub struct Recognizer {
    english: english::English,
    japanese: japanese::Japanese,
}

impl Recognizer {
    /// Collects the names of all phenotype terms.
    #[must_use]
    pub fn new(kb: &KnowledgeBase) -> Self {
        let entries = lexicon::entries(kb);
        Self { english: english::English::new(&entries.english), japanese: japanese::Japanese::new(&entries.japanese) }
    }

    /// The mentions in a text, in its order, none overlapping another.
    ///
    /// Takes time in proportion to the length of the text.
    #[must_use]
    pub fn recognize(&self, kb: &KnowledgeBase, text: &str) -> Vec<Mention> {
        let mut out = Vec::new();
        for segment in segment::segments(text) {
            let found = if segment.japanese {
                self.japanese.mentions(&self.english, text, &segment)
            } else {
                self.english.mentions(text, &segment)
            };
            out.extend(found);
        }
        let ontology = kb.ontology();
        out.retain(|m: &Mention| ontology.index(m.term).is_some_and(|index| ontology.is_phenotypic(index)));
        out.sort_by_key(|m| (m.span.start, m.span.end));
        out
    }
}
