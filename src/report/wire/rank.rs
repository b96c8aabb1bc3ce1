//! A ranked differential diagnosis.

use serde::Serialize;
use utoipa::ToSchema;

use super::japan::{DesignatedWire, InsuredTestWire, designated_wire, insured_wire};
use super::provenance::{ProvenanceWire, provenance_wire};
use super::questions::QuestionWire;
use super::variants::{GenotypeWire, VariantSummaryWire, genotype_wire, summary_wire};
use crate::diagnosis::{Candidate, DifferentialDiagnosis, Engine, ModelMove};
use crate::domain::{FeatureStatus, Finding, InputIssue, Member, Reference, TermId};
use crate::knowledge::{DiseaseView, KnowledgeBase};
use crate::ontology::TermIndex;
use crate::rerank::Attribution;

/// A ranked differential diagnosis.
#[derive(Debug, Serialize, ToSchema)]
pub struct RankResponse {
    /// The caller's name for the case; empty where none was given.
    pub case_id: String,
    /// What was found wrong with, or changed in, the input.
    pub issues: Vec<IssueWire>,
    /// What was done and what was not.
    pub steps: Vec<StepWire>,
    /// Diseases that were scored.
    pub considered: usize,
    /// Candidate diagnoses, best first.
    pub candidates: Vec<CandidateWire>,
    /// Posterior probability of all diseases that are not listed, and of none of these.
    pub remainder: f64,
    /// Probability that the diagnosis is none of the diseases the model looked at closely: not in the knowledge base, or
    /// far down the list. Null where no model is in use.
    pub none_of_these: Option<f64>,
    /// Genes at the place of their best disease.
    pub genes: Vec<GeneRankWire>,
    /// The variants as a whole; null where none were given.
    pub variants: Option<VariantSummaryWire>,
    /// What to look for next; null where it was not asked.
    pub questions: Option<Vec<QuestionWire>>,
    /// What the result was made with.
    pub provenance: ProvenanceWire,
}

/// A complaint about the input.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssueWire {
    /// `note`, `warning` or `error`.
    pub severity: &'static str,
    /// Where.
    pub place: String,
    /// What.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// A part of the work.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepWire {
    /// Its name.
    pub name: &'static str,
    /// `done` or `not_run`.
    pub outcome: &'static str,
    /// Why.
    pub detail: &'static str,
}

/// A candidate diagnosis.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateWire {
    /// Place, from 1.
    pub rank: usize,
    /// Primary id: OMIM before ORPHA before DECIPHER before MONDO.
    pub disease_id: String,
    /// All ids.
    pub ids: Vec<String>,
    /// English name.
    pub name: String,
    /// Japanese name, where known.
    pub name_ja: Option<String>,
    /// 指定難病 notification number, where designated.
    pub designated_number: Option<u16>,
    /// 指定難病 and how the candidate was linked with it.
    pub designated: Option<DesignatedWire>,
    /// A genetic test of it that Japan's health insurance covers.
    pub insured_test: Option<InsuredTestWire>,
    /// Approved symbols of linked genes.
    pub genes: Vec<String>,
    /// Calibrated posterior probability; without a model, that of the likelihood ratios, given that the true disease is
    /// in the knowledge base.
    pub probability: f64,
    /// Log-evidence of the findings; comparable within one case only.
    pub score: f32,
    /// Place by likelihood ratios alone, before the model, from 1.
    pub evidence_rank: usize,
    /// What the model made of it; null without a model and for diseases it did not look at closely.
    pub model: Option<ModelMoveWire>,
    /// Parts of the score that no finding accounts for.
    pub prior: PriorWire,
    /// What speaks for and against.
    pub findings: Vec<FindingWire>,
    /// What the variants say; null where none were given.
    pub genotype: Option<GenotypeWire>,
}

/// What the model made of a candidate.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelMoveWire {
    /// The model's score; comparable within one case only.
    pub logit: f32,
    /// The score of the mean of the shortlist, which the parts of `moved_by` start from; null beyond the first ten.
    pub reference: Option<f32>,
    /// What each group of features adds (exact Shapley values, largest first); they sum to `logit` less `reference`.
    pub moved_by: Vec<MovedByWire>,
}

/// What a group of features adds to the model's score.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedByWire {
    /// `findings`, `similarity`, `expected`, `description`, `relatives` or `patient`.
    pub group: &'static str,
    /// Its part of the score.
    pub part: f32,
}

/// Parts of a score that no finding accounts for.
#[derive(Debug, Serialize, ToSchema)]
pub struct PriorWire {
    /// From how fully the disease is described.
    pub description: f32,
    /// From sex and mode of inheritance.
    pub sex: f32,
}

/// A term by id and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TermRef {
    /// HPO id.
    pub id: String,
    /// English label.
    pub name: String,
    /// Japanese label, where known.
    pub name_ja: Option<String>,
}

/// One query term held against the disease.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingWire {
    /// The patient's term.
    pub term: TermRef,
    /// `observed` or `excluded`.
    pub status: &'static str,
    /// `exact`, `query_more_specific`, `query_more_general`, `related`, `unmatched`, `contradicted` or `absent_in_both`.
    pub match_kind: &'static str,
    /// The disease's term.
    pub matched: Option<TermRef>,
    /// How much likelier the finding is with the disease than in general; below 1 speaks against.
    pub likelihood_ratio: f32,
    /// Frequency of the disease's term as curated; null is unknown.
    pub frequency: Option<String>,
    /// What the annotation rests on.
    pub references: Vec<ReferenceWire>,
    /// Whether the match is borrowed from diseases of the same gene or family.
    pub borrowed: bool,
}

