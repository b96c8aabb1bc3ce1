//! Sources and terms.

use rkyv::string::ArchivedString;

use crate::domain::TermId;
use crate::knowledge::record::{ArchivedSourceRecord, ArchivedSynonymRecord, ArchivedTermRecord};
use crate::ontology::TermIndex;

/// A source the build knew of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceView<'a> {
    /// Short name in `ontology/sources.toml`.
    pub name: &'a str,
    /// Title.
    pub title: &'a str,
    /// Release; empty where missing.
    pub release: &'a str,
    /// SHA-256 of the file used; empty where missing.
    pub sha256: &'a str,
    /// Licence.
    pub license: &'a str,
    /// Text the licence asks to be shown.
    pub attribution: &'a str,
    /// Whether it was there when the knowledge base was built.
    pub present: bool,
}

impl<'a> SourceView<'a> {
    pub(in crate::knowledge) fn new(record: &'a ArchivedSourceRecord) -> Self {
        Self {
            name: &record.name,
            title: &record.title,
            release: &record.release,
            sha256: &record.sha256,
            license: &record.license,
            attribution: &record.attribution,
            present: record.present,
        }
    }
}

/// A term's texts.
#[derive(Clone, Copy)]
pub struct TermView<'a> {
    index: TermIndex,
    record: &'a ArchivedTermRecord,
}

/// Another name of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SynonymView<'a> {
    /// The name.
    pub text: &'a str,
    /// Whether it is Japanese.
    pub japanese: bool,
    /// Whether laypersons say it.
    pub lay: bool,
    /// Whether it means the same as the term.
    pub exact: bool,
}

impl<'a> SynonymView<'a> {
    pub(super) fn new(record: &'a ArchivedSynonymRecord) -> Self {
        Self { text: &record.text, japanese: record.japanese, lay: record.lay, exact: record.exact }
    }
}

impl<'a> TermView<'a> {
    pub(in crate::knowledge) fn new(index: TermIndex, record: &'a ArchivedTermRecord) -> Self {
        Self { index, record }
    }

    /// Position in the ontology.
    #[must_use]
    pub fn index(self) -> TermIndex {
        self.index
    }

    /// Id.
    #[must_use]
    pub fn id(self) -> TermId {
        TermId::from_number(self.record.id.to_native())
    }

    /// English label.
    #[must_use]
    pub fn name(self) -> &'a str {
        &self.record.name
    }

    /// Japanese label, where there is one.
    #[must_use]
    pub fn name_ja(self) -> Option<&'a str> {
        self.record.name_ja.as_ref().map(ArchivedString::as_str)
    }

    /// English definition.
    #[must_use]
    pub fn definition(self) -> Option<&'a str> {
        self.record.definition.as_ref().map(ArchivedString::as_str)
    }

    /// Synonyms in both languages.
    pub fn synonyms(self) -> impl Iterator<Item = SynonymView<'a>> {
        self.record.synonyms.iter().map(SynonymView::new)
    }
}
