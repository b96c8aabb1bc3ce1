//! Errors in the language of the standard that a path belongs to.
//!
//! Everything fails as a [`Problem`]; a layer around the whole service tells it anew where the path is not ours. To add
//! a dialect, add its paths to [`Dialect::of`] and its shape to [`Dialect::body`].

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::problem::Problem;
use crate::fhir::{IssueType, operation_outcome, outcome_of_message};

/// FHIR's JSON.
pub(super) const FHIR_JSON: &str = "application/fhir+json";

/// How errors are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// RFC 9457.
    Problem,
    /// FHIR's `OperationOutcome`.
    OperationOutcome,
}

impl Dialect {
    /// The dialect of a path.
    fn of(path: &str) -> Self {
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        match first {
            // CDS Hooks 3 tells errors so, too.
            "fhir" | "cds-services" => Self::OperationOutcome,
            _ => Self::Problem,
        }
    }

    /// Media type and body; `None` where the problem is told as it is.
    fn body(self, problem: &Problem) -> Option<(&'static str, Value)> {
        match self {
            Self::Problem => None,
            Self::OperationOutcome => Some((FHIR_JSON, outcome(problem))),
        }
    }
}

fn outcome(problem: &Problem) -> Value {
    if problem.places().is_empty() {
        outcome_of_message(issue_type(problem.status()), problem.detail())
    } else {
        operation_outcome(problem.places())
    }
}

fn issue_type(status: u16) -> IssueType {
    match status {
        400 => IssueType::Structure,
        401 => IssueType::Login,
        403 => IssueType::Forbidden,
        404 | 410 => IssueType::NotFound,
        405 | 406 | 415 | 501 => IssueType::NotSupported,
        413 => IssueType::TooLong,
        422 => IssueType::Invalid,
        429 => IssueType::Throttled,
        503 => IssueType::Transient,
        504 => IssueType::Timeout,
        500..=599 => IssueType::Exception,
        _ => IssueType::Processing,
    }
}

/// Tells errors in the dialect of the request's path. Of the response it changes the body and what describes it.
pub(super) async fn translate(request: Request, next: Next) -> Response {
    let dialect = Dialect::of(request.uri().path());
    let response = next.run(request).await;
    if dialect == Dialect::Problem || !(response.status().is_client_error() || response.status().is_server_error()) {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    // What a library answered by itself has no problem with it.
    let problem = parts.extensions.remove::<Problem>().unwrap_or_else(|| unnamed(parts.status));
    let Some((kind, body)) = dialect.body(&problem) else { return problem.into_response() };
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body.to_string()))
}

fn unnamed(status: StatusCode) -> Problem {
    Problem::new(status, "refused", "The request was refused", status.canonical_reason().unwrap_or("refused"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_their_dialects() {
        for path in ["/fhir", "/fhir/", "/fhir/$rank", "//fhir/x", "/cds-services", "/cds-services/a/feedback"] {
            assert_eq!(Dialect::of(path), Dialect::OperationOutcome, "{path}");
        }
        for path in ["/", "", "/v1/rank", "/fhirish", "/v1/fhir", "/FHIR"] {
            assert_eq!(Dialect::of(path), Dialect::Problem, "{path}");
        }
    }

    #[test]
    fn a_problem_is_told_as_an_outcome() {
        let outcome = outcome(&Problem::not_found("nothing here"));
        assert_eq!(
            (&outcome["issue"][0]["code"], &outcome["issue"][0]["severity"]),
            (&"not-found".into(), &"error".into())
        );
        let outcome = super::outcome(&Problem::field("Bundle.entry[0].resource.code", "is wrong"));
        assert_eq!(outcome["issue"][0]["expression"][0], "Bundle.entry[0].resource.code");
    }
}
