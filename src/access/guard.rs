//! From what a request carries to who it comes from.

use super::issuer::Issuer;
use super::key::{self, KeyRecord};
use super::role::{Principal, Via};
use super::session::{self, Sessions};
use super::token::{Claims, Expected, TokenError, verify, verify_fetching};

/// What a request carries.
#[derive(Debug, Clone, Copy, Default)]
pub struct Credentials<'a> {
    /// What stands after `Bearer` in `Authorization`.
    pub bearer: Option<&'a str>,
    /// `X-Api-Key`
    pub key: Option<&'a str>,
}

/// Who may use the service.
#[derive(Debug)]
pub struct Access {
    /// Whether anybody may, with every role.
    pub open: bool,
    /// API keys.
    pub keys: Vec<KeyRecord>,
    /// Identity providers whose access tokens are taken.
    pub issuers: Vec<Issuer>,
    /// Sessions of the page.
    pub sessions: Sessions,
}

/// Why a request is not let through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It carries nothing.
    #[error("sign in, or send an API key or an access token")]
    Missing,
    /// More than one proof: which one is meant would be a guess.
    #[error("send either Authorization or X-Api-Key, not both")]
    Both,
    /// An API key that is none.
    #[error("the API key is not known here")]
    Key,
    /// A session that ended.
    #[error("the session has ended; sign in again")]
    Session,
    /// A token that is not taken.
    #[error(transparent)]
    Token(#[from] TokenError),
}

impl Access {
    /// Access for anybody.
    #[must_use]
    pub fn open() -> Self {
        Self { open: true, keys: Vec::new(), issuers: Vec::new(), sessions: Sessions::new(0) }
    }

    /// Who a request comes from; `now` in seconds since 1970. Does not block; where an issuer's keys must be fetched it
    /// says so ([`TokenError::KeysNeeded`]), and [`Self::authenticate_fetching`] does that.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn authenticate(&self, credentials: Credentials<'_>, now: u64) -> Result<Principal, Refusal> {
        match (credentials.bearer, credentials.key) {
            (None, None) if self.open => Ok(Principal::anyone()),
            (None, None) => Err(Refusal::Missing),
            (Some(_), Some(_)) => Err(Refusal::Both),
            (_, Some(key)) => self.by_key(key),
            (Some(bearer), None) if bearer.starts_with(key::MARK) => self.by_key(bearer),
            (Some(bearer), None) if bearer.starts_with(session::MARK) => {
                self.sessions.principal(bearer, now).ok_or(Refusal::Session)
            }
            (Some(bearer), None) => by_token(verify(bearer, &self.issuers, &ACCESS_TOKEN, now)),
        }
    }

    /// Whom an access token is of; fetches its issuer's keys where they are not at hand. Blocks for some seconds at most.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn authenticate_fetching(&self, token: &str, now: u64) -> Result<Principal, Refusal> {
        by_token(verify_fetching(token, &self.issuers, &ACCESS_TOKEN, now))
    }

    fn by_key(&self, presented: &str) -> Result<Principal, Refusal> {
        let record = self.keys.iter().find(|record| record.is(presented)).ok_or(Refusal::Key)?;
        Ok(Principal { name: record.name.clone(), roles: [record.role].into(), via: Via::Key })
    }
}

/// What an access token must be (RFC 9068); its audience is its issuer's.
const ACCESS_TOKEN: Expected<'static> = Expected { audiences: &[], types: &["at+jwt"], claims: &["sub"] };

fn by_token(verified: Result<(&Issuer, Claims), TokenError>) -> Result<Principal, Refusal> {
    let (issuer, claims) = verified?;
    let subject = claims.text("sub").ok_or_else(|| TokenError::Claim("sub".to_owned()))?;
    Ok(Principal { name: format!("{}#{subject}", issuer.name), roles: issuer.roles.roles(&claims), via: Via::Token })
}
