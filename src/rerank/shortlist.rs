//! Which diseases are worth a closer look: the union of what two scorers put first.

use std::collections::BTreeSet;

use crate::knowledge::DiseaseIndex;

/// First diseases by log-evidence.
const BY_EVIDENCE: usize = 220;
/// First diseases by cosine similarity, where evidence did not bring them.
const BY_COSINE: usize = 80;

/// The shortlist with the positions the scorers gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortlist {
    /// Diseases, by log-evidence, best first.
    pub diseases: Vec<DiseaseIndex>,
    /// Place by log-evidence among all diseases, from 0.
    pub by_evidence: Vec<usize>,
    /// Place by cosine among all diseases, from 0.
    pub by_cosine: Vec<usize>,
}

/// Takes the best of both scorers. Diseases without evidence (negative infinity) are never taken. Where a pretest is
/// given, `favored` is the evidence with it: it decides who is taken, never at which place.
#[must_use]
pub fn shortlist(evidence: &[f32], favored: Option<&[f32]>, cosines: &[f32]) -> Shortlist {
    let by_evidence = places(evidence);
    let by_favor = favored.map(places);
    let by_cosine = places(cosines);
    let possible = |index: &u32| evidence[*index as usize] > f32::NEG_INFINITY;
    let first: BTreeSet<u32> =
        by_favor.as_ref().unwrap_or(&by_evidence).order.iter().take(BY_EVIDENCE).copied().filter(possible).collect();
    let more: Vec<u32> = by_cosine
        .order
        .iter()
        .copied()
        .filter(|index| possible(index) && !first.contains(index))
        .take(BY_COSINE)
        .collect();
    let mut taken: Vec<u32> = first.into_iter().chain(more).collect();
    taken.sort_unstable_by_key(|&index| by_evidence.place[index as usize]);
    Shortlist {
        by_evidence: taken.iter().map(|&index| by_evidence.place[index as usize] as usize).collect(),
        by_cosine: taken.iter().map(|&index| by_cosine.place[index as usize] as usize).collect(),
        diseases: taken.into_iter().map(DiseaseIndex).collect(),
    }
}

struct Places {
    order: Vec<u32>,
    place: Vec<u32>,
}

/// Scores are compared in steps of 1/10,000, ties by position, so that machines agree.
fn places(scores: &[f32]) -> Places {
    let mut keys: Vec<u64> = (0..).zip(scores).map(|(index, score)| key(*score, index)).collect();
    keys.sort_unstable();
    let order: Vec<u32> = keys.into_iter().map(|key| key as u32).collect();
    let mut place = vec![0; scores.len()];
    for (position, &index) in (0..).zip(&order) {
        place[index as usize] = position;
    }
    Places { order, place }
}

/// A number that is smaller the better the score: the step above, the position below. One number sorts several times
/// faster than a pair.
#[must_use]
pub fn key(score: f32, index: u32) -> u64 {
    let step = (f64::from(score) * 10_000.0).round().clamp(-2e9, 2e9) as i64;
    (((2_000_000_000 - step) as u64) << 32) | u64::from(index)
}
