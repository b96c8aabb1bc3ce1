//! Forms in which a denial, a doubt or somebody else's finding has been missed before: each has been sent to the service by
//! an attacker and came back as a finding that is there.

use serde_json::json;

use super::*;

const SNOMED: &str = "http://snomed.info/sct";
const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const POSTFIX: &str = "http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_Condition_DiseasePostfixModifier";

fn negated() -> Value {
    json!([{"url": "http://x.example/negated", "valueBoolean": true}])
}

/// The HPO concept with more beside it.
fn named(more: &Value) -> Value {
    json!({"code": with(concept(HPO, "HP:0001166"), more)})
}

/// Refused as it stands; where the caller is lenient, left out with a word.
#[test]
fn what_may_say_something_else_is_refused() {
    let finding = |more: &Value| observation("HP:0001166", more);
    let illness = |more: &Value| condition(HPO, "HP:0001166", more);
    let verified = |codes: &[&str], words: &str| {
        let codings: Vec<Value> = codes.iter().map(|code| json!({"system": VERIFICATION, "code": code})).collect();
        json!({"verificationStatus": {"coding": codings, "text": words}})
    };
    let relatives = json!({"category": [{"text": "family history"}]});
    for resource in [
        finding(&json!({"value": false})),
        finding(&json!({"valueboolean": false})),
        finding(&json!({"ValueBoolean": false})),
        finding(&json!({"valueBool": false})),
        finding(&json!({"valueBoolean": "false"})),
        finding(&json!({"excluded": true})),
        finding(&json!({"negated": true})),
        finding(&json!({"absent": true})),
        finding(&json!({"interpretation": {"text": "negative"}})),
        finding(&json!({"component": {"code": {"text": "presence"}, "valueString": "absent"}})),
        finding(&json!({"note": "not present"})),
        finding(&json!({"dataAbsentReason": {}})),
        finding(&json!({"code": {"coding": [{"system": HPO, "code": "HP:0001166", "absent": true}]}})),
        finding(&with(relatives.clone(), &json!({"valueBoolean": true}))),
        finding(&json!({"valueBoolean": true, "subject": {"display": "Mother"}})),
        illness(&verified(&["confirmed", "refuted"], "x")),
        illness(&verified(&["confirmed"], "refuted")),
        illness(&verified(&["refuted"], "confirmed")),
        illness(&json!({"verificationStatus": {"coding": [
            {"system": VERIFICATION, "code": "confirmed"}, {"system": SNOMED, "code": "410516002"}]}})),
        illness(&json!({"verificationStatus": {"coding": [{"system": VERIFICATION, "code": "confirmed"},
            {"system": "http://hl7.org/fhir/condition-ver-status", "code": "refuted"}]}})),
        illness(&verified(&["confirmed"], "誤診")),
        illness(&json!({"subject": {"reference": "Patient/p1", "display": "Mother"}})),
        illness(&json!({"subject": {"reference": "Patient/p1", "type": "RelatedPerson"}})),
        illness(&json!({"subject": {"display": "母親"}})),
        finding(&json!({"valueBoolean": true, "category": [{"coding": [
            {"system": "http://hl7.org/fhir/sid/icd-10", "code": "Z82.7"}]}]})),
        finding(&json!({"component": [{"code": {"text": "who"}, "valueString": "mother"}]})),
        finding(&json!({"valueBoolean": true, "component": [{"code": concept(SNOMED, "408732007"),
            "valueCodeableConcept": concept(SNOMED, "72705000")}]})),
        illness(&json!({"verificationStatus": {}})),
        illness(&json!({"verificationStatus": []})),
        illness(&json!({"verificationStatus": null})),
        illness(&json!({"verificationStatus": "refuted"})),
        illness(&json!({"verificationstatus": concept(VERIFICATION, "refuted")})),
        illness(&json!({"_verificationStatus": {"extension": [{"url": "x"}]}})),
        finding(&json!({"valueBoolean": true, "category": [{"text": "家族"}]})),
        finding(&json!({"category": [concept("http://x.example", "fh")]})),
        finding(&json!({"extension": [{"url": "http://x.example/about", "valueString": "mother"}]})),
        finding(
            &json!({"extension": [{"url": "http://x.example/of", "valueReference": {"reference": "RelatedPerson/1"}}]}),
        ),
        illness(&relatives),
        illness(&json!({"category": [concept("http://x.example", "family-history")]})),
        illness(&json!({"category": [{"text": "家族歴"}]})),
    ] {
        let strict = read(&[patient(), resource.clone()]);
        assert!(findings(&strict).is_empty() && !errors(&strict).is_empty(), "{resource}: {}", said(&strict));
        let lenient = read_with(&bundle(&[patient(), resource.clone()]), Policy::Lenient);
        assert!(findings(&lenient).is_empty() && errors(&lenient).is_empty(), "{resource}: {}", said(&lenient));
        assert_eq!(lenient.unused, ["Bundle.entry[1].resource"], "{resource}");
    }
}

