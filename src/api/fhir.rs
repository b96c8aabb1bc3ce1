//! `/fhir`: HL7 FHIR R4.

use std::time::SystemTime;

use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::access::{AuditDetail, Audited};
use super::case::Prepared;
use super::dialect::FHIR_JSON;
use super::extract::{Segment, asked_language, of_bytes, whole_body};
use super::problem::Problem;
use super::rank::{options, ranked};
use super::state::AppState;
use super::variants::{MOST_LISTED, of_items};
use crate::diagnosis::{Engine, Pretest};
use crate::fhir::{
    FhirCase, Moment, RankingContext, capability_statement, rank_definition, rank_parameters, ranking_bundle,
    read_resources,
};
use crate::intake::{Policy, UniqueJson, resolve};
use crate::report::{Language, instant};
use crate::search::SearchIndex;

/// Media types of JSON that clients of FHIR name; `application/json+fhir` is of the time before release 3.
const JSON_TYPES: [&str; 4] = [FHIR_JSON, "application/json", "application/json+fhir", "text/json"];

/// A resource as the answer.
pub(super) struct Fhir(Value);

impl IntoResponse for Fhir {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, HeaderValue::from_static(FHIR_JSON))], self.0.to_string()).into_response()
    }
}

/// That the caller takes FHIR R4 in JSON: `_format` goes before `Accept`. Other parameters of the address are refused: those of
/// `$rank` are in its body, and one that is passed over would be a wrong answer.
pub(super) struct TakesJson;

impl<S: Send + Sync> FromRequestParts<S> for TakesJson {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        if let Some(name) = strange_parameter(query).filter(|_| parts.method == Method::POST) {
            let shown: String = name.chars().take(60).collect();
            let detail = format!("{shown:?} is not a parameter of the address; those of $rank go into its body");
            return Err(Problem::malformed(detail));
        }
        let refused = || Problem::not_acceptable("answers are given in application/fhir+json (FHIR 4.0) only");
        match asked_format(query) {
            Some(format) if format == "json" || is_json(&format) => return Ok(Self),
            Some(_) => return Err(refused()),
            None => {}
        }
        if accepts_json(&parts.headers) { Ok(Self) } else { Err(refused()) }
    }
}

/// A name in the query that is not one of FHIR's for the form of the answer.
fn strange_parameter(query: &str) -> Option<&str> {
    let names = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split('=').next().unwrap_or_default());
    names.into_iter().find(|name| !matches!(*name, "_format" | "_pretty"))
}

/// The query's `_format`, decoded; a plus sign that was not encoded arrives as a space.
fn asked_format(query: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix("_format="))?;
    Some(value.replace("%2F", "/").replace("%2f", "/").replace("%2B", "+").replace("%2b", "+").replace("%20", "+"))
}

/// Whether a media type is JSON of FHIR R4.
fn is_json(media_type: &str) -> bool {
    let mut parts = media_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let version = parts.find_map(|part| part.strip_prefix("fhirVersion=")).map(|version| version.trim_matches('"'));
    JSON_TYPES.contains(&essence.as_str()) && version.is_none_or(|version| version == "4.0")
}

fn accepts_json(headers: &HeaderMap) -> bool {
    let mut given = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
    given.peek().is_none()
        || given.flat_map(|value| value.split(',')).map(str::trim).any(|range| {
            let refused = range.split(';').any(|part| matches!(part.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
            let essence = range.split(';').next().unwrap_or_default().trim();
            !refused && (essence.is_empty() || matches!(essence, "*/*" | "application/*") || is_json(range))
        })
}

/// A body that is JSON of FHIR, without a key that stands twice in one object.
pub(super) struct Resource(Value);

impl<S: Send + Sync> FromRequest<S> for Resource {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !is_json(kind) {
            let shown: String = kind.chars().take(60).collect();
            let detail = format!("the body must be sent with Content-Type: {FHIR_JSON}, not {shown:?}");
            return Err(Problem::unsupported_media_type(detail));
        }
        let UniqueJson(resource) = of_bytes(&whole_body(request, state).await?)?;
        Ok(Self(resource))
    }
}

/// What the service can do in FHIR
///
/// A `CapabilityStatement`.
#[utoipa::path(
    get, path = "/fhir/metadata", tag = "fhir",
    responses(
        (status = 200, description = "CapabilityStatement", body = Object, content_type = "application/fhir+json"),
        (status = 406, description = "Not in this format: OperationOutcome", body = Object, content_type = "application/fhir+json"),
    )
)]
pub(super) async fn metadata(_: TakesJson) -> Fhir {
    Fhir(capability_statement())
}

/// The definition of an operation
///
/// An `OperationDefinition`; there is one, `rank`.
#[utoipa::path(
    get, path = "/fhir/OperationDefinition/{id}", tag = "fhir", params(("id" = String, Path, description = "`rank`")),
    responses(
        (status = 200, description = "OperationDefinition", body = Object, content_type = "application/fhir+json"),
        (status = 404, description = "No such definition: OperationOutcome", body = Object, content_type = "application/fhir+json"),
        (status = 406, description = "Not in this format: OperationOutcome", body = Object, content_type = "application/fhir+json"),
    )
)]
pub(super) async fn definition(_: TakesJson, Segment(id): Segment) -> Result<Fhir, Problem> {
    if id == "rank" {
        return Ok(Fhir(rank_definition()));
    }
    Err(Problem::not_found("there is one operation here: OperationDefinition/rank"))
}

