//! Ranking a cohort against its truth.

use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::held_out::HeldOut;
use super::leakage::{Leakage, LeakageIndex};
use super::perturb::{Perturbation, perturb};
use super::spike::Spike;
use super::truth::{Truth, read_truth};
use crate::diagnosis::{DifferentialDiagnosis, Engine, Pretest, PublicationMask, RankError, RankOptions, rank};
use crate::domain::{Reference, Severity};
use crate::intake::{Cohort, Packet, Policy, parse_phenopacket, resolve};
use crate::knowledge::DiseaseIndex;

/// How to evaluate.
#[derive(Debug, Default)]
pub struct EvaluateOptions {
    /// Leave out rows that rest only on the case's own paper.
    pub mask_own_publication: bool,
    /// Rank genes instead of diseases.
    pub gene_level: bool,
    /// Only one half of the genes.
    pub half: Option<Half>,
    /// What is held likely beforehand.
    pub pretest: Pretest,
    /// What is done to every case before it is ranked.
    pub perturbation: Option<Perturbation>,
    /// A background that each case's causal variants are inserted into; `None` to rank by phenotype alone.
    pub spike: Option<Spike>,
    /// Models that have not seen the cases they rank; `None` to rank by the engine's.
    pub held_out: Option<HeldOut>,
}

/// A half of the cases, split by gene (see [`Truth::is_tuning_half`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// The half that constants may be chosen on.
    Tuning,
    /// The half that is reported.
    Report,
}

/// One case's outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// The packet's id.
    pub id: String,
    /// Where the packet was.
    pub place: String,
    /// Leakage class.
    pub class: Leakage,
    /// The diagnosed disease or gene, as the packet names it.
    pub truth: String,
    /// Observed terms used.
    pub terms: usize,
    /// Place of the diagnosis; `None` where it is not a candidate.
    pub rank: Option<usize>,
    /// The disease's place by likelihood ratios alone; `None` also where genes are ranked.
    pub evidence_rank: Option<usize>,
    /// Whether the model's shortlist had it; true without a model.
    pub shortlisted: bool,
    /// Probability that the diagnosis is none of the shortlist; `None` without a model.
    pub none_of_these: Option<f64>,
    /// Probability of the first candidate.
    pub top_probability: f64,
    /// What the first candidate is.
    pub top: String,
    /// Time of ranking, without reading the packet.
    pub time: Duration,
}

/// A cohort's outcome.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// One result per case, in input order.
    pub cases: Vec<CaseResult>,
    /// What ordered the candidates.
    pub ordered_by: OrderedBy,
    /// Packets that could not be evaluated, and why.
    pub skipped: Vec<(String, String)>,
}

/// What ordered the candidates of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderedBy {
    /// Likelihood ratios alone.
    Evidence,
    /// For each case, the member of the model's cross-validation that was kept from its disease and gene.
    HeldOutModel,
    /// One model for all cases; it may have been trained on them.
    GivenModel,
}

/// Why nothing was evaluated.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// No packet names a diagnosis.
    #[error("no case of the cohort could be evaluated; the first reason: {0}")]
    Nothing(String),
    /// Ranking failed through no fault of a case.
    #[error(transparent)]
    Rank(#[from] RankError),
}

/// Evaluates a cohort on the threads of the current rayon pool.
///
/// # Errors
/// [`EvaluationError`] where not a single case can be evaluated.
pub fn evaluate(engine: &Engine, cohort: &Cohort, options: &EvaluateOptions) -> Result<Evaluation, EvaluationError> {
    let leakage = LeakageIndex::new(engine.kb());
    let masks = if options.mask_own_publication {
        PublicationMask::index(engine.kb())
    } else {
        std::collections::BTreeMap::new()
    };
    let context = Context { engine, options, leakage: &leakage, masks: &masks };
    let outcomes: Vec<(&Packet, Outcome)> =
        cohort.packets.par_iter().map(|packet| (packet, context.case(packet))).collect();
    let ordered_by = match (&options.held_out, engine.reranker()) {
        (Some(_), _) => OrderedBy::HeldOutModel,
        (None, Some(_)) => OrderedBy::GivenModel,
        (None, None) => OrderedBy::Evidence,
    };
    let mut evaluation = Evaluation { cases: Vec::new(), ordered_by, skipped: Vec::new() };
    for (packet, outcome) in outcomes {
        match outcome {
            Outcome::Ranked(result) => evaluation.cases.push(*result),
            Outcome::Skipped(reason) => evaluation.skipped.push((packet.place.clone(), reason)),
            Outcome::Failed(error) => return Err(EvaluationError::Rank(error)),
            Outcome::OtherHalf => {}
        }
    }
    if evaluation.cases.is_empty() {
        let reason = evaluation.skipped.first().map_or("no case belongs to this half", |(_, reason)| reason.as_str());
        return Err(EvaluationError::Nothing(reason.to_owned()));
    }
    Ok(evaluation)
}