/// Not used, with a warning: nothing states the finding, and something that is not read may deny it.
#[test]
fn what_nothing_states_and_something_may_deny_is_not_used() {
    let finding = |more: &Value| observation("HP:0001166", more);
    let illness = |more: &Value| condition(HPO, "HP:0001166", more);
    let asked = |value: &Value, code: &Value| {
        observation("x", &json!({"code": with(concept(LOINC, "75321-0"), code), "valueCodeableConcept": value}))
    };
    let hpo = concept(HPO, "HP:0001166");
    for resource in [
        finding(&named(&json!({"extension": negated()}))),
        finding(&json!({"code": {"coding": [{"system": HPO, "code": "HP:0001166", "extension": negated()}]}})),
        finding(
            &json!({"code": {"coding": [{"system": HPO, "code": "HP:0001166", "_code": {"extension": negated()}}]}}),
        ),
        finding(&json!({"text": {"status": "generated", "div": "<div>Arachnodactyly: <b>absent</b></div>"}})),
        asked(&hpo, &json!({"text": "Clinical finding absent"})),
        asked(&with(hpo.clone(), &json!({"extension": negated()})), &json!({})),
        finding(&json!({"text": {"div": "<div>a&#98;sent</div>"}})),
        finding(&json!({"text": {"div": "<div>Mother has arachnodactyly</div>"}})),
        finding(&json!({"extension": [{"url": "http://x.example/present", "valueCodeableConcept": {"text": "無"}}]})),
        finding(&json!({"_status": {"extension": [{"url": "http://x.example/e", "valueCode": "entered-in-error"}]}})),
        finding(&json!({"text": {"div": "<div><b>ab</b>sent</div>"}})),
        finding(&json!({"text": {"div": "<div>クモ状指はなかった</div>"}})),
        finding(&json!({"component": [{"code": {"text": "有無"}, "valueCodeableConcept": {"text": "いいえ"}}]})),
        finding(&json!({"component": [{"code": {"text": "有無"}, "valueInteger": 0}]})),
        finding(&json!({"component": [{"code": {"text": "x"}, "dataAbsentReason": {"text": "y"}}]})),
        finding(
            &json!({"component": [{"code": concept(HPO, "HP:0040279"), "valueCodeableConcept": concept(HPO, "HP:0040285")}]}),
        ),
        finding(&json!({"specimen": {"display": "Mother's blood"}})),
        finding(&json!({"extension": [{"url": "http://x.example/isPresent", "valueBoolean": false}]})),
        finding(&json!({"extension": [{"url": "http://x.example/RULEDOUT", "valueBoolean": true}]})),
        illness(&json!({"clinicalStatus": concept(VERIFICATION, "entered-in-error")})),
        illness(&json!({"clinicalStatus": {"text": "ruled out"}})),
        illness(&json!({"abatementString": "never had it"})),
        illness(&json!({"extension": [{"url": POSTFIX, "valueCodeableConcept": {"text": "保因者"}}]})),
        illness(&json!({"evidence": [{"code": [concept(SNOMED, "2667000")]}]})),
        illness(&json!({"meta": {"tag": [{"code": "x", "display": "refuted"}]}})),
        illness(&json!({"note": [{"text": "about the mother: entered in error"}]})),
        asked(&hpo, &json!({"text": "Pertinent negatives"})),
        illness(&json!({"extension": negated()})),
        illness(&json!({"note": [{"text": "ruled out"}]})),
        illness(&json!({"severity": {"text": "none"}})),
        illness(&json!({"code": {"coding": [
            {"system": HPO, "code": "HP:0001166"}, {"system": SNOMED, "code": "2667000"}]}})),
        illness(&json!({"code": {"coding": [
            {"system": HPO, "code": "HP:0001166"}, {"system": VERIFICATION, "code": "refuted"}]}})),
        illness(&json!({"code": {"coding": [
            {"system": HPO, "code": "HP:0001166"}, {"system": "http://x.example", "code": "absent"}]}})),
        illness(&json!({"code": {"coding": [{"system": HPO, "code": "HP:0001166"}, {
            "system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "code": "Q87.4", "extension": [{
                "url": "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit",
                "valueCoding": {"system": "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT", "code": "A"}}]}]}})),
    ] {
        let case = read(&[patient(), resource.clone()]);
        assert!(findings(&case).is_empty() && errors(&case).is_empty(), "{resource}: {}", said(&case));
        assert_eq!(case.unused, ["Bundle.entry[1].resource"], "{resource}: {}", said(&case));
    }
}

