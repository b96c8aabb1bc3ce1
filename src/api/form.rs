//! The body of `POST /v1/rank`: JSON, or a form with a variant file.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};

use serde::Deserialize;

use super::case::RankRequest;
use super::extract::{Body, of_bytes};
use super::problem::Problem;
use super::variants::Upload;

/// Largest part that is text, in bytes.
const LARGEST_TEXT: usize = 2 << 20;

/// A case with the files that came with it.
pub(super) struct CaseBody {
    pub request: RankRequest,
    pub upload: Upload,
}

impl<S: Send + Sync> FromRequest<S> for CaseBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
            return of_field(request, state).await;
        }
        if !kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
            let Body(request) = Body::<RankRequest>::from_request(request, state).await?;
            return Ok(Self { request, upload: Upload::default() });
        }
        let form = Multipart::from_request(request, state)
            .await
            .map_err(|rejection| Problem::malformed(rejection.body_text()))?;
        of_form(form).await
    }
}

/// A form of one field, as a page sends it to open the answer in a tab of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneField {
    request: String,
}

async fn of_field<S: Send + Sync>(request: Request, state: &S) -> Result<CaseBody, Problem> {
    let Form(OneField { request }) = Form::from_request(request, state).await.map_err(|rejection: FormRejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return too_large("the form is too large".to_owned());
        }
        Problem::malformed("the form must have one field, request, that holds the case as JSON")
    })?;
    Ok(CaseBody { request: of_bytes(request.as_bytes())?, upload: Upload::default() })
}

async fn of_form(mut form: Multipart) -> Result<CaseBody, Problem> {
    let (mut case, mut upload) = (None, Upload::default());
    while let Some(field) = form.next_field().await.map_err(|error| refused(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "case" => put(&mut case, &name, text(field, &name).await?)?,
            "vcf" => {
                let bytes = field.bytes().await.map_err(|error| refused(&error))?;
                put(&mut upload.vcf, &name, bytes)?;
            }
            "ped" => put(&mut upload.ped, &name, text(field, &name).await?)?,
            "sample" => put(&mut upload.sample, &name, text(field, &name).await?)?,
            "assembly" => put(&mut upload.assembly, &name, text(field, &name).await?)?,
            "panel" => put(&mut upload.panel, &name, text(field, &name).await?)?,
            "keep_filtered" => put(&mut upload.keep_filtered, &name, text(field, &name).await?)?,
            "max_frequency" => put(&mut upload.max_frequency, &name, text(field, &name).await?)?,
            _ => {
                let shown: String = name.chars().take(40).collect();
                return Err(Problem::field(
                    &shown,
                    "is no part of this form; parts are case, vcf, ped, sample, assembly, panel, keep_filtered, \
                     max_frequency",
                ));
            }
        }
    }
    let case =
        case.ok_or_else(|| Problem::field("case", "is missing: send the patient as JSON in a part named case"))?;
    Ok(CaseBody { request: of_bytes(case.as_bytes())?, upload })
}

fn put<T>(place: &mut Option<T>, name: &str, value: T) -> Result<(), Problem> {
    if place.replace(value).is_some() {
        return Err(Problem::field(name, "was sent twice"));
    }
    Ok(())
}

async fn text(field: Field<'_>, name: &str) -> Result<String, Problem> {
    let bytes = field.bytes().await.map_err(|error| refused(&error))?;
    if bytes.len() > LARGEST_TEXT {
        return Err(too_large(format!("part {name} is larger than {LARGEST_TEXT} bytes")));
    }
    String::from_utf8(bytes.to_vec()).map_err(|_| Problem::field(name, "is not UTF-8 text"))
}

fn refused(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large("the upload is larger than this service allows (shirube serve --upload-limit)".to_owned());
    }
    Problem::malformed(format!("the form cannot be read: {}", error.body_text()))
}

fn too_large(detail: String) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large", detail)
}
