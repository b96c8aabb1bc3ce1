//! A case as the score reads it.

use super::table::PhenotypeModel;
use crate::domain::{Case, FeatureStatus, PhenotypicFeature, Sex};
use crate::ontology::{Ontology, TermIndex};

/// One term of a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QueryTerm {
    /// The term.
    pub term: TermIndex,
    /// Weight of its evidence in (0, 1]: the observer's certainty, and for observed terms the discount for what
    /// other observed terms say already.
    pub weight: f32,
}

/// Terms and sex of a case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Observed terms in ascending order.
    pub observed: Vec<QueryTerm>,
    /// Excluded terms in ascending order.
    pub excluded: Vec<QueryTerm>,
    /// Sex.
    pub sex: Sex,
}

/// No more similar terms than this discount a term further.
const MOST_SHARED: f32 = 20.0;
/// A term carries at least this much information (nats) where it is divided by.
const LEAST_INFORMATION: f32 = 0.3;

impl Query {
    /// Reads a case. Terms the ontology does not have, which a resolved case never holds, are left out.
    ///
    /// The order of features never matters: terms are sorted, and a term given twice counts with its larger weight.
    #[must_use]
    pub fn new(case: &Case, ontology: &Ontology, model: &PhenotypeModel) -> Self {
        let mut observed = terms(&case.features, FeatureStatus::Observed, ontology);
        let shared = shared_information(&observed, ontology, model);
        for (term, shared) in observed.iter_mut().zip(shared) {
            term.weight /= 1.0 + model.parameters().redundancy * shared.min(MOST_SHARED);
        }
        Self { observed, excluded: terms(&case.features, FeatureStatus::Excluded, ontology), sex: case.sex }
    }
}

fn terms(features: &[PhenotypicFeature], status: FeatureStatus, ontology: &Ontology) -> Vec<QueryTerm> {
    let mut terms: Vec<QueryTerm> = features
        .iter()
        .filter(|feature| feature.status == status)
        .filter_map(|feature| {
            Some(QueryTerm { term: ontology.index(feature.term)?, weight: feature.certainty.weight() })
        })
        .collect();
    terms.sort_by(|a, b| a.term.cmp(&b.term).then(b.weight.total_cmp(&a.weight)));
    terms.dedup_by_key(|term| term.term);
    terms
}

/// For each term the information it shares with every other, as a fraction of its own, summed.
fn shared_information(terms: &[QueryTerm], ontology: &Ontology, model: &PhenotypeModel) -> Vec<f32> {
    let information: Vec<f32> =
        terms.iter().map(|t| model.background.information(t.term).max(LEAST_INFORMATION)).collect();
    let mut shared = vec![0.0; terms.len()];
    for first in 0..terms.len() {
        for second in first + 1..terms.len() {
            let common = most_informative_common(terms[first].term, terms[second].term, ontology, model);
            shared[first] += common / information[first];
            shared[second] += common / information[second];
        }
    }
    shared
}

/// Information of the most informative common ancestor (Resnik 1995), in nats.
fn most_informative_common(a: TermIndex, b: TermIndex, ontology: &Ontology, model: &PhenotypeModel) -> f32 {
    let (mut left, mut right) = (ontology.ancestors(a), ontology.ancestors(b));
    let root = ontology.phenotypic_root();
    let mut least = 1.0_f32;
    while let (Some(l), Some(r)) = (left.first(), right.first()) {
        match l.cmp(r) {
            std::cmp::Ordering::Less => left = &left[1..],
            std::cmp::Ordering::Greater => right = &right[1..],
            std::cmp::Ordering::Equal => {
                // The root of all phenotypes is common to any two and says nothing.
                if *l != root && !ontology.is_a(root, *l) {
                    least = least.min(model.background(*l));
                }
                (left, right) = (&left[1..], &right[1..]);
            }
        }
    }
    -least.clamp(1e-4, 1.0).ln()
}
