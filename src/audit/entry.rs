//! One line of the log.

use serde::{Deserialize, Serialize};

/// What happened. The log adds its number, the time, and the hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditEntry {
    /// Who: an API key's name, or a token's subject after its issuer; absent where nobody was recognized.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The actor's roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// How the actor proved who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// Where the request came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What kind of thing: `rank`, `report`, `fhir-rank`, `recognize`, …
    pub action: String,
    /// The case's pseudonym, from its id and a secret of this folder; absent where the case had no id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// `done`, `refused` (wrong input), `denied` (not allowed), `failed`, `abandoned` (the caller hung up).
    pub outcome: String,
    /// HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The result's digest (`docs/report.md`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// What made the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub releases: Option<Releases>,
    /// The request's trace id, where it had one (W3C Trace Context).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// How long it took, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<u64>,
    /// What the log itself has to say, such as the bytes of a line that was never finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What made a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Releases {
    /// This software.
    pub engine: String,
    /// The knowledge base's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knowledge_base: Option<String>,
    /// The model's name and version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// A line without its own hash.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// When it was written: UTC by ISO 8601, with nanoseconds.
    pub at: String,
    /// The hash of the line before; 64 zeros in the first.
    pub previous: String,
    #[serde(flatten)]
    pub entry: AuditEntry,
}
