//! Diseases that thinly annotated ones may borrow from: same gene, same family.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::{DiseaseIndex, KnowledgeBase, family_stem};
use crate::ontology::Csr;

/// Neighbors of every disease, itself left out.
#[derive(Debug, Default)]
pub(super) struct Neighbors {
    pub gene: Csr<DiseaseIndex>,
    pub family: Csr<DiseaseIndex>,
}

impl Neighbors {
    pub(super) fn of(kb: &KnowledgeBase) -> Self {
        let gene = kb
            .diseases()
            .map(|disease| {
                let near: BTreeSet<DiseaseIndex> = disease
                    .genes()
                    .flat_map(|link| kb.gene(link.gene).diseases())
                    .filter(|&other| other != disease.index())
                    .collect();
                near.into_iter().collect()
            })
            .collect();
        let mut members: BTreeMap<String, BTreeSet<DiseaseIndex>> = BTreeMap::new();
        for disease in kb.diseases() {
            for stem in stems(disease.names().filter(|name| !name.japanese).map(|name| name.text)) {
                members.entry(stem).or_default().insert(disease.index());
            }
        }
        let family = kb
            .diseases()
            .map(|disease| {
                let near: BTreeSet<DiseaseIndex> =
                    stems(disease.names().filter(|name| !name.japanese).map(|name| name.text))
                        .iter()
                        .filter_map(|stem| members.get(stem))
                        .filter(|family| family.len() <= LARGEST_FAMILY)
                        .flatten()
                        .copied()
                        .filter(|&other| other != disease.index())
                        .collect();
                near.into_iter().collect()
            })
            .collect();
        Self { gene, family }
    }
}

/// Families a disease's names put it into.
fn stems<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    names.map(family_stem).filter(|stem| stem.chars().count() >= SHORTEST_STEM).collect()
}

/// Shorter stems are abbreviations that unrelated diseases share.
const SHORTEST_STEM: usize = 6;
/// A larger group is no family but a word that many names begin with.
const LARGEST_FAMILY: usize = 150;
