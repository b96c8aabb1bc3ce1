//! The gate that every request passes.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::super::problem::Problem;
use super::address::{Peer, by_address, caller, neighborhood};
use super::audit::{Auditor, Seen, Unanswered};
use super::in_flight::InFlight;
use super::table::{Need, need};
use crate::access::{Access, Credentials, Permission, Principal, RateLimiter, Refusal, TokenError};

/// Who may pass, how often, and where that is written down; cheap to clone.
#[derive(Clone)]
pub(in crate::api) struct Gate {
    pub access: Arc<Access>,
    pub limiter: Option<Arc<RateLimiter>>,
    pub trusted_proxies: Arc<[IpAddr]>,
    /// Bounds requests at a time, of all callers and of one address.
    pub requests: Arc<Semaphore>,
    pub in_flight: Arc<InFlight>,
    /// Bound on one request.
    pub timeout: Duration,
    pub auditor: Option<Arc<Auditor>>,
}

/// Lets a request through, or says why not; and has the audit log keep it.
///
/// What is open to everybody needs no place among the requests at a time: it must answer while others hold all of them.
pub(in crate::api) async fn admit(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let pattern = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    // No such path, or a question of a browser about other origins: nothing is given away.
    let (needed, action) = pattern.as_deref().map_or((Need::Public, None), need);
    let action =
        action.filter(|_| [Method::GET, Method::HEAD, Method::POST, Method::DELETE].contains(request.method()));
    let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.0.ip());
    let address = peer.map(|peer| caller(peer, request.headers(), &gate.trusted_proxies));
    let seen = Seen::new(action, address, trace_of(request.headers()));
    let mut unanswered = Unanswered::new(gate.auditor.clone(), seen);
    let passed = gate.passes(needed, request.headers(), address).await;
    let response = match passed {
        Ok(principal) => {
            if let Some(principal) = principal {
                unanswered.seen.actor = Some(principal.clone());
                request.extensions_mut().insert(principal);
            }
            gate.served(needed, address, request, next).await
        }
        Err((principal, refusal)) => {
            unanswered.seen.actor = principal;
            refusal.into_response()
        }
    };
    unanswered.answered(response).await
}

impl Gate {
    async fn passes(
        &self,
        needed: Need,
        headers: &HeaderMap,
        address: Option<IpAddr>,
    ) -> Result<Option<Principal>, (Option<Principal>, Problem)> {
        let Need::Permission(permission) = needed else {
            // What proves itself later is counted by where it comes from.
            if needed == Need::Own {
                self.counted(&by_address(address)).map_err(|limited| (None, limited))?;
            }
            return Ok(None);
        };
        let authenticated = self.authenticated(headers).await;
        // A caller with a wrong key is counted by its address, so that keys cannot be tried at leisure.
        let caller = match &authenticated {
            Ok(principal) if !self.access.open => format!("{} {}", principal.via.as_str(), principal.name),
            _ => by_address(address),
        };
        self.counted(&caller).map_err(|limited| (authenticated.as_ref().ok().cloned(), limited))?;
        let principal = authenticated.map_err(|refusal| (None, unauthorized(&refusal)))?;
        if principal.may(permission) {
            return Ok(Some(principal));
        }
        let refusal = forbidden(&principal, permission);
        Err((Some(principal), refusal))
    }

    /// The handler's answer, within bounds of number and time.
    async fn served(&self, needed: Need, address: Option<IpAddr>, request: Request, next: Next) -> Response {
        if needed == Need::Public {
            return next.run(request).await;
        }
        let place = address.map(|address| self.in_flight.enter(neighborhood(address)));
        let permit = self.requests.clone().try_acquire_owned();
        if permit.is_err() || matches!(place, Some(None)) {
            return busy().into_response();
        }
        match tokio::time::timeout(self.timeout, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Problem::timeout(self.timeout.as_secs()).into_response(),
        }
    }

