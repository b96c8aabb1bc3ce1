//! Sessions of the page: begun with an identity token of an EHR, ended by time.

use std::collections::HashMap;
use std::sync::Mutex;

use sha2::{Digest, Sha256};

use super::role::Principal;

/// How a session's token begins.
pub(super) const MARK: &str = "session_";

/// Most sessions at a time.
const MOST: usize = 10_000;

/// A session that was just begun.
#[derive(Debug)]
pub struct Session {
    /// What the page sends as a bearer token; 256 random bits.
    pub token: String,
    /// Seconds until it ends.
    pub lifetime: u64,
}

#[derive(Debug)]
struct Begun {
    principal: Principal,
    /// Seconds since 1970.
    until: u64,
}

/// The sessions in memory; they end with the process.
#[derive(Debug)]
pub struct Sessions {
    begun: Mutex<HashMap<[u8; 32], Begun>>,
    lifetime: u64,
}

impl Sessions {
    /// No session yet; each will last `lifetime` seconds.
    #[must_use]
    pub fn new(lifetime: u64) -> Self {
        Self { begun: Mutex::default(), lifetime }
    }

    /// Begins a session; `now` in seconds since 1970. `None` where there are too many, or the system has no random
    /// bytes.
    pub fn begin(&self, principal: Principal, now: u64) -> Option<Session> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).ok()?;
        let token = format!("{MARK}{}", base16ct::lower::encode_string(&secret));
        let mut begun = self.lock();
        if begun.len() >= MOST {
            begun.retain(|_, session| session.until > now);
        }
        if begun.len() >= MOST {
            return None;
        }
        begun.insert(Sha256::digest(token.as_bytes()).into(), Begun { principal, until: now + self.lifetime });
        Some(Session { token, lifetime: self.lifetime })
    }

    /// Whose session a token stands for, while it lasts.
    #[must_use]
    pub fn principal(&self, token: &str, now: u64) -> Option<Principal> {
        let begun = self.lock();
        let session = begun.get::<[u8; 32]>(&Sha256::digest(token.as_bytes()).into())?;
        (session.until > now).then(|| session.principal.clone())
    }

    /// Ends a session, if the token stands for one, and says whose it was.
    pub fn end(&self, token: &str) -> Option<Principal> {
        let ended = self.lock().remove::<[u8; 32]>(&Sha256::digest(token.as_bytes()).into());
        ended.map(|session| session.principal)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<[u8; 32], Begun>> {
        // A thread that panicked here has left a map that is whole.
        self.begun.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lasts_its_time_and_is_known_by_its_token_alone() {
        let sessions = Sessions::new(60);
        let begun = sessions.begin(Principal::anyone(), 1000).unwrap();
        assert_eq!(sessions.principal(&begun.token, 1059), Some(Principal::anyone()));
        assert_eq!(sessions.principal(&begun.token, 1060), None);
        assert_eq!(sessions.principal("session_", 1000), None);
        let (one, other) =
            (sessions.begin(Principal::anyone(), 1000).unwrap(), sessions.begin(Principal::anyone(), 1000).unwrap());
        assert_eq!(sessions.end(&one.token), Some(Principal::anyone()));
        assert_eq!(sessions.end("session_"), None);
        assert_eq!(sessions.principal(&one.token, 1000), None);
        assert!(sessions.principal(&other.token, 1000).is_some());
    }
}
