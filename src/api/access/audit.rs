//! What the audit log keeps of a request, and reading it back.

use std::io::BufReader;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Params;
use super::super::problem::Problem;
use super::super::state::AppState;
use super::address::by_address;
use crate::access::{Principal, RateLimit, RateLimiter};
use crate::audit::{AuditEntry, AuditLog, AuditQuery, Pseudonyms, Releases, has_room, read};

/// The result's digest, where the service keeps an audit log: noted with an answer, it finds the entry again.
pub(in crate::api) const DIGEST_HEADER: HeaderName = HeaderName::from_static("shirube-result-digest");

/// Most entries of one answer.
const MOST_ENTRIES: usize = 1000;

/// Writes what is kept.
#[derive(Debug)]
pub struct Auditor {
    /// The open log.
    pub log: AuditLog,
    /// What cases are called in it.
    pub pseudonyms: Pseudonyms,
    /// What makes the results.
    pub releases: Releases,
    strangers: RateLimiter,
    unwritten: AtomicU64,
}

/// Entries about callers that were not recognized, for each address: a flood of them must not fill the disk.
const STRANGERS: RateLimit = RateLimit { per_minute: TEN, burst: TEN };
const TEN: NonZeroU32 = NonZeroU32::new(10).unwrap();

/// Longest text that an entry takes from a caller, in characters.
const LONGEST_TEXT: usize = 300;

/// What a handler knows of a request that the log should keep; it is put into the response's extensions.
#[derive(Debug, Clone, Default)]
pub(in crate::api) struct AuditDetail {
    /// The case's id as the caller gave it; only its pseudonym is kept.
    pub case_id: String,
    /// The result's digest.
    pub digest: Option<String>,
    /// Who it was, where the handler itself found out.
    pub actor: Option<Principal>,
    /// Particulars of the action that hold no case data, such as a hook's name.
    pub note: Option<String>,
}

/// An answer, with what the log should keep of it.
pub(in crate::api) struct Audited<T>(pub T, pub AuditDetail);

impl<T: IntoResponse> IntoResponse for Audited<T> {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        response.extensions_mut().insert(self.1);
        response
    }
}

/// What is known of a request besides.
pub(super) struct Seen {
    action: Option<&'static str>,
    address: Option<IpAddr>,
    trace: Option<String>,
    pub(super) actor: Option<Principal>,
    since: Instant,
}

impl Seen {
    pub(super) fn new(action: Option<&'static str>, address: Option<IpAddr>, trace: Option<String>) -> Self {
        Self { action, address, trace, actor: None, since: Instant::now() }
    }

    /// What deals with cases is kept, and every denial; not what came too often, was of no method, or found no place.
    fn is_kept(&self, response: &Response) -> bool {
        let status = response.status();
        let denied = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        let nothing = matches!(status, StatusCode::METHOD_NOT_ALLOWED | StatusCode::TOO_MANY_REQUESTS);
        (self.action.is_some() && !nothing) || denied
    }
}

/// A request that is being served. Dropped before its answer is there (the caller hung up), it leaves an entry too:
/// case data was sent, and who sent it can be asked for later.
pub(super) struct Unanswered {
    auditor: Option<Arc<Auditor>>,
    pub(super) seen: Seen,
}

impl Unanswered {
    pub(super) fn new(auditor: Option<Arc<Auditor>>, seen: Seen) -> Self {
        Self { auditor, seen }
    }

    /// The answer, once the log has it.
    pub(super) async fn answered(mut self, response: Response) -> Response {
        // Without an auditor, dropping this writes nothing more.
        match self.auditor.take() {
            Some(auditor) => auditor.keep(&self.seen, response).await,
            None => response,
        }
    }
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        if let (Some(auditor), Some(_)) = (&self.auditor, self.seen.action) {
            auditor.note_abandoned(&self.seen);
        }
    }
}