    fn counted(&self, caller: &str) -> Result<(), Problem> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        limiter.check(caller).map_err(too_many)
    }

    /// Who the request comes from; an issuer's keys are fetched on a thread that may block.
    async fn authenticated(&self, headers: &HeaderMap) -> Result<Principal, Refusal> {
        let bearer = bearer(headers);
        let key = headers.get("x-api-key").map(|value| value.to_str().unwrap_or_default());
        let credentials = Credentials { bearer, key };
        let first = self.access.authenticate(credentials, now());
        let (Err(Refusal::Token(TokenError::KeysNeeded)), Some(token)) = (&first, bearer) else { return first };
        let (access, token) = (self.access.clone(), token.to_owned());
        let second = tokio::task::spawn_blocking(move || access.authenticate_fetching(&token, now())).await;
        second.unwrap_or(first)
    }
}

/// What stands after `Bearer`; any other scheme is an empty token, which is refused.
pub(in crate::api) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().unwrap_or_default();
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    Some(if scheme.eq_ignore_ascii_case("bearer") { token.trim() } else { "" })
}

/// Seconds since 1970.
pub(in crate::api) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs()).unwrap_or_default()
}

/// The trace id of a `traceparent` (W3C Trace Context): 32 hexadecimal digits.
fn trace_of(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("traceparent")?.to_str().ok()?;
    let id = value.split('-').nth(1)?;
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (id.len() == 32 && id.bytes().all(hex)).then(|| id.to_owned())
}

/// 401, or 503 where the fault is not the caller's.
pub(in crate::api) fn unauthorized(refusal: &Refusal) -> Problem {
    if let Refusal::Token(TokenError::KeysUnavailable(error)) = refusal {
        tracing::error!(%error, "an issuer's keys cannot be had");
        let detail =
            "the identity provider's keys cannot be had, so nobody can be let in by its tokens; the log says why";
        return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no-keys", "Nobody can be recognized", detail);
    }
    let challenge = match refusal {
        Refusal::Missing => "Bearer realm=\"shirube\"",
        _ => "Bearer realm=\"shirube\", error=\"invalid_token\"",
    };
    Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "Who are you?", refusal.to_string())
        .with(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
}

fn forbidden(principal: &Principal, permission: Permission) -> Problem {
    let roles: Vec<&str> = principal.roles.iter().map(|role| role.as_str()).collect();
    let has = if roles.is_empty() { "no role here".to_owned() } else { roles.join(", ") };
    let detail = format!("this needs one of the roles {}; you have {has}", permission.roles());
    let challenge = HeaderValue::from_static("Bearer realm=\"shirube\", error=\"insufficient_scope\"");
    Problem::new(StatusCode::FORBIDDEN, "forbidden", "Not with your role", detail)
        .with(header::WWW_AUTHENTICATE, challenge)
}

fn too_many(wait: Duration) -> Problem {
    let seconds = wait.as_secs() + 1;
    let detail = format!("more requests than allowed; try again in {seconds} s");
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests", detail)
        .with(header::RETRY_AFTER, HeaderValue::from(seconds))
}

fn busy() -> Problem {
    let detail = "as many requests as this service takes at a time are being served; try again in a second";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", detail)
        .with(header::RETRY_AFTER, HeaderValue::from_static("1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearers_and_traces_are_read_strictly() {
        let headers = |name: &'static str, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            headers
        };
        for (value, token) in [("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Basic abc", ""), ("Bearer", "")] {
            assert_eq!(bearer(&headers("authorization", value)), Some(token), "{value}");
        }
        assert_eq!(bearer(&HeaderMap::new()), None);
        let id = "0af7651916cd43dd8448eb211c80319c";
        let good = format!("00-{id}-b7ad6b7169203331-01");
        assert_eq!(trace_of(&headers("traceparent", &good)).as_deref(), Some(id));
        for wrong in ["", "00", "00-XYZ-1-01", "00-0af7-b7-01"] {
            assert_eq!(trace_of(&headers("traceparent", wrong)), None, "{wrong}");
        }
    }
}
