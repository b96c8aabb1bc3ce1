//! The JSON shapes: one set for the command line and the HTTP service.

use serde::Serialize;
use utoipa::ToSchema;

use crate::diagnosis::{Candidate, DifferentialDiagnosis, Engine};
use crate::domain::{Finding, InputIssue, Reference, TermId};
use crate::knowledge::{Aspect, DiseaseIndex, DiseaseView, GeneIndex, KnowledgeBase, SourceView};
use crate::ontology::TermIndex;
use crate::search::Hit;

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
    /// Posterior probability of all diseases that are not listed.
    pub remainder: f64,
    /// Genes at the place of their best disease.
    pub genes: Vec<GeneRankWire>,
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
    /// Approved symbols of linked genes.
    pub genes: Vec<String>,
    /// Posterior probability, given that the true disease is in the knowledge base.
    pub probability: f64,
    /// Log-evidence; comparable within one case only.
    pub score: f32,
    /// Parts of the score that no finding accounts for.
    pub prior: PriorWire,
    /// What speaks for and against.
    pub findings: Vec<FindingWire>,
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

/// What a result was made with.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvenanceWire {
    /// Engine version.
    pub engine: String,
    /// HPO release, which names the knowledge base.
    pub data: String,
    /// Learned model; null where ranking is by likelihood ratios alone.
    pub model: Option<String>,
    /// Sources present in the knowledge base.
    pub sources: Vec<SourceWire>,
    /// Optional sources that were missing when it was built.
    pub missing_sources: Vec<String>,
    /// What the product is for.
    pub intended_use: &'static str,
}

/// A source of the knowledge base.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceWire {
    /// Short name.
    pub name: String,
    /// Release.
    pub release: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Licence.
    pub license: String,
    /// Attribution.
    pub attribution: String,
}

/// Stated with every result, on every surface.
pub const INTENDED_USE: &str =
    "Decision support for healthcare professionals; not a diagnosis. The physician reviews the evidence and decides.";

/// A term with everything known of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermWire {
    /// HPO id.
    pub id: String,
    /// English label.
    pub name: String,
    /// Japanese label.
    pub name_ja: Option<String>,
    /// English definition.
    pub definition: Option<String>,
    /// Other names.
    pub synonyms: Vec<SynonymWire>,
    /// Direct parents.
    pub parents: Vec<TermRef>,
    /// Direct children.
    pub children: Vec<TermRef>,
    /// Whether it describes a patient.
    pub phenotypic: bool,
    /// Share of all diseases' patients expected to show it.
    pub background: f32,
}

/// Another name.
#[derive(Debug, Serialize, ToSchema)]
pub struct SynonymWire {
    /// The name.
    pub text: String,
    /// `en` or `ja`.
    pub language: &'static str,
    /// Whether laypersons say it.
    pub lay: bool,
}

/// A disease with everything known of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiseaseWire {
    /// Primary id.
    pub id: String,
    /// All ids.
    pub ids: Vec<String>,
    /// English name.
    pub name: String,
    /// Japanese name.
    pub name_ja: Option<String>,
    /// All names.
    pub names: Vec<NameWire>,
    /// 指定難病 notification number.
    pub designated_number: Option<u16>,
    /// Entries in Japan's programmes.
    pub nanbyo: Vec<NanbyoWire>,
    /// Linked genes.
    pub genes: Vec<GeneLinkWire>,
    /// Modes of inheritance.
    pub inheritance: Vec<TermRef>,
    /// Ages of onset and clinical course.
    pub course: Vec<TermRef>,
    /// Ages of onset in Orphanet's words.
    pub orphanet_onset: Vec<String>,
    /// Prevalence statements of Orphanet, as text.
    pub prevalence: Vec<String>,
    /// Phenotypes.
    pub phenotypes: Vec<AnnotationWire>,
}

/// A name and where it is from.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameWire {
    /// The name.
    pub text: String,
    /// `en` or `ja`.
    pub language: &'static str,
    /// Catalogue id, MONDO or NANDO class.
    pub source: String,
}

/// An entry in one of Japan's programmes.
#[derive(Debug, Serialize, ToSchema)]
pub struct NanbyoWire {
    /// NANDO id.
    pub id: String,
    /// `指定難病` or `小児慢性特定疾病`.
    pub programme: &'static str,
    /// 告示番号.
    pub notification_number: Option<u16>,
    /// Japanese name.
    pub name_ja: String,
    /// The name in hiragana.
    pub kana: Option<String>,
    /// Japanese description.
    pub description_ja: Option<String>,
}

