//! What the page must know before anybody is signed in, and sessions that begin with an EHR's identity token.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Body;
use super::super::problem::Problem;
use super::super::state::AppState;
use super::admit::{bearer, now, unauthorized};
use super::audit::{AuditDetail, Audited};
use crate::access::{Expected, Principal, Refusal, TokenError, Via, verify_fetching};

/// How to sign in, and from where the page may be launched.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct SettingsResponse {
    /// Who may ask.
    access: AccessWire,
    /// SMART App Launch; absent where it is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    smart: Option<SmartWire>,
}

/// Who may ask.
#[derive(Debug, Serialize, ToSchema)]
struct AccessWire {
    /// Whether callers have to prove who they are.
    required: bool,
    /// Whether there are API keys.
    keys: bool,
    /// The identity provider that people sign in with; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_in: Option<SignInWire>,
}

/// A public client of an identity provider (authorization code with PKCE).
#[derive(Debug, Serialize, ToSchema)]
struct SignInWire {
    issuer: String,
    client_id: String,
    scope: String,
}

/// SMART App Launch.
#[derive(Debug, Serialize, ToSchema)]
struct SmartWire {
    client_id: String,
    scope: String,
    /// The address that an EHR sends people back to.
    redirect_uri: String,
    /// EHRs the page may be launched from; any other is refused.
    issuers: Vec<SmartIssuerWire>,
}

/// An EHR.
#[derive(Debug, Serialize, ToSchema)]
struct SmartIssuerWire {
    /// Base address of its FHIR service.
    iss: String,
    name: String,
}

/// How to sign in
///
/// What the page needs before anybody is signed in; holds no secret.
#[utoipa::path(get, path = "/v1/settings", tag = "service", responses((status = 200, description = "Settings", body = SettingsResponse)))]
pub(in crate::api) async fn settings(State(state): State<AppState>) -> Json<SettingsResponse> {
    let (access, page) = (state.access(), state.page());
    let smart = page.smart.as_ref().map(|smart| SmartWire {
        client_id: smart.client_id.clone(),
        scope: smart.scope.clone(),
        redirect_uri: format!("{}/", page.public_url),
        issuers: smart
            .issuers
            .iter()
            .map(|issuer| SmartIssuerWire { iss: issuer.iss.clone(), name: issuer.name.clone() })
            .collect(),
    });
    let sign_in = page.sign_in.as_ref().map(|sign_in| SignInWire {
        issuer: sign_in.issuer.clone(),
        client_id: sign_in.client_id.clone(),
        scope: sign_in.scope.clone(),
    });
    let access = AccessWire { required: !access.open, keys: !access.keys.is_empty(), sign_in };
    Json(SettingsResponse { access, smart })
}

/// An identity token that an EHR gave the page at its launch.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SessionRequest {
    /// The `id_token` of the token response (`OpenID` Connect Core 1.0).
    id_token: String,
    /// The nonce that the page sent with its authorization request.
    nonce: String,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct SessionResponse {
    /// To be sent as `Authorization: Bearer`; lives in the page's memory only.
    token: String,
    /// Seconds until it ends.
    expires_in: u64,
    /// What its bearer may do.
    roles: Vec<String>,
}

/// Begin a session from an EHR launch
///
/// The EHR's identity token, checked against the keys of the EHRs that are configured, is exchanged for a session. It is
/// taken once.
#[utoipa::path(
    post, path = "/v1/session", tag = "service", request_body = SessionRequest,
    responses(
        (status = 200, description = "The session", body = SessionResponse),
        (status = 401, description = "The token is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "SMART App Launch is off", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Nobody can be recognized now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn session(
    State(state): State<AppState>,
    Body(request): Body<SessionRequest>,
) -> Result<Audited<Json<SessionResponse>>, Problem> {
    let asked = state.clone();
    let checked = tokio::task::spawn_blocking(move || check(&asked, &request)).await;
    let principal = checked.map_err(|_| Problem::internal())?.map_err(|refused| match refused {
        Some(error) => unauthorized(&Refusal::Token(error)),
        None => Problem::not_found("this service is not launched from EHRs ([smart] in its configuration)"),
    })?;
    let begun = state.access().sessions.begin(principal.clone(), now()).ok_or_else(|| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", "no session can be begun now; try again later")
    })?;
    let roles = principal.roles.iter().map(ToString::to_string).collect();
    let response = SessionResponse { token: begun.token, expires_in: begun.lifetime, roles };
    Ok(Audited(Json(response), AuditDetail { actor: Some(principal), ..AuditDetail::default() }))
}

