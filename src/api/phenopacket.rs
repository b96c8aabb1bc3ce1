//! `POST /v1/phenopacket`

use std::time::SystemTime;

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::access::{AuditDetail, Audited};
use super::case::{RankRequest, prepare};
use super::form::CaseBody;
use super::problem::Problem;
use super::rank::{detail, options, ranked, refuse_what_belongs_elsewhere};
use super::state::AppState;
use crate::diagnosis::Engine;
use crate::report::{PhenopacketContext, instant, phenopacket as packet, result_digest};
use crate::search::SearchIndex;

/// The case with its ranking as a phenopacket
///
/// Ranks as `/v1/rank` does, with the same body, and answers with a GA4GH phenopacket (version 2): the case as it was
/// ranked, and an interpretation in progress for each candidate, with the variants that speak for it as candidates. Of a
/// phenopacket that was sent, what the ranking does not read (severity, modifiers, files, diseases …) is not carried over,
/// and the subject's id becomes the packet's: keep the original.
#[utoipa::path(
    post, path = "/v1/phenopacket", tag = "diagnosis", request_body = RankRequest,
    responses(
        (status = 200, description = "The phenopacket", body = Object),
    )
)]
pub(super) async fn phenopacket(
    State(state): State<AppState>,
    body: CaseBody,
) -> Result<Audited<Json<Value>>, Problem> {
    let created = instant(SystemTime::now());
    let audited = state.auditor().is_some();
    let (packet, detail) = state.run(move |engine, search| written(engine, search, &body, &created, audited)).await??;
    Ok(Audited(Json(packet), detail))
}

fn written(
    engine: &Engine,
    search: &SearchIndex,
    body: &CaseBody,
    created: &str,
    audited: bool,
) -> Result<(Value, AuditDetail), Problem> {
    refuse_what_belongs_elsewhere(&body.request)?;
    if body.request.questions > 0 {
        return Err(Problem::field("questions", "a phenopacket has no place for them"));
    }
    let prepared = prepare(engine, search, body, None)?;
    let result = ranked(engine, &prepared, &options(&prepared, body.request.top))?;
    let context = PhenopacketContext { case: &prepared.case, issues: &prepared.issues, created };
    let digest = audited.then(|| result_digest(engine, &result, &prepared.case, &prepared.issues));
    Ok((packet(engine, &result, &context), detail(&prepared, digest)))
}