/// A source.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReferenceWire {
    /// PMID, catalogue id, or as written.
    pub id: String,
    /// Address, where one can be formed.
    pub url: Option<String>,
}

/// A ranked gene.
#[derive(Debug, Serialize, ToSchema)]
pub struct GeneRankWire {
    /// Place among genes.
    pub rank: usize,
    /// HGNC id.
    pub gene_id: String,
    /// Approved symbol.
    pub symbol: String,
    /// Its best disease.
    pub disease_id: String,
    /// That disease's place.
    pub disease_rank: usize,
}

/// An issue.
#[must_use]
pub fn issue_wire(issue: &InputIssue) -> IssueWire {
    IssueWire {
        severity: issue.severity.as_str(),
        place: issue.place.clone(),
        message: issue.message.clone(),
        suggestion: issue.suggestion.clone(),
    }
}

/// A whole result.
#[must_use]
pub fn rank_response(engine: &Engine, result: &DifferentialDiagnosis, issues: &[InputIssue]) -> RankResponse {
    let kb = engine.kb();
    let members = result.variants.as_ref().map_or(&[][..], |variants| &variants.members);
    RankResponse {
        case_id: result.case_id.clone(),
        issues: issues.iter().map(issue_wire).collect(),
        steps: result
            .steps
            .iter()
            .map(|s| StepWire { name: s.name, outcome: s.outcome.as_str(), detail: s.detail })
            .collect(),
        considered: result.considered,
        candidates: result.candidates.iter().map(|candidate| candidate_wire(kb, candidate, members)).collect(),
        remainder: result.remainder.value(),
        none_of_these: result.none_of_these.map(crate::domain::Probability::value),
        genes: result
            .genes
            .iter()
            .map(|ranked| GeneRankWire {
                rank: ranked.rank,
                gene_id: kb.gene(ranked.gene).id().to_string(),
                symbol: kb.gene(ranked.gene).symbol().to_owned(),
                disease_id: kb.disease(ranked.disease).primary_id().to_string(),
                disease_rank: ranked.disease_rank,
            })
            .collect(),
        variants: result.variants.as_ref().map(|summary| summary_wire(kb, summary)),
        questions: None,
        provenance: provenance_wire(engine),
    }
}

pub(super) fn candidate_wire(kb: &KnowledgeBase, candidate: &Candidate, members: &[Member]) -> CandidateWire {
    let disease = kb.disease(candidate.disease);
    CandidateWire {
        rank: candidate.rank,
        disease_id: disease.primary_id().to_string(),
        ids: disease.ids().map(|id| id.to_string()).collect(),
        name: disease.name().to_owned(),
        name_ja: disease.name_ja().map(str::to_owned),
        designated_number: disease.designated_number(),
        designated: designated_wire(disease),
        insured_test: disease.insured_tests().next().map(insured_wire),
        genes: symbols(kb, disease),
        probability: candidate.probability.value(),
        score: candidate.score,
        evidence_rank: candidate.evidence_rank,
        model: candidate.model.as_ref().map(model_wire),
        prior: PriorWire { description: candidate.description_prior, sex: candidate.sex },
        findings: candidate.findings.iter().map(|finding| finding_wire(kb, finding)).collect(),
        genotype: candidate.genotype.as_ref().map(|genotype| genotype_wire(kb, genotype, members)),
    }
}

fn model_wire(model: &ModelMove) -> ModelMoveWire {
    let mut moved_by: Vec<MovedByWire> = model
        .attribution
        .iter()
        .flat_map(Attribution::by_group)
        .map(|(group, part)| MovedByWire { group: group.as_str(), part })
        .collect();
    moved_by.sort_by(|a, b| b.part.abs().total_cmp(&a.part.abs()).then(a.group.cmp(b.group)));
    ModelMoveWire { logit: model.logit, reference: model.attribution.as_ref().map(|a| a.reference), moved_by }
}

pub(super) fn symbols(kb: &KnowledgeBase, disease: DiseaseView<'_>) -> Vec<String> {
    disease.genes().map(|link| kb.gene(link.gene).symbol().to_owned()).collect()
}

fn finding_wire(kb: &KnowledgeBase, finding: &Finding) -> FindingWire {
    FindingWire {
        term: term_ref_by_id(kb, finding.query),
        status: match finding.status {
            FeatureStatus::Observed => "observed",
            FeatureStatus::Excluded => "excluded",
        },
        match_kind: finding.kind.as_str(),
        matched: finding.matched.map(|id| term_ref_by_id(kb, id)),
        likelihood_ratio: finding.ratio.ratio(),
        frequency: finding.frequency.map(|frequency| frequency.to_string()),
        references: finding.references.iter().map(reference_wire).collect(),
        borrowed: finding.borrowed,
    }
}

pub(super) fn reference_wire(reference: &Reference) -> ReferenceWire {
    ReferenceWire { id: reference.to_string(), url: reference.url() }
}

pub(super) fn term_ref(kb: &KnowledgeBase, term: TermIndex) -> TermRef {
    let view = kb.term(term);
    TermRef { id: view.id().to_string(), name: view.name().to_owned(), name_ja: view.name_ja().map(str::to_owned) }
}

pub(super) fn term_ref_by_id(kb: &KnowledgeBase, id: TermId) -> TermRef {
    kb.ontology()
        .index(id)
        .map_or_else(|| TermRef { id: id.to_string(), name: String::new(), name_ja: None }, |term| term_ref(kb, term))
}
