//! `POST /v1/rank` and `POST /v1/why`

use axum::Json;
use axum::extract::State;

use super::access::{AuditDetail, Audited};
use super::case::{Prepared, RankRequest, prepare};
use super::form::CaseBody;
use super::problem::Problem;
use super::state::AppState;
use crate::diagnosis::{DifferentialDiagnosis, Engine, RankError, RankOptions, next_questions, rank as rank_case};
use crate::domain::{InputIssue, Severity};
use crate::report::{
    RankResponse, WhyResponse, WhyTarget, question_wires, rank_response, response_digest, result_digest, why_response,
};
use crate::search::SearchIndex;

/// Rank candidate diagnoses
///
/// Every disease of the knowledge base is scored; the answer lists the first `top` with what speaks for and against
/// each and the papers behind it. Terms that cannot be used are refused with the place and a remedy, unless `lenient`.
/// To rank with a variant file, send `multipart/form-data` with the parts `case` (this JSON), `vcf` (plain, gzip or
/// bgzip; annotated by VEP, `SnpEff` or bcftools csq), and where needed `ped`, `sample`, `assembly`.
#[utoipa::path(
    post, path = "/v1/rank", tag = "diagnosis", request_body = RankRequest,
    responses(
        (status = 200, description = "Ranked candidates", body = RankResponse),
    )
)]
pub(super) async fn rank(
    State(state): State<AppState>,
    body: CaseBody,
) -> Result<Audited<Json<RankResponse>>, Problem> {
    let audited = state.auditor().is_some();
    state.run(move |engine, search| answer(engine, search, &body, audited)).await?
}

/// What the log keeps of a ranking.
pub(super) fn detail(prepared: &Prepared, digest: Option<String>) -> AuditDetail {
    AuditDetail { case_id: prepared.case.id.clone(), digest, ..AuditDetail::default() }
}

fn answer(
    engine: &Engine,
    search: &SearchIndex,
    body: &CaseBody,
    audited: bool,
) -> Result<Audited<Json<RankResponse>>, Problem> {
    let request = &body.request;
    refuse_what_belongs_elsewhere(request)?;
    let prepared = prepare(engine, search, body, None)?;
    let options = options(&prepared, request.top);
    let result = ranked(engine, &prepared, &options)?;
    let mut response = rank_response(engine, &result, &prepared.issues);
    // Of what was made already; nothing is made where no log is kept.
    let digest = audited.then(|| response_digest(&response, &prepared.case));
    if request.questions > 0 {
        let questions = next_questions(engine, &prepared.case, &options, request.questions)
            .map_err(|error| refused(&error, &prepared.issues))?;
        response.questions = Some(question_wires(engine.kb(), &questions));
    }
    Ok(Audited(Json(response), detail(&prepared, digest)))
}

/// Refuses fields that only other paths read: left aside, they would seem to have had their effect.
pub(super) fn refuse_what_belongs_elsewhere(request: &RankRequest) -> Result<(), Problem> {
    if request.target.is_some() {
        return Err(Problem::field("target", "belongs to POST /v1/why"));
    }
    for (name, given) in [("language", &request.language), ("author", &request.author)] {
        if given.is_some() {
            return Err(Problem::field(name, "belongs to POST /v1/report"));
        }
    }
    Ok(())
}

/// Explain one disease or gene
///
/// Ranks as `/v1/rank` does, with the same body and `target`, and tells where the target's diseases stand, wherever
/// that is, what speaks for and against them, and what became of each record of a variant file that touches the gene.
#[utoipa::path(
    post, path = "/v1/why", tag = "diagnosis", request_body = RankRequest,
    responses(
        (status = 200, description = "The explanation", body = WhyResponse),
        (status = 404, description = "No such disease or gene", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn why(State(state): State<AppState>, body: CaseBody) -> Result<Audited<Json<WhyResponse>>, Problem> {
    let audited = state.auditor().is_some();
    state.run(move |engine, search| explained(engine, search, &body, audited)).await?
}

fn explained(
    engine: &Engine,
    search: &SearchIndex,
    body: &CaseBody,
    audited: bool,
) -> Result<Audited<Json<WhyResponse>>, Problem> {
    let text = body.request.target.as_deref().ok_or_else(|| {
        Problem::field("target", "is missing: give a disease id such as OMIM:154700, or a gene symbol")
    })?;
    let target = WhyTarget::parse(engine.kb(), text)
        .ok_or_else(|| Problem::not_found("the target is neither a disease nor a gene of the knowledge base"))?;
    let prepared = prepare(engine, search, body, target.watched(engine.kb()))?;
    let asked = target.diseases(engine);
    let result = ranked(engine, &prepared, &RankOptions { asked: &asked, ..options(&prepared, 1) })?;
    let digest = audited.then(|| result_digest(engine, &result, &prepared.case, &prepared.issues));
    let detail = detail(&prepared, digest);
    Ok(Audited(Json(why_response(engine, &result, &prepared.trail, &prepared.issues)), detail))
}

/// Options for this many explained candidates.
pub(super) fn options(prepared: &Prepared, top: usize) -> RankOptions<'_> {
    RankOptions { top, explain: top, pretest: &prepared.pretest, ..RankOptions::default() }
}

/// Ranks; a case that cannot be ranked is refused with all that was found in reading it.
pub(super) fn ranked(
    engine: &Engine,
    prepared: &Prepared,
    options: &RankOptions<'_>,
) -> Result<DifferentialDiagnosis, Problem> {
    rank_case(engine, &prepared.case, options).map_err(|error| refused(&error, &prepared.issues))
}

fn refused(error: &RankError, issues: &[InputIssue]) -> Problem {
    if let RankError::Model(reason) = error {
        // The reason names shapes and operators of the network, never the case.
        tracing::error!(reason, "the learned model failed");
        return Problem::internal();
    }
    let mut issues = issues.to_vec();
    issues.push(InputIssue::new(Severity::Error, "case", error.to_string()));
    Problem::issues(&issues)
}
