//! Top-k and reciprocal ranks, micro and macro, with bootstrap intervals.

use std::collections::BTreeMap;

/// The ks that are reported.
pub const TOP_K: [usize; 6] = [1, 3, 5, 10, 20, 50];
const RESAMPLES: usize = 1000;
/// Any fixed number: the intervals must be the same on every run.
const SEED: u64 = 20_250_116;

/// A 95 % interval, in percent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// 2.5th percentile.
    pub low: f64,
    /// 97.5th percentile.
    pub high: f64,
}

/// Figures of one set of cases; shares in percent.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics {
    /// Cases.
    pub cases: usize,
    /// Distinct diseases.
    pub diseases: usize,
    /// Share of cases with the diagnosis among the first k, by case.
    pub micro: [f64; TOP_K.len()],
    /// The same averaged within each disease first.
    pub macro_average: [f64; TOP_K.len()],
    /// Mean reciprocal rank by case, 0 to 1.
    pub micro_mrr: f64,
    /// The same averaged within each disease first.
    pub macro_mrr: f64,
    /// Intervals of `macro_average`, resampling diseases.
    pub macro_interval: [Interval; TOP_K.len()],
    /// Intervals of `micro`, resampling diseases with all their cases.
    pub micro_interval: [Interval; TOP_K.len()],
}

/// Measures (disease, rank) pairs; a rank of `None` is a diagnosis that is not in the list. `None` for no cases.
#[must_use]
pub fn measure<'a>(results: impl Iterator<Item = (&'a str, Option<usize>)>) -> Option<Metrics> {
    let mut by_disease: BTreeMap<&str, Vec<Option<usize>>> = BTreeMap::new();
    for (disease, rank) in results {
        by_disease.entry(disease).or_default().push(rank);
    }
    if by_disease.is_empty() {
        return None;
    }
    let groups: Vec<Sums> = by_disease.values().map(|ranks| Sums::of(ranks)).collect();
    let all: Vec<usize> = (0..groups.len()).collect();
    let by_case = pooled(&groups, &all);
    let by_group = averaged(&groups, &all);
    let [interval_by_case, interval_by_group] = intervals(&groups);
    Some(Metrics {
        cases: groups.iter().map(|group| group.cases).sum(),
        diseases: groups.len(),
        micro: by_case.0,
        macro_average: by_group.0,
        micro_mrr: by_case.1,
        macro_mrr: by_group.1,
        macro_interval: interval_by_group,
        micro_interval: interval_by_case,
    })
}

/// One disease's cases.
struct Sums {
    cases: usize,
    hits: [usize; TOP_K.len()],
    reciprocal: f64,
}

impl Sums {
    fn of(ranks: &[Option<usize>]) -> Self {
        let hits = TOP_K.map(|k| ranks.iter().filter(|rank| rank.is_some_and(|r| r <= k)).count());
        // From positive zero: the empty sum of floats is negative zero.
        let reciprocal = ranks.iter().flatten().fold(0.0, |sum, &rank| sum + 1.0 / rank.max(1) as f64);
        Self { cases: ranks.len(), hits, reciprocal }
    }
}

type Shares = [f64; TOP_K.len()];

fn pooled(groups: &[Sums], chosen: &[usize]) -> (Shares, f64) {
    let cases: usize = chosen.iter().map(|&g| groups[g].cases).sum();
    let share = |k: usize| 100.0 * chosen.iter().map(|&g| groups[g].hits[k]).sum::<usize>() as f64 / cases as f64;
    (std::array::from_fn(share), chosen.iter().map(|&g| groups[g].reciprocal).sum::<f64>() / cases as f64)
}

fn averaged(groups: &[Sums], chosen: &[usize]) -> (Shares, f64) {
    let count = chosen.len() as f64;
    let mean = |value: &dyn Fn(&Sums) -> f64| {
        chosen.iter().map(|&g| value(&groups[g]) / groups[g].cases as f64).sum::<f64>() / count
    };
    (std::array::from_fn(|k| 100.0 * mean(&|group| group.hits[k] as f64)), mean(&|group| group.reciprocal))
}

/// Of the pooled and of the averaged shares.
fn intervals(groups: &[Sums]) -> [[Interval; TOP_K.len()]; 2] {
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut micro = vec![Vec::with_capacity(RESAMPLES); TOP_K.len()];
    let mut macro_average = micro.clone();
    for _ in 0..RESAMPLES {
        let chosen: Vec<usize> = (0..groups.len()).map(|_| random.usize(..groups.len())).collect();
        let (pooled, averaged) = (pooled(groups, &chosen).0, averaged(groups, &chosen).0);
        for k in 0..TOP_K.len() {
            micro[k].push(pooled[k]);
            macro_average[k].push(averaged[k]);
        }
    }
    let bounds = |samples: &mut Vec<f64>| {
        samples.sort_by(f64::total_cmp);
        Interval { low: samples[RESAMPLES / 40], high: samples[RESAMPLES - 1 - RESAMPLES / 40] }
    };
    [std::array::from_fn(|k| bounds(&mut micro[k])), std::array::from_fn(|k| bounds(&mut macro_average[k]))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn micro_and_macro_differ_where_cohorts_do() {
        let results = [("a", Some(1)), ("a", Some(1)), ("a", Some(2)), ("a", None), ("b", Some(60))];
        let metrics = measure(results.into_iter()).unwrap();
        assert_eq!((metrics.cases, metrics.diseases), (5, 2));
        assert!((metrics.micro[0] - 40.0).abs() < 1e-9 && (metrics.macro_average[0] - 25.0).abs() < 1e-9);
        assert!((metrics.micro[1] - 60.0).abs() < 1e-9 && (metrics.macro_average[1] - 37.5).abs() < 1e-9);
        assert!((metrics.micro_mrr - (2.5 + 1.0 / 60.0) / 5.0).abs() < 1e-9);
        assert!(metrics.macro_interval[0].low <= 25.0 && metrics.macro_interval[0].high >= 25.0);
        assert_eq!(measure(std::iter::empty()), None);
    }
}
