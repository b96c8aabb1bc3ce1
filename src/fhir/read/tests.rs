//! Good and hostile resources side by side.

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

#[test]
fn a_patient_is_read_with_age_and_sex() {
    let case = read(&[patient(), observation("HP:0001166", &json!({"id": "o1", "valueBoolean": true}))]);
    assert_eq!((case.draft.id.as_str(), case.draft.sex), ("p1", Sex::Male));
    assert_eq!(case.draft.age.unwrap().days(), 4383);
    assert_eq!(findings(&case), ["HP:0001166"]);
    assert_eq!(case.draft.features[0].place, "Bundle.entry[1].resource.code.coding[0]");
    assert_eq!((case.patient.as_deref(), case.basis), (Some("Patient/p1"), vec!["Observation/o1".to_owned()]));
}

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
        (interpretation("H"), &["HP:0001166"]),
        (json!({"dataAbsentReason": {"text": "not asked"}}), &[]),
        (json!({"valueCodeableConcept": concept("http://snomed.info/sct", "415684004")}), &["?HP:0001166"]),
        (json!({"valueCodeableConcept": {"text": "absent"}}), &[]),
        (json!({"valueString": "no"}), &[]),
        (json!({"valueInteger": 0}), &[]),
        (json!({"valueBoolean": "false"}), &[]),
        (json!({"valueBoolean": null}), &["HP:0001166"]),
        (json!({}), &["HP:0001166"]),
        (json!({"status": "preliminary"}), &["HP:0001166"]),
        (json!({"status": "entered-in-error", "valueBoolean": true}), &[]),
        (json!({"status": "cancelled"}), &[]),
        (json!({"status": "registered"}), &[]),
        (json!({"status": "unknown"}), &[]),
        (json!({"focus": [{"reference": "Patient/mother"}], "valueBoolean": true}), &[]),
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

