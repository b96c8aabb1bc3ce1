//! Genes and their links with diseases.

use rkyv::string::ArchivedString;

use crate::domain::{Assembly, GeneId};
use crate::knowledge::base::{DiseaseIndex, GeneIndex, KnowledgeBase};
use crate::knowledge::record::{ArchivedGeneLinkRecord, ArchivedGeneRecord};
use crate::knowledge::transcripts::TranscriptView;

/// A gene.
#[derive(Clone, Copy)]
pub struct GeneView<'a> {
    base: &'a KnowledgeBase,
    index: GeneIndex,
    record: &'a ArchivedGeneRecord,
}

impl<'a> GeneView<'a> {
    pub(in crate::knowledge) fn new(base: &'a KnowledgeBase, index: GeneIndex, record: &'a ArchivedGeneRecord) -> Self {
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
    pub(super) fn new(record: &'a ArchivedGeneLinkRecord) -> Self {
        Self {
            gene: GeneIndex(record.gene.to_native()),
            validity: record.validity.as_ref().map(ArchivedString::as_str),
            mode_of_inheritance: record.mode_of_inheritance.as_ref().map(ArchivedString::as_str),
            report: record.report.as_ref().map(ArchivedString::as_str),
        }
    }
}
