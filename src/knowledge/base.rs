//! The opened knowledge base.

use std::collections::HashMap;
use std::path::Path;

use super::artefact::{self, Artefact, ArtefactError};
use super::record::{ArchivedKnowledgeRecord, KnowledgeRecord};
use super::transcripts::Transcripts;
use super::view::{DiseaseView, GeneView, SourceView, TermView};
use crate::domain::{Assembly, DiseaseId, GeneId, Reference, TermId};
use crate::ontology::{ObsoleteTerm, Ontology, OntologyTerm, TermIndex};

/// Position of a disease in one knowledge base. Meaningless across builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DiseaseIndex(pub u32);

impl DiseaseIndex {
    /// As an index into per-disease tables.
    #[must_use]
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// Position of a gene in one knowledge base. Meaningless across builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GeneIndex(pub u32);

impl GeneIndex {
    /// As an index into per-gene tables.
    #[must_use]
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// Ontology, diseases, genes and their provenance; immutable, shared freely between threads.
pub struct KnowledgeBase {
    artefact: Artefact,
    ontology: Ontology,
    disease_by_id: HashMap<DiseaseId, DiseaseIndex>,
    gene_by_id: HashMap<GeneId, GeneIndex>,
    gene_by_symbol: HashMap<String, GeneIndex>,
}

impl std::fmt::Debug for KnowledgeBase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KnowledgeBase")
            .field("hpo_release", &self.hpo_release())
            .field("terms", &self.ontology.len())
            .field("diseases", &self.disease_count())
            .finish_non_exhaustive()
    }
}

impl KnowledgeBase {
    /// Maps an artefact file.
    ///
    /// # Errors
    /// [`ArtefactError`] where the file is missing, damaged or of another format version.
    pub fn open(path: &Path) -> Result<Self, ArtefactError> {
        Self::over(Artefact::open(path)?, path)
    }

    /// A knowledge base in memory, without a file.
    ///
    /// # Errors
    /// [`ArtefactError`] where the record does not form an ontology.
    pub(crate) fn from_record(record: &KnowledgeRecord) -> Result<Self, ArtefactError> {
        Self::over(Artefact::from_record(record)?, Path::new("(memory)"))
    }

    /// Writes a record as an artefact file.
    pub(crate) fn write(record: &KnowledgeRecord, path: &Path) -> Result<(), ArtefactError> {
        artefact::write(record, path)
    }

    fn over(artefact: Artefact, path: &Path) -> Result<Self, ArtefactError> {
        let record = artefact.record();
        let ontology = ontology_of(record)
            .map_err(|error| ArtefactError::Broken { path: path.to_owned(), reason: error.to_string() })?;
        let mut disease_by_id = HashMap::new();
        for (index, disease) in (0..).zip(record.diseases.iter()) {
            disease_by_id.extend(disease.ids.iter().map(|id| (id.get(), DiseaseIndex(index))));
        }
        let gene_by_id = (0..)
            .zip(record.genes.iter())
            .map(|(index, gene)| (GeneId::from_number(gene.hgnc.to_native()), GeneIndex(index)))
            .collect();
        let gene_by_symbol = symbols(record);
        Ok(Self { artefact, ontology, disease_by_id, gene_by_id, gene_by_symbol })
    }

    fn record(&self) -> &ArchivedKnowledgeRecord {
        self.artefact.record()
    }

    /// The HPO graph.
    #[must_use]
    pub fn ontology(&self) -> &Ontology {
        &self.ontology
    }

    /// Release of the annotations, which names the knowledge base: `2025-01-16`.
    #[must_use]
    pub fn hpo_release(&self) -> &str {
        &self.record().provenance.hpo_release
    }

    /// Version of the program that built the artefact.
    #[must_use]
    pub fn built_by(&self) -> &str {
        &self.record().provenance.engine_version
    }

