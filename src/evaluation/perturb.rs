//! Cases made worse on purpose, to see how ranking bears it.

use crate::domain::{Case, FeatureStatus, PhenotypicFeature};
use crate::knowledge::KnowledgeBase;
use crate::ontology::TermIndex;

/// What is done to every case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Perturbation {
    /// Two findings are added that have nothing to do with the patient.
    TwoRandomTerms,
    /// Every other observed term is replaced by a parent.
    HalfToParents,
    /// Only three observed terms are kept, and no excluded ones.
    ThreeTerms,
    /// Half of the observed terms are kept, and one is added that has nothing to do with the patient.
    HalfAndOneRandom,
}

/// The changed case; the same for the same case on every machine.
#[must_use]
pub fn perturb(kb: &KnowledgeBase, case: &Case, how: Perturbation) -> Case {
    let seed =
        case.id.bytes().fold(20_250_116_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut observed, mut others): (Vec<PhenotypicFeature>, Vec<PhenotypicFeature>) =
        case.features.iter().partition(|feature| feature.status == FeatureStatus::Observed);
    random.shuffle(&mut observed);
    match how {
        Perturbation::TwoRandomTerms => {
            add(kb, &mut observed, &mut random);
            add(kb, &mut observed, &mut random);
        }
        Perturbation::HalfToParents => {
            let half = observed.len().div_ceil(2);
            for feature in observed.iter_mut().take(half) {
                generalize(kb, feature, &mut random);
            }
        }
        Perturbation::HalfAndOneRandom => {
            observed.truncate(observed.len().div_ceil(2));
            add(kb, &mut observed, &mut random);
        }
        Perturbation::ThreeTerms => {
            observed.truncate(3);
            others.clear();
        }
    }
    observed.extend(others);
    Case { features: observed, ..case.clone() }
}

/// Adds a finding of a random disease, so that common findings are as common as they are among patients.
fn add(kb: &KnowledgeBase, observed: &mut Vec<PhenotypicFeature>, random: &mut fastrand::Rng) {
    for _ in 0..100 {
        let Some(disease) = kb.diseases().nth(random.usize(..kb.disease_count())) else { return };
        let terms: Vec<TermIndex> =
            disease.phenotypes(|_| true).into_iter().filter(|summary| !summary.absent).map(|s| s.term).collect();
        let Some(&term) = random.choice(&terms) else { continue };
        let id = kb.ontology().id(term);
        if observed.iter().all(|feature| feature.term != id) {
            observed.push(PhenotypicFeature::observed(id));
            return;
        }
    }
}

/// A parent in place of the term, unless that is the root of all phenotypes.
fn generalize(kb: &KnowledgeBase, feature: &mut PhenotypicFeature, random: &mut fastrand::Rng) {
    let ontology = kb.ontology();
    let Some(term) = ontology.index(feature.term) else { return };
    let parents: Vec<TermIndex> = ontology
        .parents(term)
        .iter()
        .copied()
        .filter(|&parent| ontology.is_phenotypic(parent) && parent != ontology.phenotypic_root())
        .collect();
    if let Some(&parent) = random.choice(&parents) {
        feature.term = ontology.id(parent);
    }
}