/// Used because a value says so, and what was not read is named.
#[test]
fn what_is_stated_is_used_and_what_speaks_against_it_is_said() {
    let finding = |more: &Value| observation("HP:0001166", &with(json!({"valueBoolean": true}), more));
    let confirmed = |more: &Value| {
        condition(HPO, "HP:0001166", &with(json!({"verificationStatus": concept(VERIFICATION, "confirmed")}), more))
    };
    for resource in [
        finding(&json!({"_valueBoolean": {"extension": negated()}})),
        finding(&json!({"note": [{"text": "not present"}]})),
        finding(&json!({"effectiveDateTime": "2050-01-01"})),
        finding(&json!({"meta": {"security": [{"code": "HTEST"}]}})),
        finding(&json!({"note": [{"text": "family history only"}]})),
        finding(&json!({"category": [{"text": "Physical exam (mother present)"}]})),
        confirmed(&json!({"note": [{"text": "ruled out"}]})),
        confirmed(&json!({"extension": negated()})),
        confirmed(&json!({"code": {"coding": [
            {"system": HPO, "code": "HP:0001166"}, {"system": VERIFICATION, "code": "refuted"}]}})),
        confirmed(
            &json!({"clinicalStatus": concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "foo")}),
        ),
    ] {
        let case = read(&[patient(), resource.clone()]);
        assert_eq!((findings(&case), errors(&case)), (vec!["HP:0001166".to_owned()], vec![]), "{resource}");
        assert!(said(&case).contains("warning: Bundle.entry[1].resource."), "{resource}: {}", said(&case));
    }
    // A code made of the finding's own name denies nothing.
    let named = json!({"code": {"text": "Absent speech", "coding": [
        {"system": HPO, "code": "HP:0001344"}, {"system": "http://local.example", "code": "absent-speech"}]}});
    let case = read(&[patient(), condition(HPO, "HP:0001344", &named)]);
    assert_eq!(findings(&case), ["HP:0001344"], "{}", said(&case));
    // Where nothing states the finding, an extension that is not known is a warning each time.
    let unstated = |id: &str| {
        observation(
            "HP:0001166",
            &json!({"id": id, "extension": [{"url": "http://x.example/certainty", "valueDecimal": 0}]}),
        )
    };
    let case = read(&[patient(), unstated("1"), unstated("2")]);
    assert_eq!(said(&case).matches("warning: ").count(), 2, "{}", said(&case));
    let asserted = json!({"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/condition-assertedDate", "valueDateTime": "2020"}]});
    let case = read(&[patient(), condition(HPO, "HP:0001166", &asserted)]);
    assert!(!said(&case).contains("warning: "), "{}", said(&case));
    let value = with(
        concept(SNOMED, "52101004"),
        &json!({"extension": [{"url": "http://x.example/e", "valueCode": "absent"}]}),
    );
    let case = read(&[patient(), observation("HP:0001166", &json!({"valueCodeableConcept": value}))]);
    assert!(said(&case).contains("warning: "), "{}", said(&case));
    let strange = json!({"extension": [{"url": "http://x.example/recorded-in", "valueString": "ward"}]});
    let case = read(&[patient(), confirmed(&strange), confirmed(&strange)]);
    assert_eq!(said(&case).matches("not read: the extension").count(), 1, "{}", said(&case));
}

