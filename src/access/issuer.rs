//! Issuers of tokens that are trusted, and which roles their claims give.

use std::collections::{BTreeMap, BTreeSet};

use super::jwks::KeySource;
use super::role::Role;
use super::token::{Claims, Signature};

/// An issuer that is trusted.
#[derive(Debug)]
pub struct Issuer {
    /// Its name, exactly as its tokens have it in `iss`.
    pub name: String,
    /// Kinds of signatures it may use.
    pub signatures: Vec<Signature>,
    /// Its public keys.
    pub keys: KeySource,
    /// What its access tokens must have as audience; one is enough.
    pub audiences: Vec<String>,
    /// Whether the type in its tokens' header counts. Some providers do not write `at+jwt` (RFC 9068).
    pub typed: bool,
    /// Which roles its tokens give.
    pub roles: RoleClaim,
}

/// Where a token says what its bearer is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleClaim {
    /// The claim: a list of words, or words with spaces between; dots lead into objects.
    pub claim: String,
    /// What its words mean; a word that is itself a role's name needs no entry where this is empty.
    pub words: BTreeMap<String, Role>,
    /// Roles that every token of the issuer gives.
    pub always: BTreeSet<Role>,
}

impl RoleClaim {
    /// The roles of a token; none where it says nothing that is known.
    #[must_use]
    pub fn roles(&self, claims: &Claims) -> BTreeSet<Role> {
        let mut roles = self.always.clone();
        for word in claims.words(&self.claim) {
            let role = if self.words.is_empty() { word.parse().ok() } else { self.words.get(word).copied() };
            roles.extend(role);
        }
        roles
    }
}
