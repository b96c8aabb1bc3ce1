//! Tokens that may be used once.

use std::collections::HashMap;
use std::sync::Mutex;

use sha2::{Digest, Sha256};

/// Remembers the ids of tokens until they expire.
#[derive(Debug)]
pub struct ReplayGuard {
    seen: Mutex<HashMap<[u8; 32], u64>>,
    most: usize,
}

/// Why a token's id was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// It was used before.
    Seen,
    /// So many unexpired ids are remembered that no other can be; rather refused than forgotten.
    Full,
}

impl ReplayGuard {
    /// A guard that remembers at most this many ids.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { seen: Mutex::default(), most }
    }

    /// Takes an id of an issuer, valid until `expires`; both times in seconds since 1970.
    ///
    /// # Errors
    /// [`Replay`]
    pub fn take(&self, issuer: &str, id: &str, expires: u64, now: u64) -> Result<(), Replay> {
        let key = Sha256::new()
            .chain_update((issuer.len() as u64).to_le_bytes())
            .chain_update(issuer.as_bytes())
            .chain_update(id.as_bytes())
            .finalize()
            .into();
        // A thread that panicked here has left a map that is whole.
        let mut seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if seen.len() >= self.most {
            seen.retain(|_, until| *until >= now);
            if seen.len() >= self.most {
                return Err(Replay::Full);
            }
        }
        match seen.insert(key, expires) {
            Some(until) if until >= now => Err(Replay::Seen),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_once_until_it_expires() {
        let guard = ReplayGuard::new(2);
        assert_eq!(guard.take("a", "1", 100, 50), Ok(()));
        assert_eq!(guard.take("a", "1", 100, 60), Err(Replay::Seen));
        assert_eq!(guard.take("b", "1", 100, 60), Ok(()));
        assert_eq!(guard.take("a", "2", 100, 60), Err(Replay::Full));
        assert_eq!(guard.take("a", "2", 200, 101), Ok(()));
        // The border between issuer and id counts.
        assert_eq!(guard.take("", "a2", 300, 101), Ok(()));
    }
}
