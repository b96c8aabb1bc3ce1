//! Leaving out what rests on one publication, for honest evaluation.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::Reference;
use crate::knowledge::{AnnotationView, DiseaseIndex, KnowledgeBase};
use crate::ontology::TermIndex;
use crate::scoring::phenotype::Overlay;

use super::Engine;

/// The knowledge base without the annotation rows that rest on one publication only, for all diseases.
#[derive(Debug)]
pub struct PublicationMask {
    publication: Reference,
    /// Terms whose rows stay all the same.
    spared: Vec<TermIndex>,
    pub(super) overlay: Overlay,
}

impl PublicationMask {
    /// Which diseases have rows that rest on one reference only, by reference.
    #[must_use]
    pub fn index(kb: &KnowledgeBase) -> BTreeMap<Reference, BTreeSet<DiseaseIndex>> {
        let mut index: BTreeMap<Reference, BTreeSet<DiseaseIndex>> = BTreeMap::new();
        for disease in kb.diseases() {
            for row in disease.annotations() {
                let mut references = row.references();
                if let (Some(only), None) = (references.next(), references.next())
                    && matches!(only, Reference::PubMed(_))
                {
                    index.entry(only).or_default().insert(disease.index());
                }
            }
        }
        index
    }

    /// Masks `publication`, whose rows are found in `diseases` (from [`Self::index`]).
    #[must_use]
    pub fn new(engine: &Engine, publication: Reference, diseases: &BTreeSet<DiseaseIndex>) -> Self {
        Self::sparing(engine, publication, diseases, Vec::new())
    }

    /// The same, but rows of the `spared` terms stay: training invents patients whose findings others confirmed.
    #[must_use]
    pub fn sparing(
        engine: &Engine,
        publication: Reference,
        diseases: &BTreeSet<DiseaseIndex>,
        spared: Vec<TermIndex>,
    ) -> Self {
        let overlay = engine.phenotype().overlay(engine.kb(), diseases, |row| keeps(row, &publication, &spared));
        Self { publication, spared, overlay }
    }

    pub(super) fn keeps(&self, row: &AnnotationView<'_>) -> bool {
        keeps(row, &self.publication, &self.spared)
    }
}

fn keeps(row: &AnnotationView<'_>, publication: &Reference, spared: &[TermIndex]) -> bool {
    let mut references = row.references();
    !(references.next().as_ref() == Some(publication) && references.next().is_none()) || spared.contains(&row.term())
}
