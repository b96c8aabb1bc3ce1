//! Observations and Conditions as findings.

use serde_json::json;

use super::*;

const DATA_ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

/// The likeliest harm of all: an absent finding taken for a present one.
#[test]
fn absent_is_never_taken_for_present() {
    let absent = concept(LOINC, "LA9634-2");
    let component = |value: &Value| json!({"component": [{"code": concept("http://snomed.info/sct", "260411009"), "valueCodeableConcept": value}]});
    let interpretation = |code: &str| json!({"interpretation": [concept("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", code)]});
    let table: Vec<(Value, &[&str])> = vec![
        (json!({"valueBoolean": true}), &["HP:0001166"]),
        (json!({"valueBoolean": false}), &["-HP:0001166"]),
        (json!({"valueCodeableConcept": absent}), &["-HP:0001166"]),
        (json!({"valueCodeableConcept": concept("http://snomed.info/sct", "2667000")}), &["-HP:0001166"]),
        (json!({"valueCodeableConcept": concept(LOINC, "LA9633-4")}), &["HP:0001166"]),
        (component(&absent), &["-HP:0001166"]),
        (component(&concept(LOINC, "LA9633-4")), &["HP:0001166"]),
        (component(&json!({"text": "absent"})), &[]),
        (interpretation("NEG"), &["-HP:0001166"]),
        (interpretation("POS"), &["HP:0001166"]),
        (interpretation("N"), &[]),
        (interpretation("H"), &[]),
        (interpretation("L"), &[]),
        (interpretation("NR"), &[]),
        (json!({"dataAbsentReason": {"text": "not asked"}}), &[]),
        (json!({"valueCodeableConcept": concept("http://snomed.info/sct", "415684004")}), &["?HP:0001166"]),
        (json!({"valueCodeableConcept": {"text": "absent"}}), &[]),
        (json!({"valueString": "no"}), &[]),
        (json!({"valueInteger": 0}), &[]),
        (json!({"valueBoolean": null}), &[]),
        (json!({"_valueBoolean": {"extension": [{"url": DATA_ABSENT, "valueCode": "unknown"}]}}), &[]),
        (json!({"_valueString": {"extension": [{"url": DATA_ABSENT, "valueCode": "unknown"}]}}), &[]),
        (json!({"valueCodeableConcept": {"extension": [{"url": DATA_ABSENT, "valueCode": "unknown"}]}}), &[]),
        (json!({"valueBoolean": true, "_valueBoolean": {"id": "x"}}), &["HP:0001166"]),
        (json!({"interpretation": [{"text": "negative"}]}), &[]),
        (json!({"interpretation": [concept("http://example.org/lab", "NEGATIVE")]}), &[]),
        (json!({"note": [{"text": "not present"}]}), &[]),
        (json!({"note": []}), &["HP:0001166"]),
        (json!({"valueBoolean": true, "note": [{"text": "since the age of 3"}]}), &["HP:0001166"]),
        (json!({"component": [{"code": {"text": "status"}, "valueString": "absent"}]}), &[]),
        (json!({"component": [{"code": {"text": "所見"}, "valueCodeableConcept": {"text": "なし"}}]}), &[]),
        (json!({}), &["HP:0001166"]),
        (json!({"component": [{"code": concept("x", "presence"), "valueCodeableConcept": absent}]}), &[]),
        (json!({"component": [{"code": {"text": "seen"}, "valueBoolean": false}]}), &[]),
        (json!({"extension": [{"url": "http://example.org/excluded", "valueBoolean": true}]}), &[]),
        (json!({"component": [{"code": concept("x", "severity"), "valueString": "mild"}]}), &[]),
        (json!({"component": [{"code": concept(HPO, "HP:0012824"), "valueString": "mild"}]}), &["HP:0001166"]),
        (json!({"status": "preliminary"}), &["HP:0001166"]),
        (json!({"status": "entered-in-error", "valueBoolean": true}), &[]),
        (json!({"status": "cancelled"}), &[]),
        (json!({"status": "registered"}), &[]),
        (json!({"status": "unknown"}), &[]),
        (json!({"focus": [{"reference": "Patient/mother"}], "valueBoolean": true}), &[]),
        (
            json!({"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/observation-focusCode",
            "valueCodeableConcept": {"text": "mother"}}], "valueBoolean": true}),
            &[],
        ),
        (json!({"subject": {"reference": "Group/g"}, "valueBoolean": true}), &[]),
    ];
    for (more, wanted) in table {
        let case = read(&[patient(), observation("HP:0001166", &more)]);
        assert_eq!(
            (findings(&case), errors(&case)),
            (wanted.iter().map(ToString::to_string).collect(), vec![]),
            "{more}"
        );
        let plain = wanted.first() == Some(&"HP:0001166") && more.get("valueBoolean") == Some(&json!(true));
        assert!(
            plain
                || case.draft.issues.len() > 1
                || wanted == ["-HP:0001166"]
                || more.get("valueCodeableConcept").is_some()
                || more.get("component").is_some()
                || more.get("interpretation").is_some(),
            "{more}: nothing was said"
        );
    }
}

