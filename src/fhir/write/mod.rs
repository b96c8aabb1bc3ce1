//! A ranked differential diagnosis → a Bundle.

mod extension;
mod provenance;
mod risk;
mod words;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::outcome::operation_outcome;
use crate::diagnosis::{DifferentialDiagnosis, Engine, StepOutcome};
use crate::domain::{Case, InputIssue, Severity};
use crate::report::{DIGEST_FORM, Language, result_digest};

/// What an answer holds besides the result. Nothing here is looked up.
#[derive(Debug, Clone, Copy)]
pub struct RankingContext<'a> {
    /// The case that was ranked.
    pub case: &'a Case,
    /// Everything that was found in reading it.
    pub issues: &'a [InputIssue],
    /// Language of texts.
    pub language: Language,
    /// The patient, as a reference.
    pub patient: Option<&'a str>,
    /// The resources that findings and variants are from, as references.
    pub basis: &'a [String],
    /// When the answer was made: an `instant` of FHIR, such as `2026-11-25T01:48:00Z`.
    pub made_at: &'a str,
    /// The knowledge base's id.
    pub knowledge_base: Option<&'a str>,
}

/// A Bundle (`collection`) of a `RiskAssessment`, the `Device` and the `Provenance` it was made by, and an
/// `OperationOutcome` with everything that was not used; and the result digest that it has as identifier. The same
/// arguments give the same bytes.
#[must_use]
pub fn ranking_bundle(
    engine: &Engine,
    result: &DifferentialDiagnosis,
    context: &RankingContext<'_>,
) -> (Value, String) {
    let digest = result_digest(engine, result, context.case, context.issues);
    let answer = Answer { engine, result, context, digest: &digest };
    let mut issues = context.issues.to_vec();
    issues.extend(
        result
            .steps
            .iter()
            .filter(|step| step.outcome == StepOutcome::NotRun)
            .map(|step| InputIssue::new(Severity::Note, "", format!("not done: {} ({})", step.name, step.detail))),
    );
    let entries = [
        ("risk-assessment", answer.risk_assessment()),
        ("device", answer.device()),
        ("provenance", answer.provenance()),
        ("outcome", operation_outcome(&issues)),
    ];
    let entries: Vec<Value> = entries
        .into_iter()
        .map(|(name, resource)| json!({ "fullUrl": answer.address(name), "resource": resource }))
        .collect();
    let bundle = json!({
        "resourceType": "Bundle",
        "identifier": answer.identifier(),
        "type": "collection",
        "timestamp": context.made_at,
        "entry": entries,
    });
    (bundle, digest)
}

/// What the resources of an answer are made from.
struct Answer<'a> {
    engine: &'a Engine,
    result: &'a DifferentialDiagnosis,
    context: &'a RankingContext<'a>,
    digest: &'a str,
}

impl Answer<'_> {
    /// The result digest, by which a later run is compared (`docs/report.md`).
    fn identifier(&self) -> Value {
        json!({ "system": format!("urn:shirube:result-digest:{DIGEST_FORM}"), "value": self.digest })
    }

    /// The address of a resource of the answer, made from the digest, the time and its name (UUID version 8, RFC 9562).
    fn address(&self, name: &str) -> String {
        let mut hash = Sha256::new();
        for part in [self.digest, self.context.made_at, name] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid().urn().to_string()
    }

    fn say<'t>(&self, english: &'t str, japanese: &'t str) -> &'t str {
        match self.context.language {
            Language::English => english,
            Language::Japanese => japanese,
        }
    }
}
