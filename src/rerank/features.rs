//! The feature matrix of a shortlist.

use std::sync::LazyLock;

use ndarray::Array2;

use super::candidate::{Candidate, PLAIN};
use super::context::CaseContext;
use super::groups::FeatureGroup;
use super::scorers::{SCORERS, Scored};
use super::{Shortlist, shortlist::key};
use crate::domain::Case;
use crate::ontology::Ontology;
use crate::scoring::phenotype::{Comparer, Comparison, Overlay, PhenotypeModel, Query};

/// Raised with every change of meaning or order of the features.
pub const FEATURE_VERSION: u32 = 1;

/// Names of the features, in order.
pub static FEATURES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let scorers =
        SCORERS.iter().flat_map(|(name, ..)| [(*name).to_owned(), format!("{name}_gap"), format!("{name}_log_place")]);
    scorers.chain(PLAIN.iter().map(|(name, ..)| (*name).to_owned())).collect()
});

/// What each feature speaks of, in the order of [`FEATURES`].
pub static GROUPS: LazyLock<Vec<FeatureGroup>> = LazyLock::new(|| {
    let scorers = SCORERS.iter().flat_map(|(_, group, _)| [*group; 3]);
    scorers.chain(PLAIN.iter().map(|(_, group, _)| *group)).collect()
});

/// A case after the likelihood-ratio stage.
#[derive(Debug, Clone, Copy)]
pub struct Stage<'a> {
    /// Scoring tables.
    pub model: &'a PhenotypeModel,
    /// The HPO graph.
    pub ontology: &'a Ontology,
    /// The case.
    pub case: &'a Case,
    /// The case as the score reads it.
    pub query: &'a Query,
    /// Profiles that replace those of the tables.
    pub overlay: Option<&'a Overlay>,
    /// Log-evidence by disease position; negative infinity where a disease cannot be a candidate.
    pub evidence: &'a [f32],
    /// Cosine similarity by disease position.
    pub cosines: &'a [f32],
}

/// One row per disease of the shortlist, one column per feature; unknown is NaN.
#[must_use]
pub fn feature_matrix(stage: &Stage<'_>, shortlist: &Shortlist) -> Array2<f32> {
    let Stage { model, ontology, query, overlay, .. } = *stage;
    let mut comparer = Comparer::new(model, ontology, query);
    let comparisons: Vec<Comparison> =
        shortlist.diseases.iter().map(|&disease| comparer.compare(model, ontology, overlay, disease)).collect();
    let mut matrix = Array2::zeros((comparisons.len(), FEATURES.len()));
    fill_scorers(&mut matrix, stage, shortlist, &comparisons);
    let context = CaseContext::new(stage, shortlist);
    for (row, comparison) in comparisons.iter().enumerate() {
        let disease = shortlist.diseases[row];
        let log_places = (0..SCORERS.len()).map(|scorer| matrix[(row, 3 * scorer + 2)]).collect();
        let facts = model.facts(disease, overlay);
        let candidate = Candidate::new(&context, row, disease, comparison, facts, log_places);
        for (column, (_, _, value)) in PLAIN.iter().enumerate() {
            matrix[(row, 3 * SCORERS.len() + column)] = value(&candidate);
        }
    }
    matrix
}

/// Three columns per scorer: value, gap to the best, place.
fn fill_scorers(matrix: &mut Array2<f32>, stage: &Stage<'_>, shortlist: &Shortlist, comparisons: &[Comparison]) {
    for (scorer, (_, _, value)) in SCORERS.iter().enumerate() {
        let values: Vec<f32> = shortlist
            .diseases
            .iter()
            .zip(comparisons)
            .map(|(disease, comparison)| {
                let (evidence, cosine) = (stage.evidence[disease.at()], stage.cosines[disease.at()]);
                value(Scored { comparison, evidence, cosine })
            })
            .collect();
        let best = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for (row, (value, place)) in values.iter().zip(log_places(&values)).enumerate() {
            matrix[(row, 3 * scorer)] = *value;
            matrix[(row, 3 * scorer + 1)] = best - value;
            matrix[(row, 3 * scorer + 2)] = place;
        }
    }
}

/// ln(1 + place from 0) by value, best first.
fn log_places(values: &[f32]) -> Vec<f32> {
    let mut keys: Vec<u64> = (0..).zip(values).map(|(row, value)| key(*value, row)).collect();
    keys.sort_unstable();
    let mut places = vec![0.0; values.len()];
    for (place, key) in keys.into_iter().enumerate() {
        places[key as u32 as usize] = (place as f32).ln_1p();
    }
    places
}