impl Auditor {
    /// Keeps entries in an open log.
    #[must_use]
    pub fn new(log: AuditLog, pseudonyms: Pseudonyms, releases: Releases) -> Self {
        Self { log, pseudonyms, releases, strangers: RateLimiter::new(STRANGERS), unwritten: AtomicU64::new(0) }
    }

    /// Writes an entry, where one is to be kept, and gives the response on; where it cannot be written, the answer is
    /// withheld. Of callers that were not recognized a few entries a minute are written for each address, and the next
    /// one tells how many were not.
    async fn keep(&self, seen: &Seen, mut response: Response) -> Response {
        if !seen.is_kept(&response) {
            return response;
        }
        let mut detail = response.extensions_mut().remove::<AuditDetail>().unwrap_or_default();
        if !self.has_room(seen, &mut detail) {
            return response;
        }
        if let Some(value) = detail.digest.as_deref().and_then(|digest| HeaderValue::from_str(digest).ok()) {
            response.headers_mut().insert(DIGEST_HEADER, value);
        }
        let (sender, receiver) = tokio::sync::oneshot::channel();
        self.log.append(self.entry(seen, detail, Some(response.status())), |written| {
            // Nobody waits any more where the request was given up.
            let _ = sender.send(written);
        });
        match receiver.await {
            Ok(Ok(_)) => response,
            Ok(Err(reason)) => withheld(&reason),
            Err(_) => withheld("the audit log's writer has ended"),
        }
    }

    /// Whether another entry can be written.
    pub(in crate::api) fn has_room_on_disk(&self) -> bool {
        self.log.path().parent().is_some_and(|folder| has_room(folder).is_ok())
    }

    /// Writes that the caller was gone before its answer was there; nobody waits for the line.
    fn note_abandoned(&self, seen: &Seen) {
        let mut detail = AuditDetail::default();
        if self.has_room(seen, &mut detail) {
            self.log.append(self.entry(seen, detail, None), |_| {});
        }
    }

    /// Callers that were not recognized have room for a few entries a minute.
    fn has_room(&self, seen: &Seen, detail: &mut AuditDetail) -> bool {
        if detail.actor.is_some() || seen.actor.is_some() {
            return true;
        }
        if self.strangers.check(&by_address(seen.address)).is_err() {
            self.unwritten.fetch_add(1, Ordering::Relaxed);
            return false;
        }
        let unwritten = self.unwritten.swap(0, Ordering::Relaxed);
        if unwritten > 0 {
            detail.note = Some(format!("{unwritten} more of callers not recognized were not written one by one"));
        }
        true
    }

    /// Without a status, the caller hung up.
    fn entry(&self, seen: &Seen, detail: AuditDetail, status: Option<StatusCode>) -> AuditEntry {
        let actor = detail.actor.as_ref().or(seen.actor.as_ref());
        let outcome = match status.map(|status| status.as_u16()) {
            None => "abandoned",
            Some(..400) => "done",
            Some(401 | 403) => "denied",
            Some(400..500) => "refused",
            Some(_) => "failed",
        };
        AuditEntry {
            roles: actor.iter().flat_map(|actor| &actor.roles).map(ToString::to_string).collect(),
            via: actor.as_ref().map(|actor| actor.via.as_str().to_owned()),
            actor: actor.map(|actor| shortened(&actor.name)),
            address: seen.address.map(|address| address.to_string()),
            action: seen.action.unwrap_or("other").to_owned(),
            case: self.pseudonyms.of(&detail.case_id),
            outcome: outcome.to_owned(),
            status: status.map(|status| status.as_u16()),
            releases: detail.digest.as_ref().map(|_| self.releases.clone()),
            digest: detail.digest,
            trace: seen.trace.clone(),
            milliseconds: Some(seen.since.elapsed().as_millis() as u64),
            note: detail.note.as_deref().map(shortened),
        }
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

fn withheld(reason: &str) -> Response {
    tracing::error!(reason, "the audit log cannot be written");
    let detail = "the audit log cannot be written, so the answer is withheld; the log says why";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no-audit", "Nothing can be answered", detail).into_response()
}

/// What of the log is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct AuditParams {
    /// Only entries with a higher number.
    #[serde(default)]
    after: u64,
    /// Only this actor's.
    #[serde(default)]
    actor: Option<String>,
    /// Only those on the case of this pseudonym (`shirube audit pseudonym` tells it).
    #[serde(default)]
    case: Option<String>,
    /// At most this many, 1 to 1000.
    #[serde(default = "default_limit")]
    #[param(default = 100, minimum = 1, maximum = 1000)]
    limit: usize,
}

fn default_limit() -> usize {
    100
}

/// Entries of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct AuditResponse {
    /// Oldest first, each with its hash and that of the entry before it.
    #[schema(value_type = Vec<Object>)]
    entries: Vec<serde_json::Value>,
    /// Whether there are more: ask again with `after` set to the last one's number.
    more: bool,
}