/// A gene linked with a disease.
#[derive(Debug, Serialize, ToSchema)]
pub struct GeneLinkWire {
    /// HGNC id.
    pub id: String,
    /// Approved symbol.
    pub symbol: String,
    /// ClinGen's classification; null is not curated.
    pub validity: Option<String>,
    /// ClinGen's mode of inheritance.
    pub mode_of_inheritance: Option<String>,
    /// ClinGen's report.
    pub report: Option<String>,
}

/// All rows about one phenotype of a disease, pooled.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnnotationWire {
    /// The term.
    pub term: TermRef,
    /// Whether the disease is stated not to show it.
    pub absent: bool,
    /// Frequency; null is unknown.
    pub frequency: Option<String>,
    /// What it rests on.
    pub references: Vec<ReferenceWire>,
}

/// A gene with everything known of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct GeneWire {
    /// HGNC id.
    pub id: String,
    /// Approved symbol.
    pub symbol: String,
    /// Approved name.
    pub name: String,
    /// Cytogenetic location.
    pub location: String,
    /// Alias symbols.
    pub aliases: Vec<String>,
    /// Previous symbols.
    pub previous_symbols: Vec<String>,
    /// NCBI gene id.
    pub entrez: Option<u32>,
    /// Ensembl gene id.
    pub ensembl: String,
    /// OMIM gene number.
    pub omim: Option<u32>,
    /// MANE Select transcripts.
    pub mane_select: String,
    /// Observed over expected loss-of-function variants (gnomAD); null is unknown.
    pub oe_lof: Option<f32>,
    /// Observed over expected missense variants (gnomAD); null is unknown.
    pub oe_mis: Option<f32>,
    /// pLI (ExAC); null is unknown.
    pub pli: Option<f32>,
    /// Linked diseases: id and name.
    pub diseases: Vec<NameWire>,
}

/// Search results.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResponse {
    /// What was typed.
    pub query: String,
    /// Best first.
    pub hits: Vec<HitWire>,
}

/// One search hit.
#[derive(Debug, Serialize, ToSchema)]
pub struct HitWire {
    /// `term`, `disease` or `gene`.
    pub kind: &'static str,
    /// Id.
    pub id: String,
    /// English name or gene symbol.
    pub label: String,
    /// Japanese name.
    pub label_ja: Option<String>,
    /// The text that matched.
    pub matched: String,
    /// `label`, `synonym`, `related` or `description`.
    pub role: &'static str,
}

/// One line of `shirube batch`.
#[derive(Debug, Serialize)]
pub struct BatchLine {
    /// The packet's id.
    pub id: String,
    /// What was found wrong with the packet; an `error` here means that nothing was ranked.
    pub issues: Vec<IssueWire>,
    /// Candidates, best first.
    pub candidates: Vec<BatchCandidate>,
}

/// A candidate of `shirube batch`.
#[derive(Debug, Serialize)]
pub struct BatchCandidate {
    /// Place, from 1.
    pub rank: usize,
    /// Primary id.
    pub disease_id: String,
    /// All ids.
    pub ids: Vec<String>,
    /// English name.
    pub name: String,
    /// Approved symbols of linked genes.
    pub genes: Vec<String>,
    /// Posterior probability.
    pub probability: f64,
    /// Log-evidence.
    pub score: f32,
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
    RankResponse {
        case_id: result.case_id.clone(),
        issues: issues.iter().map(issue_wire).collect(),
        steps: result
            .steps
            .iter()
            .map(|s| StepWire { name: s.name, outcome: s.outcome.as_str(), detail: s.detail })
            .collect(),
        considered: result.considered,
        candidates: result.candidates.iter().map(|candidate| candidate_wire(kb, candidate)).collect(),
        remainder: result.remainder.value(),
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
        provenance: provenance_wire(kb),
    }
}

fn candidate_wire(kb: &KnowledgeBase, candidate: &Candidate) -> CandidateWire {
    let disease = kb.disease(candidate.disease);
    CandidateWire {
        rank: candidate.rank,
        disease_id: disease.primary_id().to_string(),
        ids: disease.ids().map(|id| id.to_string()).collect(),
        name: disease.name().to_owned(),
        name_ja: disease.name_ja().map(str::to_owned),
        designated_number: disease.designated_number(),
        genes: symbols(kb, disease),
        probability: candidate.probability.value(),
        score: candidate.score,
        prior: PriorWire { description: candidate.description_prior, sex: candidate.sex },
        findings: candidate.findings.iter().map(|finding| finding_wire(kb, finding)).collect(),
    }
}