/// End a session
///
/// The session whose token stands in `Authorization` is no longer taken. Any other token is left alone, and the answer is
/// the same: nothing is told of whether there was a session.
#[utoipa::path(delete, path = "/v1/session", tag = "service", responses((status = 204, description = "There is no such session any more")))]
pub(in crate::api) async fn end_session(State(state): State<AppState>, headers: HeaderMap) -> Audited<StatusCode> {
    let actor = bearer(&headers).and_then(|token| state.access().sessions.end(token));
    Audited(StatusCode::NO_CONTENT, AuditDetail { actor, note: Some("end".to_owned()), ..AuditDetail::default() })
}

/// May fetch an issuer's keys, and so may block for some seconds.
fn check(state: &AppState, request: &SessionRequest) -> Result<Principal, Option<TokenError>> {
    let smart = state.page().smart.as_ref().ok_or(None)?;
    let audiences = [smart.client_id.as_str()];
    // Identity tokens are plain JWTs; an access token must not pass for one.
    let expected = Expected { audiences: &audiences, types: &["jwt", ""], claims: &["sub", "nonce"] };
    let (issuer, claims) = verify_fetching(&request.id_token, &smart.token_issuers, &expected, now())?;
    if claims.text("nonce") != Some(request.nonce.as_str()) {
        return Err(Some(TokenError::Claim("nonce".to_owned())));
    }
    if claims.text("azp").is_some_and(|party| party != smart.client_id) {
        return Err(Some(TokenError::Audience));
    }
    if claims.expires() > now() + LONGEST {
        return Err(Some(TokenError::LongLived));
    }
    // Patients and their relatives have identity tokens of an EHR, too.
    let user = claims.text("fhirUser").filter(|user| is_professional(user));
    let who = user.ok_or_else(|| TokenError::Claim("fhirUser of a practitioner".to_owned()))?;
    // Remembered a little longer than it is valid: clocks differ.
    let until = claims.expires() + 120;
    let taken = state.replays().take(&issuer.name, signed_part(&request.id_token), until, now());
    taken.map_err(|_| TokenError::Replayed)?;
    let roles: BTreeSet<_> = issuer.roles.roles(&claims);
    Ok(Principal { name: format!("{}#{who}", issuer.name), roles, via: Via::Session })
}

/// Longest lifetime of an identity token, in seconds.
const LONGEST: u64 = 24 * 3600;

/// Whether a `fhirUser` is a practitioner: `Practitioner/7`, `https://ehr.example/fhir/PractitionerRole/7`.
fn is_professional(user: &str) -> bool {
    let mut parts = user.rsplit('/');
    let (id, kind) = (parts.next(), parts.next());
    let plain = !user.chars().any(|c| c.is_control() || c.is_whitespace());
    plain && id.is_some_and(|id| !id.is_empty()) && matches!(kind, Some("Practitioner" | "PractitionerRole"))
}

/// A token without its signature: of an ECDSA signature there is a second one that holds, too, and a token must not
/// become another by it.
fn signed_part(token: &str) -> &str {
    token.rsplit_once('.').map_or(token, |(signed, _)| signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn practitioners_are_told_from_patients() {
        for good in ["Practitioner/7", "https://ehr.example/fhir/PractitionerRole/7"] {
            assert!(is_professional(good), "{good}");
        }
        for wrong in [
            "Patient/7",
            "https://ehr.example/Practitioner/x/RelatedPerson/7",
            "Practitioner/",
            "Practitioner",
            "",
            "a\nPractitioner/7",
        ] {
            assert!(!is_professional(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_token_is_the_same_under_another_signature() {
        assert_eq!(signed_part("a.b.c"), signed_part("a.b.d"));
        assert_ne!(signed_part("a.b.c"), signed_part("a.x.c"));
    }
}
