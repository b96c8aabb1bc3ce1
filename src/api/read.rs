//! `POST /v1/read`: a phenopacket or FHIR resources, read and not ranked.
//!
//! The page fills its left side with the answer, so that there is one reading of each standard and not two.

use std::time::SystemTime;

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::access::{AuditDetail, Audited};
use super::extract::Body;
use super::problem::Problem;
use super::state::AppState;
use crate::diagnosis::Engine;
use crate::domain::{CaseDraft, InputIssue, Severity};
use crate::fhir::{Moment, rank_parameters, read_resources};
use crate::intake::{
    Policy, UniqueJson, VariantItem, items_of_interpretations, parse_phenopacket, resolve, text_of_item,
};
use crate::report::{ReadDocument, ReadResponse, instant, read_response};
use crate::search::SearchIndex;

/// Read a phenopacket or FHIR resources into a case
///
/// Takes a GA4GH phenopacket (version 2, or a Family, whose proband is read), or FHIR R4: a Bundle or the `Parameters` of
/// `/fhir/$rank`. Nothing is ranked. What cannot be used is left out and told, as by `/v1/rank` with `lenient`; resources of
/// several patients are refused. Variants are offered as they would be typed.
#[utoipa::path(
    post, path = "/v1/read", tag = "diagnosis", request_body = Object,
    responses(
        (status = 200, description = "The case", body = ReadResponse),
    )
)]
pub(super) async fn read(
    State(state): State<AppState>,
    Body(UniqueJson(document)): Body<UniqueJson>,
) -> Result<Audited<Json<ReadResponse>>, Problem> {
    let today = Moment::parse(&instant(SystemTime::now()));
    let (response, case_id) = state.run(move |engine, search| of_document(engine, search, &document, today)).await??;
    Ok(Audited(Json(response), AuditDetail { case_id, ..AuditDetail::default() }))
}

/// What a document says, before its terms are looked up.
struct Said {
    format: &'static str,
    draft: CaseDraft,
    variants: Vec<VariantItem>,
    unused: Vec<String>,
    incomplete: Vec<String>,
    /// What the audit log's pseudonym is made of.
    case_id: String,
}

fn of_document(
    engine: &Engine,
    search: &SearchIndex,
    document: &Value,
    today: Option<Moment>,
) -> Result<(ReadResponse, String), Problem> {
    let is_fhir = document.get("resourceType").is_some();
    let mut said = if is_fhir { of_fhir(document, today)? } else { of_phenopacket(document)? };
    let resolved = resolve(engine.kb(), Some(search), std::mem::take(&mut said.draft), Policy::Lenient);
    if resolved.has_error() {
        return Err(Problem::issues(&resolved.issues));
    }
    said.unused.extend(resolved.left_out);
    let read = ReadDocument {
        format: said.format,
        case: &resolved.case,
        places: &resolved.places,
        implied: &resolved.implied,
        variants: said.variants.iter().map(text_of_item).collect(),
        unused: said.unused,
        incomplete: said.incomplete,
        issues: &resolved.issues,
    };
    Ok((read_response(engine.kb(), read), said.case_id))
}

fn of_fhir(document: &Value, today: Option<Moment>) -> Result<Said, Problem> {
    let parameters = rank_parameters(document).map_err(|issues| Problem::issues(&issues))?;
    let mut options = parameters.options;
    options.policy = Policy::Lenient;
    options.date = options.date.or(today);
    let read = read_resources(parameters.resources, &options);
    Ok(Said {
        format: "fhir",
        case_id: read.patient.clone().unwrap_or_default(),
        draft: read.draft,
        variants: read.variants,
        unused: read.unused,
        incomplete: read.incomplete,
    })
}

fn of_phenopacket(document: &Value) -> Result<Said, Problem> {
    let text = document.to_string();
    let mut draft = parse_phenopacket(&text)
        .map_err(|error| Problem::issues(&[InputIssue::new(Severity::Error, "phenopacket", error.to_string())]))?;
    let (variants, issues) = items_of_interpretations(document);
    draft.issues.extend(issues);
    Ok(Said {
        format: "phenopacket",
        case_id: draft.id.clone(),
        draft,
        variants,
        unused: Vec::new(),
        incomplete: Vec::new(),
    })
}
