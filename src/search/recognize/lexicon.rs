//! All the words for terms, from the knowledge base and from our own table.

use super::phrases::{Phrase, PhraseKind, phrases};
use crate::domain::TermId;
use crate::knowledge::{Aspect, KnowledgeBase};
use crate::search::normalize::is_japanese;

/// A way to say a term.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub term: TermId,
    pub text: &'a str,
    pub kind: PhraseKind,
    pub source: Source,
    /// Diseases annotated with the term.
    pub usage: u16,
}

/// Where an entry is from, the most trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Source {
    /// Our table.
    Table,
    /// The term's name.
    Name,
    /// A synonym that means the same.
    Exact,
    /// A synonym that means more, less or something near.
    Near,
}

/// The terms a phrase may mean, best first.
#[derive(Debug, Clone)]
pub(super) struct Meaning {
    pub kind: PhraseKind,
    pub terms: Vec<(TermId, Source, u16)>,
}

impl Meaning {
    pub fn new(kind: PhraseKind) -> Self {
        Self { kind, terms: Vec::new() }
    }

    /// Adds a term. A phrase of the table decides alone what it means.
    pub fn add(&mut self, term: TermId, source: Source, usage: u16) {
        if let Some(known) = self.terms.iter_mut().find(|(known, ..)| *known == term) {
            known.1 = if source == Source::Name { source } else { known.1.min(source) };
        } else {
            self.terms.push((term, source, usage));
        }
        // Some official Japanese labels are another term's name; the term that many diseases show is meant.
        let trust = |source: Source, usage: u16| match source {
            // In any order of its words, a term's own English name is that term.
            Source::Name => u32::MAX,
            Source::Table => u32::MAX - 1,
            Source::Exact => 2 * (u32::from(usage) + 1),
            Source::Near => u32::from(usage) / 4,
        };
        self.terms.sort_by_key(|&(term, source, usage)| (std::cmp::Reverse(trust(source, usage)), source, term));
    }
}

/// Everything the recognizer is made from.
pub(super) struct Entries<'a> {
    pub english: Vec<Entry<'a>>,
    pub japanese: Vec<Entry<'a>>,
}

/// Collects the entries of current terms beneath Phenotypic abnormality.
pub(super) fn entries(kb: &KnowledgeBase) -> Entries<'_> {
    let ontology = kb.ontology();
    let mut usage = vec![0_u16; ontology.len()];
    for disease in kb.diseases() {
        for term in disease.terms_of(Aspect::Phenotype) {
            usage[term.at()] = usage[term.at()].saturating_add(1);
        }
    }
    let mut out = Entries { english: Vec::new(), japanese: Vec::new() };
    for Phrase { term, japanese, kind, text } in phrases() {
        let term = match term {
            None => TermId::from_number(0),
            Some(id) => match ontology.index(id).filter(|&index| ontology.is_phenotypic(index)) {
                Some(_) => id,
                None => continue,
            },
        };
        let used = ontology.index(term).map_or(0, |index| usage[index.at()]);
        let entry = Entry { term, text, kind, source: Source::Table, usage: used };
        if japanese { out.japanese.push(entry) } else { out.english.push(entry) }
    }
    for index in ontology.terms().filter(|&index| ontology.is_phenotypic(index)) {
        let view = kb.term(index);
        let (term, usage) = (view.id(), usage[index.at()]);
        let names =
            std::iter::once((view.name(), Source::Name)).chain(view.name_ja().map(|name| (name, Source::Exact)));
        let synonyms = view.synonyms().map(|s| (s.text, if s.exact { Source::Exact } else { Source::Near }));
        for (text, source) in names.chain(synonyms) {
            let entry = Entry { term, text, kind: PhraseKind::Present, source, usage };
            if is_japanese(text) { out.japanese.push(entry) } else { out.english.push(entry) }
        }
    }
    out
}
