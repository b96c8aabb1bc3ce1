//! Borrowed views of the archived records, in the words of the domain.

use rkyv::string::ArchivedString;

use super::base::{DiseaseIndex, GeneIndex, KnowledgeBase};
use super::record::{
    ArchivedAnnotationRecord, ArchivedDiseaseRecord, ArchivedGeneLinkRecord, ArchivedGeneRecord, ArchivedNameRecord,
    ArchivedNanbyoRecord, ArchivedPrevalenceRecord, ArchivedSourceRecord, ArchivedSynonymRecord, ArchivedTermRecord,
    sex_of,
};
use super::sources::hpoa::Aspect;
use super::transcripts::TranscriptView;
use crate::domain::{Assembly, DiseaseId, Frequency, GeneId, Reference, Sex, TermId};
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
    pub(super) fn new(record: &'a ArchivedSourceRecord) -> Self {
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
    fn new(record: &'a ArchivedSynonymRecord) -> Self {
        Self { text: &record.text, japanese: record.japanese, lay: record.lay, exact: record.exact }
    }
}

impl<'a> TermView<'a> {
    pub(super) fn new(index: TermIndex, record: &'a ArchivedTermRecord) -> Self {
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

/// A gene.
#[derive(Clone, Copy)]
pub struct GeneView<'a> {
    base: &'a KnowledgeBase,
    index: GeneIndex,
    record: &'a ArchivedGeneRecord,
}

impl<'a> GeneView<'a> {
    pub(super) fn new(base: &'a KnowledgeBase, index: GeneIndex, record: &'a ArchivedGeneRecord) -> Self {
        Self { base, index, record }
    }

    /// Position in the knowledge base.
    #[must_use]
    pub fn index(self) -> GeneIndex {
        self.index
    }

    /// HGNC id.
    #[must_use]
    pub fn id(self) -> GeneId {
        GeneId::from_number(self.record.hgnc.to_native())
    }

    /// Approved symbol.
    #[must_use]
    pub fn symbol(self) -> &'a str {
        &self.record.symbol
    }

    /// Approved name.
    #[must_use]
    pub fn name(self) -> &'a str {
        &self.record.name
    }

    /// Cytogenetic location.
    #[must_use]
    pub fn location(self) -> &'a str {
        &self.record.location
    }

    /// Alias symbols.
    pub fn aliases(self) -> impl Iterator<Item = &'a str> {
        self.record.aliases.iter().map(ArchivedString::as_str)
    }

    /// Symbols it had before.
    pub fn previous_symbols(self) -> impl Iterator<Item = &'a str> {
        self.record.previous.iter().map(ArchivedString::as_str)
    }

    /// NCBI gene id.
    #[must_use]
    pub fn entrez(self) -> Option<u32> {
        self.record.entrez.as_ref().map(|id| id.to_native())
    }

    /// Ensembl gene id; empty where unknown.
    #[must_use]
    pub fn ensembl(self) -> &'a str {
        &self.record.ensembl
    }

    /// OMIM gene number.
    #[must_use]
    pub fn omim(self) -> Option<u32> {
        self.record.omim.as_ref().map(|id| id.to_native())
    }

    /// MANE Select transcripts, Ensembl and RefSeq; empty where none.
    #[must_use]
    pub fn mane_select(self) -> &'a str {
        &self.record.mane_select
    }

    /// gnomAD constraint: observed over expected loss-of-function, missense; and pLI. Unknown is `None`.
    #[must_use]
    pub fn constraint(self) -> [Option<f32>; 3] {
        [&self.record.oe_lof, &self.record.oe_mis, &self.record.pli].map(|value| value.as_ref().map(|v| v.to_native()))
    }

    /// Diseases linked with the gene, ascending.
    pub fn diseases(self) -> impl Iterator<Item = DiseaseIndex> + use<'a> {
        self.record.diseases.iter().map(|index| DiseaseIndex(index.to_native()))
    }

    /// The one transcript that is stored for the gene; `None` where it has none or the source is missing.
    #[must_use]
    pub fn transcript(self, assembly: Assembly) -> Option<TranscriptView<'a>> {
        let position = self.record.transcripts[assembly as usize].as_ref()?;
        self.base.transcripts(assembly).get(position.to_native() as usize)
    }

    /// Coding bases of the gene's stored transcript, its stop codon among them; `None` where no coding transcript is
    /// known.
    #[must_use]
    pub fn coding_length(self, assembly: Assembly) -> Option<u32> {
        self.transcript(assembly).map(TranscriptView::coding_length).filter(|bases| *bases > 0)
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
    fn new(record: &'a ArchivedNameRecord) -> Self {
        Self { text: &record.text, japanese: record.japanese, source: &record.source }
    }
}

