//! Whom resources are about, Bundles and parameters.

use serde_json::json;

use super::*;

#[test]
fn a_patient_is_read_with_age_and_sex() {
    let case = read(&[patient(), observation("HP:0001166", &json!({"id": "o1", "valueBoolean": true}))]);
    assert_eq!((case.draft.id.as_str(), case.draft.sex), ("p1", Sex::Male));
    assert_eq!(case.draft.age.unwrap().days(), 4383);
    assert_eq!(findings(&case), ["HP:0001166"]);
    assert_eq!(case.draft.features[0].place, "Bundle.entry[1].resource.code.coding[0]");
    assert_eq!((case.patient.as_deref(), case.basis), (Some("Patient/p1"), vec!["Observation/o1".to_owned()]));
}

#[test]
fn what_is_not_known_of_the_patient_is_said() {
    for (more, age, needle) in [
        (json!({"deceasedDateTime": "2016-11-25"}), Some(731), "age is that at death"),
        (json!({"deceasedBoolean": true}), None, "date of death is not known"),
        (json!({"deceasedDateTime": "soon"}), None, "date of death is not known"),
        (json!({"deceasedBoolean": false}), Some(4383), "age 12y"),
        (json!({"deceasedDateTime": "2031"}), Some(4383), "death lies after"),
        (json!({"birthDate": null}), None, "age is not given"),
        (json!({"birthDate": null, "gender": null}), None, "sex and age is not given"),
        (json!({"gender": null}), Some(4383), "sex is not given"),
    ] {
        let case = read(&[with(patient(), &more)]);
        assert_eq!(case.draft.age.map(crate::domain::Age::days), age, "{more}");
        assert!(said(&case).contains(needle) && errors(&case).is_empty(), "{more}: {}", said(&case));
    }
    assert!(said(&read(&[observation("HP:0001166", &json!({"valueBoolean": true}))])).contains("no Patient"));
}

#[test]
fn findings_of_two_patients_are_never_ranked() {
    let other = observation("HP:0001250", &json!({"subject": {"reference": "Patient/p2"}}));
    let absolute =
        |base: &str| observation("HP:0001250", &json!({"subject": {"reference": format!("{base}/Patient/p1")}}));
    let by_identifier = observation("HP:0001250", &json!({"subject": {"identifier": {"system": "s", "value": "1"}}}));
    let named = with(patient(), &json!({"identifier": [{"system": "s", "value": "1"}]}));
    let table: Vec<(Vec<Value>, bool)> = vec![
        (vec![patient(), other.clone()], false),
        (vec![observation("HP:0001166", &json!({})), other.clone()], false),
        (vec![patient(), with(patient(), &json!({"id": "p2"}))], false),
        (vec![with(patient(), &json!({"id": null})), with(patient(), &json!({"id": null, "gender": "female"}))], false),
        (vec![absolute("https://a.example"), absolute("https://b.example")], false),
        (
            vec![
                with(patient(), &json!({"identifier": [{"value": "1"}]})),
                with(patient(), &json!({"id": "p2", "identifier": [{"value": "1"}]})),
            ],
            false,
        ),
        (vec![patient(), patient()], true),
        (vec![patient(), absolute("https://a.example"), observation("HP:0001166", &json!({}))], true),
        (vec![named, by_identifier.clone()], true),
        (vec![patient(), by_identifier], false),
        (vec![with(patient(), &json!({"id": null})), observation("HP:0001166", &json!({}))], true),
        (vec![patient(), observation("HP:0001166", &json!({"subject": null}))], true),
    ];
    for (resources, same) in table {
        for policy in [Policy::Strict, Policy::Lenient] {
            let case = read_with(&bundle(&resources), policy);
            assert_eq!(errors(&case).is_empty(), same, "{resources:?}: {}", said(&case));
        }
    }
    let by_address = json!({"resourceType": "Bundle", "type": "collection", "entry": [
        {"fullUrl": "urn:uuid:aaaa", "resource": {"resourceType": "Patient"}},
        {"fullUrl": "urn:uuid:bbbb", "resource": observation("HP:0001166", &json!({"subject": {"reference": "urn:uuid:aaaa"}}))}]});
    let case = read_with(&by_address, Policy::Strict);
    assert_eq!((errors(&case).len(), case.patient.as_deref(), case.basis.len()), (0, Some("urn:uuid:aaaa"), 1));
}

/// In Japan the day begins nine hours before it does in UTC.
#[test]
fn a_child_born_tomorrow_is_a_newborn() {
    let born =
        |date: &str| read(&[with(patient(), &json!({"birthDate": date})), observation("HP:0001166", &json!({}))]);
    assert_eq!(born("2026-11-26").draft.age.map(crate::domain::Age::days), Some(0));
    assert_eq!(errors(&born("2026-11-27")).len(), 1);
}