/// Rank candidate diagnoses from FHIR resources
///
/// Takes `Parameters` (`patient`, `observation`, `condition`, `resource`, `top`, `language`, `lenient`, `date`) or a
/// Bundle; findings coded in HPO and variants of Genomics Reporting are used, and what was not is said one by one.
/// Answers with a Bundle: `RiskAssessment`, `Device`, `Provenance`, `OperationOutcome`. See `docs/fhir.md`.
#[utoipa::path(
    post, path = "/fhir/$rank", tag = "fhir", request_body(content = Object, content_type = "application/fhir+json"),
    responses(
        (status = 200, description = "Bundle", body = Object, content_type = "application/fhir+json"),
        (status = 406, description = "Not in this format: OperationOutcome", body = Object, content_type = "application/fhir+json"),
    )
)]
pub(super) async fn rank(
    _: TakesJson,
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Resource,
) -> Result<Audited<Fhir>, Problem> {
    let made_at = instant(SystemTime::now());
    let knowledge_base = state.knowledge_base();
    let language = asked_language(&headers).unwrap_or_default();
    let (bundle, detail) = state
        .run(move |engine, search| answer(engine, search, &body.0, language, &made_at, knowledge_base.as_deref()))
        .await??;
    Ok(Audited(Fhir(bundle), detail))
}

fn answer(
    engine: &Engine,
    search: &SearchIndex,
    body: &Value,
    language: Language,
    made_at: &str,
    knowledge_base: Option<&str>,
) -> Result<(Value, AuditDetail), Problem> {
    let parameters = rank_parameters(body).map_err(|issues| Problem::issues(&issues))?;
    let mut reading = parameters.options;
    reading.date = reading.date.or_else(|| Moment::parse(made_at));
    let mut read = read_resources(parameters.resources, &reading);
    let prepared = prepared(engine, search, &mut read, reading.policy)?;
    let result = ranked(engine, &prepared, &options(&prepared, parameters.top))?;
    let context = RankingContext {
        case: &prepared.case,
        issues: &prepared.issues,
        language: parameters.language.unwrap_or(language),
        patient: read.patient.as_deref(),
        basis: &read.basis,
        made_at,
        knowledge_base,
    };
    let (bundle, digest) = ranking_bundle(engine, &result, &context);
    // The log's pseudonym is of the patient's reference, which is all the name that the case has.
    let case_id = read.patient.clone().unwrap_or_default();
    Ok((bundle, AuditDetail { case_id, digest: Some(digest), ..AuditDetail::default() }))
}

/// Holds what was read against the knowledge base.
pub(super) fn prepared(
    engine: &Engine,
    search: &SearchIndex,
    read: &mut FhirCase,
    policy: Policy,
) -> Result<Prepared, Problem> {
    if read.variants.len() > MOST_LISTED {
        let message = format!("{} variants; at most {MOST_LISTED} are read", read.variants.len());
        return Err(Problem::field("Bundle.entry", message));
    }
    let draft = std::mem::take(&mut read.draft);
    let mut places: Vec<String> = draft.features.iter().map(|feature| feature.place.clone()).collect();
    let mut resolved = resolve(engine.kb(), Some(search), draft, policy);
    places.retain(|place| !resolved.left_out.contains(place));
    read.unused.append(&mut resolved.left_out);
    // The case as a whole has no place in what was sent.
    resolved.issues.iter_mut().filter(|issue| issue.place == "features").for_each(|issue| issue.place.clear());
    if !read.variants.is_empty() {
        let variants = of_items(engine, &read.variants, resolved.case.sex, policy, &mut resolved.issues);
        let used: Vec<String> = variants.variants.iter().map(|variant| variant.place.clone()).collect();
        let refused = read.variants.iter().map(|item| &item.place).filter(|place| !used.contains(place));
        read.unused.extend(refused.cloned());
        places.extend(used);
        resolved.case.variants = Some(variants);
    }
    read.keep_basis(|resource| {
        places
            .iter()
            .any(|place| place.strip_prefix(resource).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    });
    if resolved.has_error() {
        return Err(Problem::issues(&resolved.issues));
    }
    Ok(Prepared { case: resolved.case, issues: resolved.issues, pretest: Pretest::Uniform, trail: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_of_fhir_are_told_apart() {
        for kind in [
            "application/fhir+json",
            "application/json",
            "application/json+fhir",
            "Application/FHIR+JSON; charset=utf-8",
            "application/fhir+json; fhirVersion=4.0",
        ] {
            assert!(is_json(kind), "{kind}");
        }
        for kind in ["", "application/fhir+xml", "text/plain", "application/fhir+json; fhirVersion=5.0", "*/*", "json"]
        {
            assert!(!is_json(kind), "{kind}");
        }
    }

    #[test]
    fn what_is_accepted_is_read_from_the_header() {
        let accepts = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(value));
            accepts_json(&headers)
        };
        assert!(accepts_json(&HeaderMap::new()));
        for value in
            ["*/*", "application/json+fhir", "application/fhir+xml, application/fhir+json;q=0.5", "application/*"]
        {
            assert!(accepts(value), "{value}");
        }
        for value in
            ["application/fhir+xml", "text/html", "application/fhir+json;q=0", "application/fhir+json; fhirVersion=3.0"]
        {
            assert!(!accepts(value), "{value}");
        }
        assert_eq!(asked_format("a=1&_format=application%2Ffhir%2Bxml").as_deref(), Some("application/fhir+xml"));
        assert_eq!(asked_format("format=xml"), None);
    }
}
