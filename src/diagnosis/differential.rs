//! The result.

use super::genotype::{CandidateGenotype, VariantSummary};
use crate::domain::{Finding, Probability};
use crate::knowledge::{DiseaseIndex, GeneIndex};
use crate::rerank::Attribution;

/// Candidates in order, with all that is needed to judge and to reproduce them.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferentialDiagnosis {
    /// The caller's name for the case.
    pub case_id: String,
    /// The first candidates, best first; ties are in the order of the diseases' ids.
    pub candidates: Vec<Candidate>,
    /// Candidates that were asked for by name, wherever they stand, best first; a disease that is not a candidate is
    /// missing.
    pub asked: Vec<Candidate>,
    /// The first genes, each at the place of its best disease.
    pub genes: Vec<RankedGene>,
    /// Diseases that were scored.
    pub considered: usize,
    /// Posterior probability of all diseases that are not among `candidates`, and of none of these.
    pub remainder: Probability,
    /// Probability that the diagnosis is none of the diseases the model looked at closely: not in the knowledge base, or
    /// far down the list. `None` without a model.
    pub none_of_these: Option<Probability>,
    /// The variants as a whole; `None` where none were given.
    pub variants: Option<VariantSummary>,
    /// What was done and what was not.
    pub steps: Vec<Step>,
}

/// One disease of the differential.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Place, from 1.
    pub rank: usize,
    /// The disease.
    pub disease: DiseaseIndex,
    /// Log-evidence of the findings, before the model; comparable within one case only.
    pub score: f32,
    /// Place by log-evidence alone, from 1.
    pub evidence_rank: usize,
    /// What the model made of it; `None` without a model and for diseases it did not look at closely.
    pub model: Option<ModelMove>,
    /// Posterior probability, given that the true disease is in the knowledge base.
    pub probability: Probability,
    /// What speaks for and against; empty beyond the number of candidates that were to be explained.
    pub findings: Vec<Finding>,
    /// Part of the score that is the same whatever was found: how fully the disease is described.
    pub description_prior: f32,
    /// Part of the score from sex and mode of inheritance.
    pub sex: f32,
    /// What the variants say of it; `None` where none were given.
    pub genotype: Option<CandidateGenotype>,
}

/// What the model made of a candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelMove {
    /// The model's score; comparable within one case only.
    pub logit: f32,
    /// What moved it, for the first candidates: the groups' parts sum to `logit` less that of the shortlist's mean.
    pub attribution: Option<Attribution>,
}

/// A gene at the place of its best disease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankedGene {
    /// Place among genes, from 1.
    pub rank: usize,
    /// The gene.
    pub gene: GeneIndex,
    /// Its best disease.
    pub disease: DiseaseIndex,
    /// That disease's place.
    pub disease_rank: usize,
}

/// A part of the work, done or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// `phenotype`, `variants`, `model`, `age`.
    pub name: &'static str,
    /// What became of it.
    pub outcome: StepOutcome,
    /// Why, in a sentence.
    pub detail: &'static str,
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepOutcome {
    /// Done.
    Done,
    /// Left out, for the reason given.
    NotRun,
}

impl StepOutcome {
    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NotRun => "not_run",
        }
    }
}