/// Values whose words say something else than their codes are no answer.
#[test]
fn values_that_contradict_themselves_are_not_used() {
    let present = |more: &Value| json!({"coding": [with(json!({"system": SNOMED, "code": "52101004"}), more)]});
    for value in [
        with(concept(SNOMED, "52101004"), &json!({"text": "Absent"})),
        present(&json!({"display": "Absent"})),
        json!({"coding": [{"system": SNOMED, "code": "52101004"}, {"system": "http://x.example", "code": "absent"}]}),
        json!({"coding": [{"system": SNOMED, "code": "52101004"}, {"system": SNOMED, "code": "272519000"}]}),
        with(concept(SNOMED, "52101004"), &json!({"text": "無"})),
        with(concept(LOINC, "LA9633-4"), &json!({"text": "なし"})),
        with(concept(LOINC, "LA9634-2"), &json!({"text": "Present"})),
    ] {
        let case = read(&[patient(), observation("HP:0001166", &json!({"valueCodeableConcept": value}))]);
        assert!(findings(&case).is_empty() && case.unused.len() == 1, "{value}: {}", said(&case));
    }
    let case = read(&[
        patient(),
        observation(
            "HP:0001166",
            &json!({"valueCodeableConcept": present(&json!({"display": "Present (qualifier value)"}))}),
        ),
    ]);
    assert_eq!(findings(&case), ["HP:0001166"]);
}

#[test]
fn suspicion_is_read_as_code_and_in_words() {
    let postfix = |concept: &Value| json!({"extension": [{"url": POSTFIX, "valueCodeableConcept": concept}]});
    for more in [
        postfix(&json!({"text": "疑い"})),
        postfix(&json!({"text": "の疑い"})),
        postfix(&json!({"text": "疑"})),
        postfix(&json!({"coding": [{"code": "8002"}]})),
        postfix(&json!({"text": "(疑)"})),
        postfix(&json!({"text": "うたがい"})),
        with(postfix(&json!({"text": "の疑い"})), &json!({"verificationStatus": concept(VERIFICATION, "confirmed")})),
        json!({"severity": {"text": "suspected"}}),
        json!({"verificationStatus": concept(VERIFICATION, "confirmed"), "code": with(concept(HPO, "HP:0001166"),
            &json!({"extension": [{"url": format!("{POSTFIX}_eCS"), "valueCodeableConcept": {"coding": [{"code": "8002"}]}}]}))}),
    ] {
        let case = read(&[patient(), condition(HPO, "HP:0001166", &more)]);
        assert_eq!((findings(&case), errors(&case)), (vec!["?HP:0001166".to_owned()], vec![]), "{more}");
    }
}

/// The text and the displays go along as labels: what they say is held against the term's own names.
#[test]
fn texts_and_displays_of_the_finding_become_its_labels() {
    let code = json!({"code": {"text": "No arachnodactyly", "coding": [
        {"system": HPO, "code": "HP:0001166", "display": "Arachnodactyly"}, {"system": SNOMED, "code": "1", "display": "x"}]}});
    let case = read(&[patient(), observation("HP:0001166", &with(code, &json!({"valueBoolean": true})))]);
    assert_eq!(case.draft.features[0].labels, ["Arachnodactyly", "No arachnodactyly", "x"]);
}

