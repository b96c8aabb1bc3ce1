//! Diseases: names, annotations, and what else is known of them.

use rkyv::string::ArchivedString;

use super::gene::GeneLinkView;
use super::japan::{InsuredTestView, NanbyoView, PrevalenceView};
use crate::domain::{DiseaseId, Frequency, Reference, Sex};
use crate::knowledge::base::{DiseaseIndex, KnowledgeBase};
use crate::knowledge::record::{ArchivedAnnotationRecord, ArchivedDiseaseRecord, ArchivedNameRecord, sex_of};
use crate::knowledge::sources::hpoa::Aspect;
use crate::ontology::TermIndex;

/// A disease: one entry per MONDO clique.
#[derive(Clone, Copy)]
pub struct DiseaseView<'a> {
    base: &'a KnowledgeBase,
    index: DiseaseIndex,
    record: &'a ArchivedDiseaseRecord,
}

impl<'a> DiseaseView<'a> {
    pub(in crate::knowledge) fn new(
        base: &'a KnowledgeBase,
        index: DiseaseIndex,
        record: &'a ArchivedDiseaseRecord,
    ) -> Self {
        Self { base, index, record }
    }

    /// Position in the knowledge base.
    #[must_use]
    pub fn index(self) -> DiseaseIndex {
        self.index
    }

    /// All ids, the primary one first.
    pub fn ids(self) -> impl Iterator<Item = DiseaseId> + use<'a> {
        self.record.ids.iter().map(crate::knowledge::record::ArchivedDiseaseIdRecord::get)
    }

    /// The id the disease is listed under: OMIM before ORPHA before DECIPHER before MONDO.
    #[must_use]
    pub fn primary_id(self) -> DiseaseId {
        self.record.ids[0].get()
    }

    /// English name, that of the primary id.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.record.names.iter().find(|name| !name.japanese).map_or("", |name| name.text.as_str())
    }

    /// Japanese name, where NANDO has one.
    #[must_use]
    pub fn name_ja(self) -> Option<&'a str> {
        self.record.names.iter().find(|name| name.japanese).map(|name| name.text.as_str())
    }

    /// All names in both languages.
    pub fn names(self) -> impl Iterator<Item = NameView<'a>> {
        self.record.names.iter().map(NameView::new)
    }

    /// All annotations, of every aspect.
    pub fn annotations(self) -> impl Iterator<Item = AnnotationView<'a>> {
        let (base, disease) = (self.base, self.record);
        disease.annotations.iter().map(move |record| AnnotationView { base, disease, record })
    }

    /// Terms annotated under one aspect, absent ones left out, each once.
    #[must_use]
    pub fn terms_of(self, aspect: Aspect) -> Vec<TermIndex> {
        let mut terms: Vec<TermIndex> = self
            .annotations()
            .filter(|row| row.aspect() == aspect && !row.is_absent())
            .map(AnnotationView::term)
            .collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// Linked genes.
    pub fn genes(self) -> impl Iterator<Item = GeneLinkView<'a>> {
        self.record.genes.iter().map(GeneLinkView::new)
    }

    /// Ages of onset in Orphanet's words.
    pub fn orphanet_onset(self) -> impl Iterator<Item = &'a str> {
        self.record.orphanet_onset.iter().map(ArchivedString::as_str)
    }

    /// Prevalence statements.
    pub fn prevalence(self) -> impl Iterator<Item = PrevalenceView<'a>> {
        self.record.prevalence.iter().map(PrevalenceView::new)
    }

    /// Entries in Japan's programs, 指定難病 first, then the closer link.
    pub fn nanbyo(self) -> impl Iterator<Item = NanbyoView<'a>> {
        self.record.nanbyo.iter().map(NanbyoView::new)
    }

    /// The 指定難病 entry with a notification number that the disease is linked with best.
    #[must_use]
    pub fn designated(self) -> Option<NanbyoView<'a>> {
        self.nanbyo().find(|entry| entry.is_designated_intractable() && entry.notification_number().is_some())
    }

    /// 指定難病 notification number, where the disease, or by a close match or its family's name what it belongs to, is
    /// designated; [`Self::designated`] says which.
    #[must_use]
    pub fn designated_number(self) -> Option<u16> {
        self.designated().and_then(NanbyoView::notification_number)
    }

    /// Genetic tests of the disease that the health insurance covers, the most particular first.
    pub fn insured_tests(self) -> impl Iterator<Item = InsuredTestView<'a>> {
        let tests = self.base.insured_tests();
        self.record.insured.iter().filter_map(move |link| InsuredTestView::new(tests, link))
    }

    pub(in crate::knowledge) fn base(self) -> &'a KnowledgeBase {
        self.base
    }
}

/// A name of a disease and where it is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameView<'a> {
    /// The name.
    pub text: &'a str,
    /// Whether it is Japanese.
    pub japanese: bool,
    /// A catalogue id, MONDO or NANDO class.
    pub source: &'a str,
}

impl<'a> NameView<'a> {
    pub(super) fn new(record: &'a ArchivedNameRecord) -> Self {
        Self { text: &record.text, japanese: record.japanese, source: &record.source }
    }
}

/// One row of `phenotype.hpoa`, resolved to a current term.
#[derive(Clone, Copy)]
pub struct AnnotationView<'a> {
    base: &'a KnowledgeBase,
    disease: &'a ArchivedDiseaseRecord,
    record: &'a ArchivedAnnotationRecord,
}

impl<'a> AnnotationView<'a> {
    /// The term.
    #[must_use]
    pub fn term(self) -> TermIndex {
        TermIndex(self.record.term.to_native())
    }

    /// The catalogue entry that was annotated.
    #[must_use]
    pub fn source(self) -> DiseaseId {
        self.disease.ids[usize::from(self.record.source)].get()
    }

    /// How often; `None` is unknown.
    #[must_use]
    pub fn frequency(self) -> Option<Frequency> {
        self.record.frequency.get()
    }

    /// Whether the row says that the disease does not show the term (NOT, 0/n, or HP:0040285).
    #[must_use]
    pub fn is_absent(self) -> bool {
        self.record.negated || self.frequency().is_some_and(Frequency::is_absent)
    }

    /// Age at which the feature begins, a term below Onset.
    #[must_use]
    pub fn onset(self) -> Option<TermIndex> {
        self.record.onset.as_ref().map(|term| TermIndex(term.to_native()))
    }

    /// The sex the row is limited to.
    #[must_use]
    pub fn sex(self) -> Sex {
        sex_of(self.record.sex)
    }

    /// Which part of the ontology the row speaks of.
    #[must_use]
    pub fn aspect(self) -> Aspect {
        match self.record.aspect {
            0 => Aspect::Phenotype,
            1 => Aspect::Inheritance,
            2 => Aspect::ClinicalCourse,
            3 => Aspect::Modifier,
            _ => Aspect::History,
        }
    }

    /// Clinical modifiers.
    pub fn modifiers(self) -> impl Iterator<Item = TermIndex> + use<'a> {
        self.record.modifiers.iter().map(|term| TermIndex(term.to_native()))
    }

    /// What the row rests on.
    pub fn references(self) -> impl Iterator<Item = Reference> + use<'a> {
        let base = self.base;
        self.record.references.iter().map(move |position| base.reference(position.to_native()))
    }
}
