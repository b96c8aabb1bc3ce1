//! Public keys of issuers: pinned in a file, or fetched and kept for a while.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use serde_json::Value;

use super::fetch::{self, FetchError};
use super::token::Signature;

/// Fetched keys are fetched again after this time, in seconds.
const FRESH: u64 = 3600;

/// After a fetch, successful or not, the next one waits this long, in seconds: a caller with invented key ids must not
/// make this service ask the provider at every request.
const PAUSE: u64 = 30;

/// Shortest RSA modulus that is trusted, in bytes (2048 bits, RFC 7518 section 3.3).
const SHORTEST_RSA: usize = 256;

/// Where an issuer's keys come from.
#[derive(Debug)]
pub struct KeySource {
    origin: Origin,
    held: Mutex<Held>,
}

#[derive(Debug)]
enum Origin {
    Pinned,
    /// The address of a JWK set.
    Address(String),
    /// An issuer whose discovery document names that address.
    Discovery(String),
}

#[derive(Debug, Default)]
struct Held {
    keys: PublicKeys,
    /// When they were fetched, and when that was last tried; seconds since 1970.
    fetched: u64,
    tried: u64,
    trouble: Option<KeysError>,
}

/// A set of public keys.
#[derive(Debug, Clone, Default)]
pub struct PublicKeys(Vec<Jwk>);

/// Why keys cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// Not a JWK set with a public key that can be used.
    #[error("{0} holds no public key that can be used (RSA of 2048 bits or more, P-256, P-384, Ed25519)")]
    None(String),
    /// A discovery document of somebody else.
    #[error("the discovery document says issuer {found:?}, not {expected:?}")]
    Issuer {
        /// The configured issuer.
        expected: String,
        /// What the document says.
        found: String,
    },
    /// The network.
    #[error(transparent)]
    Fetch(#[from] FetchError),
}

/// What a key source says to a key id.
pub(super) enum Lookup {
    Found(Box<DecodingKey>),
    /// Not among the keys, which are as fresh as can be.
    Unknown,
    /// Keys must be fetched first: [`KeySource::refresh`].
    Stale,
    /// They could not be fetched.
    Unavailable(KeysError),
}

impl PublicKeys {
    /// Reads a JWK set (RFC 7517); keys that cannot be used, private and symmetric ones included, are left out.
    ///
    /// # Errors
    /// [`KeysError::None`] where none is left; `name` is what the message calls the set.
    pub fn parse(set: &Value, name: &str) -> Result<Self, KeysError> {
        let listed = set.get("keys").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
        let keys: Vec<Jwk> =
            listed.iter().filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok()).filter(is_usable).collect();
        if keys.is_empty() { Err(KeysError::None(name.to_owned())) } else { Ok(Self(keys)) }
    }

    /// The key of an id, made for an algorithm. Without an id, the only one that fits.
    fn find(&self, id: Option<&str>, signature: Signature) -> Option<DecodingKey> {
        let mut fitting = self.0.iter().filter(|key| {
            let same_id = id.is_none_or(|id| key.common.key_id.as_deref() == Some(id));
            same_id && signature.fits(key)
        });
        let key = fitting.next()?;
        if fitting.next().is_some() {
            return None;
        }
        DecodingKey::from_jwk(key).ok()
    }
}

fn is_usable(key: &Jwk) -> bool {
    if matches!(&key.common.public_key_use, Some(used) if *used != PublicKeyUse::Signature) {
        return false;
    }
    match &key.algorithm {
        AlgorithmParameters::RSA(rsa) => {
            BASE64_URL_SAFE_NO_PAD.decode(&rsa.n).is_ok_and(|modulus| modulus.len() >= SHORTEST_RSA)
        }
        AlgorithmParameters::EllipticCurve(_) | AlgorithmParameters::OctetKeyPair(_) => true,
        _ => false,
    }
}

impl KeySource {
    /// Keys that never change while the service runs.
    #[must_use]
    pub fn pinned(keys: PublicKeys) -> Self {
        Self { origin: Origin::Pinned, held: Mutex::new(Held { keys, ..Held::default() }) }
    }

    /// Keys of a JWK set at an address.
    #[must_use]
    pub fn at(address: String) -> Self {
        Self { origin: Origin::Address(address), held: Mutex::default() }
    }

    /// Keys that an issuer's discovery document names (`OpenID` Connect Discovery 1.0).
    #[must_use]
    pub fn discovered(issuer: String) -> Self {
        Self { origin: Origin::Discovery(issuer), held: Mutex::default() }
    }

