//! Signed tokens: JWT by RFC 7519, checked as RFC 8725 and RFC 9068 ask.

use std::fmt;
use std::str::FromStr;

use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk};
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde_json::{Map, Value};

use super::issuer::Issuer;
use super::jwks::{KeysError, Lookup};

/// Longest token that is looked at, in bytes.
const LONGEST: usize = 16 << 10;

/// Clocks may differ by this many seconds.
const LEEWAY: u64 = 30;

/// Kinds of signatures that can be allowed. `none` and those with a shared secret cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// ECDSA, P-256, SHA-256
    Es256,
    /// ECDSA, P-384, SHA-384
    Es384,
    /// RSASSA-PKCS1-v1_5, SHA-256
    Rs256,
    /// RSASSA-PKCS1-v1_5, SHA-384
    Rs384,
    /// RSASSA-PKCS1-v1_5, SHA-512
    Rs512,
    /// RSASSA-PSS, SHA-256
    Ps256,
    /// RSASSA-PSS, SHA-384
    Ps384,
    /// RSASSA-PSS, SHA-512
    Ps512,
    /// Ed25519
    EdDsa,
}

/// Their names by RFC 7518 and RFC 8037.
pub const SIGNATURES: [(&str, Signature); 9] = [
    ("ES256", Signature::Es256),
    ("ES384", Signature::Es384),
    ("RS256", Signature::Rs256),
    ("RS384", Signature::Rs384),
    ("RS512", Signature::Rs512),
    ("PS256", Signature::Ps256),
    ("PS384", Signature::Ps384),
    ("PS512", Signature::Ps512),
    ("EdDSA", Signature::EdDsa),
];

/// A word that is no kind of signature that can be allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no signature algorithm that can be allowed; ES256, ES384, RS256, RS384, RS512, PS256, PS384, PS512 and EdDSA can"
)]
pub struct SignatureError(String);

impl FromStr for Signature {
    type Err = SignatureError;

    fn from_str(text: &str) -> Result<Self, SignatureError> {
        let found = SIGNATURES.iter().find(|(name, _)| *name == text);
        found.map(|(_, signature)| *signature).ok_or_else(|| SignatureError(text.chars().take(20).collect()))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SIGNATURES.iter().find(|(_, signature)| signature == self).map_or("", |(name, _)| name))
    }
}

impl Signature {
    const fn algorithm(self) -> Algorithm {
        match self {
            Self::Es256 => Algorithm::ES256,
            Self::Es384 => Algorithm::ES384,
            Self::Rs256 => Algorithm::RS256,
            Self::Rs384 => Algorithm::RS384,
            Self::Rs512 => Algorithm::RS512,
            Self::Ps256 => Algorithm::PS256,
            Self::Ps384 => Algorithm::PS384,
            Self::Ps512 => Algorithm::PS512,
            Self::EdDsa => Algorithm::EdDSA,
        }
    }

    fn of(algorithm: Algorithm) -> Option<Self> {
        SIGNATURES.iter().map(|(_, signature)| *signature).find(|signature| signature.algorithm() == algorithm)
    }

    /// Whether a key is for this kind of signature: its type and curve, and its `alg` where it has one.
    pub(super) fn fits(self, key: &Jwk) -> bool {
        let named = key.common.key_algorithm.is_none_or(|named| named.to_string() == self.to_string());
        let kind = match (&key.algorithm, self) {
            (AlgorithmParameters::EllipticCurve(ec), Self::Es256) => ec.curve == EllipticCurve::P256,
            (AlgorithmParameters::EllipticCurve(ec), Self::Es384) => ec.curve == EllipticCurve::P384,
            (AlgorithmParameters::OctetKeyPair(pair), Self::EdDsa) => pair.curve == EllipticCurve::Ed25519,
            (AlgorithmParameters::RSA(_), kind) => !matches!(kind, Self::Es256 | Self::Es384 | Self::EdDsa),
            _ => false,
        };
        named && kind
    }
}

/// What a token must be to be taken.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// One of these must be its audience; where empty, one of the issuer's own ([`Issuer::audiences`]).
    pub audiences: &'a [&'a str],
    /// Its type in the header must be one of these, in lower case; empty for any.
    pub types: &'a [&'a str],
    /// Claims it must have besides `iss`, `aud`, `exp`.
    pub claims: &'a [&'a str],
}