#[test]
fn bundles_that_are_none_are_malformed_and_incomplete() {
    let finding = observation("HP:0001166", &json!({"valueBoolean": true}));
    let searchset = |entry: Value| json!({"resourceType": "Bundle", "type": "searchset", "entry": entry});
    let failed = json!({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "diagnostics": "down"}]});
    for (bundle, is_error) in [
        (searchset(json!("x")), true),
        (searchset(json!([1])), true),
        (searchset(json!([null])), true),
        (searchset(json!([{}])), true),
        (searchset(json!([{"fullUrl": "http://x.example/Observation/1"}])), true),
        (searchset(json!([finding])), true),
        (searchset(json!([{"Resource": finding}])), true),
        (searchset(json!([{"resource": finding, "search": {"mode": "outcome"}}])), true),
        (json!({"resourceType": "Bundle", "type": "searchset", "entries": [{"resource": finding}]}), true),
        (json!({"resourceType": "Bundle", "type": "history", "entry": [{"resource": finding}]}), true),
        (searchset(json!([{"resource": failed}])), false),
        (searchset(json!([{"response": {"status": "500"}}])), false),
        (json!({"resourceType": "Bundle", "type": "searchset", "total": 900, "entry": []}), false),
        (json!({"resourceType": "Bundle", "total": 900.0, "entry": []}), false),
        (json!({"resourceType": "Bundle", "type": "collection", "link": [{"relation": "NEXT", "url": "x"}]}), false),
        (searchset(json!([{"resource": {"resourceType": "observation"}}])), true),
        (searchset(json!([{"resource": {"resourceType": "Parameters"}}])), true),
        (
            searchset(json!([{"resource": {"resourceType": "OperationOutcome", "issue": [{"severity": "ERROR"}]}}])),
            false,
        ),
        (
            searchset(json!([{"resource": {"resourceType": "OperationOutcome",
            "issue": [{"severity": "information", "code": "incomplete"}]}}])),
            false,
        ),
        (searchset(json!([{"response": {"status": 500}}])), false),
        (searchset(json!([{"resource": {"resourceType": "OperationOutcome", "issue": []}}])), false),
        (
            searchset(json!([{"resource": {"resourceType": "OperationOutcome",
            "issue": [{"severity": "information", "code": "suppressed"}]}}])),
            false,
        ),
        (json!({"resourceType": "Bundle", "type": "searchset", "meta": {"tag": [{"code": "SUBSETTED"}]}}), false),
        (
            searchset(
                json!([{"resource": {"resourceType": "Condition", "meta": {"security": [{"code": "REDACTED"}]}}}]),
            ),
            false,
        ),
        (searchset(json!([{"response": {"status": "302"}}])), false),
        (searchset(json!([{"response": {"status": "200"}}])), false),
        (searchset(json!([{"request": {"method": "GET", "url": "Observation"}}])), false),
    ] {
        let strict = read_with(&bundle, Policy::Strict);
        assert_eq!(!errors(&strict).is_empty(), is_error, "{bundle}: {}", said(&strict));
        let lenient = read_with(&bundle, Policy::Lenient);
        assert!(findings(&lenient).is_empty() && errors(&lenient).is_empty(), "{bundle}: {}", said(&lenient));
        assert!(!lenient.incomplete.is_empty(), "{bundle}");
        for place in &lenient.incomplete {
            assert!(lenient.draft.issues.iter().any(|issue| issue.place == *place), "{place}: {}", said(&lenient));
        }
    }
}