#[test]
fn bundles_are_taken_apart_and_addresses_are_not_followed() {
    let searchset = json!({"resourceType": "Bundle", "type": "searchset",
        "link": [{"relation": "next", "url": "https://ehr.example/next"}],
        "entry": [{"resource": bundle(&[observation("HP:0001166", &json!({}))])},
            {"request": {"method": "DELETE", "url": "Observation/1"}}]});
    let case = read_with(&searchset, Policy::Strict);
    assert_eq!(findings(&case), ["HP:0001166"]);
    assert_eq!(case.draft.features[0].place, "Bundle.entry[0].resource.entry[0].resource.code.coding[0]");
    assert!(said(&case).contains("addresses are never followed") && said(&case).contains("DELETE"), "{}", said(&case));
    let outcome = |severity: &str, more: &Value| {
        json!({"search": {"mode": "outcome"}, "resource": {"resourceType": "OperationOutcome",
            "issue": [with(json!({"severity": severity}), more)]}})
    };
    let words = json!({"diagnostics": "Observations of ward 7\nwere withheld"});
    for (entry, total, warned) in [
        (outcome("error", &words), 0, Some("(error): Observations of ward 7 were withheld")),
        (outcome("warning", &json!({"details": {"text": "partial"}})), 0, Some("partial")),
        (outcome("fatal", &json!({"diagnostics": "x".repeat(5000)})), 0, Some("x…;")),
        (outcome("information", &words), 0, None),
        (json!({"response": {"status": "404 Not Found"}}), 1, Some("answered 404")),
        (
            json!({"resource": observation("HP:0001166", &json!({"valueBoolean": true}))}),
            57,
            Some("found 57 resources and 1"),
        ),
        (json!({"resource": observation("HP:0001166", &json!({"valueBoolean": true}))}), 1, None),
    ] {
        let search = json!({"resourceType": "Bundle", "type": "searchset", "total": total, "entry": [entry]});
        let case = read_with(&search, Policy::Strict);
        let warnings: Vec<String> =
            case.draft.issues.iter().filter(|i| i.severity == Severity::Warning).map(ToString::to_string).collect();
        assert_eq!(warnings.len(), usize::from(warned.is_some()), "{search}: {warnings:?}");
        assert!(
            warned.is_none_or(|warned| warnings[0].contains(warned)) && warnings.iter().all(|w| w.len() < 600),
            "{warnings:?}"
        );
    }
    let given = [("prefetch.patient", Value::Null), ("prefetch.observations", searchset)];
    let given = given.iter().map(|(place, resource)| GivenResource { place: (*place).to_owned(), resource });
    assert_eq!(findings(&read_resources(given, &ReadOptions::default())), ["HP:0001166"]);
    for (hostile, errors_wanted) in [
        (json!({"resourceType": "Bundle", "type": "history", "entry": []}), 1),
        (json!({"resourceType": "Bundle", "implicitRules": "x", "entry": []}), 1),
        (json!({"resourceType": "Bundle", "entry": [{"resource": {"code": 1}}]}), 1),
        (json!({"resourceType": "Bundle", "entry": [{"resource": 7}]}), 2),
        (json!([]), 1),
        (json!("x"), 1),
        (json!({"resourceType": "Bundle", "entry": 7}), 1),
        (Value::Null, 0),
    ] {
        let case = read_with(&hostile, Policy::Strict);
        assert_eq!(errors(&case).len(), errors_wanted, "{hostile}: {}", said(&case));
    }
    let many = vec![json!({"resourceType": "Encounter"}); MOST_RESOURCES + 1];
    assert!(errors(&read(&many))[0].contains("at most 2000"));
}

#[test]
fn parameters_are_read_and_refused_with_their_places() {
    let resource = |name: &str, resource: Value| json!({"name": name, "resource": resource});
    let parameters = |list: &[Value]| json!({"resourceType": "Parameters", "parameter": list});
    let body = parameters(&[
        resource("patient", patient()),
        resource("observation", observation("HP:0001166", &json!({}))),
        resource("observation", observation("HP:0001250", &json!({}))),
        json!({"name": "top", "valueInteger": 3}),
        json!({"name": "language", "valueCode": "ja"}),
        json!({"name": "lenient", "valueBoolean": true}),
        json!({"name": "date", "valueDateTime": "2026-11-25T10:00:00+09:00"}),
    ]);
    let read = rank_parameters(&body).unwrap();
    assert_eq!((read.top, read.resources.len(), read.options.policy), (3, 3, Policy::Lenient));
    assert_eq!(read.resources[2].place, "Parameters.parameter[2].resource");
    for (hostile, needle) in [
        (parameters(&[json!({"name": "top", "valueInteger": 0})]), "1 to 100"),
        (parameters(&[json!({"name": "top", "valueString": "3"})]), "1 to 100"),
        (parameters(&[json!({"name": "language", "valueCode": "fr"})]), "en or ja"),
        (parameters(&[json!({"name": "lenient", "valueString": "yes"})]), "valueBoolean"),
        (parameters(&[json!({"name": "date", "valueDateTime": "2026"})]), "with a day"),
        (parameters(&[json!({"name": "patient", "valueString": "x"})]), "no resource"),
        (parameters(&[resource("patient", observation("x", &json!({})))]), "is a Observation"),
        (parameters(&[resource("patient", patient()), resource("patient", patient())]), "twice"),
        (parameters(&[json!({"name": "colour", "valueString": "red"})]), "not a parameter"),
        (parameters(&[json!({})]), "not a parameter"),
        (parameters(&[json!({"name": "top", "modifierExtension": [{"url": "x"}]})]), "changes its meaning"),
        (json!({"resourceType": "Patient"}), "the body is a Patient"),
        (json!({}), "no resourceType"),
        (json!([1]), "no resourceType"),
    ] {
        let issues = rank_parameters(&hostile).unwrap_err();
        assert!(issues.iter().any(|issue| issue.to_string().contains(needle)), "{needle}: {issues:?}");
    }
}
