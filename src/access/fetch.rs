//! Documents of identity providers, from addresses that the configuration names.

use std::net::IpAddr;
use std::time::Duration;

use serde_json::Value;

/// Largest document.
const MOST_BYTES: u64 = 256 << 10;

/// A provider that does not answer within this time holds up everybody who signs in.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Why a document could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Neither https nor this machine.
    #[error("{0} is neither an https address nor one of this machine")]
    Address(String),
    /// The network, or a status other than 200.
    #[error("{address}: {reason}")]
    Network {
        /// What was asked for.
        address: String,
        /// What happened.
        reason: String,
    },
    /// Not JSON.
    #[error("{0} did not answer with JSON")]
    Json(String),
}

/// Whether an address may be fetched: https, or plain http to this machine.
#[must_use]
pub fn may_be_fetched(address: &str) -> bool {
    if let Some(rest) = address.strip_prefix("https://") {
        return !host(rest).is_empty();
    }
    let Some(rest) = address.strip_prefix("http://") else { return false };
    let host = host(rest);
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The host of `host:port/path`; empty where there is none, or where a user name stands before it.
fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains(['@', '\\']) {
        return "";
    }
    let bracketed = authority.starts_with('[').then(|| authority.find(']').map(|end| &authority[..=end])).flatten();
    bracketed.unwrap_or_else(|| authority.split(':').next().unwrap_or_default())
}

/// Fetches JSON; follows no redirection, since that would lead to an address that nobody allowed.
pub(super) fn json(address: &str) -> Result<Value, FetchError> {
    if !may_be_fetched(address) {
        return Err(FetchError::Address(address.to_owned()));
    }
    let network = |reason: String| FetchError::Network { address: address.to_owned(), reason };
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(concat!("shirube/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut response =
        agent.get(address).header("Accept", "application/json").call().map_err(|error| network(error.to_string()))?;
    if response.status().as_u16() != 200 {
        return Err(network(format!("answered {}", response.status().as_u16())));
    }
    let body = response
        .body_mut()
        .with_config()
        .limit(MOST_BYTES)
        .read_to_string()
        .map_err(|error| network(error.to_string()))?;
    serde_json::from_str(&body).map_err(|_| FetchError::Json(address.to_owned()))
}

/// What a service on this machine answers at an address, where it answers 200. Its certificate is not held against the
/// address: it is for the name that others call it by.
///
/// # Errors
/// [`FetchError`]
pub fn is_ready(address: &str) -> Result<String, FetchError> {
    let network = |reason: String| FetchError::Network { address: address.to_owned(), reason };
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .http_status_as_error(false)
        .tls_config(ureq::tls::TlsConfig::builder().disable_verification(true).build())
        .build()
        .into();
    let mut response = agent.get(address).call().map_err(|error| network(error.to_string()))?;
    if response.status().as_u16() != 200 {
        return Err(network(format!("answered {}", response.status().as_u16())));
    }
    let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_string();
    body.map_err(|error| network(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_fetched_from() {
        for good in [
            "https://idp.example/jwks",
            "http://127.0.0.1:4000/jwks",
            "http://localhost/x",
            "http://[::1]:80/",
            "https://127.0.0.1",
        ] {
            assert!(may_be_fetched(good), "{good}");
        }
        for wrong in [
            "http://idp.example/jwks",
            "file:///etc/passwd",
            "https://",
            "ftp://127.0.0.1",
            "http://127.0.0.1@evil.example/",
            "http://localhost.evil.example/",
            "http://169.254.169.254/latest",
            "HTTPS",
            "",
        ] {
            assert!(!may_be_fetched(wrong), "{wrong}");
        }
    }
}