/// The same where the finding is the value and the code asks for it.
#[test]
fn a_finding_as_value_is_not_used_where_something_may_deny_it() {
    let absent = concept(LOINC, "LA9634-2");
    let table: Vec<(Value, &[&str])> = vec![
        (json!({}), &["HP:0001166"]),
        (
            json!({"interpretation": [concept("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "POS")]}),
            &["HP:0001166"],
        ),
        (json!({"note": [{"text": "since the age of 3"}]}), &["HP:0001166"]),
        (json!({"interpretation": [{"text": "陰性"}]}), &[]),
        (json!({"interpretation": [concept("http://terminology.hl7.org/CodeSystem/v2-0078", "NEG")]}), &[]),
        (json!({"component": [{"code": {"text": "presence"}, "valueCodeableConcept": absent}]}), &[]),
        (json!({"note": [{"text": "not present"}]}), &[]),
        (
            json!({"interpretation": [concept("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "NEG")]}),
            &["-HP:0001166"],
        ),
    ];
    for (more, wanted) in table {
        let asked = json!({"code": concept(LOINC, "75321-0"), "valueCodeableConcept": concept(HPO, "HP:0001166")});
        let case = read(&[patient(), with(observation("x", &asked), &more)]);
        assert_eq!(
            (findings(&case), errors(&case)),
            (wanted.iter().map(ToString::to_string).collect(), vec![]),
            "{more}"
        );
        assert!(!wanted.is_empty() || said(&case).contains("may say that the finding is absent"), "{more}");
    }
}

/// With HPO as its system, an id without its letters means one term only; all else that is no id is an error.
#[test]
fn ids_are_read_as_servers_of_owl_files_write_them() {
    for code in ["HP:0001166", "HP_0001166", "0001166"] {
        assert_eq!(
            findings(&read(&[patient(), observation(code, &json!({"valueBoolean": true}))])),
            ["HP:0001166"],
            "{code}"
        );
    }
    for code in ["1166", "HP1166", "00001166", "hp_0001166", "XX_0001166", "HP-0001166"] {
        assert_eq!(errors(&read(&[patient(), observation(code, &json!({"valueBoolean": true}))])).len(), 1, "{code}");
    }
}

#[test]
fn contradictions_and_unknown_rules_are_errors_unless_lenient() {
    let ver = |code: &str| json!({"verificationStatus": concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", code)});
    let table = [
        observation(
            "HP:0001166",
            &json!({"valueBoolean": true, "interpretation": [concept("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "NEG")]}),
        ),
        observation("HP:0001166", &json!({"valueBoolean": true, "dataAbsentReason": {"text": "x"}})),
        observation("HP:0001166", &json!({"valueBoolean": true, "valueString": "absent"})),
        observation(
            "x",
            &json!({"code": concept(LOINC, "75321-0"), "valueCodeableConcept": concept(HPO, "HP:0001166"), "valueBoolean": false}),
        ),
        observation(
            "x",
            &json!({"code": concept(LOINC, "75321-0"), "valueCodeableConcept": {"coding": [
                {"system": HPO, "code": "HP:0001166"}, {"system": "http://snomed.info/sct", "code": "2667000"}]}}),
        ),
        observation("HP:0001166", &json!({"status": "done"})),
        observation("HP:0001166", &json!({"status": null})),
        observation("HP:0001166", &json!({"implicitRules": "http://example.org/rules"})),
        observation(
            "HP:0001166",
            &json!({"modifierExtension": [{"url": "http://example.org/not", "valueBoolean": true}]}),
        ),
        observation("HP:0001166", &json!({"valueCodeableConcept": concept(HPO, "HP:0012828")})),
        observation("XX:1234567", &json!({"valueBoolean": true})),
        observation("ab€123", &json!({"valueBoolean": true})),
        observation("HP:001166", &json!({"valueBoolean": true})),
        observation("", &json!({"valueBoolean": true})),
        observation(
            "HP:0001166",
            &json!({"valueBoolean": false, "code": {"coding": [
            {"system": HPO, "code": "HP:0001166"}, {"system": HPO, "code": "HP:0001250"}]}}),
        ),
        observation("HP:0001166", &json!({"subject": {"reference": "#p"}})),
        condition(HPO, "HP:0001166", &ver("sure")),
        condition(HPO, "HP:0001166", &json!({"verificationStatus": {"text": "refuted"}})),
        condition(HPO, "HP:0001166", &json!({"onsetDateTime": "soon"})),
        condition(HPO, "HP:0001166", &json!({"onsetDateTime": "2001-01-01"})),
        condition(HPO, "HP:0001166", &json!({"onsetAge": {"value": 3, "code": "parsec"}})),
    ];
    for resource in table {
        let strict = read(&[patient(), resource.clone()]);
        assert_eq!(errors(&strict).len(), 1, "{resource}: {}", said(&strict));
        let lenient = read_with(&bundle(&[patient(), resource.clone()]), Policy::Lenient);
        assert!(errors(&lenient).is_empty() && lenient.draft.issues.len() > 1, "{resource}: {}", said(&lenient));
        let kept = resource.get("onsetAge").is_some() || resource.get("onsetDateTime").is_some();
        assert_eq!(lenient.draft.features.is_empty(), !kept, "{resource}");
    }
}

#[test]
fn conditions_count_as_sure_as_they_are() {
    let ver = |code: &str| json!({"verificationStatus": concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", code)});
    let suspected = json!({"extension": [{
        "url": "http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_Condition_DiseasePostfixModifier",
        "valueCodeableConcept": {"coding": [{"code": "8002", "display": "の疑い"}]}}]});
    for (more, wanted) in [
        (json!({}), "HP:0001166"),
        (ver("confirmed"), "HP:0001166"),
        (ver("provisional"), "?HP:0001166"),
        (ver("differential"), "?HP:0001166"),
        (ver("unconfirmed"), "?HP:0001166"),
        (ver("refuted"), "-HP:0001166"),
        (ver("entered-in-error"), ""),
        (suspected, "?HP:0001166"),
        (json!({"clinicalStatus": concept("x", "resolved")}), "HP:0001166"),
    ] {
        let case = read(&[patient(), condition(HPO, "HP:0001166", &more)]);
        assert_eq!((findings(&case).join(","), errors(&case)), (wanted.to_owned(), vec![]), "{more}");
    }
}

#[test]
fn onsets_are_ages() {
    for (more, days) in [
        (
            json!({"onsetAge": {"value": 3, "unit": "a", "system": "http://unitsofmeasure.org", "code": "a"}}),
            Some(1096),
        ),
        (json!({"onsetAge": {"value": 6, "code": "mo"}}), Some(183)),
        (json!({"onsetAge": {"value": 5, "code": "h"}}), Some(0)),
        (json!({"onsetAge": {"value": 3, "unit": "歳"}}), Some(1096)),
        (json!({"onsetDateTime": "2014-11-24T18:00:00Z"}), Some(0)),
        (json!({"onsetDateTime": "2014-08-01"}), Some(0)),
        (json!({"onsetDateTime": "2015-11-25T08:00:00Z"}), Some(365)),
        (json!({"onsetPeriod": {"start": "2015-11-25"}}), Some(365)),
        (json!({"onsetRange": {"low": {"value": 1, "code": "a"}}}), Some(365)),
        (json!({"onsetString": "in his youth"}), None),
        (json!({"onsetDateTime": "2030-05"}), None),
        (json!({"onsetDateTime": "2027"}), None),
        (json!({"onsetDateTime": "2026"}), Some(4236)),
        (json!({"onsetAge": {"value": 40, "code": "a"}}), None),
        (json!({"onsetAge": {"value": 12, "code": "a"}}), Some(4383)),
        (json!({"onsetAge": {"value": 3, "code": "a", "comparator": "<"}}), None),
        (json!({"onsetAge": {"value": 3, "code": "a"}, "onsetString": "late"}), None),
        (json!({"onsetPeriod": {"end": "2015"}}), None),
        (json!({"onsetRange": {"high": {"value": 1, "code": "a"}}}), None),
        (json!({}), None),
    ] {
        let case = read(&[patient(), condition(HPO, "HP:0001166", &more)]);
        assert_eq!(case.draft.features[0].onset.map(crate::domain::Age::days), days, "{more}");
        assert!(errors(&case).is_empty());
        let said_so = case.draft.issues.iter().any(|issue| issue.place.contains(".onset"));
        assert!(days.is_some() || more == json!({}) || said_so, "{more}: {}", said(&case));
    }
    let class = |term: &str| {
        json!({"valueBoolean": true, "component": [
        {"code": concept(HPO, "HP:0003674"), "valueCodeableConcept": concept(HPO, term)}]})
    };
    let case = read(&[patient(), observation("HP:0001166", &class("HP:0003581"))]);
    assert!(
        case.draft.features[0].onset.is_none() && said(&case).contains("after the patient's age"),
        "{}",
        said(&case)
    );
    let component = json!({"valueBoolean": true, "component": [
        {"code": concept(HPO, "HP:0003674"), "valueCodeableConcept": concept(HPO, "HP:0003577")}]});
    let case = read(&[patient(), observation("HP:0001166", &component)]);
    assert_eq!(case.draft.features[0].onset.map(crate::domain::Age::days), Some(0));
    let unborn = read(&[condition(HPO, "HP:0001166", &json!({"onsetDateTime": "2015"}))]);
    assert!(said(&unborn).contains("without a date of birth") && errors(&unborn).is_empty());
}

#[test]
fn what_is_not_hpo_is_named_and_never_guessed() {
    let suspected = "http://hl7.org/fhir/sid/icd-10";
    for (resource, needle) in [
        (condition(suspected, "Q87.4", &json!({})), "ICD-10 and not in HPO"),
        (condition("http://snomed.info/sct", "19346006", &json!({})), "SNOMED CT"),
        (condition("http://medis.or.jp/CodeSystem/master-disease-exCode", "ABCD", &json!({})), "MEDIS"),
        (condition("http://www.omim.org", "154700", &json!({})), "is a diagnosis, not a finding"),
        (condition("http://www.orpha.net", "558", &json!({})), "Orphanet"),
        (condition("http://purl.obolibrary.org/obo/mondo.owl", "MONDO:0007947", &json!({})), "Mondo"),
        (condition("x", "y", &json!({"code": {"text": "くも状指"}})), "not guessed from text"),
        (condition("", "Q87.4", &json!({})), "no code system"),
        (
            observation("x", &json!({"code": concept(LOINC, "8302-2"), "valueQuantity": {"value": 190}})),
            "LOINC and not",
        ),
        (
            observation(
                "x",
                &json!({"code": concept(LOINC, "8670-2"), "valueCodeableConcept": concept(HPO, "HP:0001166")}),
            ),
            "not known to be one",
        ),
        (
            observation(
                "x",
                &json!({"code": concept(LOINC, "1"), "component": [{"code": concept(HPO, "HP:0001166")}]}),
            ),
            "component[0].code: not used: an HPO term",
        ),
        (json!({"resourceType": "FamilyMemberHistory"}), "about a relative"),
        (json!({"resourceType": "Encounter"}), "Encounter is not among"),
        (json!({"resourceType": "Observation", "status": "final"}), "no code"),
    ] {
        let case = read(&[patient(), resource.clone()]);
        assert!(findings(&case).is_empty() && errors(&case).is_empty(), "{resource}");
        let issue = case.draft.issues.last().unwrap();
        assert!(
            said(&case).contains(needle) && issue.place.starts_with("Bundle.entry[1].resource"),
            "{needle}: {}",
            said(&case)
        );
    }
    let case = read(&[condition("http://purl.obolibrary.org/obo/HP.owl", "HP:0001083", &json!({}))]);
    let looks = case.draft.issues.last().unwrap();
    assert!(looks.severity == Severity::Warning && looks.message.contains("looks like"), "{looks}");
    let asserted = observation(
        "x",
        &json!({"code": concept(LOINC, "75321-0"), "valueCodeableConcept": concept(HPO, "HP:0001166")}),
    );
    assert_eq!(findings(&read(&[patient(), asserted])), ["HP:0001166"]);
}