/// Claims of a token whose signature, issuer, audience and times hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// A claim that is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// A claim that is a text or a list of texts, or, as `scope` is, texts with spaces between. A name with dots
    /// leads into objects (`realm_access.roles`) where there is no claim of that whole name.
    #[must_use]
    pub fn words(&self, name: &str) -> Vec<&str> {
        let whole = self.0.get(name);
        let mut parts = name.split('.');
        let nested = || {
            let first = parts.next().and_then(|part| self.0.get(part));
            parts.fold(first, |value, part| value.and_then(|value| value.get(part)))
        };
        match whole.or_else(nested) {
            Some(Value::String(text)) => text.split(' ').filter(|word| !word.is_empty()).collect(),
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// When it expires, in seconds since 1970.
    #[must_use]
    pub fn expires(&self) -> u64 {
        self.time("exp").unwrap_or_default()
    }

    /// When it was issued, in seconds since 1970; `None` where it does not say.
    #[must_use]
    pub fn issued(&self) -> Option<u64> {
        self.time("iat")
    }

    fn time(&self, name: &str) -> Option<u64> {
        let number = self.0.get(name)?;
        number.as_u64().or_else(|| number.as_f64().map(|number| number as u64))
    }
}

/// Why a token is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a signed JWT.
    #[error("the token is not a signed JWT")]
    Malformed,
    /// Its kind of signature is not allowed for the issuer.
    #[error("the token's signature algorithm is not allowed")]
    Algorithm,
    /// Its header asks for extensions.
    #[error("the token's header has critical extensions, which are not supported")]
    Critical,
    /// Its type is another.
    #[error("the token is not of the type that is needed here ({0})")]
    Type(String),
    /// Nobody configured its issuer.
    #[error("the token's issuer is not among those allowed here")]
    Issuer,
    /// Its key is not among the issuer's.
    #[error("the token's key is not among its issuer's")]
    Key,
    /// The issuer's keys must be fetched first; then try again.
    #[error("the issuer's keys are not here yet")]
    KeysNeeded,
    /// The issuer's keys cannot be had.
    #[error("the issuer's keys cannot be had")]
    KeysUnavailable(KeysError),
    /// Its signature is wrong.
    #[error("the token's signature is wrong")]
    Signature,
    /// It expired.
    #[error("the token has expired")]
    Expired,
    /// It is not valid yet.
    #[error("the token is not valid yet; the clocks may differ")]
    Early,
    /// It lives longer than is allowed.
    #[error("the token is valid for longer than is allowed here")]
    LongLived,
    /// It was used before.
    #[error("the token was used before")]
    Replayed,
    /// It is for somebody else.
    #[error("the token is for another audience")]
    Audience,
    /// A claim is missing or has another type.
    #[error("the token has no claim {0} that can be used")]
    Claim(String),
}

/// Checks a token against the issuers that are allowed.
///
/// Nothing is fetched here, neither `jku` nor anything else that the token names: where an issuer's keys are not at hand,
/// the answer is [`TokenError::KeysNeeded`], and [`verify_fetching`] does better, but blocks.
///
/// # Errors
/// [`TokenError`]
pub fn verify<'i>(
    token: &str,
    issuers: &'i [Issuer],
    expected: &Expected<'_>,
    now: u64,
) -> Result<(&'i Issuer, Claims), TokenError> {
    if token.len() > LONGEST {
        return Err(TokenError::Malformed);
    }
    let issuer = issuer_of(token, issuers)?;
    let header = decode_header(token).map_err(|error| match error.kind() {
        ErrorKind::Json(_) | ErrorKind::InvalidAlgorithmName => TokenError::Algorithm,
        _ => TokenError::Malformed,
    })?;
    if header.crit.is_some() {
        return Err(TokenError::Critical);
    }
    let signature = Signature::of(header.alg).filter(|signature| issuer.signatures.contains(signature));
    let signature = signature.ok_or(TokenError::Algorithm)?;
    let kind = header.typ.unwrap_or_default().to_ascii_lowercase();
    let kind = kind.strip_prefix("application/").unwrap_or(&kind);
    if issuer.typed && !expected.types.is_empty() && !expected.types.contains(&kind) {
        return Err(TokenError::Type(expected.types.join(" or ")));
    }
    let key = match issuer.keys.lookup(header.kid.as_deref(), signature, now) {
        Lookup::Found(key) => key,
        Lookup::Unknown => return Err(TokenError::Key),
        Lookup::Stale => return Err(TokenError::KeysNeeded),
        Lookup::Unavailable(error) => return Err(TokenError::KeysUnavailable(error)),
    };
    let mut validation = Validation::new(signature.algorithm());
    validation.leeway = LEEWAY;
    validation.validate_nbf = true;
    if expected.audiences.is_empty() {
        validation.set_audience(&issuer.audiences);
    } else {
        validation.set_audience(expected.audiences);
    }
    validation.set_issuer(&[&issuer.name]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    let claims = decode::<Map<String, Value>>(token, &key, &validation).map_err(|error| refusal(error.kind()))?.claims;
    let is_given = |name: &&&str| match claims.get(**name) {
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Number(_)) => true,
        _ => false,
    };
    match expected.claims.iter().find(|name| !is_given(name)) {
        Some(missing) => Err(TokenError::Claim((*missing).to_owned())),
        None => Ok((issuer, Claims(claims))),
    }
}

