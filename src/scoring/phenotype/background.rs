//! How often a term is to be expected in a patient with any disease.

use super::Parameters;
use super::profile::OwnProfile;
use crate::ontology::TermIndex;

/// Mean propagated probability of every term over all diseases, floored.
#[derive(Debug, Clone, Default)]
pub(super) struct Background {
    probability: Vec<f32>,
    /// Information content by term: a logarithm that is asked for some 100,000 times a case.
    information: Vec<f32>,
}

impl Background {
    pub(super) fn of(profiles: &[OwnProfile], terms: usize, parameters: &Parameters) -> Self {
        // Sums in f64 and in the order of the diseases: the same bits on any number of threads.
        let mut sums = vec![0.0_f64; terms];
        for profile in profiles {
            for entry in &profile.entries {
                sums[usize::from(entry.at)] += f64::from(entry.probability());
            }
        }
        let count = profiles.len().max(1) as f64;
        let probability: Vec<f32> =
            sums.into_iter().map(|sum| ((sum / count) as f32).max(parameters.background_floor)).collect();
        let information = probability.iter().map(|probability| -probability.clamp(1e-4, 1.0).ln()).collect();
        Self { probability, information }
    }

    pub(super) fn probability(&self, term: TermIndex) -> f32 {
        self.probability[term.at()]
    }

    /// Information content in nats; terms rarer than 1 in 10,000 count as such.
    pub(super) fn information(&self, term: TermIndex) -> f32 {
        self.information[term.at()]
    }
}