#[test]
fn contradictions_and_unknown_rules_are_errors_unless_lenient() {
    let ver = |code: &str| json!({"verificationStatus": concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", code)});
    let table = [
        observation(
            "HP:0001166",
            &json!({"valueBoolean": true, "interpretation": [concept("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "NEG")]}),
        ),
        observation("HP:0001166", &json!({"valueBoolean": true, "dataAbsentReason": {"text": "x"}})),
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
        (json!({"onsetDateTime": "2015-11-25T08:00:00Z"}), Some(365)),
        (json!({"onsetPeriod": {"start": "2015-11-25"}}), Some(365)),
        (json!({"onsetRange": {"low": {"value": 1, "code": "a"}}}), Some(365)),
        (json!({"onsetString": "in his youth"}), None),
        (json!({}), None),
    ] {
        let case = read(&[patient(), condition(HPO, "HP:0001166", &more)]);
        assert_eq!(case.draft.features[0].onset.map(crate::domain::Age::days), days, "{more}");
        assert!(errors(&case).is_empty());
    }
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
        (condition("", "HP:0001166", &json!({})), "no code system"),
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
    let asserted = observation(
        "x",
        &json!({"code": concept(LOINC, "75321-0"), "valueCodeableConcept": concept(HPO, "HP:0001166")}),
    );
    assert_eq!(findings(&read(&[patient(), asserted])), ["HP:0001166"]);
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

#[test]
fn bundles_are_taken_apart_and_addresses_are_not_followed() {
    let searchset = json!({"resourceType": "Bundle", "type": "searchset",
        "link": [{"relation": "next", "url": "https://ehr.example/next"}],
        "entry": [null, {"resource": null}, {"resource": bundle(&[observation("HP:0001166", &json!({}))])},
            {"request": {"method": "DELETE", "url": "Observation/1"}}]});
    let case = read_with(&searchset, Policy::Strict);
    assert_eq!(findings(&case), ["HP:0001166"]);
    assert_eq!(case.draft.features[0].place, "Bundle.entry[2].resource.entry[0].resource.code.coding[0]");
    assert!(said(&case).contains("addresses are never followed") && said(&case).contains("DELETE"), "{}", said(&case));
    let given = [("prefetch.patient", Value::Null), ("prefetch.observations", searchset)];
    let given = given.iter().map(|(place, resource)| GivenResource { place: (*place).to_owned(), resource });
    assert_eq!(findings(&read_resources(given, &ReadOptions::default())), ["HP:0001166"]);
    for (hostile, errors_wanted) in [
        (json!({"resourceType": "Bundle", "type": "history", "entry": []}), 1),
        (json!({"resourceType": "Bundle", "implicitRules": "x", "entry": []}), 1),
        (json!({"resourceType": "Bundle", "entry": [{"resource": {"code": 1}}]}), 1),
        (json!({"resourceType": "Bundle", "entry": [{"resource": 7}]}), 1),
        (json!([]), 1),
        (json!("x"), 1),
        (json!({"resourceType": "Bundle", "entry": 7}), 0),
        (Value::Null, 0),
    ] {
        let case = read_with(&hostile, Policy::Strict);
        assert_eq!(errors(&case).len(), errors_wanted, "{hostile}: {}", said(&case));
    }
    let many = vec![json!({"resourceType": "Encounter"}); MOST_RESOURCES + 1];
    assert!(errors(&read(&many))[0].contains("at most 2000"));
}

fn part(code: &str, value: &Value) -> Value {
    with(json!({"code": concept(LOINC, code)}), value)
}

fn coded(code: &str, answer: &str) -> Value {
    part(code, &json!({"valueCodeableConcept": concept(LOINC, answer)}))
}

fn variant(parts: &[Value], more: &Value) -> Value {
    with(
        json!({"resourceType": "Observation", "id": "v1", "status": "final", "code": concept(LOINC, "69548-6"),
        "subject": {"reference": "Patient/p1"}, "valueCodeableConcept": concept(LOINC, "LA9633-4"), "component": parts}),
        more,
    )
}

fn gene() -> Value {
    part("48018-6", &json!({"valueCodeableConcept": concept("http://www.genenames.org/geneId", "HGNC:3603")}))
}

fn hgvs() -> Value {
    part("48004-6", &json!({"valueCodeableConcept": concept("http://varnomen.hgvs.org", "NM_000138.5:c.1948C>T")}))
}

fn placed(counting: &str, low: u32, sequence: &str) -> Vec<Value> {
    vec![
        part("48013-7", &json!({"valueCodeableConcept": concept("http://www.ncbi.nlm.nih.gov/refseq", sequence)})),
        part("69547-8", &json!({"valueString": "G"})),
        part("69551-0", &json!({"valueString": "A"})),
        part("81254-5", &json!({"valueRange": {"low": {"value": low}}})),
        coded("92822-6", counting),
    ]
}

#[test]
fn variants_are_read_field_by_field() {
    let mut parts = placed("LA30102-0", 48_488_193, "NC_000015.10");
    parts.extend([
        gene(),
        hgvs(),
        part("48005-3", &json!({"valueCodeableConcept": {"text": "p.Arg650Ter"}})),
        coded("53034-5", "LA6706-1"),
        coded("53037-8", "LA6668-3"),
        coded("62374-4", "LA26806-2"),
        coded("48000-4", "LA21268-0"),
        part(
            "81290-9",
            &json!({"valueCodeableConcept": concept("http://varnomen.hgvs.org", "NC_000015.10:g.48488193G>A")}),
        ),
    ]);
    let case = read(&[patient(), variant(&parts, &json!({}))]);
    assert_eq!(errors(&case), Vec::<String>::new());
    let some = |text: &str| Some(text.to_owned());
    let wanted = VariantItem {
        place: "Bundle.entry[1].resource".to_owned(),
        gene: some("HGNC:3603"),
        hgvs_c: some("NM_000138.5:c.1948C>T"),
        hgvs_p: some("p.Arg650Ter"),
        variant: some("15-48488193-G-A"),
        assembly: some("GRCh38"),
        zygosity: some("heterozygous"),
        acmg_class: some("pathogenic"),
        consequence: None,
        origin: None,
    };
    assert_eq!((case.variants, case.basis), (vec![wanted], vec!["Observation/v1".to_owned()]));
}

#[test]
fn positions_are_counted_as_the_sender_says() {
    for (counting, low) in [("LA30102-0", 48_488_193), ("LA30101-2", 48_488_192), ("LA30100-4", 48_488_192)] {
        let case = read(&[variant(&placed(counting, low, "NC_000015.10"), &json!({}))]);
        assert_eq!(case.variants[0].variant.as_deref(), Some("15-48488193-G-A"), "{counting}");
        assert_eq!(case.variants[0].assembly.as_deref(), Some("GRCh38"));
    }
    let case = read(&[variant(&placed("LA30102-0", 48_780_390, "NC_000015.9"), &json!({}))]);
    assert_eq!(case.variants[0].assembly.as_deref(), Some("GRCh37"));
}

#[test]
fn only_variants_that_were_found_are_hits() {
    let parts = [gene(), hgvs()];
    for (more, used, error) in [
        (json!({}), true, false),
        (json!({"valueCodeableConcept": concept(LOINC, "LA9634-2")}), false, false),
        (json!({"valueCodeableConcept": concept(LOINC, "LA18198-4")}), false, false),
        (json!({"valueCodeableConcept": concept(LOINC, "LA11884-6")}), false, false),
        (json!({"valueCodeableConcept": null}), true, false),
        (json!({"valueCodeableConcept": null, "dataAbsentReason": {"text": "x"}}), false, false),
        (json!({"valueCodeableConcept": {"text": "found"}}), false, true),
        (json!({"valueString": "found", "valueCodeableConcept": null}), false, true),
        (json!({"status": "entered-in-error"}), false, false),
        (json!({"component": [gene(), hgvs(), coded("48002-0", "LA6684-0")]}), false, false),
        (json!({"component": [gene(), hgvs(), coded("48002-0", "LA6683-2")]}), true, false),
        (json!({"component": [gene(), part("69551-0", &json!({"valueString": "<DEL>"}))]}), false, false),
        (json!({"component": [gene(), part("82155-3", &json!({"valueQuantity": {"value": 1}}))]}), false, false),
        (json!({"component": []}), false, true),
    ] {
        let case = read(&[variant(&parts, &more)]);
        assert_eq!((!case.variants.is_empty(), !errors(&case).is_empty()), (used, error), "{more}: {}", said(&case));
        assert!(used || !case.draft.issues.is_empty(), "{more}");
    }
}

#[test]
fn a_place_that_contradicts_itself_is_refused_and_one_that_lacks_something_is_left_out() {
    let both = |mut parts: Vec<Value>, more: Value| {
        parts.extend([gene(), hgvs(), more]);
        read(&[variant(&parts, &json!({}))])
    };
    let good = || placed("LA30102-0", 48_488_193, "NC_000015.10");
    for more in [
        coded("62374-4", "LA14029-5"),
        coded("48000-4", "LA21254-0"),
        part("81290-9", &json!({"valueCodeableConcept": concept("x", "NC_000015.10:g.48488194G>A")})),
        coded("53037-8", "LA6668-3"),
    ] {
        let case = both(good(), more.clone());
        let is_class = more["code"]["coding"][0]["code"] == "53037-8";
        assert_eq!(errors(&case).is_empty(), is_class, "{more}: {}", said(&case));
    }
    for parts in [
        placed("LA0-0", 48_488_193, "NC_000015.10"),
        placed("LA30102-0", 48_488_193, "NC_000015"),
        placed("LA30102-0", 48_488_193, "NM_000138.5"),
        vec![coded("62374-4", "LA14030-3")],
    ] {
        let case = both(parts, coded("53034-5", "LA6705-3"));
        assert!(errors(&case).is_empty(), "{}", said(&case));
        assert_eq!(case.variants[0].variant, None);
        assert_eq!(
            (case.variants[0].gene.as_deref(), case.variants[0].zygosity.as_deref()),
            (Some("HGNC:3603"), Some("homozygous"))
        );
    }
}

#[test]
fn an_implication_classes_its_variant() {
    let implication = |class: &str, of: &str| {
        json!({"resourceType": "Observation", "status": "final",
            "code": concept("http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs", "diagnostic-implication"),
            "derivedFrom": [{"reference": of}], "component": [coded("53037-8", class)]})
    };
    let found = variant(&[gene(), hgvs()], &json!({}));
    let case = read(&[found.clone(), implication("LA26332-9", "Observation/v1")]);
    assert_eq!(case.variants[0].acmg_class.as_deref(), Some("likely_pathogenic"));
    let apart = read(&[found.clone(), implication("LA26332-9", "Observation/v2")]);
    assert_eq!(apart.variants[0].acmg_class, None);
    assert!(said(&apart).contains("implication"), "{}", said(&apart));
    let torn = read(&[found, implication("LA26332-9", "Observation/v1"), implication("LA6675-8", "Observation/v1")]);
    assert_eq!(errors(&torn).len(), 1);
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
