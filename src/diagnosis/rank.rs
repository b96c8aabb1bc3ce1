//! Ranking.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::differential::{Candidate, DifferentialDiagnosis, RankedGene, Step, StepOutcome};
use super::{Engine, Pretest, PublicationMask};
use crate::domain::{Case, FeatureStatus, MAX_FEATURES, Probability};
use crate::knowledge::DiseaseIndex;
use crate::scoring::phenotype::{Query, Scores, explain, score_all};

/// How to rank.
#[derive(Debug, Clone, Copy)]
pub struct RankOptions<'a> {
    /// Candidates to return; 0 for all.
    pub top: usize,
    /// Candidates to explain, from the first.
    pub explain: usize,
    /// Genes to return.
    pub genes: usize,
    /// What is held likely beforehand.
    pub pretest: &'a Pretest,
    /// Rows to leave out.
    pub mask: Option<&'a PublicationMask>,
}

/// The uniform pretest, for options that borrow one.
static UNIFORM: Pretest = Pretest::Uniform;

impl Default for RankOptions<'_> {
    fn default() -> Self {
        Self { top: 50, explain: 50, genes: 20, pretest: &UNIFORM, mask: None }
    }
}

/// Why a case cannot be ranked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RankError {
    /// Nothing to rank by.
    #[error("the case has no observed phenotype term; give at least one")]
    NoObservedTerm,
    /// Too much.
    #[error("the case has {0} terms; at most {MAX_FEATURES} can be ranked")]
    TooManyTerms(usize),
    /// A term of another release.
    #[error("{0} is not a current term of the knowledge base; resolve the case against it first")]
    UnresolvedTerm(crate::domain::TermId),
}

/// Ranks all diseases for a resolved case. The same input gives the same output on any number of threads.
///
/// # Errors
/// [`RankError`] where the case has no observed term, too many, or terms that were not resolved.
pub fn rank(engine: &Engine, case: &Case, options: &RankOptions<'_>) -> Result<DifferentialDiagnosis, RankError> {
    let ontology = engine.kb().ontology();
    check(case, engine)?;
    let query = Query::new(case, ontology, engine.phenotype());
    let mut scores = Scores::default();
    let overlay = options.mask.map(|mask| &mask.overlay);
    score_all(engine.phenotype(), ontology, &query, overlay, &mut scores);
    let mut totals = scores.into_totals();
    let mut considered = totals.len();
    for (index, total) in (0..).zip(totals.iter_mut()) {
        if !engine.phenotype().is_candidate(DiseaseIndex(index)) {
            *total = f32::NEG_INFINITY;
            considered -= 1;
        }
    }
    for (disease, log) in options.pretest.relative_logs(totals.len()) {
        totals[disease.at()] += log * engine.phenotype().parameters().temperature;
    }
    let wanted = if options.top == 0 { considered } else { options.top.min(considered) };
    // Genes of the wanted number may lie beyond the wanted candidates.
    let order = best_first(&totals, wanted.max(options.genes.saturating_mul(4)).min(considered));
    let posterior = Posterior::of(&totals, engine.phenotype().parameters().temperature);
    let candidates: Vec<Candidate> = order
        .iter()
        .take(wanted)
        .enumerate()
        .map(|(place, &disease)| candidate(engine, &query, options, place, disease, totals[disease.at()], &posterior))
        .collect();
    let listed: f64 = candidates.iter().map(|candidate| candidate.probability.value()).sum();
    Ok(DifferentialDiagnosis {
        case_id: case.id.clone(),
        genes: genes(engine, &order, options.genes),
        considered,
        remainder: Probability::clamped(1.0 - listed),
        steps: steps(case),
        candidates,
    })
}

