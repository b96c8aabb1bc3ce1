//! The case of a request: its JSON shape, and what becomes of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::ToSchema;

use super::form::CaseBody;
use super::problem::Problem;
use super::variants::{MOST_LISTED, Upload, VariantRequest, of_list, of_upload};
use crate::diagnosis::{Engine, MOST_QUESTIONS, Pretest};
use crate::domain::{
    Age, Case, CaseDraft, CaseVariants, Certainty, DiseaseId, DraftFeature, FeatureStatus, GeneId, InputIssue, Sex,
};
use crate::intake::{Policy, parse_phenopacket, resolve, unique_document};
use crate::report::TrailLine;
use crate::search::SearchIndex;

/// Most candidates of one answer.
const MOST_CANDIDATES: usize = 500;

/// A patient, either as a phenopacket or as lists.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RankRequest {
    /// The caller's own pseudonym for the case; returned, never logged.
    #[serde(default)]
    id: String,
    /// A GA4GH phenopacket, version 2. With it, no other description of the patient may be given.
    #[serde(default, deserialize_with = "unique_document")]
    #[schema(value_type = Option<Object>)]
    phenopacket: Option<serde_json::Value>,
    /// Observed phenotypes: HPO ids, or names in English or Japanese.
    #[serde(default)]
    #[schema(example = json!(["HP:0001166", "ectopia lentis"]))]
    observed: Vec<String>,
    /// Phenotypes looked for and absent.
    #[serde(default)]
    excluded: Vec<String>,
    /// Phenotypes with onset and certainty.
    #[serde(default)]
    features: Vec<FeatureRequest>,
    /// Age, such as `12y`, `3y6m` or `P12Y3M`.
    #[serde(default)]
    #[schema(example = "12y")]
    age: Option<String>,
    /// Age at which the illness began, such as `2y`.
    #[serde(default)]
    onset: Option<String>,
    /// `female`, `male` or `unknown`.
    #[serde(default)]
    #[schema(example = "male")]
    sex: Option<String>,
    /// Variants: typed (`FBN1 c.1948C>T het`) or field by field. What is not listed is not taken for absent.
    #[serde(default)]
    variants: Vec<VariantRequest>,
    /// Use the variants of the phenopacket's interpretations.
    #[serde(default)]
    use_interpretations: bool,
    /// For `/v1/why`: a disease id, gene symbol or HGNC id.
    #[serde(default)]
    pub target: Option<String>,
    /// Candidates to return, 1 to 500.
    #[serde(default = "default_top")]
    #[schema(default = 20, minimum = 1, maximum = 500)]
    pub top: usize,
    /// Findings to propose that would most change the differential, 0 to 10.
    #[serde(default)]
    #[schema(default = 0, minimum = 0, maximum = 10)]
    pub questions: usize,
    /// For `/v1/report`: `en`, `ja` or `both`. Default: `en`.
    #[serde(default)]
    pub language: Option<String>,
    /// For `/v1/report`: who had it written.
    #[serde(default)]
    pub author: Option<String>,
    /// Leave out terms that cannot be used, and say so under `issues`, instead of refusing the request.
    #[serde(default)]
    lenient: bool,
    /// Pretest probabilities by disease id; the other diseases share what is left equally.
    #[serde(default)]
    pretest: BTreeMap<String, f64>,
}

impl RankRequest {
    /// Whether pretest probabilities were given.
    pub(super) fn has_pretest(&self) -> bool {
        !self.pretest.is_empty()
    }
}

fn default_top() -> usize {
    20
}

/// A phenotype with particulars.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FeatureRequest {
    /// HPO id or name.
    term: String,
    /// Whether it was looked for and is absent.
    #[serde(default)]
    excluded: bool,
    /// Age at which it began.
    #[serde(default)]
    onset: Option<String>,
    /// How sure the observer is, above 0 and at most 1.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1)]
    certainty: Option<f32>,
}

/// A case that can be ranked.
pub(super) struct Prepared {
    pub case: Case,
    pub issues: Vec<InputIssue>,
    pub pretest: Pretest,
    /// The account of the watched gene.
    pub trail: Vec<TrailLine>,
}

/// Holds the request against the knowledge base; `watch` is a gene whose records are accounted for.
pub(super) fn prepare(
    engine: &Engine,
    search: &SearchIndex,
    CaseBody { request, upload }: &CaseBody,
    watch: Option<GeneId>,
) -> Result<Prepared, Problem> {
    if !(1..=MOST_CANDIDATES).contains(&request.top) {
        return Err(Problem::field("top", format!("{} is not between 1 and {MOST_CANDIDATES}", request.top)));
    }
    if request.questions > MOST_QUESTIONS {
        return Err(Problem::field("questions", format!("{} is more than {MOST_QUESTIONS}", request.questions)));
    }
    let draft = draft(request)?;
    let pretest = pretest(engine, &request.pretest)?;
    let policy = if request.lenient { Policy::Lenient } else { Policy::Strict };
    let mut resolved = resolve(engine.kb(), Some(search), draft, policy);
    let (variants, trail) = variants(engine, request, upload, resolved.case.sex, policy, watch, &mut resolved.issues)?;
    resolved.case.variants = variants;
    if resolved.has_error() {
        return Err(Problem::issues(&resolved.issues));
    }
    Ok(Prepared { case: resolved.case, issues: resolved.issues, pretest, trail })
}

