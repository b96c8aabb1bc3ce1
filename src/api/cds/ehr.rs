//! Which EHR calls: its signed token, on every call.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, StatusCode};

use super::super::access::{bearer, now, unauthorized};
use super::super::problem::Problem;
use super::super::state::AppState;
use crate::access::{Claims, Expected, Principal, Refusal, Replay, TokenError, Via, verify_fetching};

/// A token may be valid for this many seconds at most. The specification asks for five minutes; an EHR that takes an
/// hour is taken, since a token is taken once.
const LONGEST: u64 = 3600;

/// Clocks may differ by this many seconds.
const LEEWAY: u64 = 60;

/// An EHR that was recognized.
#[derive(Debug, Clone)]
pub(super) struct Ehr {
    /// Its name; `open` where no tokens are asked for.
    pub issuer: String,
}

impl Ehr {
    /// The caller as the audit log names it: the EHR, and who looks at the record there.
    pub(super) fn principal(&self, user: Option<&str>) -> Principal {
        let name = user.map_or_else(|| self.issuer.clone(), |user| format!("{}#{user}", self.issuer));
        Principal { name, roles: BTreeSet::new(), via: Via::Ehr }
    }
}

/// Checks the token of a call of `path`.
///
/// # Errors
/// 404 where CDS Hooks is off, 401 where the token is not taken, 503 where that cannot be told now.
pub(super) async fn recognized(state: &AppState, headers: &HeaderMap, path: &str) -> Result<Ehr, Problem> {
    let Some(cds) = state.cds() else {
        return Err(Problem::not_found("CDS Hooks is off ([cds_hooks] in the service's configuration)"));
    };
    if cds.settings.open {
        return Ok(Ehr { issuer: "open".to_owned() });
    }
    let token = bearer(headers).ok_or_else(|| unauthorized(&Refusal::Missing))?.to_owned();
    let (asked, path) = (state.clone(), path.to_owned());
    // May fetch an issuer's keys, and so may block for some seconds.
    let checked = tokio::task::spawn_blocking(move || check(&asked, &token, &path)).await;
    checked.map_err(|_| Problem::internal())?
}

fn check(state: &AppState, token: &str, path: &str) -> Result<Ehr, Problem> {
    let Some(cds) = state.cds() else { return Err(Problem::internal()) };
    let clients = &cds.settings.clients;
    let base = &state.page().public_url;
    let called = format!("{base}{path}");
    let audiences = [called.as_str(), base.as_str()];
    let expected = Expected { audiences: &audiences, types: &["jwt"], claims: &["jti", "iat"] };
    let refused = |error: TokenError| unauthorized(&Refusal::Token(error));
    let (issuer, claims) = verify_fetching(token, clients, &expected, now()).map_err(refused)?;
    let expires = lifetime(&claims).map_err(refused)?;
    let id = claims.text("jti").ok_or_else(|| refused(TokenError::Claim("jti".to_owned())))?;
    match state.replays().take(&issuer.name, id, expires, now()) {
        Ok(()) => Ok(Ehr { issuer: issuer.name.clone() }),
        Err(Replay::Seen) => Err(refused(TokenError::Replayed)),
        Err(Replay::Full) => {
            let detail = "so many calls are remembered that replays could not be told; try again later";
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", detail))
        }
    }
}

/// When the token's id may be forgotten; a token that lives too long is refused.
fn lifetime(claims: &Claims) -> Result<u64, TokenError> {
    let expires = claims.expires();
    let issued = claims.issued().ok_or_else(|| TokenError::Claim("iat".to_owned()))?;
    if issued > now() + LEEWAY {
        return Err(TokenError::Early);
    }
    if expires > now() + LONGEST + LEEWAY || expires > issued + LONGEST {
        return Err(TokenError::LongLived);
    }
    // Clocks that differ a little must not make a token that can be used again.
    Ok(expires + 2 * LEEWAY)
}