fn check(case: &Case, engine: &Engine) -> Result<(), RankError> {
    if case.features.len() > MAX_FEATURES {
        return Err(RankError::TooManyTerms(case.features.len()));
    }
    if let Some(feature) = case.features.iter().find(|feature| engine.kb().ontology().index(feature.term).is_none()) {
        return Err(RankError::UnresolvedTerm(feature.term));
    }
    if case.features.iter().any(|feature| feature.status == FeatureStatus::Observed) {
        Ok(())
    } else {
        Err(RankError::NoObservedTerm)
    }
}

/// Positions of the `count` best totals. Scores are compared in steps of 1/10,000, ties by position, which is the
/// order of the diseases' ids: differences of the last bits between machines do not change a ranking.
fn best_first(totals: &[f32], count: usize) -> Vec<DiseaseIndex> {
    let mut keys: Vec<(i64, u32)> =
        (0..).zip(totals).map(|(index, total)| ((f64::from(*total) * 10_000.0).round() as i64, index)).collect();
    let order = |a: &(i64, u32), b: &(i64, u32)| -> Ordering { b.0.cmp(&a.0).then(a.1.cmp(&b.1)) };
    let count = count.min(keys.len());
    if count > 0 && count < keys.len() {
        keys.select_nth_unstable_by(count - 1, order);
        keys.truncate(count);
    }
    keys.sort_unstable_by(order);
    keys.into_iter().map(|(_, index)| DiseaseIndex(index)).collect()
}

/// Softmax over all diseases, kept as its largest total and its sum.
struct Posterior {
    most: f32,
    sum: f64,
    temperature: f32,
}

impl Posterior {
    fn of(totals: &[f32], temperature: f32) -> Self {
        let most = totals.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum = totals.iter().map(|total| f64::from(((total - most) / temperature).exp())).sum();
        Self { most, sum, temperature }
    }

    fn probability(&self, total: f32) -> Probability {
        Probability::clamped(f64::from(((total - self.most) / self.temperature).exp()) / self.sum)
    }
}

fn candidate(
    engine: &Engine,
    query: &Query,
    options: &RankOptions<'_>,
    place: usize,
    disease: DiseaseIndex,
    score: f32,
    posterior: &Posterior,
) -> Candidate {
    let mut candidate = Candidate {
        rank: place + 1,
        disease,
        score,
        probability: posterior.probability(score),
        findings: Vec::new(),
        description_prior: 0.0,
        sex: 0.0,
    };
    if place < options.explain {
        let overlay = options.mask.map(|mask| &mask.overlay);
        let explanation = explain(engine.kb(), engine.phenotype(), query, overlay, disease, |row| {
            options.mask.is_none_or(|mask| mask.keeps(row))
        });
        candidate.findings = explanation.findings;
        candidate.description_prior = explanation.description_prior;
        candidate.sex = explanation.sex;
    }
    candidate
}

fn genes(engine: &Engine, order: &[DiseaseIndex], wanted: usize) -> Vec<RankedGene> {
    let mut seen = BTreeSet::new();
    let mut genes = Vec::new();
    for (place, &disease) in order.iter().enumerate() {
        for link in engine.kb().disease(disease).genes() {
            if genes.len() < wanted && seen.insert(link.gene) {
                genes.push(RankedGene { rank: genes.len() + 1, gene: link.gene, disease, disease_rank: place + 1 });
            }
        }
    }
    genes
}

fn steps(case: &Case) -> Vec<Step> {
    let mut steps = vec![
        Step { name: "phenotype", outcome: StepOutcome::Done, detail: "likelihood ratios against all diseases" },
        Step {
            name: "variants",
            outcome: StepOutcome::NotRun,
            detail: "no variants were given; this version ranks by phenotype alone",
        },
        Step {
            name: "model",
            outcome: StepOutcome::NotRun,
            detail: "this version ranks by likelihood ratios; no learned model is installed",
        },
    ];
    if case.age.is_some() || case.features.iter().any(|feature| feature.onset.is_some()) {
        steps.push(Step {
            name: "age",
            outcome: StepOutcome::NotRun,
            detail: "age and onset are kept with the case and do not change the score",
        });
    }
    steps
}
