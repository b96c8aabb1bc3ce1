//! Whether the knowledge base was made from the case's own paper.

use std::collections::{BTreeMap, BTreeSet};

use super::truth::Truth;
use crate::domain::{DiseaseId, Reference};
use crate::knowledge::{AnnotationView, Aspect, DiseaseIndex, KnowledgeBase};

/// Leakage class of a case, relative to the knowledge base in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Leakage {
    /// The diagnosed entry is annotated, but not from the case's paper: the honest class.
    Fresh,
    /// The case's own paper annotates its disease.
    Cited,
    /// The diagnosed entry has no phenotype annotation.
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

/// Which papers annotate which diseases, and which catalogue entries have phenotypes of their own.
#[derive(Debug)]
pub struct LeakageIndex {
    papers: BTreeMap<DiseaseIndex, BTreeSet<Reference>>,
    annotated: BTreeSet<DiseaseId>,
}

impl LeakageIndex {
    /// Reads all annotations.
    #[must_use]
    pub fn new(kb: &KnowledgeBase) -> Self {
        let mut index = Self { papers: BTreeMap::new(), annotated: BTreeSet::new() };
        for disease in kb.diseases() {
            // A paper leaks through a row of any aspect; an entry counts as annotated by its phenotypes.
            index.papers.insert(disease.index(), disease.annotations().flat_map(AnnotationView::references).collect());
            let phenotypes = disease.annotations().filter(|row| row.aspect() == Aspect::Phenotype);
            index.annotated.extend(phenotypes.map(AnnotationView::source));
        }
        index
    }

    /// The class of a case, and its disease where the knowledge base has one.
    ///
    /// A diagnosis whose own entry has no annotation is *new*, even where a twin entry of another catalogue is
    /// annotated and so makes the disease a candidate.
    #[must_use]
    pub fn classify(&self, kb: &KnowledgeBase, truth: &Truth) -> (Leakage, Option<DiseaseIndex>) {
        let Some(id) = truth.disease else { return (Leakage::New, None) };
        let disease = kb.disease_by_id(id);
        if !self.annotated.contains(&id) {
            return (Leakage::New, disease);
        }
        let papers = disease.and_then(|disease| self.papers.get(&disease));
        let cited = truth.publication.as_ref().is_some_and(|paper| papers.is_some_and(|papers| papers.contains(paper)));
        (if cited { Leakage::Cited } else { Leakage::Fresh }, disease)
    }
}