    /// Every source the build knew of, present or missing.
    pub fn sources(&self) -> impl Iterator<Item = SourceView<'_>> {
        self.record().provenance.sources.iter().map(SourceView::new)
    }

    /// Number of diseases.
    #[must_use]
    pub fn disease_count(&self) -> usize {
        self.record().diseases.len()
    }

    /// All diseases.
    pub fn diseases(&self) -> impl Iterator<Item = DiseaseView<'_>> {
        (0..)
            .zip(self.record().diseases.iter())
            .map(|(index, record)| DiseaseView::new(self, DiseaseIndex(index), record))
    }

    /// One disease.
    ///
    /// # Panics
    /// For an index of another knowledge base.
    #[must_use]
    pub fn disease(&self, index: DiseaseIndex) -> DiseaseView<'_> {
        DiseaseView::new(self, index, &self.record().diseases[index.at()])
    }

    /// The disease that carries this id.
    #[must_use]
    pub fn disease_by_id(&self, id: DiseaseId) -> Option<DiseaseIndex> {
        self.disease_by_id.get(&id).copied()
    }

    /// Number of genes.
    #[must_use]
    pub fn gene_count(&self) -> usize {
        self.record().genes.len()
    }

    /// All genes.
    pub fn genes(&self) -> impl Iterator<Item = GeneView<'_>> {
        (0..).zip(self.record().genes.iter()).map(|(index, record)| GeneView::new(self, GeneIndex(index), record))
    }

    /// One gene.
    ///
    /// # Panics
    /// For an index of another knowledge base.
    #[must_use]
    pub fn gene(&self, index: GeneIndex) -> GeneView<'_> {
        GeneView::new(self, index, &self.record().genes[index.at()])
    }

    /// The transcripts of one assembly, at most one a gene; empty where the source is missing.
    #[must_use]
    pub fn transcripts(&self, assembly: Assembly) -> Transcripts<'_> {
        Transcripts::new(&self.record().transcripts[assembly as usize])
    }

    /// The gene with this HGNC id.
    #[must_use]
    pub fn gene_by_id(&self, id: GeneId) -> Option<GeneIndex> {
        self.gene_by_id.get(&id).copied()
    }

    /// The gene with this approved, previous or alias symbol, in any case; approved symbols win.
    #[must_use]
    pub fn gene_by_symbol(&self, symbol: &str) -> Option<GeneIndex> {
        self.gene_by_symbol.get(&symbol.to_uppercase()).copied()
    }

    /// What is known of a term.
    ///
    /// # Panics
    /// For an index of another ontology.
    #[must_use]
    pub fn term(&self, index: TermIndex) -> TermView<'_> {
        TermView::new(index, &self.record().terms[index.at()])
    }

    /// The name an obsolete term had.
    #[must_use]
    pub fn obsolete_name(&self, id: TermId) -> Option<&str> {
        self.record().obsolete.iter().find(|term| term.id.to_native() == id.number()).map(|term| term.name.as_str())
    }

    /// Name of an OMIM phenotypic series.
    #[must_use]
    pub fn series_name(&self, number: u32) -> Option<&str> {
        self.record()
            .series
            .iter()
            .find(|series| series.number.to_native() == number)
            .map(|series| series.name.as_str())
    }

    pub(super) fn insured_tests(&self) -> &[super::record::ArchivedInsuredTestRecord] {
        &self.record().insured_tests
    }

    pub(super) fn reference(&self, position: u32) -> Reference {
        Reference::parse(self.record().references.get(position as usize).map_or("", |text| text.as_str()))
    }
}

fn ontology_of(record: &ArchivedKnowledgeRecord) -> Result<Ontology, crate::ontology::OntologyError> {
    let id_at = |index: u32| {
        record.terms.get(index as usize).map_or(TermId::from_number(0), |term| TermId::from_number(term.id.to_native()))
    };
    let ids = |list: &rkyv::vec::ArchivedVec<rkyv::rend::u32_le>| {
        list.iter().map(|id| TermId::from_number(id.to_native())).collect()
    };
    let terms = record
        .terms
        .iter()
        .map(|term| OntologyTerm {
            id: TermId::from_number(term.id.to_native()),
            parents: term.parents.iter().map(|parent| id_at(parent.to_native())).collect(),
            alternative_ids: ids(&term.alternative_ids),
        })
        .collect();
    let obsolete = record
        .obsolete
        .iter()
        .map(|term| ObsoleteTerm {
            id: TermId::from_number(term.id.to_native()),
            replaced_by: term.replaced_by.as_ref().map(|id| TermId::from_number(id.to_native())),
            consider: ids(&term.consider),
        })
        .collect();
    Ontology::new(terms, obsolete)
}

/// Symbols in upper case; approved symbols before previous ones before aliases.
fn symbols(record: &ArchivedKnowledgeRecord) -> HashMap<String, GeneIndex> {
    let mut by_symbol = HashMap::new();
    for (index, gene) in (0..).zip(record.genes.iter()) {
        by_symbol.insert(gene.symbol.to_uppercase(), GeneIndex(index));
    }
    let previous = (0..)
        .zip(record.genes.iter())
        .flat_map(|(index, gene)| gene.previous.iter().map(move |symbol| (symbol, index)));
    let aliases =
        (0..).zip(record.genes.iter()).flat_map(|(index, gene)| gene.aliases.iter().map(move |symbol| (symbol, index)));
    for (symbol, index) in previous.chain(aliases) {
        by_symbol.entry(symbol.to_uppercase()).or_insert(GeneIndex(index));
    }
    by_symbol
}