fn variants(
    engine: &Engine,
    request: &RankRequest,
    upload: &Upload,
    sex: Sex,
    policy: Policy,
    watch: Option<GeneId>,
    issues: &mut Vec<InputIssue>,
) -> Result<(Option<CaseVariants>, Vec<TrailLine>), Problem> {
    let listed = request.use_interpretations || !request.variants.is_empty();
    if request.use_interpretations && request.phenopacket.is_none() {
        return Err(Problem::field("use_interpretations", "needs a phenopacket"));
    }
    if request.variants.len() > MOST_LISTED {
        let message =
            format!("{} variants; at most {MOST_LISTED} can be listed (send a vcf part)", request.variants.len());
        return Err(Problem::field("variants", message));
    }
    match (listed, upload.is_empty()) {
        (true, false) => Err(Problem::field("vcf", "give either a variant file or a list of variants, not both")),
        (false, false) => {
            let packet = request.phenopacket.as_ref();
            of_upload(engine, upload, sex, packet, watch, issues).map(|(found, trail)| (Some(found), trail))
        }
        (false, true) => Ok((None, Vec::new())),
        (true, true) => {
            let packet = request.phenopacket.as_ref().filter(|_| request.use_interpretations);
            Ok((Some(of_list(engine, &request.variants, packet, sex, policy, issues)), Vec::new()))
        }
    }
}

fn draft(request: &RankRequest) -> Result<CaseDraft, Problem> {
    let listed = !(request.observed.is_empty() && request.excluded.is_empty() && request.features.is_empty());
    if let Some(packet) = &request.phenopacket {
        if listed || request.age.is_some() || request.onset.is_some() || request.sex.is_some() {
            return Err(Problem::field(
                "phenopacket",
                "give either a phenopacket or observed, excluded, features, age, onset and sex, not both",
            ));
        }
        let mut draft =
            parse_phenopacket(&packet.to_string()).map_err(|error| Problem::field("phenopacket", error.to_string()))?;
        if !request.id.is_empty() {
            draft.id.clone_from(&request.id);
        }
        return Ok(draft);
    }
    let mut draft = CaseDraft { id: request.id.clone(), ..CaseDraft::default() };
    for (name, list, status) in [
        ("observed", &request.observed, FeatureStatus::Observed),
        ("excluded", &request.excluded, FeatureStatus::Excluded),
    ] {
        draft.features.extend(list.iter().enumerate().map(|(index, term)| DraftFeature {
            place: format!("{name}[{index}]"),
            term: term.clone(),
            labels: Vec::new(),
            status,
            onset: None,
            certainty: Certainty::CERTAIN,
            fault: None,
        }));
    }
    for (index, feature) in request.features.iter().enumerate() {
        draft.features.push(draft_feature(index, feature)?);
    }
    draft.onset = request.onset.as_deref().map(|text| age("onset", text)).transpose()?;
    draft.age = request.age.as_deref().map(|text| age("age", text)).transpose()?;
    if let Some(sex) = &request.sex {
        draft.sex = sex.parse().map_err(|error: crate::domain::SexError| Problem::field("sex", error.to_string()))?;
    }
    Ok(draft)
}

fn age(place: &str, text: &str) -> Result<Age, Problem> {
    text.parse().map_err(|error: crate::domain::AgeError| Problem::field(place, error.to_string()))
}

fn draft_feature(index: usize, feature: &FeatureRequest) -> Result<DraftFeature, Problem> {
    let place = format!("features[{index}]");
    let certainty = match feature.certainty {
        None => Certainty::CERTAIN,
        Some(weight) => Certainty::new(weight).ok_or_else(|| {
            Problem::field(&format!("{place}.certainty"), format!("{weight} is not above 0 and at most 1"))
        })?,
    };
    Ok(DraftFeature {
        term: feature.term.clone(),
        labels: Vec::new(),
        status: if feature.excluded { FeatureStatus::Excluded } else { FeatureStatus::Observed },
        onset: feature.onset.as_deref().map(|text| age(&format!("{place}.onset"), text)).transpose()?,
        certainty,
        fault: None,
        place: format!("{place}.term"),
    })
}

fn pretest(engine: &Engine, values: &BTreeMap<String, f64>) -> Result<Pretest, Problem> {
    if values.is_empty() {
        return Ok(Pretest::Uniform);
    }
    let mut parsed = Vec::new();
    for (id, value) in values {
        let id: DiseaseId =
            id.parse().map_err(|error: crate::domain::IdError| Problem::field("pretest", error.to_string()))?;
        parsed.push((id, *value));
    }
    Pretest::given(engine.kb(), parsed).map_err(|error| Problem::field("pretest", error.to_string()))
}
