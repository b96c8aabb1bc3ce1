//! `POST /v1/report`

use std::time::SystemTime;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

use super::access::{AuditDetail, Audited};
use super::case::{RankRequest, prepare};
use super::form::CaseBody;
use super::problem::Problem;
use super::rank::{detail, options, ranked};
use super::state::AppState;
use crate::diagnosis::Engine;
use crate::report::{DEFAULT_DETAILS, Report, ReportContext, ReportLanguage, report_html, utc};
use crate::search::SearchIndex;

/// The report loads nothing and runs nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Candidates in the table of a report where the request does not say.
const LISTED: usize = 10;

/// A report to print
///
/// Ranks as `/v1/rank` does, with the same body and `language` (`en`, `ja`, `both`) and `author`, and answers with one
/// HTML page that stands alone and prints on A4: inputs, ranking, evidence, what was not assessed, releases, and a digest
/// by which a later run is compared. A page may send the JSON as the field `request` of a form.
#[utoipa::path(
    post, path = "/v1/report", tag = "diagnosis", request_body = RankRequest,
    responses(
        (status = 200, description = "The report", body = String, content_type = "text/html"),
    )
)]
pub(super) async fn report(State(state): State<AppState>, body: CaseBody) -> Result<Audited<Response>, Problem> {
    let written_at = utc(SystemTime::now());
    let knowledge_base = state.knowledge_base();
    let (html, detail) = state
        .run(move |engine, search| written(engine, search, &body, &written_at, knowledge_base.as_deref()))
        .await??;
    let mut response = Html(html).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(Audited(response, detail))
}

fn written(
    engine: &Engine,
    search: &SearchIndex,
    body: &CaseBody,
    written_at: &str,
    knowledge_base: Option<&str>,
) -> Result<(String, AuditDetail), Problem> {
    let request = &body.request;
    if request.target.is_some() {
        return Err(Problem::field("target", "belongs to POST /v1/why"));
    }
    let language = match request.language.as_deref() {
        None | Some("en") => ReportLanguage::English,
        Some("ja") => ReportLanguage::Japanese,
        Some("both") => ReportLanguage::Both,
        Some(_) => return Err(Problem::field("language", "is not en, ja or both")),
    };
    let prepared = prepare(engine, search, body, None)?;
    let result = ranked(engine, &prepared, &options(&prepared, request.top.min(LISTED)))?;
    let context = ReportContext {
        case: &prepared.case,
        language,
        issues: &prepared.issues,
        written_at: Some(written_at),
        author: request.author.as_deref().filter(|author| !author.trim().is_empty()),
        variant_source: None,
        pretest_given: request.has_pretest(),
        knowledge_base,
        details: DEFAULT_DETAILS,
    };
    let Report { html, digest } = report_html(engine, &result, &context);
    Ok((html, detail(&prepared, Some(digest))))
}