/// A link between a disease and a gene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GeneLinkView<'a> {
    /// The gene.
    pub gene: GeneIndex,
    /// ClinGen's classification, where curated.
    pub validity: Option<&'a str>,
    /// ClinGen's mode of inheritance, where curated.
    pub mode_of_inheritance: Option<&'a str>,
    /// Address of ClinGen's report.
    pub report: Option<&'a str>,
}

impl<'a> GeneLinkView<'a> {
    fn new(record: &'a ArchivedGeneLinkRecord) -> Self {
        Self {
            gene: GeneIndex(record.gene.to_native()),
            validity: record.validity.as_ref().map(ArchivedString::as_str),
            mode_of_inheritance: record.mode_of_inheritance.as_ref().map(ArchivedString::as_str),
            report: record.report.as_ref().map(ArchivedString::as_str),
        }
    }
}

/// A prevalence statement of Orphanet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrevalenceView<'a> {
    /// `Point prevalence`, `Prevalence at birth`, …
    pub kind: &'a str,
    /// Such as `1-9 / 100 000`.
    pub class: &'a str,
    /// Mean per 100,000, or a number of cases or families; unknown is `None`.
    pub value: Option<f32>,
    /// Region.
    pub region: &'a str,
    /// Whether Orphanet has validated it.
    pub validated: bool,
}

impl<'a> PrevalenceView<'a> {
    fn new(record: &'a ArchivedPrevalenceRecord) -> Self {
        Self {
            kind: &record.kind,
            class: &record.class,
            value: record.value.as_ref().map(|value| value.to_native()),
            region: &record.region,
            validated: record.validated,
        }
    }
}

/// An entry of one of Japan's two programmes for intractable diseases.
#[derive(Clone, Copy)]
pub struct NanbyoView<'a> {
    record: &'a ArchivedNanbyoRecord,
}

impl<'a> NanbyoView<'a> {
    /// `NANDO:1200534`
    #[must_use]
    pub fn id(self) -> String {
        format!("NANDO:{}", self.record.number.to_native())
    }

    /// 告示番号.
    #[must_use]
    pub fn notification_number(self) -> Option<u16> {
        self.record.notification_number.as_ref().map(|number| number.to_native())
    }

    /// 指定難病 rather than 小児慢性特定疾病.
    #[must_use]
    pub fn is_designated_intractable(self) -> bool {
        self.record.designated_intractable
    }

    /// Japanese name.
    #[must_use]
    pub fn name_ja(self) -> &'a str {
        &self.record.name_ja
    }

    /// The name in hiragana.
    #[must_use]
    pub fn kana(self) -> Option<&'a str> {
        self.record.kana.as_ref().map(ArchivedString::as_str)
    }

    /// English name.
    #[must_use]
    pub fn name_en(self) -> &'a str {
        &self.record.name_en
    }

    /// Other Japanese names.
    pub fn synonyms_ja(self) -> impl Iterator<Item = &'a str> {
        self.record.synonyms_ja.iter().map(ArchivedString::as_str)
    }

    /// Japanese description.
    #[must_use]
    pub fn description_ja(self) -> Option<&'a str> {
        self.record.description_ja.as_ref().map(ArchivedString::as_str)
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

/// A disease: one entry per MONDO clique.
#[derive(Clone, Copy)]
pub struct DiseaseView<'a> {
    base: &'a KnowledgeBase,
    index: DiseaseIndex,
    record: &'a ArchivedDiseaseRecord,
}

impl<'a> DiseaseView<'a> {
    pub(super) fn new(base: &'a KnowledgeBase, index: DiseaseIndex, record: &'a ArchivedDiseaseRecord) -> Self {
        Self { base, index, record }
    }

    /// Position in the knowledge base.
    #[must_use]
    pub fn index(self) -> DiseaseIndex {
        self.index
    }

    /// All ids, the primary one first.
    pub fn ids(self) -> impl Iterator<Item = DiseaseId> + use<'a> {
        self.record.ids.iter().map(super::record::ArchivedDiseaseIdRecord::get)
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

    /// Entries in Japan's programmes.
    pub fn nanbyo(self) -> impl Iterator<Item = NanbyoView<'a>> {
        self.record.nanbyo.iter().map(|record| NanbyoView { record })
    }

    /// 指定難病 notification number, where the disease is designated.
    #[must_use]
    pub fn designated_number(self) -> Option<u16> {
        self.nanbyo().filter(|entry| entry.is_designated_intractable()).find_map(NanbyoView::notification_number)
    }

    pub(super) fn base(self) -> &'a KnowledgeBase {
        self.base
    }
}
