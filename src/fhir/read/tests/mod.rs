//! Good and hostile resources side by side.

mod findings;
mod hostile;
mod people;
mod variants;

use serde_json::json;

use super::*;
use crate::domain::{FeatureStatus, Sex};

const HPO: &str = "http://human-phenotype-ontology.org";
const LOINC: &str = "http://loinc.org";

fn concept(system: &str, code: &str) -> Value {
    json!({"coding": [{"system": system, "code": code}]})
}

fn observation(code: &str, more: &Value) -> Value {
    with(
        json!({"resourceType": "Observation", "status": "final", "code": concept(HPO, code),
        "subject": {"reference": "Patient/p1"}}),
        more,
    )
}

fn condition(system: &str, code: &str, more: &Value) -> Value {
    with(
        json!({"resourceType": "Condition", "code": concept(system, code), "subject": {"reference": "Patient/p1"}}),
        more,
    )
}

fn with(mut resource: Value, more: &Value) -> Value {
    for (key, value) in more.as_object().unwrap() {
        resource[key] = value.clone();
    }
    resource
}

fn patient() -> Value {
    json!({"resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "2014-11-25"})
}

fn bundle(resources: &[Value]) -> Value {
    let entries: Vec<Value> = resources.iter().map(|resource| json!({"resource": resource})).collect();
    json!({"resourceType": "Bundle", "type": "collection", "entry": entries})
}

fn read_with(resource: &Value, policy: Policy) -> FhirCase {
    let options = ReadOptions { date: Moment::parse("2026-11-25"), policy };
    read_resources([GivenResource { place: "Bundle".to_owned(), resource }], &options)
}

fn read(resources: &[Value]) -> FhirCase {
    read_with(&bundle(resources), Policy::Strict)
}

/// Findings as `HP:0001166`, with `-` before those that are absent and `?` before those that are not certain.
fn findings(case: &FhirCase) -> Vec<String> {
    let sign = |feature: &crate::domain::DraftFeature| match (feature.status, feature.certainty.weight() < 1.0) {
        (FeatureStatus::Excluded, _) => "-",
        (_, true) => "?",
        _ => "",
    };
    case.draft.features.iter().map(|feature| format!("{}{}", sign(feature), feature.term)).collect()
}

fn errors(case: &FhirCase) -> Vec<String> {
    let issues = case.draft.issues.iter();
    issues
        .filter(|issue| issue.severity == Severity::Error)
        .map(|issue| format!("{} {}", issue.place, issue.message))
        .collect()
}

fn said(case: &FhirCase) -> String {
    case.draft.issues.iter().map(|issue| issue.to_string() + "\n").collect()
}