#[test]
fn two_versions_of_one_resource_are_not_chosen_between() {
    let version = |more: &Value| observation("HP:0001166", &with(json!({"id": "o1", "valueBoolean": true}), more));
    let case = read(&[patient(), version(&json!({})), version(&json!({"status": "entered-in-error"}))]);
    assert!(findings(&case).is_empty() && errors(&case).len() == 2, "{}", said(&case));
    assert_eq!(case.unused.len(), 2);
    let case = read(&[patient(), version(&json!({})), version(&json!({}))]);
    assert_eq!((findings(&case), errors(&case)), (vec!["HP:0001166".to_owned()], vec![]), "copies are one");
    let servers = |a: &str, b: &str| {
        let entry = |base: &str, there: bool| json!({"fullUrl": format!("{base}/Observation/o1"), "resource": version(&json!({"valueBoolean": there, "subject": null}))});
        read_with(
            &json!({"resourceType": "Bundle", "type": "collection", "entry": [entry(a, true), entry(b, false)]}),
            Policy::Strict,
        )
    };
    assert_eq!(errors(&servers("http://a.example", "http://a.example")).len(), 2);
    assert_eq!(errors(&servers("http://a.example", "http://b.example")).len(), 0);
}

#[test]
fn patients_of_two_servers_or_two_sexes_are_not_one() {
    // Whose findings they are is known by them, where the Patient does not say it.
    let mut nameless = patient();
    nameless.as_object_mut().unwrap().remove("id");
    assert_eq!(read(&[nameless, observation("HP:0001166", &json!({}))]).patient.as_deref(), Some("Patient/p1"));
    let numbered = |value: &str| json!({"system": "urn:x", "value": value});
    let whose = json!({"subject": {"reference": "Patient/p1", "identifier": numbered("2")}});
    let case = read(&[with(patient(), &json!({"identifier": [numbered("1")]})), observation("HP:0001166", &whose)]);
    assert_eq!(errors(&case).len(), 1, "{}", said(&case));
    let woman = with(patient(), &json!({"gender": "female"}));
    assert_eq!(errors(&read(&[patient(), woman])).len(), 1);
    assert!(errors(&read(&[patient(), patient()])).is_empty());
    let elsewhere = json!({"valueBoolean": true, "subject": {"reference": "https://other.example/fhir/Patient/p1"}});
    let case = read(&[patient(), observation("HP:0001166", &elsewhere)]);
    assert!(said(&case).contains("other.example") && errors(&case).is_empty(), "{}", said(&case));
    // A relative reference is relative to the server that the resource is from.
    let entry = |url: &str, resource: Value| json!({"fullUrl": url, "resource": resource});
    let both = |patient_of: &str, finding_of: &str| {
        json!({"resourceType": "Bundle", "type": "collection", "entry": [
            entry(&format!("{patient_of}/Patient/p1"), patient()),
            entry(&format!("{finding_of}/Observation/o1"), observation("HP:0001166", &json!({"id": "o1"})))]})
    };
    let (a, b) = ("https://a.example/fhir", "https://b.example/fhir");
    assert!(errors(&read_with(&both(a, a), Policy::Strict)).is_empty());
    // HAPI's own answers, on a machine without TLS, and by two addresses of one server.
    let plain = "http://a.example/fhir";
    for (one, other) in [(plain, plain), (plain, a), (a, plain)] {
        assert!(errors(&read_with(&both(one, other), Policy::Strict)).is_empty(), "{one} {other}");
    }
    assert_eq!(errors(&read_with(&both(a, b), Policy::Strict)).len(), 1);
}

