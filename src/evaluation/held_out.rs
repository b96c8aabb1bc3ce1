//! Which model may rank which case: none is ranked by a model that has seen its disease or gene.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::truth::Truth;
use crate::rerank::{RerankError, Reranker};

/// The members of the built-in model's cross-validation, and what each was kept from.
#[derive(Debug)]
pub struct HeldOut {
    folds: Folds,
    members: Vec<Reranker>,
}

#[derive(Debug, Deserialize)]
struct Folds {
    diseases: BTreeMap<String, usize>,
    genes: BTreeMap<String, usize>,
}

const MEMBERS: [&[u8]; 5] = [
    include_bytes!("../../models/folds/ranker-0.onnx"),
    include_bytes!("../../models/folds/ranker-1.onnx"),
    include_bytes!("../../models/folds/ranker-2.onnx"),
    include_bytes!("../../models/folds/ranker-3.onnx"),
    include_bytes!("../../models/folds/ranker-4.onnx"),
];

impl HeldOut {
    /// The members that belong to the built-in model.
    ///
    /// # Errors
    /// [`RerankError`] where a file of the release is broken.
    pub fn built_in() -> Result<Self, RerankError> {
        let folds = serde_json::from_str(include_str!("../../models/folds/folds.json"))
            .map_err(|error| RerankError::Card(error.to_string()))?;
        let whole = Reranker::built_in()?;
        let members = MEMBERS.iter().map(|onnx| whole.member(onnx)).collect::<Result<_, _>>()?;
        Ok(Self { folds, members })
    }

    /// The member that was kept from the case's disease and genes; `None` where training saw neither, so that the
    /// whole model may rank it.
    #[must_use]
    pub fn member(&self, truth: &Truth) -> Option<&Reranker> {
        let by_disease = truth.disease.and_then(|id| self.folds.diseases.get(&id.to_string()));
        let fold = by_disease.or_else(|| truth.genes.iter().find_map(|gene| self.folds.genes.get(gene)))?;
        self.members.get(*fold)
    }
}