/// Read the audit log
///
/// For the role auditor. Who asked what kind of thing, when, on which pseudonymous case, with which result. The chain of
/// hashes is checked by `shirube audit verify`.
#[utoipa::path(
    get, path = "/v1/audit", tag = "service", params(AuditParams),
    responses(
        (status = 200, description = "Entries", body = AuditResponse),
        (status = 400, description = "Wrong parameters", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No audit log is kept", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Wrong parameters", body = Problem, content_type = "application/problem+json"),
        (status = 500, description = "Something failed", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn audit_log(
    State(state): State<AppState>,
    Params(asked): Params<AuditParams>,
) -> Result<Json<AuditResponse>, Problem> {
    if !(1..=MOST_ENTRIES).contains(&asked.limit) {
        return Err(Problem::field("limit", format!("{} is not between 1 and {MOST_ENTRIES}", asked.limit)));
    }
    let auditor: Arc<Auditor> = state
        .auditor()
        .ok_or_else(|| Problem::not_found("this service keeps no audit log ([audit] in its configuration)"))?;
    let query = AuditQuery { after: asked.after, actor: asked.actor, case: asked.case, limit: asked.limit };
    let page = tokio::task::spawn_blocking(move || {
        let file = std::fs::File::open(auditor.log.path())?;
        read(BufReader::new(file), &query)
    });
    match page.await {
        Ok(Ok(page)) => Ok(Json(AuditResponse { entries: page.entries, more: page.more })),
        Ok(Err(error)) => {
            tracing::error!(%error, "the audit log cannot be read");
            Err(Problem::internal())
        }
        Err(_) => Err(Problem::internal()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_leaves_one_entry_whether_or_not_it_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        let pseudonyms = Pseudonyms::open(folder.path()).unwrap();
        let log = AuditLog::open(folder.path()).unwrap();
        let auditor = Arc::new(Auditor::new(
            log,
            pseudonyms,
            Releases { engine: "0".to_owned(), knowledge_base: None, model: None },
        ));
        let seen = |action| Seen::new(action, None, None);
        drop(Unanswered::new(Some(auditor.clone()), seen(Some("rank"))));
        drop(Unanswered::new(Some(auditor.clone()), seen(None)));
        let answered = Unanswered::new(Some(auditor.clone()), seen(Some("why")));
        answered.answered(StatusCode::OK.into_response()).await;
        let file = std::fs::File::open(auditor.log.path()).unwrap();
        let all = AuditQuery { after: 0, actor: None, case: None, limit: 10 };
        let entries = read(BufReader::new(file), &all).unwrap().entries;
        let told: Vec<_> =
            entries.iter().map(|entry| (&entry["action"], &entry["outcome"], &entry["status"])).collect();
        let (null, ok) = (serde_json::Value::Null, serde_json::json!(200));
        let expected = [("rank", "abandoned", null), ("why", "done", ok)]
            .map(|(action, outcome, status)| [action.into(), outcome.into(), status]);
        assert_eq!(told, expected.each_ref().map(|[action, outcome, status]| (action, outcome, status)));
    }
}
