//! What is held likely before any finding is known.

use std::collections::BTreeMap;

use crate::domain::{DiseaseId, Probability, ProbabilityError};
use crate::knowledge::{DiseaseIndex, KnowledgeBase};

/// Pretest probabilities.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Pretest {
    /// Every disease alike.
    #[default]
    Uniform,
    /// Some diseases as given; the others share what is left equally.
    Given(BTreeMap<DiseaseIndex, Probability>),
}

/// Why pretest probabilities cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PretestError {
    /// Not a probability.
    #[error("{id}: {source}")]
    Value {
        /// The disease.
        id: DiseaseId,
        /// What is wrong.
        source: ProbabilityError,
    },
    /// No such disease.
    #[error("{0} is not in the knowledge base")]
    Unknown(DiseaseId),
    /// Two ids of one disease.
    #[error("{0} names a disease that was given already")]
    Twice(DiseaseId),
    /// Nothing is left for the others.
    #[error("the probabilities sum to {0}; they must sum to less than 1, so that other diseases stay possible")]
    Sum(f64),
}

impl Pretest {
    /// Probabilities by disease id.
    ///
    /// # Errors
    /// [`PretestError`] naming the id.
    pub fn given(kb: &KnowledgeBase, values: impl IntoIterator<Item = (DiseaseId, f64)>) -> Result<Self, PretestError> {
        let mut map = BTreeMap::new();
        let mut sum = 0.0;
        for (id, value) in values {
            let disease = kb.disease_by_id(id).ok_or(PretestError::Unknown(id))?;
            let probability = Probability::new(value).map_err(|source| PretestError::Value { id, source })?;
            if map.insert(disease, probability).is_some() {
                return Err(PretestError::Twice(id));
            }
            sum += value;
        }
        if sum >= 1.0 { Err(PretestError::Sum(sum)) } else { Ok(Self::Given(map)) }
    }

    /// Natural logarithm of each given probability relative to that of the diseases not given.
    pub(super) fn relative_logs(&self, diseases: usize) -> Vec<(DiseaseIndex, f32)> {
        let Self::Given(map) = self else { return Vec::new() };
        let given: f64 = map.values().map(|p| p.value()).sum();
        let others = diseases.saturating_sub(map.len()).max(1) as f64;
        let rest = ((1.0 - given) / others).max(f64::MIN_POSITIVE);
        map.iter().map(|(&disease, p)| (disease, (p.value() / rest).ln() as f32)).collect()
    }
}
