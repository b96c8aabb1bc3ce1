//! Errors as RFC 9457 problem details.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::InputIssue;
use crate::report::{IssueWire, issue_wire};

/// A problem (`application/problem+json`).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Problem {
    /// A stable name of the kind of problem.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in words.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// What happened this time.
    detail: String,
    /// The places of the input that are wrong, each with a remedy where one is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<IssueWire>,
    /// Headers that go with it.
    #[serde(skip)]
    #[schema(ignore)]
    headers: Option<Box<HeaderMap>>,
    /// The same places, for the dialects of other standards.
    #[serde(skip)]
    #[schema(ignore)]
    issues: Box<[InputIssue]>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, name: &str, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:shirube:problem:{name}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            headers: None,
            issues: Box::default(),
        }
    }

    /// The problem with a header.
    pub(super) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.get_or_insert_default().insert(name, value);
        self
    }

    /// The same problem with another status.
    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status.as_u16();
        self
    }

    /// 400
    pub(super) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed-request", "The request cannot be read", detail)
    }

    /// 422, naming one place.
    pub(super) fn field(place: &str, message: impl Into<String>) -> Self {
        Self::issues(&[InputIssue::new(crate::domain::Severity::Error, place, message)])
    }

    /// 422, naming every place.
    pub(super) fn issues(issues: &[InputIssue]) -> Self {
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unusable-input",
            "The input cannot be used",
            "nothing was ranked; see errors",
        );
        problem.errors = issues.iter().map(issue_wire).collect();
        problem.issues = issues.into();
        problem
    }

    /// 406
    pub(super) fn not_acceptable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", "Not in this format", detail)
    }

    /// 415
    pub(super) fn unsupported_media_type(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "Not JSON", detail)
    }

    /// 404
    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "No such thing", detail)
    }

    /// 500; the cause is logged where it happened, never told to the caller.
    pub(super) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal-error",
            "Something failed",
            "the request could not be served; the log says why",
        )
    }

    /// 503
    pub(super) fn timeout(seconds: u64) -> Self {
        let detail = format!("the request took longer than {seconds} s and was given up");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "timeout", "Taking too long", detail)
    }
}

/// What other standards' error shapes are made from.
impl Problem {
    /// HTTP status.
    pub(super) fn status(&self) -> u16 {
        self.status
    }

    /// What happened this time.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// The places of the input that are wrong, and what else was found in reading it.
    pub(super) fn places(&self) -> &[InputIssue] {
        &self.issues
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let headers = self.headers.take();
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response.headers_mut().extend(headers.map(|headers| *headers).unwrap_or_default());
        // For paths that speak another standard's language: see `dialect`.
        response.extensions_mut().insert(self);
        response
    }
}