    /// Looks up a key without fetching; `now` in seconds since 1970.
    pub(super) fn lookup(&self, id: Option<&str>, signature: Signature, now: u64) -> Lookup {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let pinned = matches!(self.origin, Origin::Pinned);
        let fresh = pinned || now.saturating_sub(held.fetched) < FRESH;
        let waits = pinned || now.saturating_sub(held.tried) < PAUSE;
        // A key that was there an hour ago and cannot be asked for again is still the issuer's.
        match held.keys.find(id, signature) {
            Some(key) if fresh || waits => Lookup::Found(Box::new(key)),
            _ if !waits => Lookup::Stale,
            _ => held.trouble.clone().map_or(Lookup::Unknown, Lookup::Unavailable),
        }
    }

    /// Fetches the keys, unless that was tried just now. Blocks for some seconds at most.
    ///
    /// # Errors
    /// [`KeysError`]; the keys held so far stay.
    pub fn refresh(&self, now: u64) -> Result<(), KeysError> {
        if matches!(self.origin, Origin::Pinned) {
            return Ok(());
        }
        {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            if held.tried > 0 && now.saturating_sub(held.tried) < PAUSE {
                return held.trouble.clone().map_or(Ok(()), Err);
            }
            held.tried = now;
        }
        let fetched = self.fetched();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        match fetched {
            Ok(keys) => {
                *held = Held { keys, fetched: now, tried: now, trouble: None };
                Ok(())
            }
            Err(error) => {
                held.trouble = Some(error.clone());
                Err(error)
            }
        }
    }

    fn fetched(&self) -> Result<PublicKeys, KeysError> {
        let address = match &self.origin {
            Origin::Pinned => return Ok(PublicKeys::default()),
            Origin::Address(address) => address.clone(),
            Origin::Discovery(issuer) => {
                let document =
                    fetch::json(&format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')))?;
                let text = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                let found = text("issuer");
                if found != *issuer {
                    return Err(KeysError::Issuer { expected: issuer.clone(), found });
                }
                text("jwks_uri")
            }
        };
        PublicKeys::parse(&fetch::json(&address)?, &address)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ec(id: &str) -> Value {
        json!({"kty": "EC", "crv": "P-256", "kid": id, "use": "sig",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})
    }

    #[test]
    fn symmetric_short_and_encryption_keys_are_left_out() {
        let oct = json!({"kty": "oct", "k": "AAAA", "kid": "oct"});
        let short = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "rsa"});
        let mut encrypts = ec("enc");
        encrypts["use"] = json!("enc");
        let odd = json!({"kty": "new", "kid": "new"});
        let set = json!({"keys": [oct, short, encrypts, odd, 7, ec("a")]});
        let keys = PublicKeys::parse(&set, "x").unwrap();
        assert_eq!(keys.0.len(), 1);
        for nothing in [json!({}), json!({"keys": []}), json!({"keys": [oct, short]}), json!([1])] {
            assert!(PublicKeys::parse(&nothing, "x").is_err());
        }
    }

    #[test]
    fn a_key_is_found_by_id_and_algorithm() {
        let keys = PublicKeys::parse(&json!({"keys": [ec("a"), ec("b")]}), "x").unwrap();
        assert!(keys.find(Some("a"), Signature::Es256).is_some());
        assert!(keys.find(Some("c"), Signature::Es256).is_none());
        assert!(keys.find(Some("a"), Signature::Es384).is_none());
        assert!(keys.find(Some("a"), Signature::Rs256).is_none());
        // Two could be meant.
        assert!(keys.find(None, Signature::Es256).is_none());
        let one = PublicKeys::parse(&json!({"keys": [ec("a")]}), "x").unwrap();
        assert!(one.find(None, Signature::Es256).is_some());
    }

    #[test]
    fn an_issuer_that_cannot_be_reached_is_asked_once_in_a_while() {
        let source = KeySource::at("http://127.0.0.1:1/jwks".to_owned());
        assert!(matches!(source.lookup(Some("a"), Signature::Es256, 1000), Lookup::Stale));
        assert!(source.refresh(1000).is_err());
        assert!(matches!(source.lookup(Some("a"), Signature::Es256, 1001), Lookup::Unavailable(_)));
        assert!(source.refresh(1001).is_err());
        assert!(matches!(source.lookup(Some("a"), Signature::Es256, 1031), Lookup::Stale));
    }
}
