//! What every route has in common, written into the OpenAPI document: who may call it, and how it is refused.

use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use super::access::{Need, need};

/// Completes the document. Without `guarded`, callers prove nothing.
pub(super) fn complete(mut document: OpenApi, guarded: bool) -> OpenApi {
    if guarded {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An access token of the identity provider, a session's token, or an API key."));
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
        let key = ApiKeyValue::with_description("X-Api-Key", "An API key (`shirube key new`).");
        components.add_security_scheme("key", SecurityScheme::ApiKey(ApiKey::Header(key)));
    }
    for (path, item) in &mut document.paths.paths {
        let (needed, _) = need(path);
        for operation in [&mut item.get, &mut item.post, &mut item.delete].into_iter().flatten() {
            refusals(path, needed, guarded, operation);
        }
    }
    document
}

fn refusals(path: &str, needed: Need, guarded: bool, operation: &mut Operation) {
    let takes_body = operation.request_body.is_some();
    let known = &mut operation.responses.responses;
    let mut add = |status: &str, description: &str| {
        known.entry(status.to_owned()).or_insert_with(|| RefOr::T(refusal(path, description)));
    };
    if takes_body {
        add("400", "Not JSON");
        add("413", "Body too large");
        add("415", "Wrong content type");
        add("422", "Input that cannot be used");
        add("500", "Something failed");
    }
    add("503", "As many requests as the service takes at a time are being served, or it takes too long");
    if needed != Need::Public {
        add("429", "More requests than the caller may make; Retry-After says when the next may come");
    }
    if !(guarded && matches!(needed, Need::Permission(_))) {
        return;
    }
    add("401", "The caller has not proved who it is");
    add("403", "The caller has no role that may do this");
    let none: [&str; 0] = [];
    operation.security = Some(vec![SecurityRequirement::new("bearer", none), SecurityRequirement::new("key", none)]);
}

fn refusal(path: &str, description: &str) -> Response {
    // As `dialect` tells it.
    let outcome = path.starts_with("/fhir") || path.starts_with("/cds-services");
    let response = ResponseBuilder::new().description(description);
    if outcome {
        return response
            .content("application/fhir+json", ContentBuilder::new().schema(Some(ObjectBuilder::new().build())).build())
            .build();
    }
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    response.content("application/problem+json", problem).build()
}