/// As [`verify`], but fetches the keys of the token's issuer where they are not at hand. Blocks for some seconds at most.
///
/// # Errors
/// [`TokenError`], never [`TokenError::KeysNeeded`]
pub fn verify_fetching<'i>(
    token: &str,
    issuers: &'i [Issuer],
    expected: &Expected<'_>,
    now: u64,
) -> Result<(&'i Issuer, Claims), TokenError> {
    match verify(token, issuers, expected, now) {
        Err(TokenError::KeysNeeded) => {
            issuer_of(token, issuers)?.keys.refresh(now).map_err(TokenError::KeysUnavailable)?;
            verify(token, issuers, expected, now).map_err(|error| match error {
                TokenError::KeysNeeded => TokenError::Key,
                other => other,
            })
        }
        told => told,
    }
}

/// The allowed issuer that a token names, before anything of it is trusted.
fn issuer_of<'i>(token: &str, issuers: &'i [Issuer]) -> Result<&'i Issuer, TokenError> {
    let claims: Map<String, Value> = insecure_decode_claims(token).map_err(|_| TokenError::Malformed)?;
    let named = claims.get("iss").and_then(Value::as_str).ok_or(TokenError::Issuer)?;
    issuers.iter().find(|issuer| issuer.name == named).ok_or(TokenError::Issuer)
}

