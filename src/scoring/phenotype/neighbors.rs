//! Diseases that thinly annotated ones may borrow from: same gene, same family.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::knowledge::{DiseaseIndex, KnowledgeBase};
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

/// Family names: disease names without what tells the members of an OMIM phenotypic series apart
/// (`Developmental and epileptic encephalopathy 96` → `developmental and epileptic encephalopathy`).
///
/// The public mappings name series but not their members, so the names have to tell.
fn stems<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    names.map(stem).filter(|stem| stem.chars().count() >= SHORTEST_STEM).collect()
}

/// Shorter stems are abbreviations that unrelated diseases share.
const SHORTEST_STEM: usize = 6;
/// A larger group is no family but a word that many names begin with.
const LARGEST_FAMILY: usize = 150;

static INHERITANCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r",?\s*\b(autosomal (dominant|recessive)|x-linked( (dominant|recessive))?|digenic|somatic|mitochondrial|susceptibility to)\b",
    )
});
static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[,\s]+((complementation )?group|type)?[\s,]*([0-9]+[a-z]{0,3}|[ivx]+[a-d]?|[a-z][0-9]?)$")
});

fn pattern(text: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "two constant patterns, both exercised by the tests below")]
    Regex::new(text).expect("a valid pattern")
}

fn stem(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut head = lower.split(';').next().unwrap_or_default().trim();
    if head.ends_with(')') {
        head = head.rfind('(').map_or(head, |open| head[..open].trim_end());
    }
    let head = INHERITANCE.replace_all(head, "");
    MEMBER.replace(head.trim_end_matches([' ', ',']), "").trim_matches([' ', ',']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn members_of_a_series_share_a_stem() {
        let table = [
            ("Developmental and epileptic encephalopathy 96", "developmental and epileptic encephalopathy"),
            ("Deafness, autosomal recessive 12", "deafness"),
            ("Charcot-Marie-Tooth disease, axonal, type 2N", "charcot-marie-tooth disease, axonal"),
            ("Glycogen storage disease IXd", "glycogen storage disease"),
            ("Fanconi anemia, complementation group D1", "fanconi anemia"),
            ("Spinal muscular atrophy (disorder) ", "spinal muscular atrophy"),
            ("Marfan syndrome", "marfan syndrome"),
            ("Mitochondrial complex I deficiency, nuclear type 3", "complex i deficiency, nuclear"),
            ("", ""),
            ("(", "("),
        ];
        for (name, wanted) in table {
            assert_eq!(stem(name), wanted, "{name:?}");
        }
    }
}
