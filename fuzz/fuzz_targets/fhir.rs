//! Any JSON is read as FHIR, or refused in words; what is read holds only HPO ids, and nothing is lost without a word.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use shirube::domain::TermId;
use shirube::fhir::{GivenResource, Moment, ReadOptions, operation_outcome, rank_parameters, read_resources};
use shirube::intake::Policy;

fuzz_target!(|data: &[u8]| {
    let Ok(body) = serde_json::from_slice::<Value>(data) else { return };
    if let Err(issues) = rank_parameters(&body) {
        assert!(!issues.is_empty());
        assert_eq!(operation_outcome(&issues)["issue"].as_array().map(Vec::len), Some(issues.len()));
    }
    for policy in [Policy::Strict, Policy::Lenient] {
        let options = ReadOptions { date: Moment::parse("2026-11-25"), policy };
        let given = GivenResource { place: "Bundle".to_owned(), resource: &body };
        let case = read_resources([given], &options);
        assert!(case.draft.features.iter().all(|feature| feature.term.parse::<TermId>().is_ok()));
        assert!(case.variants.iter().all(|item| !item.is_empty()));
        let said = !case.draft.issues.is_empty() || !case.draft.features.is_empty() || !case.variants.is_empty();
        let silent = body.is_null() || matches!(body["resourceType"].as_str(), Some("Patient" | "Bundle"));
        // An implication alone is said to be unused; so is every other resource.
        assert!(said || silent, "{body}");
        let outcome = operation_outcome(&case.draft.issues);
        assert!(outcome["issue"].as_array().is_some_and(|issues| !issues.is_empty()));
    }
});
