//! API keys of machines: made once, shown once, kept as salted hashes.

use std::fmt;
use std::str::FromStr;

use base16ct::lower::encode_string;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::role::Role;

/// How every key begins, so that a leaked one is recognized by secret scanners.
pub(super) const MARK: &str = "shirube_";

/// Length of the public part of a key, in hexadecimal digits.
const ID_DIGITS: usize = 12;

/// A key that was just made.
#[derive(Debug)]
pub struct NewKey {
    /// The key itself, 256 random bits behind a public id; it cannot be had again.
    pub secret: String,
    /// What the configuration keeps of it.
    pub stored: StoredKey,
}

/// What is kept of a key: its public id, a salt, and SHA-256 of salt and key. The key has 256 bits of chance, so a hash
/// that is slow on purpose, as for passwords, would protect nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    id: String,
    salt: [u8; 16],
    hash: [u8; 32],
}

/// A key of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// Who holds it, as the audit log names it.
    pub name: String,
    /// What its holder is.
    pub role: Role,
    /// What is kept of the key.
    pub stored: StoredKey,
}

/// A text that is not what is kept of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not what `shirube key new` printed: sha256$ID$SALT$HASH in hexadecimal digits")]
pub struct KeyRecordError;

impl NewKey {
    /// Makes a key from the system's source of chance.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let (mut id, mut secret, mut salt) = ([0; ID_DIGITS / 2], [0; 32], [0; 16]);
        getrandom::fill(&mut id)?;
        getrandom::fill(&mut secret)?;
        getrandom::fill(&mut salt)?;
        let id = encode_string(&id);
        let secret = format!("{MARK}{id}_{}", encode_string(&secret));
        let hash = digest(&salt, &secret);
        Ok(Self { secret, stored: StoredKey { id, salt, hash } })
    }
}

impl KeyRecord {
    /// Whether a text is this key; takes the same time wherever they differ.
    #[must_use]
    pub fn is(&self, presented: &str) -> bool {
        let same_id = presented.strip_prefix(MARK).and_then(|rest| rest.split_once('_')).map(|(id, _)| id)
            == Some(self.stored.id.as_str());
        same_id && bool::from(digest(&self.stored.salt, presented).ct_eq(&self.stored.hash))
    }
}

fn digest(salt: &[u8], key: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(key.as_bytes()).finalize().into()
}

/// The bytes of lower-case hexadecimal digits, exactly `N` of them.
fn bytes<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let read = base16ct::lower::decode(digits, &mut bytes).ok()?.len();
    (read == N).then_some(bytes)
}

impl fmt::Display for StoredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256${}${}${}", self.id, encode_string(&self.salt), encode_string(&self.hash))
    }
}

impl FromStr for StoredKey {
    type Err = KeyRecordError;

    fn from_str(text: &str) -> Result<Self, KeyRecordError> {
        let mut parts = text.split('$');
        let (Some("sha256"), Some(id), Some(salt), Some(hash), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(KeyRecordError);
        };
        bytes::<{ ID_DIGITS / 2 }>(id).ok_or(KeyRecordError)?;
        Ok(Self {
            id: id.to_owned(),
            salt: bytes(salt).ok_or(KeyRecordError)?,
            hash: bytes(hash).ok_or(KeyRecordError)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(stored: StoredKey) -> KeyRecord {
        KeyRecord { name: "pipeline".to_owned(), role: Role::Integrator, stored }
    }

    #[test]
    fn a_key_is_recognized_by_what_is_kept_of_it_and_no_other_is() {
        let (one, other) = (NewKey::generate().unwrap(), NewKey::generate().unwrap());
        let kept: StoredKey = one.stored.to_string().parse().unwrap();
        assert_eq!(kept, one.stored);
        let record = record(kept);
        assert!(record.is(&one.secret));
        let mut altered = one.secret.clone();
        altered.pop();
        for wrong in [other.secret.as_str(), "", "shirube_", "shirube__", &altered, &format!("{}0", one.secret)] {
            assert!(!record.is(wrong), "{wrong}");
        }
        assert!(!record.stored.to_string().contains(&one.secret[MARK.len() + ID_DIGITS..]));
    }

    #[test]
    fn what_is_kept_is_read_strictly() {
        let good = NewKey::generate().unwrap().stored.to_string();
        assert!(good.parse::<StoredKey>().is_ok());
        for wrong in [
            "",
            "sha256",
            "sha256$$$",
            &good.to_uppercase(),
            &good[..good.len() - 1],
            &format!("{good}$"),
            "sha256$é$a$b",
        ] {
            assert!(wrong.parse::<StoredKey>().is_err(), "{wrong}");
        }
    }
}
