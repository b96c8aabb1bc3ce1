//! Which groups of features moved a candidate: exact Shapley values (Shapley 1953; Lundberg & Lee 2017,
//! arXiv:1705.07874) of the logit over a few named groups, against the mean of the case's shortlist.

use ndarray::{Array1, Array2, ArrayView1, Axis};

use super::features::GROUPS;
use super::groups::FeatureGroup;
use super::model::{RerankError, Reranker};

/// What each group of features adds to a candidate's logit.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// By [`FeatureGroup::ALL`]; sums to `logit − reference`.
    pub groups: [f32; FeatureGroup::ALL.len()],
    /// The candidate's logit.
    pub logit: f32,
    /// Logit of the mean candidate of the shortlist.
    pub reference: f32,
}

impl Attribution {
    /// Each group with its part.
    pub fn by_group(&self) -> impl Iterator<Item = (FeatureGroup, f32)> {
        FeatureGroup::ALL.into_iter().zip(self.groups)
    }
}

impl Reranker {
    /// Attributions of the given rows of a feature matrix: 2^groups runs of the network each.
    ///
    /// # Errors
    /// As [`Reranker::logits`].
    pub fn attributions(&self, features: &Array2<f32>, rows: &[usize]) -> Result<Vec<Attribution>, RerankError> {
        let filled = self.imputed(features);
        let Some(mean) = filled.mean_axis(Axis(0)) else { return Ok(Vec::new()) };
        let coalitions = 1_usize << FeatureGroup::ALL.len();
        let mut mixed = Array2::zeros((rows.len() * coalitions, filled.ncols()));
        for (place, &row) in rows.iter().enumerate() {
            for coalition in 0..coalitions {
                let target = place * coalitions + coalition;
                mixed.row_mut(target).assign(&mix(&filled.row(row), &mean, coalition));
            }
        }
        let logits = self.run(&mixed)?;
        Ok(logits.chunks(coalitions).map(shapley).collect())
    }
}

/// The candidate's values where the coalition has the feature's group, else the mean's.
fn mix(candidate: &ArrayView1<'_, f32>, mean: &Array1<f32>, coalition: usize) -> Array1<f32> {
    GROUPS
        .iter()
        .zip(candidate.iter().zip(mean))
        .map(|(&group, (own, mean))| if coalition >> group as usize & 1 == 1 { *own } else { *mean })
        .collect()
}

/// Shapley values from the value of every coalition, by bit mask.
fn shapley(values: &[f32]) -> Attribution {
    let count = FeatureGroup::ALL.len();
    let factorial = |n: usize| (1..=n).product::<usize>() as f32;
    let mut groups = [0.0_f32; FeatureGroup::ALL.len()];
    for (group, total) in groups.iter_mut().enumerate() {
        for (coalition, value) in values.iter().enumerate().filter(|(coalition, _)| coalition >> group & 1 == 0) {
            let size = coalition.count_ones() as usize;
            let weight = factorial(size) * factorial(count - size - 1) / factorial(count);
            *total += weight * (values[coalition | 1 << group] - value);
        }
    }
    Attribution {
        groups,
        logit: values.last().copied().unwrap_or_default(),
        reference: values.first().copied().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_difference() {
        // A game with interactions: the value of a coalition is the square of its mask.
        let values: Vec<f32> =
            (0..1_usize << FeatureGroup::ALL.len()).map(|mask| (mask * mask) as f32 / 100.0).collect();
        let attribution = shapley(&values);
        let sum: f32 = attribution.groups.iter().sum();
        assert!((sum - (attribution.logit - attribution.reference)).abs() < 1e-3, "{sum}");
    }

    #[test]
    fn an_additive_game_gives_each_group_its_own_part() {
        let parts = [1.0_f32, -2.0, 3.0, 0.5, 0.25, -0.125];
        let values: Vec<f32> = (0..1_usize << parts.len())
            .map(|mask| parts.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, part)| part).sum())
            .collect();
        for (found, wanted) in shapley(&values).groups.iter().zip(parts) {
            assert!((found - wanted).abs() < 1e-4);
        }
    }
}
