//! The file as written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub server: Server,
    pub access: Access,
    pub audit: Option<Audit>,
    pub cds_hooks: Option<CdsHooks>,
    pub smart: Option<Smart>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Server {
    pub listen: Option<String>,
    pub public_url: Option<String>,
    pub timeout_seconds: Option<u16>,
    pub upload_limit_mib: Option<u16>,
    pub most_requests: Option<u32>,
    pub trusted_proxies: Vec<String>,
    pub cors_origins: Vec<String>,
    pub tls: Option<Tls>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tls {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Access {
    pub open: bool,
    pub session_minutes: Option<u32>,
    pub rate: Option<Rate>,
    pub key: Vec<Key>,
    pub issuer: Vec<Issuer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rate {
    pub per_minute: u32,
    pub burst: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    pub name: String,
    pub role: String,
    pub hash: String,
}

/// Where an issuer's public keys are.
#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct Keys {
    pub jwks_file: Option<PathBuf>,
    pub jwks_url: Option<String>,
    #[serde(default)]
    pub algorithms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Issuer {
    #[serde(rename = "issuer")]
    pub name: String,
    #[serde(default)]
    pub audience: Vec<String>,
    pub jwks_file: Option<PathBuf>,
    pub jwks_url: Option<String>,
    #[serde(default)]
    pub algorithms: Vec<String>,
    pub role_claim: Option<String>,
    #[serde(default)]
    pub roles: BTreeMap<String, String>,
    pub client_id: Option<String>,
    pub scope: Option<String>,
    #[serde(default)]
    pub origins: Vec<String>,
    pub typed: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Audit {
    pub folder: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CdsHooks {
    pub threshold: Option<f64>,
    pub least_findings: Option<u16>,
    pub observations: Option<String>,
    pub conditions: Option<String>,
    pub language: Option<String>,
    pub feedback: Option<PathBuf>,
    #[serde(default)]
    pub open: bool,
    #[serde(default)]
    pub client: Vec<CdsClient>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CdsClient {
    pub issuer: String,
    pub jwks_file: Option<PathBuf>,
    pub jwks_url: Option<String>,
    #[serde(default)]
    pub algorithms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Smart {
    pub client_id: String,
    pub scope: Option<String>,
    #[serde(default)]
    pub issuer: Vec<SmartIssuer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SmartIssuer {
    pub iss: String,
    pub name: Option<String>,
    #[serde(default)]
    pub origins: Vec<String>,
    pub token_issuer: Option<String>,
    pub jwks_file: Option<PathBuf>,
    pub jwks_url: Option<String>,
    #[serde(default)]
    pub algorithms: Vec<String>,
    pub role: Option<String>,
}
