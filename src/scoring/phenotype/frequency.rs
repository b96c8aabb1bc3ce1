//! A point estimate of how often a disease shows an annotated term.

use super::Parameters;
use crate::domain::{DiseaseId, Frequency, FrequencyRange};
use crate::knowledge::AnnotationView;
use crate::ontology::TermIndex;

/// One annotated term of a disease with the estimate from all its rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    pub term: TermIndex,
    /// Probability that a patient shows it; 0 where every row says absent.
    pub frequency: f32,
    /// Patients counted, with and without.
    pub counted: Option<(u32, u32)>,
}

/// What the rows about one term add up to.
#[derive(Debug, Default, Clone, Copy)]
struct Evidence {
    affected: u32,
    examined: u32,
    orphanet: Option<f32>,
    other: Option<f32>,
    present: bool,
}

impl Evidence {
    fn add(&mut self, row: &AnnotationView<'_>, parameters: &Parameters) {
        if let Some(Frequency::Counted { affected, examined }) = row.frequency() {
            // Counts of 0/n join the pool of examined patients; a negated row's affected patients do not exist.
            self.affected = self.affected.saturating_add(if row.is_absent() { 0 } else { affected });
            self.examined = self.examined.saturating_add(examined);
        }
        if row.is_absent() {
            return;
        }
        self.present = true;
        let stated = match row.frequency() {
            Some(Frequency::Range(range)) => category(range, parameters),
            Some(Frequency::Percent(percent)) => percent / 100.0,
            _ => return,
        };
        let slot = if matches!(row.source(), DiseaseId::Orpha(_)) { &mut self.orphanet } else { &mut self.other };
        *slot = Some(slot.map_or(stated, |before| before.max(stated)));
    }

    fn estimate(&self, parameters: &Parameters) -> f32 {
        if !self.present {
            return 0.0;
        }
        if self.affected > 0 {
            let share = self.affected as f32 / self.examined as f32;
            // Two sources that agree on a common finding corroborate each other; a count alone is shrunk.
            return match (self.orphanet, self.other) {
                (None, None) => {
                    let weight = parameters.count_prior_weight;
                    (self.affected as f32 + weight * parameters.count_prior_mean) / (self.examined as f32 + weight)
                }
                (a, b) => share.max(a.unwrap_or(0.0)).max(b.unwrap_or(0.0)),
            };
        }
        match (self.orphanet, self.other) {
            (Some(a), Some(b)) => f32::midpoint(a, b),
            (a, b) => a.or(b).unwrap_or(parameters.unknown_frequency),
        }
    }
}

fn category(range: FrequencyRange, parameters: &Parameters) -> f32 {
    match range {
        FrequencyRange::Obligate => parameters.category[0],
        FrequencyRange::VeryFrequent => parameters.category[1],
        FrequencyRange::Frequent => parameters.category[2],
        FrequencyRange::Occasional => parameters.category[3],
        FrequencyRange::VeryRare => parameters.category[4],
        FrequencyRange::Excluded => 0.0,
    }
}

/// Estimates in ascending order of term, from rows in any order.
pub(super) fn estimates<'a>(rows: impl Iterator<Item = AnnotationView<'a>>, parameters: &Parameters) -> Vec<Estimate> {
    let mut by_term: std::collections::BTreeMap<TermIndex, Evidence> = std::collections::BTreeMap::new();
    for row in rows {
        by_term.entry(row.term()).or_default().add(&row, parameters);
    }
    by_term
        .into_iter()
        .map(|(term, evidence)| Estimate {
            term,
            frequency: evidence.estimate(parameters),
            counted: (evidence.examined > 0).then_some((evidence.affected, evidence.examined)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(evidence: Evidence) -> f32 {
        evidence.estimate(&Parameters::default())
    }

    #[test]
    fn estimates_follow_the_evidence() {
        let counted = |affected, examined| Evidence { affected, examined, present: true, ..Evidence::default() };
        let table = [
            (counted(1, 1), 2.5 / 6.0),
            (counted(10, 10), 11.5 / 15.0),
            (Evidence { orphanet: Some(0.9), ..counted(1, 2) }, 0.9),
            (Evidence { orphanet: Some(0.1), ..counted(1, 2) }, 0.5),
            (Evidence { orphanet: Some(0.9), other: Some(0.5), ..counted(0, 0) }, 0.7),
            (counted(0, 0), 0.45),
            (Evidence { present: false, ..counted(0, 7) }, 0.0),
        ];
        for (evidence, wanted) in table {
            assert!((estimate(evidence) - wanted).abs() < 1e-6, "{evidence:?}: {} is not {wanted}", estimate(evidence));
        }
    }
}
