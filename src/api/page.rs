//! `GET /`, `/smart/launch` and `/assets/…`: the page.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::server::PageSettings;
use crate::web::{Asset, INDEX, asset};

/// What the page may load and do: its own files, this service, and those that the configuration names for signing in
/// and for the launch from an EHR; no script or style in its text.
pub(super) fn policy(page: &PageSettings) -> HeaderValue {
    let mut reached: Vec<&str> = page.sign_in.iter().flat_map(|sign_in| &sign_in.origins).map(String::as_str).collect();
    let ehrs = page.smart.iter().flat_map(|smart| &smart.issuers);
    reached.extend(ehrs.flat_map(|ehr| &ehr.origins).map(String::as_str));
    // An EHR may show the page within its own.
    let framed: Vec<&str> =
        page.smart.iter().flat_map(|smart| &smart.issuers).flat_map(|ehr| &ehr.origins).map(String::as_str).collect();
    let framed = if framed.is_empty() { "'none'".to_owned() } else { framed.join(" ") };
    let reached: String = reached.iter().flat_map(|origin| [" ", origin]).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'{reached}; \
        font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {framed}"
    );
    // The origins were checked with the configuration; a policy that is no header lets nothing through.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// `GET /`, and `/smart/launch`, where EHRs open it
pub(super) async fn index(State(policy): State<HeaderValue>, headers: HeaderMap) -> Response {
    let mut response = served(&INDEX, &headers);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// `GET /assets/{name}`
pub(super) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match asset(&name) {
        Some(asset) => served(asset, &headers),
        None => Problem::not_found("the page has no such file").into_response(),
    }
}

fn served(asset: &'static Asset, request: &HeaderMap) -> Response {
    let tag = asset.tag();
    let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let unchanged = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let mut response = if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { asset.bytes.into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; style-src 'self'"));
    // The files belong to the program: a new version must be seen at once.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
