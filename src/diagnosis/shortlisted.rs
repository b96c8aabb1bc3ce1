//! The first stage: evidence for every disease, and what of it the model looks at closely.

use ndarray::Array2;

use super::favor::Favor;
use super::{Engine, PublicationMask};
use crate::domain::Case;
use crate::knowledge::DiseaseIndex;
use crate::rerank::{Shortlist, Stage, feature_matrix, shortlist};
use crate::scoring::phenotype::{Query, Scores, cosines, score_all};

/// A case after the first stage, with the features of its shortlist.
#[derive(Debug)]
pub struct Shortlisted {
    /// Log-evidence by disease position; negative infinity where a disease cannot be a candidate.
    pub evidence: Vec<f32>,
    /// The diseases looked at closely.
    pub shortlist: Shortlist,
    /// Their features, one row each; see [`crate::rerank::FEATURES`].
    pub features: Array2<f32>,
}

impl Shortlisted {
    /// Runs the first stage.
    #[must_use]
    pub fn of(engine: &Engine, case: &Case, mask: Option<&PublicationMask>) -> Self {
        let query = Query::new(case, engine.kb().ontology(), engine.phenotype());
        let evidence = evidence(engine, &query, mask);
        let (shortlist, features) = closely(engine, case, &query, mask, &evidence, &Favor::default());
        Self { evidence, shortlist, features }
    }
}

/// Log-evidence of every disease; negative infinity where it has no annotations.
pub(super) fn evidence(engine: &Engine, query: &Query, mask: Option<&PublicationMask>) -> Vec<f32> {
    let mut scores = Scores::default();
    score_all(engine.phenotype(), engine.kb().ontology(), query, mask.map(|mask| &mask.overlay), &mut scores);
    let mut evidence = scores.into_totals();
    for (index, total) in (0..).zip(evidence.iter_mut()) {
        if !engine.phenotype().is_candidate(DiseaseIndex(index)) {
            *total = f32::NEG_INFINITY;
        }
    }
    evidence
}

/// The shortlist and its features. Pretest and genotypes decide who is on the list; the features are free of them.
pub(super) fn closely(
    engine: &Engine,
    case: &Case,
    query: &Query,
    mask: Option<&PublicationMask>,
    evidence: &[f32],
    favor: &Favor,
) -> (Shortlist, Array2<f32>) {
    let (model, ontology) = (engine.phenotype(), engine.kb().ontology());
    let overlay = mask.map(|mask| &mask.overlay);
    let cosines = cosines(model, ontology, query, overlay);
    let favored = favor.over(evidence, model.parameters().temperature);
    let shortlist = shortlist(evidence, favored.as_deref(), &cosines);
    let stage = Stage { model, ontology, case, query, overlay, evidence, cosines: &cosines };
    let features = feature_matrix(&stage, &shortlist);
    (shortlist, features)
}
