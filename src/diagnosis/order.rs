//! The order of candidates and their probabilities: by evidence alone, or by the model.

use std::collections::BTreeSet;

use super::differential::ModelMove;
use super::favor::Favor;
use super::shortlisted::closely;
use super::{Engine, RankOptions};
use crate::domain::Case;
use crate::knowledge::DiseaseIndex;
use crate::rerank::{FEATURES, Posterior, RerankError, Reranker, Shortlist, key};
use crate::scoring::phenotype::Query;

/// Candidates whose model score is taken apart.
const ATTRIBUTED: usize = 10;

/// A disease at its place.
#[derive(Clone)]
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

/// By log-evidence and favor, with a softmax over all diseases.
pub(super) fn by_evidence(engine: &Engine, evidence: &[f32], favor: &Favor, depth: usize) -> Ordered {
    let temperature = engine.phenotype().parameters().temperature;
    let favored = favor.over(evidence, temperature);
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

/// What the first stage found.
#[derive(Clone, Copy)]
pub(super) struct FirstStage<'a> {
    pub case: &'a Case,
    pub query: &'a Query,
    pub evidence: &'a [f32],
    pub favor: &'a Favor,
    pub considered: usize,
}

/// The shortlist by the model, then all others by log-evidence. Others share the probability of none of the shortlist
/// with all that is not in the knowledge base, equally: nothing more is known of them. Then every share is multiplied
/// by what pretest and genotypes say of the disease; of a disease that is not in the knowledge base they say nothing.
pub(super) fn by_model(
    engine: &Engine,
    reranker: &Reranker,
    stage: FirstStage<'_>,
    options: &RankOptions<'_>,
    depth: usize,
) -> Result<Ordered, RerankError> {
    let FirstStage { case, query, evidence, favor, considered } = stage;
    let (shortlist, features) = closely(engine, case, query, options.mask, evidence, favor);
    let logits = reranker.logits(&features)?;
    let calibration = &reranker.card().calibration;
    let explained = FEATURES.iter().position(|name| name == "information_explained").unwrap_or_default();
    let posterior = calibration.posterior(&logits, query.observed.len(), |row| features[(row, explained)]);
    let temperature = calibration.temperature(query.observed.len()) as f32;
    let favored: Vec<f32> =
        logits.iter().zip(&shortlist.diseases).map(|(logit, at)| logit + favor.log(*at) * temperature).collect();
    let rows = best_rows(&favored, &shortlist.diseases);
    let shares = Shares::new(&posterior, &shortlist, favor, evidence, considered);
    let attributed: Vec<usize> = rows.iter().copied().take(ATTRIBUTED.min(options.explain)).collect();
    let mut attributions = reranker.attributions(&features, &attributed)?.into_iter();
    let mut entries: Vec<Entry> = rows
        .into_iter()
        .map(|row| Entry {
            disease: shortlist.diseases[row],
            evidence_rank: shortlist.by_evidence[row] + 1,
            probability: shares.listed(row, shortlist.diseases[row]),
            model: Some(ModelMove { logit: logits[row], attribution: attributions.next() }),
        })
        .collect();
    if depth > entries.len() {
        entries.extend(others(engine, &shortlist, stage, &shares));
    }
    Ok(Ordered { entries, none: Some(shares.none()) })
}

/// Diseases that are not on the shortlist, best first.
fn others(engine: &Engine, shortlist: &Shortlist, stage: FirstStage<'_>, shares: &Shares<'_>) -> Vec<Entry> {
    let taken: BTreeSet<DiseaseIndex> = shortlist.diseases.iter().copied().collect();
    let favored = stage.favor.over(stage.evidence, engine.phenotype().parameters().temperature);
    let order = best_first(favored.as_deref().unwrap_or(stage.evidence), stage.considered);
    let ranks = if favored.is_some() { evidence_ranks(stage.evidence, &order) } else { (1..=order.len()).collect() };
    let entry =
        |(disease, evidence_rank)| Entry { disease, evidence_rank, probability: shares.other(disease), model: None };
    order.into_iter().zip(ranks).filter(|(disease, _)| !taken.contains(disease)).map(entry).collect()
}

/// Probabilities after the model, with pretest and genotypes multiplied in.
struct Shares<'a> {
    posterior: &'a Posterior,
    favor: &'a Favor,
    /// Share of each disease that is not on the shortlist, before the favor.
    each: f64,
    total: f64,
    none: f64,
}

impl<'a> Shares<'a> {
    fn new(
        posterior: &'a Posterior,
        shortlist: &Shortlist,
        favor: &'a Favor,
        evidence: &[f32],
        considered: usize,
    ) -> Self {
        let each = posterior.none / (considered.saturating_sub(shortlist.diseases.len()) + 1) as f64;
        let listed = |(row, disease): (usize, &DiseaseIndex)| posterior.candidates[row] * favor.factor(*disease);
        let on_list: f64 = shortlist.diseases.iter().enumerate().map(listed).sum();
        let possible = |index: &u32| evidence[*index as usize] > f32::NEG_INFINITY;
        let all: f64 = (0..evidence.len() as u32).filter(possible).map(|at| favor.factor(DiseaseIndex(at))).sum();
        let taken: f64 = shortlist.diseases.iter().map(|disease| favor.factor(*disease)).sum();
        // One more share for what is not in the knowledge base.
        let none = each * ((all - taken).max(0.0) + 1.0);
        Self { posterior, favor, each, total: on_list + none, none }
    }

    fn listed(&self, row: usize, disease: DiseaseIndex) -> f64 {
        self.posterior.candidates[row] * self.favor.factor(disease) / self.total
    }

    fn other(&self, disease: DiseaseIndex) -> f64 {
        self.each * self.favor.factor(disease) / self.total
    }

    fn none(&self) -> f64 {
        self.none / self.total
    }
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