/// Valid resources of everyday records, which an earlier version refused or left out.
#[test]
fn everyday_records_are_used() {
    let finding = |more: &Value| observation("HP:0001344", more);
    let illness = |more: &Value| condition(HPO, "HP:0001344", more);
    let absent_speech = json!({"text": "Absent speech", "coding": [
        {"system": HPO, "code": "HP:0001344", "display": "Absent speech"}]});
    let narrative = json!({"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p><b>code</b>: Absent speech</p>\
        <td>Data absent reason</td><p>No display for Observation</p></div>"});
    for resource in [
        finding(&json!({"code": absent_speech, "text": narrative, "valueBoolean": true})),
        finding(&json!({"code": absent_speech, "text": narrative})),
        illness(&json!({"code": absent_speech, "text": narrative})),
        illness(&json!({"verificationStatus": {"text": "Confirmed, no doubt", "coding": [
            {"system": VERIFICATION, "code": "confirmed", "display": "Confirmed"}]}})),
        illness(&json!({"category": [concept("http://x.example/department", "family-medicine")]})),
        illness(
            &json!({"verificationStatus": concept(VERIFICATION, "confirmed"), "extension": [{"url": "http://x.example/family-doctor", "valueString": "x"}]}),
        ),
        illness(
            &json!({"verificationStatus": concept(VERIFICATION, "confirmed"), "extension": [{"url": "http://x.example/RegistrationNo", "valueString": "7"}]}),
        ),
        finding(&json!({"valueBoolean": true, "focus": [{"reference": "Patient/p1"}]})),
        finding(
            &json!({"valueBoolean": true, "code": {"coding": [{"system": HPO, "code": "HP:0001344", "display": "x",
            "_display": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension": [
                {"url": "lang", "valueCode": "no"}, {"url": "content", "valueString": "y"}]}]}}]}}),
        ),
        finding(&json!({"valueCodeableConcept": with(concept(LOINC, "LA9633-4"), &json!({"text": "Present"}))})),
    ] {
        let case = read(&[patient(), resource.clone()]);
        assert_eq!(
            (findings(&case), errors(&case)),
            (vec!["HP:0001344".to_owned()], vec![]),
            "{resource}: {}",
            said(&case)
        );
        assert!(!said(&case).contains("warning: "), "{resource}: {}", said(&case));
    }
}

/// What is not read anyway needs no warning: a card for each laboratory value would be a nuisance.
#[test]
fn what_names_no_term_is_no_unused_finding() {
    let strange = json!({"status": "odd", "value": 7, "focus": [{"reference": "Patient/p2"}]});
    let case = read(&[
        patient(),
        observation("x", &with(json!({"code": concept(LOINC, "8302-2")}), &strange)),
        condition("http://hl7.org/fhir/sid/icd-10", "Q87.4", &json!({"verificationStatus": {}, "note": "no"})),
    ]);
    assert!(case.unused.is_empty() && case.incomplete.is_empty() && errors(&case).is_empty(), "{}", said(&case));
    assert!(case.draft.issues.iter().all(|issue| issue.severity == Severity::Note), "{}", said(&case));
    // A term that is named where none is read, or in a way in which none is, is told as one.
    for resource in [
        json!({"resourceType": "Observation", "status": "final", "code": "HP:0001166"}),
        json!({"resourceType": "Observation", "status": "final", "Code": concept(HPO, "HP:0001166")}),
        json!({"resourceType": "Observation", "status": "final", "code": concept("x", "http://purl.obolibrary.org/obo/HP_0001166")}),
        json!({"resourceType": "Observation", "status": "final", "code": concept("x", "hp:0001166")}),
        observation("x", &json!({"code": concept(LOINC, "1"), "component": [{"code": concept(HPO, "HP:0001166")}]})),
        json!({"resourceType": "ClinicalImpression", "finding": [{"itemCodeableConcept": concept(HPO, "HP:0001166")}]}),
        observation("x", &json!({"code": concept(LOINC, "1"), "contained": [observation("HP:0001166", &json!({}))]})),
    ] {
        let lenient = read_with(&bundle(&[patient(), resource.clone()]), Policy::Lenient);
        assert!(!lenient.unused.is_empty() && findings(&lenient).is_empty(), "{resource}: {}", said(&lenient));
    }
    // Those that say themselves that nothing was found are understood.
    let absent = json!({"valueCodeableConcept": concept(LOINC, "LA4489-6")});
    let case = read(&[
        patient(),
        observation("HP:0001166", &absent),
        observation("HP:0001250", &json!({"status": "cancelled"})),
    ]);
    assert!(case.unused.is_empty() && findings(&case).is_empty(), "{}", said(&case));
}