fn symbols(kb: &KnowledgeBase, disease: DiseaseView<'_>) -> Vec<String> {
    disease.genes().map(|link| kb.gene(link.gene).symbol().to_owned()).collect()
}

fn finding_wire(kb: &KnowledgeBase, finding: &Finding) -> FindingWire {
    FindingWire {
        term: term_ref_by_id(kb, finding.query),
        status: match finding.status {
            crate::domain::FeatureStatus::Observed => "observed",
            crate::domain::FeatureStatus::Excluded => "excluded",
        },
        match_kind: finding.kind.as_str(),
        matched: finding.matched.map(|id| term_ref_by_id(kb, id)),
        likelihood_ratio: finding.ratio.ratio(),
        frequency: finding.frequency.map(|frequency| frequency.to_string()),
        references: finding.references.iter().map(reference_wire).collect(),
        borrowed: finding.borrowed,
    }
}

fn reference_wire(reference: &Reference) -> ReferenceWire {
    ReferenceWire { id: reference.to_string(), url: reference.url() }
}

fn term_ref(kb: &KnowledgeBase, term: TermIndex) -> TermRef {
    let view = kb.term(term);
    TermRef { id: view.id().to_string(), name: view.name().to_owned(), name_ja: view.name_ja().map(str::to_owned) }
}

fn term_ref_by_id(kb: &KnowledgeBase, id: TermId) -> TermRef {
    kb.ontology()
        .index(id)
        .map_or_else(|| TermRef { id: id.to_string(), name: String::new(), name_ja: None }, |term| term_ref(kb, term))
}

/// Engine, data and model releases.
#[must_use]
pub fn provenance_wire(kb: &KnowledgeBase) -> ProvenanceWire {
    let source = |source: SourceView<'_>| SourceWire {
        name: source.name.to_owned(),
        release: source.release.to_owned(),
        sha256: source.sha256.to_owned(),
        license: source.license.to_owned(),
        attribution: source.attribution.to_owned(),
    };
    ProvenanceWire {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        data: kb.hpo_release().to_owned(),
        model: None,
        sources: kb.sources().filter(|s| s.present).map(source).collect(),
        missing_sources: kb.sources().filter(|s| !s.present).map(|s| s.name.to_owned()).collect(),
        intended_use: INTENDED_USE,
    }
}

/// A line of a batch.
#[must_use]
pub fn batch_line(
    engine: &Engine,
    id: &str,
    issues: &[InputIssue],
    result: Option<&DifferentialDiagnosis>,
) -> BatchLine {
    let kb = engine.kb();
    let candidate = |candidate: &Candidate| {
        let disease = kb.disease(candidate.disease);
        BatchCandidate {
            rank: candidate.rank,
            disease_id: disease.primary_id().to_string(),
            ids: disease.ids().map(|id| id.to_string()).collect(),
            name: disease.name().to_owned(),
            genes: symbols(kb, disease),
            probability: candidate.probability.value(),
            score: candidate.score,
        }
    };
    BatchLine {
        id: id.to_owned(),
        issues: issues.iter().map(issue_wire).collect(),
        candidates: result.into_iter().flat_map(|result| &result.candidates).map(candidate).collect(),
    }
}

/// A term.
#[must_use]
pub fn term_wire(engine: &Engine, term: TermIndex) -> TermWire {
    let kb = engine.kb();
    let view = kb.term(term);
    let refs = |terms: &[TermIndex]| terms.iter().map(|&t| term_ref(kb, t)).collect();
    TermWire {
        id: view.id().to_string(),
        name: view.name().to_owned(),
        name_ja: view.name_ja().map(str::to_owned),
        definition: view.definition().map(str::to_owned),
        synonyms: view
            .synonyms()
            .map(|s| SynonymWire { text: s.text.to_owned(), language: language(s.japanese), lay: s.lay })
            .collect(),
        parents: refs(kb.ontology().parents(term)),
        children: refs(kb.ontology().children(term)),
        phenotypic: kb.ontology().is_phenotypic(term),
        background: engine.phenotype().background(term),
    }
}

