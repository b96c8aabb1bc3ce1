//! What the service can do, in FHIR's own words.

use serde_json::{Value, json};

/// The canonical address of the definition of `$rank`; it is served at `/fhir/OperationDefinition/rank`.
pub const RANK_DEFINITION: &str = "urn:shirube:fhir:OperationDefinition:rank";

/// The day on which the two statements were last changed.
const CHANGED: &str = "2026-11-25";

/// The `CapabilityStatement` of `/fhir/metadata`.
#[must_use]
pub fn capability_statement() -> Value {
    json!({
        "resourceType": "CapabilityStatement",
        "id": "shirube",
        "status": "active",
        "date": CHANGED,
        "kind": "instance",
        "software": { "name": "shirube", "version": env!("CARGO_PKG_VERSION") },
        "implementation": { "description": "Rare-disease diagnosis support: ranks candidate diagnoses from findings and variants" },
        "fhirVersion": "4.0.1",
        "format": ["json", "application/fhir+json"],
        "rest": [{
            "mode": "server",
            "documentation": "No resource is stored and none can be searched: a request carries all that it is about, and \
                addresses are never followed.",
            "resource": [{
                "type": "OperationDefinition",
                "documentation": "OperationDefinition/rank defines $rank.",
                "interaction": [{ "code": "read" }],
            }],
            "operation": [{
                "name": "rank",
                "definition": RANK_DEFINITION,
                "documentation": "POST [base]/$rank; defined at [base]/OperationDefinition/rank.",
            }],
        }],
    })
}

/// The `OperationDefinition` of `$rank`.
#[must_use]
pub fn rank_definition() -> Value {
    let parameter = |name: &str, least: u8, most: &str, kind: &str, words: &str| json!({ "name": name, "use": "in", "min": least, "max": most, "type": kind, "documentation": words });
    let mut parameters = vec![
        parameter("patient", 0, "1", "Patient", "The patient: sex, and the birth date from which the age is counted."),
        parameter(
            "observation",
            0,
            "*",
            "Observation",
            "Findings coded in HPO, present or absent, and variants as Genomics Reporting 3.0.0 writes them.",
        ),
        parameter("condition", 0, "*", "Condition", "Findings coded in HPO. Diagnoses are not used."),
        parameter("resource", 0, "*", "Resource", "Any of these, or a Bundle of them."),
        parameter("top", 0, "1", "integer", "Candidates to return, 1 to 100; 10 where not given."),
        parameter("language", 0, "1", "code", "Language of the texts, en or ja; en where not given."),
        parameter(
            "lenient",
            0,
            "1",
            "boolean",
            "Leave out what cannot be used, and say so, instead of refusing the request; false where not given.",
        ),
        parameter("date", 0, "1", "dateTime", "The date at which the age is counted; today in UTC where not given."),
    ];
    parameters.push(json!({
        "name": "return", "use": "out", "min": 1, "max": "1", "type": "Bundle",
        "documentation": "A collection: a RiskAssessment with one prediction a candidate, the Device and the Provenance it \
            was made by, and an OperationOutcome with everything that was not used.",
    }));
    json!({
        "resourceType": "OperationDefinition",
        "id": "rank",
        "url": RANK_DEFINITION,
        "version": env!("CARGO_PKG_VERSION"),
        "name": "Rank",
        "title": "Rank candidate diagnoses of rare diseases",
        "status": "active",
        "kind": "operation",
        "date": CHANGED,
        "description": "Orders the known rare diseases by how well they explain a patient's findings and variants. Instead \
            of Parameters, a Bundle with the patient's resources may be sent. Decision support for healthcare \
            professionals; not a diagnosis.",
        "affectsState": false,
        "code": "rank",
        "system": true,
        "type": false,
        "instance": false,
        "parameter": parameters,
    })
}