fn refusal(kind: &ErrorKind) -> TokenError {
    match kind {
        ErrorKind::ExpiredSignature => TokenError::Expired,
        ErrorKind::ImmatureSignature => TokenError::Early,
        ErrorKind::InvalidAudience => TokenError::Audience,
        ErrorKind::InvalidIssuer => TokenError::Issuer,
        ErrorKind::MissingRequiredClaim(name) | ErrorKind::InvalidClaimFormat(name) => TokenError::Claim(name.clone()),
        ErrorKind::InvalidAlgorithm | ErrorKind::UnsupportedAlgorithm => TokenError::Algorithm,
        ErrorKind::InvalidToken | ErrorKind::Json(_) => TokenError::Malformed,
        _ => TokenError::Signature,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use jsonwebtoken::{EncodingKey, Header, encode};
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use serde_json::json;

    use super::super::issuer::RoleClaim;
    use super::super::jwks::{KeySource, PublicKeys};
    use super::*;

    const ISSUER: &str = "https://idp.example.jp";
    const EXPECTED: Expected<'static> =
        Expected { audiences: &["https://shirube.example.jp"], types: &["at+jwt"], claims: &["sub"] };

    struct Provider {
        key: EncodingKey,
        issuers: Vec<Issuer>,
        public: Vec<u8>,
    }

    fn provider() -> Provider {
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        let public =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, pair.as_ref(), &SystemRandom::new()).unwrap();
        let point = public.public_key().as_ref().to_vec();
        let part = |range: std::ops::Range<usize>| BASE64_URL_SAFE_NO_PAD.encode(&point[range]);
        let set = json!({"keys": [{"kty": "EC", "crv": "P-384", "kid": "k1", "x": part(1..49), "y": part(49..97)}]});
        let keys = KeySource::pinned(PublicKeys::parse(&set, "test").unwrap());
        let issuer = Issuer {
            name: ISSUER.to_owned(),
            signatures: vec![Signature::Es384, Signature::Rs256],
            keys,
            audiences: Vec::new(),
            typed: true,
            roles: RoleClaim::default(),
        };
        Provider { key: EncodingKey::from_ec_der(pair.as_ref()), issuers: vec![issuer], public: point }
    }

    fn header(algorithm: Algorithm) -> Header {
        Header { typ: Some("at+jwt".to_owned()), kid: Some("k1".to_owned()), ..Header::new(algorithm) }
    }

    fn now() -> u64 {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
    }

    fn good() -> Value {
        json!({"iss": ISSUER, "aud": "https://shirube.example.jp", "sub": "u1", "exp": now() + 60, "roles": ["clinician"],
            "realm": {"roles": ["a", "b"]}, "scope": "openid x"})
    }

    fn with(name: &str, value: Value) -> Value {
        let mut claims = good();
        claims[name] = value;
        claims
    }

    fn without(name: &str) -> Value {
        let mut claims = good();
        claims.as_object_mut().unwrap().remove(name);
        claims
    }

    #[test]
    fn a_good_token_gives_its_claims() {
        let provider = provider();
        let token = encode(&header(Algorithm::ES384), &good(), &provider.key).unwrap();
        let (issuer, claims) = verify(&token, &provider.issuers, &EXPECTED, now()).unwrap();
        assert_eq!((issuer.name.as_str(), claims.text("sub")), (ISSUER, Some("u1")));
        assert_eq!(claims.words("realm.roles"), ["a", "b"]);
        assert_eq!(claims.words("scope"), ["openid", "x"]);
        assert_eq!(claims.words("roles.x"), Vec::<&str>::new());
        assert!(claims.expires() > now());
    }

    #[test]
    fn what_a_token_says_must_fit() {
        let provider = provider();
        for (claims, error) in [
            (with("iss", json!("https://evil.example")), TokenError::Issuer),
            (without("iss"), TokenError::Issuer),
            (with("iss", json!([ISSUER])), TokenError::Issuer),
            (with("aud", json!("https://other.example.jp")), TokenError::Audience),
            (without("aud"), TokenError::Claim("aud".to_owned())),
            (with("exp", json!(now() - 3600)), TokenError::Expired),
            (without("exp"), TokenError::Claim("exp".to_owned())),
            (with("exp", json!("soon")), TokenError::Claim("exp".to_owned())),
            (with("nbf", json!(now() + 3600)), TokenError::Early),
            (without("sub"), TokenError::Claim("sub".to_owned())),
            (with("sub", json!({})), TokenError::Malformed),
            (with("sub", json!("")), TokenError::Claim("sub".to_owned())),
        ] {
            let token = encode(&header(Algorithm::ES384), &claims, &provider.key).unwrap();
            assert_eq!(verify(&token, &provider.issuers, &EXPECTED, now()).unwrap_err(), error, "{claims}");
        }
    }

    #[test]
    fn unsigned_symmetric_foreign_and_mistyped_tokens_are_refused() {
        let provider = provider();
        let refused = |token: &str| verify(token, &provider.issuers, &EXPECTED, now()).unwrap_err();
        let token = encode(&header(Algorithm::ES384), &good(), &provider.key).unwrap();
        let payload = token.split('.').nth(1).unwrap();
        let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let none = part(json!({"alg": "none", "typ": "at+jwt", "kid": "k1"}));
        assert_eq!(refused(&format!("{none}.{payload}.")), TokenError::Algorithm);
        // The public key as a shared secret: the classic confusion.
        let secret = EncodingKey::from_secret(&provider.public);
        assert_eq!(refused(&encode(&header(Algorithm::HS256), &good(), &secret).unwrap()), TokenError::Algorithm);
        let mut other = header(Algorithm::ES384);
        other.kid = Some("k2".to_owned());
        assert_eq!(refused(&encode(&other, &good(), &provider.key).unwrap()), TokenError::Key);
        let foreign = self::provider();
        assert_eq!(refused(&encode(&header(Algorithm::ES384), &good(), &foreign.key).unwrap()), TokenError::Signature);
        let mut plain = header(Algorithm::ES384);
        plain.typ = Some("JWT".to_owned());
        assert_eq!(refused(&encode(&plain, &good(), &provider.key).unwrap()), TokenError::Type("at+jwt".to_owned()));
        let critical = part(json!({"alg": "ES384", "typ": "at+jwt", "kid": "k1", "crit": ["b64"]}));
        assert_eq!(refused(&format!("{critical}.{payload}.AAAA")), TokenError::Critical);
        // An allowed algorithm with a key of another kind.
        let rsa = part(json!({"alg": "RS256", "typ": "at+jwt", "kid": "k1"}));
        assert_eq!(refused(&format!("{rsa}.{payload}.AAAA")), TokenError::Key);
        let mut altered: Vec<&str> = token.split('.').collect();
        let other = part(with("sub", json!("u2")));
        altered[1] = &other;
        assert_eq!(refused(&altered.join(".")), TokenError::Signature);
        for text in ["", "a", "a.b", "a.b.c", "é.é.é", &"x".repeat(LONGEST + 1)] {
            assert_eq!(refused(text), TokenError::Malformed, "{text:.20}");
        }
    }
}
