//! Whether the knowledge base was made from the case's own paper.

use std::collections::{BTreeMap, BTreeSet};

use super::truth::Truth;
use crate::domain::Reference;
use crate::knowledge::{Aspect, DiseaseIndex, KnowledgeBase};

/// Leakage class of a case, relative to the knowledge base in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Leakage {
    /// The disease is annotated, but not from the case's paper: the honest class.
    Fresh,
    /// The case's own paper annotates its disease.
    Cited,
    /// The disease has no phenotype annotation.
    New,
}

impl Leakage {
    /// All classes, the honest one first.
    pub const ALL: [Self; 3] = [Self::Fresh, Self::Cited, Self::New];

    /// The word written to files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Cited => "cited",
            Self::New => "new",
        }
    }
}

/// Which papers annotate which diseases.
#[derive(Debug)]
pub struct LeakageIndex {
    papers: BTreeMap<DiseaseIndex, BTreeSet<Reference>>,
}

impl LeakageIndex {
    /// Reads all annotations.
    #[must_use]
    pub fn new(kb: &KnowledgeBase) -> Self {
        let mut papers: BTreeMap<DiseaseIndex, BTreeSet<Reference>> = BTreeMap::new();
        for disease in kb.diseases() {
            // A disease counts as annotated by its phenotypes; a paper leaks through a row of any aspect.
            if disease.annotations().any(|row| row.aspect() == Aspect::Phenotype) {
                papers.insert(disease.index(), disease.annotations().flat_map(|row| row.references()).collect());
            }
        }
        Self { papers }
    }

    /// The class of a case, and its disease where that is annotated.
    #[must_use]
    pub fn classify(&self, kb: &KnowledgeBase, truth: &Truth) -> (Leakage, Option<DiseaseIndex>) {
        let disease = truth.disease.and_then(|id| kb.disease_by_id(id));
        let Some((disease, papers)) = disease.and_then(|disease| Some((disease, self.papers.get(&disease)?))) else {
            return (Leakage::New, None);
        };
        let cited = truth.publication.as_ref().is_some_and(|paper| papers.contains(paper));
        (if cited { Leakage::Cited } else { Leakage::Fresh }, Some(disease))
    }
}
