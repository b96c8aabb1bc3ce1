//! The order of candidates and their probabilities: by evidence alone, or by the model.

use std::collections::BTreeSet;

use super::differential::ModelMove;
use super::shortlisted::closely;
use super::{Engine, RankOptions};
use crate::domain::Case;
use crate::knowledge::DiseaseIndex;
use crate::rerank::{FEATURES, RerankError, Reranker, key};
use crate::scoring::phenotype::Query;

/// Candidates whose model score is taken apart.
const ATTRIBUTED: usize = 10;

/// A disease at its place.
pub(super) struct Entry {
    pub disease: DiseaseIndex,
    /// Place by log-evidence alone, from 1.
    pub evidence_rank: usize,
    pub probability: f64,
    pub model: Option<ModelMove>,
}

/// Diseases in order, at least as many as were asked for.
pub(super) struct Ordered {
    pub entries: Vec<Entry>,
    /// Probability of none of the shortlist, where a model looked at one.
    pub none: Option<f64>,
}

/// By log-evidence and pretest, with a softmax over all diseases.
pub(super) fn by_evidence(engine: &Engine, evidence: &[f32], options: &RankOptions<'_>, depth: usize) -> Ordered {
    let temperature = engine.phenotype().parameters().temperature;
    let favored = options.pretest.favor(evidence, temperature);
    let totals = favored.as_deref().unwrap_or(evidence);
    let most = totals.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let share = |total: f32| f64::from(((total - most) / temperature).exp());
    let sum: f64 = totals.iter().map(|total| share(*total)).sum();
    let order = best_first(totals, depth);
    let evidence_ranks = if favored.is_some() { evidence_ranks(evidence, &order) } else { (1..=order.len()).collect() };
    let entry = |(disease, evidence_rank): (DiseaseIndex, usize)| Entry {
        disease,
        evidence_rank,
        probability: share(totals[disease.at()]) / sum,
        model: None,
    };
    Ordered { entries: order.into_iter().zip(evidence_ranks).map(entry).collect(), none: None }
}

/// The shortlist by the model, then all others by log-evidence. Others share the probability of none of the shortlist
/// with all that is not in the knowledge base, equally: nothing more is known of them.
#[expect(clippy::too_many_arguments, reason = "the stage's inputs, each of another kind")]
pub(super) fn by_model(
    engine: &Engine,
    reranker: &Reranker,
    case: &Case,
    query: &Query,
    evidence: &[f32],
    options: &RankOptions<'_>,
    depth: usize,
    considered: usize,
) -> Result<Ordered, RerankError> {
    let (shortlist, features) = closely(engine, case, query, options.mask, evidence, options.pretest);
    let mut logits = reranker.logits(&features)?;
    let temperature = reranker.card().calibration.temperature(query.observed.len()) as f32;
    for (disease, log) in options.pretest.relative_logs(evidence.len()) {
        if let Some(row) = shortlist.diseases.iter().position(|other| *other == disease) {
            // On the scale of the logits, so that the posterior odds change by exactly what was given.
            logits[row] += log * temperature;
        }
    }
    let explained = FEATURES.iter().position(|name| name == "information_explained").unwrap_or_default();
    let posterior =
        reranker.card().calibration.posterior(&logits, query.observed.len(), |row| features[(row, explained)]);
    let rows = best_rows(&logits, &shortlist.diseases);
    let attributed: Vec<usize> = rows.iter().copied().take(ATTRIBUTED.min(options.explain)).collect();
    let mut attributions = reranker.attributions(&features, &attributed)?.into_iter();
    let mut entries: Vec<Entry> = rows
        .into_iter()
        .map(|row| Entry {
            disease: shortlist.diseases[row],
            evidence_rank: shortlist.by_evidence[row] + 1,
            probability: posterior.candidates[row],
            model: Some(ModelMove { logit: logits[row], attribution: attributions.next() }),
        })
        .collect();
    if depth > entries.len() {
        let taken: BTreeSet<DiseaseIndex> = shortlist.diseases.iter().copied().collect();
        let share = posterior.none / (considered.saturating_sub(taken.len()) + 1) as f64;
        let others = (1..).zip(best_first(evidence, considered)).filter(|(_, disease)| !taken.contains(disease));
        entries.extend(others.map(|(evidence_rank, disease)| Entry {
            disease,
            evidence_rank,
            probability: share,
            model: None,
        }));
    }
    Ok(Ordered { entries, none: Some(posterior.none) })
}

/// Rows by logit, best first; ties by disease.
fn best_rows(logits: &[f32], diseases: &[DiseaseIndex]) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..logits.len()).collect();
    rows.sort_unstable_by_key(|&row| key(logits[row], diseases[row].0));
    rows
}

/// Places by evidence of the given diseases, from 1.
fn evidence_ranks(evidence: &[f32], diseases: &[DiseaseIndex]) -> Vec<usize> {
    let sorted = best_first(evidence, evidence.len());
    let mut ranks = vec![0; evidence.len()];
    for (rank, disease) in (1..).zip(sorted) {
        ranks[disease.at()] = rank;
    }
    diseases.iter().map(|disease| ranks[disease.at()]).collect()
}

/// Positions of the `count` best totals, ties by position, which is the order of the diseases' ids.
fn best_first(totals: &[f32], count: usize) -> Vec<DiseaseIndex> {
    let mut keys: Vec<u64> = (0..).zip(totals).map(|(index, total)| key(*total, index)).collect();
    let count = count.min(keys.len());
    if count > 0 && count < keys.len() {
        keys.select_nth_unstable(count - 1);
        keys.truncate(count);
    }
    keys.sort_unstable();
    keys.into_iter().map(|key| DiseaseIndex(key as u32)).collect()
}
