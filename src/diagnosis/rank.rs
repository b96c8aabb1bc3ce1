//! Ranking.

use std::collections::BTreeSet;

use super::differential::{Candidate, DifferentialDiagnosis, RankedGene, Step, StepOutcome};
use super::favor::Favor;
use super::genotype::{CandidateGenotype, VariantSummary};
use super::order::{Entry, FirstStage, by_evidence, by_model};
use super::shortlisted::evidence;
use super::{Engine, Pretest, PublicationMask};
use crate::domain::{Case, FeatureStatus, MAX_FEATURES, Probability};
use crate::knowledge::DiseaseIndex;
use crate::rerank::Reranker;
use crate::scoring::genotype::VariantEvidence;
use crate::scoring::phenotype::{Query, explain};

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
    /// Diseases to explain wherever they stand, besides the first ones.
    pub asked: &'a [DiseaseIndex],
    /// A model in place of the engine's, as evaluation needs.
    pub reranker: Option<&'a Reranker>,
}

/// The uniform pretest, for options that borrow one.
static UNIFORM: Pretest = Pretest::Uniform;

impl Default for RankOptions<'_> {
    fn default() -> Self {
        Self { top: 50, explain: 50, genes: 20, pretest: &UNIFORM, mask: None, asked: &[], reranker: None }
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
    /// The model could not be run; nothing was ranked in its place.
    #[error("the learned model failed ({0}); rank without it (--no-model) or reinstall")]
    Model(String),
}

/// Ranks all diseases for a resolved case. The same input gives the same output on any number of threads.
///
/// # Errors
/// [`RankError`] where the case has no observed term, too many, or terms that were not resolved, or where the model
/// fails.
pub fn rank(engine: &Engine, case: &Case, options: &RankOptions<'_>) -> Result<DifferentialDiagnosis, RankError> {
    let variants = case.variants.as_ref().map(|variants| VariantEvidence::new(engine.kb(), variants, case.sex));
    rank_with(engine, case, options, variants.as_ref())
}

/// As [`rank`], with the variants weighed already: they weigh the same whatever the findings are.
pub(super) fn rank_with(
    engine: &Engine,
    case: &Case,
    options: &RankOptions<'_>,
    variants: Option<&VariantEvidence<'_>>,
) -> Result<DifferentialDiagnosis, RankError> {
    check(case, engine)?;
    let query = Query::new(case, engine.kb().ontology(), engine.phenotype());
    let evidence = evidence(engine, &query, options.mask);
    let considered = evidence.iter().filter(|total| **total > f32::NEG_INFINITY).count();
    let wanted = if options.top == 0 { considered } else { options.top.min(considered) };
    // Genes of the wanted number may lie beyond the wanted candidates.
    let depth =
        if options.asked.is_empty() { wanted.max(options.genes.saturating_mul(4)).min(considered) } else { considered };
    let reranker = options.reranker.or(engine.reranker());
    let favor = Favor::new(engine.kb(), options.pretest, variants);
    let stage = FirstStage { case, query: &query, evidence: &evidence, favor: &favor, considered };
    let ordered = match reranker {
        Some(reranker) => {
            by_model(engine, reranker, stage, options, depth).map_err(|error| RankError::Model(error.to_string()))?
        }
        None => by_evidence(engine, &evidence, &favor, depth),
    };
    let diseases: Vec<DiseaseIndex> = ordered.entries.iter().map(|entry| entry.disease).collect();
    let shown = Shown { engine, query: &query, options, evidence: &evidence, variants };
    let asked = ordered
        .entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| options.asked.contains(&entry.disease))
        .map(|(place, entry)| shown.candidate(place, entry.clone(), true))
        .collect();
    let candidates: Vec<Candidate> = ordered
        .entries
        .into_iter()
        .take(wanted)
        .enumerate()
        .map(|(place, entry)| shown.candidate(place, entry, place < options.explain))
        .collect();
    let listed: f64 = candidates.iter().map(|candidate| candidate.probability.value()).sum();
    Ok(DifferentialDiagnosis {
        case_id: case.id.clone(),
        asked,
        genes: genes(engine, &diseases, options.genes, variants),
        considered,
        remainder: Probability::clamped(1.0 - listed),
        none_of_these: ordered.none.map(Probability::clamped),
        variants: variants.map(|variants| VariantSummary::of(engine.kb(), variants)),
        steps: steps(case, reranker.is_some()),
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

/// What candidates are made of.
struct Shown<'a> {
    engine: &'a Engine,
    query: &'a Query,
    options: &'a RankOptions<'a>,
    evidence: &'a [f32],
    variants: Option<&'a VariantEvidence<'a>>,
}

impl Shown<'_> {
    /// The candidate at a place (from 0), with what speaks for and against it where that is wanted.
    fn candidate(&self, place: usize, entry: Entry, explained: bool) -> Candidate {
        let Self { engine, query, options, evidence, variants } = *self;
        let genotype = variants.map(|variants| CandidateGenotype::of(engine.kb(), variants, entry.disease, explained));
        let mut candidate = Candidate {
            rank: place + 1,
            disease: entry.disease,
            score: evidence[entry.disease.at()],
            evidence_rank: entry.evidence_rank,
            model: entry.model,
            probability: Probability::clamped(entry.probability),
            findings: Vec::new(),
            description_prior: 0.0,
            sex: 0.0,
            genotype,
        };
        if explained {
            let overlay = options.mask.map(|mask| &mask.overlay);
            let explanation = explain(engine.kb(), engine.phenotype(), query, overlay, entry.disease, |row| {
                options.mask.is_none_or(|mask| mask.keeps(row))
            });
            candidate.findings = explanation.findings;
            candidate.description_prior = explanation.description_prior;
            candidate.sex = explanation.sex;
        }
        candidate
    }
}