fn language(japanese: bool) -> &'static str {
    if japanese { "ja" } else { "en" }
}

/// A disease.
#[must_use]
pub fn disease_wire(kb: &KnowledgeBase, index: DiseaseIndex) -> DiseaseWire {
    let disease = kb.disease(index);
    let refs = |aspect| disease.terms_of(aspect).into_iter().map(|term| term_ref(kb, term)).collect();
    DiseaseWire {
        id: disease.primary_id().to_string(),
        ids: disease.ids().map(|id| id.to_string()).collect(),
        name: disease.name().to_owned(),
        name_ja: disease.name_ja().map(str::to_owned),
        names: disease
            .names()
            .map(|n| NameWire { text: n.text.to_owned(), language: language(n.japanese), source: n.source.to_owned() })
            .collect(),
        designated_number: disease.designated_number(),
        nanbyo: disease.nanbyo().map(nanbyo_wire).collect(),
        genes: disease.genes().map(|link| gene_link_wire(kb, link)).collect(),
        inheritance: refs(Aspect::Inheritance),
        course: refs(Aspect::ClinicalCourse),
        orphanet_onset: disease.orphanet_onset().map(str::to_owned).collect(),
        prevalence: disease.prevalence().map(prevalence_text).collect(),
        phenotypes: disease
            .phenotypes(|_| true)
            .into_iter()
            .map(|summary| AnnotationWire {
                term: term_ref(kb, summary.term),
                absent: summary.absent,
                frequency: summary.frequency.map(|frequency| frequency.to_string()),
                references: summary.references.iter().map(reference_wire).collect(),
            })
            .collect(),
    }
}

fn nanbyo_wire(entry: crate::knowledge::NanbyoView<'_>) -> NanbyoWire {
    NanbyoWire {
        id: entry.id(),
        programme: if entry.is_designated_intractable() { "指定難病" } else { "小児慢性特定疾病" },
        notification_number: entry.notification_number(),
        name_ja: entry.name_ja().to_owned(),
        kana: entry.kana().map(str::to_owned),
        description_ja: entry.description_ja().map(str::to_owned),
    }
}

fn gene_link_wire(kb: &KnowledgeBase, link: crate::knowledge::GeneLinkView<'_>) -> GeneLinkWire {
    let gene = kb.gene(link.gene);
    GeneLinkWire {
        id: gene.id().to_string(),
        symbol: gene.symbol().to_owned(),
        validity: link.validity.map(str::to_owned),
        mode_of_inheritance: link.mode_of_inheritance.map(str::to_owned),
        report: link.report.map(str::to_owned),
    }
}

fn prevalence_text(prevalence: crate::knowledge::PrevalenceView<'_>) -> String {
    let value = prevalence.value.map(|v| format!(" ({v})")).unwrap_or_default();
    let validated = if prevalence.validated { "" } else { ", not validated" };
    format!("{}: {}{value}, {}{validated}", prevalence.kind, prevalence.class, prevalence.region)
}

/// A gene.
#[must_use]
pub fn gene_wire(kb: &KnowledgeBase, index: GeneIndex) -> GeneWire {
    let gene = kb.gene(index);
    let [oe_lof, oe_mis, pli] = gene.constraint();
    GeneWire {
        id: gene.id().to_string(),
        symbol: gene.symbol().to_owned(),
        name: gene.name().to_owned(),
        location: gene.location().to_owned(),
        aliases: gene.aliases().map(str::to_owned).collect(),
        previous_symbols: gene.previous_symbols().map(str::to_owned).collect(),
        entrez: gene.entrez(),
        ensembl: gene.ensembl().to_owned(),
        omim: gene.omim(),
        mane_select: gene.mane_select().to_owned(),
        oe_lof,
        oe_mis,
        pli,
        diseases: gene
            .diseases()
            .map(|disease| kb.disease(disease))
            .map(|disease| NameWire {
                text: disease.name().to_owned(),
                language: "en",
                source: disease.primary_id().to_string(),
            })
            .collect(),
    }
}

/// A search hit.
#[must_use]
pub fn hit_wire(hit: Hit) -> HitWire {
    HitWire {
        kind: hit.kind.as_str(),
        id: hit.id,
        label: hit.label,
        label_ja: hit.label_ja,
        matched: hit.matched,
        role: hit.role.as_str(),
    }
}
