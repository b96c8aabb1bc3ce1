//! Extractors whose refusals are problems that name the place.

use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::report::Language;

/// Largest request body, in bytes.
pub(super) const BODY_LIMIT: usize = 2 << 20;

/// A JSON body.
pub(super) struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let content_type =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if essence != "application/json" && !(essence.starts_with("application/") && essence.ends_with("+json")) {
            let detail = format!("the body must be sent with Content-Type: application/json, not {essence:?}");
            return Err(Problem::unsupported_media_type(detail));
        }
        of_bytes(&whole_body(request, state).await?).map(Self)
    }
}

/// The body to its end, up to [`BODY_LIMIT`].
pub(super) async fn whole_body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let bytes = Bytes::from_request(request, state).await.map_err(|rejection| refused_body(&rejection))?;
    if bytes.len() > BODY_LIMIT {
        return Err(too_large());
    }
    Ok(bytes)
}

/// A JSON object from bytes.
pub(super) fn of_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // Windows writes one; RFC 8259 lets a reader pass it over.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let deserializer = &mut serde_json::Deserializer::from_slice(bytes);
    // A sequence would be taken for the fields of a struct in their order: a silent wrong answer.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Err(Problem::field("body", "is an array; send a JSON object"));
    }
    let value = serde_path_to_error::deserialize(&mut *deserializer).map_err(|error| {
        let place = error.path().to_string();
        let cause = error.into_inner();
        if cause.is_data() {
            let message = cause.to_string();
            let hint = other_form(&message);
            Problem::field(&place, message + hint)
        } else {
            Problem::malformed(format!("not valid JSON: {cause}"))
        }
    })?;
    deserializer.end().map_err(|error| Problem::malformed(format!("not valid JSON: {error}")))?;
    Ok(value)
}

/// Where a document belongs that was sent in the place of the case.
fn other_form(message: &str) -> &'static str {
    let is_unknown = |field: &str| message.starts_with(&format!("unknown field `{field}`"));
    if !message.contains("`phenopacket`") {
        ""
    } else if ["subject", "phenotypicFeatures", "metaData", "proband", "interpretations"].into_iter().any(is_unknown) {
        "; send a phenopacket below `phenopacket`"
    } else if is_unknown("resourceType") {
        "; send FHIR to /fhir/$rank"
    } else {
        ""
    }
}

fn too_large() -> Problem {
    let detail = format!("the body is larger than {BODY_LIMIT} bytes");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large", detail)
}

fn refused_body(rejection: &BytesRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Problem::malformed("the body could not be read to its end")
}

/// The one variable segment of a path.
pub(super) struct Segment(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::from_request_parts(parts, state)
            .await
            .map_err(|rejection: PathRejection| Problem::malformed(rejection.body_text()))?;
        Ok(Self(text))
    }
}

/// Query parameters.
pub(super) struct Params<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(value) = Query::from_request_parts(parts, state)
            .await
            .map_err(|rejection: QueryRejection| Problem::malformed(rejection.body_text()))?;
        Ok(Self(value))
    }
}

/// The first of Japanese and English that `Accept-Language` names.
pub(super) fn asked_language(headers: &HeaderMap) -> Option<Language> {
    let asked = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    asked.split(',').find_map(|range| match range.trim().get(..2)?.to_ascii_lowercase().as_str() {
        "ja" => Some(Language::Japanese),
        "en" => Some(Language::English),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_is_taken() {
        let asked = |value: &'static str| {
            asked_language(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(value))]))
        };
        assert_eq!(asked("fr, ja-JP;q=0.8, en;q=0.5"), Some(Language::Japanese));
        assert_eq!(asked("ja"), Some(Language::Japanese));
        assert_eq!(asked("en, ja"), Some(Language::English));
        assert_eq!(asked("en-US"), Some(Language::English));
        assert_eq!(asked("de"), None);
        assert_eq!(asked(""), None);
        assert_eq!(asked_language(&HeaderMap::new()), None);
    }
}