/// Genes at the place of their best disease; of one disease's genes, the one whose genotype speaks for it goes first.
fn genes(
    engine: &Engine,
    order: &[DiseaseIndex],
    wanted: usize,
    variants: Option<&VariantEvidence<'_>>,
) -> Vec<RankedGene> {
    let mut seen = BTreeSet::new();
    let mut genes = Vec::new();
    for (place, &disease) in order.iter().enumerate() {
        if genes.len() >= wanted {
            break;
        }
        let first = variants.and_then(|variants| variants.of_disease(engine.kb(), disease).best).map(|best| best.0);
        let linked = engine.kb().disease(disease).genes().map(|link| link.gene);
        for gene in first.into_iter().chain(linked) {
            if genes.len() < wanted && seen.insert(gene) {
                genes.push(RankedGene { rank: genes.len() + 1, gene, disease, disease_rank: place + 1 });
            }
        }
    }
    genes
}

fn steps(case: &Case, model: bool) -> Vec<Step> {
    let mut steps = vec![
        Step { name: "phenotype", outcome: StepOutcome::Done, detail: "likelihood ratios against all diseases" },
        if case.variants.is_some() {
            Step {
                name: "variants",
                outcome: StepOutcome::Done,
                detail: "genotypes held against each disease's genes and modes of inheritance",
            }
        } else {
            Step {
                name: "variants",
                outcome: StepOutcome::NotRun,
                detail: "no variants were given; ranked by phenotype alone",
            }
        },
        if model {
            Step {
                name: "model",
                outcome: StepOutcome::Done,
                detail: "the learned model ordered the shortlist; the rest follows by likelihood ratio",
            }
        } else {
            Step {
                name: "model",
                outcome: StepOutcome::NotRun,
                detail: "no learned model is in use; ranked by likelihood ratios alone",
            }
        },
    ];
    if !model && (case.age.is_some() || case.onset.is_some() || case.features.iter().any(|f| f.onset.is_some())) {
        steps.push(Step {
            name: "age",
            outcome: StepOutcome::NotRun,
            detail: "age and onset are used by the learned model only; likelihood ratios do not change with them",
        });
    }
    steps
}