enum Outcome {
    Ranked(Box<CaseResult>),
    Skipped(String),
    Failed(RankError),
    OtherHalf,
}

struct Context<'a> {
    engine: &'a Engine,
    options: &'a EvaluateOptions,
    leakage: &'a LeakageIndex,
    masks: &'a std::collections::BTreeMap<Reference, std::collections::BTreeSet<DiseaseIndex>>,
}

impl Context<'_> {
    fn case(&self, packet: &Packet) -> Outcome {
        let truth = read_truth(&packet.text);
        if truth.disease.is_none() {
            return Outcome::Skipped("the packet names no diagnosis".to_owned());
        }
        if self.options.half.is_some_and(|half| (half == Half::Tuning) != truth.is_tuning_half()) {
            return Outcome::OtherHalf;
        }
        let draft = match parse_phenopacket(&packet.text) {
            Ok(draft) => draft,
            Err(error) => return Outcome::Skipped(error.to_string()),
        };
        let mut resolved = resolve(self.engine.kb(), None, draft, Policy::Lenient);
        if let Some(how) = self.options.perturbation {
            resolved.case = perturb(self.engine.kb(), &resolved.case, how);
        }
        if let Some(spike) = &self.options.spike {
            match spike.insert(self.engine.kb(), &packet.text, &resolved.case.id, resolved.case.sex) {
                Ok(variants) => resolved.case.variants = Some(variants),
                Err(reason) => return Outcome::Skipped(reason),
            }
        }
        let (class, disease) = self.leakage.classify(self.engine.kb(), &truth);
        let mask = self.mask(&truth);
        let options = RankOptions {
            top: 0,
            explain: 0,
            genes: if self.options.gene_level { usize::MAX / 8 } else { 0 },
            pretest: &self.options.pretest,
            mask: mask.as_ref(),
            asked: &[],
            reranker: self.options.held_out.as_ref().and_then(|held_out| held_out.member(&truth)),
        };
        let start = Instant::now();
        let ranked = rank(self.engine, &resolved.case, &options);
        let time = start.elapsed();
        match ranked {
            Ok(differential) => Outcome::Ranked(Box::new(self.result(
                packet,
                &truth,
                class,
                disease,
                &resolved.case,
                &differential,
                time,
            ))),
            Err(error @ RankError::Model(_)) => Outcome::Failed(error),
            Err(error) => {
                let reason = resolved.issues.iter().find(|issue| issue.severity >= Severity::Warning);
                Outcome::Skipped(reason.map_or_else(|| error.to_string(), |issue| format!("{error} ({issue})")))
            }
        }
    }

    fn mask(&self, truth: &Truth) -> Option<PublicationMask> {
        let publication = truth.publication.clone().filter(|_| self.options.mask_own_publication)?;
        let diseases = self.masks.get(&publication)?;
        Some(PublicationMask::new(self.engine, publication, diseases))
    }

    #[expect(clippy::too_many_arguments, reason = "gathers one row from everything known about a case")]
    fn result(
        &self,
        packet: &Packet,
        truth: &Truth,
        class: Leakage,
        disease: Option<DiseaseIndex>,
        case: &crate::domain::Case,
        differential: &DifferentialDiagnosis,
        time: Duration,
    ) -> CaseResult {
        let kb = self.engine.kb();
        let first = differential.candidates.first();
        let right = disease.and_then(|disease| differential.candidates.iter().find(|c| c.disease == disease));
        let (truth_text, rank) = if self.options.gene_level {
            let genes: Vec<_> = truth.genes.iter().filter_map(|symbol| kb.gene_by_symbol(symbol)).collect();
            let rank = differential.genes.iter().find(|ranked| genes.contains(&ranked.gene)).map(|ranked| ranked.rank);
            (truth.genes.join("|"), rank)
        } else {
            let rank = right.map(|c| c.rank);
            (truth.disease.map(|id| id.to_string()).unwrap_or_default(), rank)
        };
        CaseResult {
            id: case.id.clone(),
            place: packet.place.clone(),
            class,
            truth: truth_text,
            terms: case.features.iter().filter(|f| f.status == crate::domain::FeatureStatus::Observed).count(),
            rank,
            evidence_rank: right.filter(|_| !self.options.gene_level).map(|c| c.evidence_rank),
            shortlisted: differential.none_of_these.is_none() || right.is_some_and(|c| c.model.is_some()),
            none_of_these: differential.none_of_these.map(crate::domain::Probability::value),
            top_probability: first.map_or(0.0, |candidate| candidate.probability.value()),
            top: first.map(|candidate| kb.disease(candidate.disease).primary_id().to_string()).unwrap_or_default(),
            time,
        }
    }
}
