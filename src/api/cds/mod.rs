//! `/cds-services`: CDS Hooks 2.0.

mod ehr;
mod feedback;
mod hook;

pub(super) use feedback::FeedbackLog;

use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::access::{AuditDetail, Audited};
use super::extract::{Body, Segment};
use super::problem::Problem;
use super::state::AppState;
use crate::access::Principal;
use crate::cds::{PATIENT_VIEW, feedback_of, services};
use crate::intake::UniqueJson;

/// An empty object.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Nothing {}

/// What the service offers an EHR
///
/// CDS Hooks 2.0 discovery. Every call carries the EHR's signed token (`Authorization: Bearer`), whose audience is the
/// called address below the configured public address.
#[utoipa::path(
    get, path = "/cds-services", tag = "cds-hooks",
    responses(
        (status = 200, description = "The services", body = Object),
        (status = 401, description = "The EHR is not recognized: OperationOutcome", body = Object, content_type = "application/fhir+json"),
        (status = 404, description = "CDS Hooks is off: OperationOutcome", body = Object, content_type = "application/fhir+json"),
        (status = 503, description = "Nobody can be recognized now: OperationOutcome", body = Object, content_type = "application/fhir+json"),
    )
)]
pub(super) async fn discovery(State(state): State<AppState>, headers: HeaderMap) -> Result<Json<Value>, Problem> {
    ehr::recognized(&state, &headers, "/cds-services").await?;
    let cds = state.cds();
    let settings = cds.as_ref().map(|cds| &cds.settings);
    let observations = settings.and_then(|settings| settings.observations.as_deref());
    let conditions = settings.and_then(|settings| settings.conditions.as_deref());
    Ok(Json(services(observations, conditions)))
}

/// Look at a patient's record
///
/// Hook `patient-view`. Ranks from the prefetched resources and answers with one card, or with none where nothing is
/// worth saying. What is missing is not fetched: 412.
#[utoipa::path(
    post, path = "/cds-services/{id}", tag = "cds-hooks", params(("id" = String, Path, description = "`shirube-patient-view`")),
    request_body = Object,
    responses(
        (status = 200, description = "Cards", body = Object),
        (status = 401, description = "The EHR is not recognized: OperationOutcome", body = Object, content_type = "application/fhir+json"),
        (status = 404, description = "No such service: OperationOutcome", body = Object, content_type = "application/fhir+json"),
        (status = 412, description = "Data was not prefetched: OperationOutcome", body = Object, content_type = "application/fhir+json"),
    )
)]
pub(super) async fn call(
    State(state): State<AppState>,
    Segment(id): Segment,
    request: Request,
) -> Result<Audited<Json<Value>>, Audited<Problem>> {
    let headers = request.headers().clone();
    let path = format!("/cds-services/{id}");
    let ehr = ehr::recognized(&state, &headers, &path).await.map_err(|problem| refused_to(None, problem))?;
    let actor = ehr.principal(None);
    // After the caller is known: a stranger's body is not waited for.
    let body = async {
        known(&id)?;
        Body::from_request(request, &state).await
    };
    let Body(UniqueJson(body)) = body.await.map_err(|problem| refused_to(Some(actor), problem))?;
    hook::answer(&state, ehr, &headers, &body).await
}

/// A refusal, with whom the log should name: an EHR that was recognized is none of the strangers, of whom few are written.
fn refused_to(actor: Option<Principal>, problem: Problem) -> Audited<Problem> {
    Audited(problem, AuditDetail { actor, ..AuditDetail::default() })
}

/// Tell what was done with a card
///
/// Kept once, however often it is sent.
#[utoipa::path(
    post, path = "/cds-services/{id}/feedback", tag = "cds-hooks", params(("id" = String, Path, description = "`shirube-patient-view`")),
    request_body = Object,
    responses(
        (status = 200, description = "Kept", body = Nothing),
        (status = 401, description = "The EHR is not recognized: OperationOutcome", body = Object, content_type = "application/fhir+json"),
        (status = 404, description = "No such service: OperationOutcome", body = Object, content_type = "application/fhir+json"),
        (status = 503, description = "It cannot be kept now: OperationOutcome", body = Object, content_type = "application/fhir+json"),
    )
)]
pub(super) async fn feedback(
    State(state): State<AppState>,
    Segment(id): Segment,
    request: Request,
) -> Result<Audited<Json<Nothing>>, Audited<Problem>> {
    let path = format!("/cds-services/{id}/feedback");
    let ehr = ehr::recognized(&state, request.headers(), &path).await.map_err(|problem| refused_to(None, problem))?;
    let actor = ehr.principal(None);
    kept(&state, &id, ehr, request).await.map_err(|problem| refused_to(Some(actor), problem))
}

async fn kept(state: &AppState, id: &str, ehr: ehr::Ehr, request: Request) -> Result<Audited<Json<Nothing>>, Problem> {
    known(id)?;
    let Body(UniqueJson(body)) = Body::from_request(request, state).await?;
    let given = feedback_of(&body).map_err(|issues| Problem::issues(&issues))?;
    let note = format!("{} entries", given.len());
    let (asked, issuer) = (state.clone(), ehr.issuer.clone());
    let kept =
        tokio::task::spawn_blocking(move || asked.cds().map_or(Ok(()), |cds| cds.feedback.keep(&issuer, &given)));
    match kept.await {
        Ok(Ok(())) => {
            let detail = AuditDetail { actor: Some(ehr.principal(None)), note: Some(note), ..AuditDetail::default() };
            Ok(Audited(Json(Nothing {}), detail))
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "feedback cannot be kept");
            let detail = "the feedback cannot be kept now; send it again later";
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-kept", "Not kept", detail))
        }
        Err(_) => Err(Problem::internal()),
    }
}

fn known(id: &str) -> Result<(), Problem> {
    if id == PATIENT_VIEW {
        return Ok(());
    }
    Err(Problem::not_found(format!("there is one service here: {PATIENT_VIEW}")))
}
