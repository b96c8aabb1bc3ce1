//! FHIR over HTTP.

use serde_json::{Value, json};

use crate::server::{Answer, get, post, send};

pub const TESTS: &[crate::Test] = &[
    ("fhir::ranks_as_the_plain_interface_does", ranks),
    ("fhir::says_what_was_not_used_and_where", account),
    ("fhir::shares_sum_to_one_in_both_languages", shares),
    ("fhir::badges_and_releases_are_in_every_answer", badges),
    ("fhir::variants_move_the_ranking_as_typed_ones_do", variants),
    ("fhir::a_variant_that_names_two_genes_is_refused", two_genes),
    ("fhir::what_was_not_used_is_no_basis", basis),
    ("fhir::answers_in_the_language_of_the_request", language),
    ("fhir::a_record_of_many_years_is_ranked", many_years),
    ("fhir::every_refusal_is_an_outcome", refusals),
    ("fhir::what_the_finding_is_called_counts", names),
    ("fhir::media_types_are_negotiated", negotiation),
    ("fhir::definitions_are_served", definitions),
];

const FHIR: &str = "application/fhir+json";
const HPO: &str = "http://human-phenotype-ontology.org";

fn concept(system: &str, code: &str) -> Value {
    json!({"coding": [{"system": system, "code": code}]})
}

fn patient() -> Value {
    json!({"resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "2014-11-25"})
}

fn observation(id: &str, term: &str, there: bool) -> Value {
    json!({"resourceType": "Observation", "id": id, "status": "final", "code": concept(HPO, term),
        "subject": {"reference": "Patient/p1"}, "valueBoolean": there})
}

fn parameters(resources: &[Value], more: &[Value]) -> Value {
    let resources = resources.iter().map(|resource| json!({"name": "resource", "resource": resource}));
    let list: Vec<Value> = resources.chain(more.iter().cloned()).collect();
    json!({"resourceType": "Parameters", "parameter": list})
}

fn date() -> Value {
    json!({"name": "date", "valueDateTime": "2026-11-25"})
}

fn rank(body: &Value) -> Answer {
    post("/fhir/$rank", FHIR, body.to_string())
}

fn ranked(body: &Value) -> Value {
    let answer = rank(body);
    assert_eq!((answer.status, answer.kind.as_str()), (200, FHIR), "{}", answer.text);
    let bundle = answer.json();
    hollow(&bundle, "Bundle");
    bundle
}

/// FHIR forbids nulls and empty elements.
fn hollow(value: &Value, place: &str) {
    match value {
        Value::Null => panic!("{place} is null"),
        Value::String(text) => assert!(!text.is_empty(), "{place} is empty"),
        Value::Array(items) => {
            assert!(!items.is_empty(), "{place} is empty");
            items.iter().enumerate().for_each(|(index, item)| hollow(item, &format!("{place}[{index}]")));
        }
        Value::Object(fields) => {
            assert!(!fields.is_empty(), "{place} is empty");
            fields.iter().for_each(|(key, inner)| hollow(inner, &format!("{place}.{key}")));
        }
        _ => {}
    }
}

fn resource<'a>(bundle: &'a Value, kind: &str) -> &'a Value {
    let entries = bundle["entry"].as_array().unwrap();
    &entries.iter().find(|entry| entry["resource"]["resourceType"] == kind).unwrap()["resource"]
}

fn predictions(bundle: &Value) -> Vec<Value> {
    resource(bundle, "RiskAssessment")["prediction"].as_array().unwrap().clone()
}

fn extension<'a>(element: &'a Value, name: &str) -> Option<&'a Value> {
    let url = format!("urn:shirube:fhir:extension:{name}");
    element["extension"].as_array()?.iter().find(|extension| extension["url"] == url)
}

fn ranks() {
    let resources = [
        patient(),
        observation("o1", "HP:0001166", true),
        json!({"resourceType": "Condition", "id": "c1", "code": concept(HPO, "HP:0001083"), "subject": {"reference": "Patient/p1"}}),
        observation("o2", "HP:0001250", false),
    ];
    let bundle = ranked(&parameters(&resources, &[date(), json!({"name": "top", "valueInteger": 3})]));
    let plain = post(
        "/v1/rank",
        "application/json",
        json!({"observed": ["HP:0001166", "HP:0001083"], "excluded": ["HP:0001250"], "age": "12y", "sex": "male", "top": 3})
            .to_string(),
    )
    .json();
    let found = predictions(&bundle);
    for (place, candidate) in plain["candidates"].as_array().unwrap().iter().enumerate() {
        let code = found[place]["outcome"]["coding"][0]["code"].as_str().unwrap();
        assert!(candidate["disease_id"].as_str().unwrap().ends_with(code), "{code}");
        let (ours, theirs) =
            (found[place]["probabilityDecimal"].as_f64().unwrap(), candidate["probability"].as_f64().unwrap());
        assert!((ours - theirs).abs() < 1e-3, "{ours} {theirs}");
        assert_eq!(extension(&found[place], "rank").unwrap()["valuePositiveInt"], place + 1);
    }
    let assessment = resource(&bundle, "RiskAssessment");
    assert_eq!(assessment["subject"]["reference"], "Patient/p1");
    let basis: Vec<&str> =
        assessment["basis"].as_array().unwrap().iter().map(|r| r["reference"].as_str().unwrap()).collect();
    assert_eq!(basis, ["Observation/o1", "Condition/c1", "Observation/o2"]);
    // A Bundle alone says the same, and the same digest; entries that are searched with pages missing are said.
    let entries: Vec<Value> = resources.iter().map(|resource| json!({"resource": resource})).collect();
    let alone = ranked(&json!({"resourceType": "Bundle", "type": "collection", "entry": entries}));
    assert_eq!(predictions(&alone)[0]["outcome"], found[0]["outcome"]);
    let again = ranked(&parameters(&resources, &[date(), json!({"name": "top", "valueInteger": 3})]));
    assert_eq!(again["identifier"], bundle["identifier"], "the digest is that of the result");
    for entry in bundle["entry"].as_array().unwrap() {
        assert!(entry["fullUrl"].as_str().unwrap().starts_with("urn:uuid:"));
    }
}

fn account() {
    let icd = json!({"resourceType": "Condition", "id": "c2", "code": concept("http://hl7.org/fhir/sid/icd-10", "Q87.4"),
        "subject": {"reference": "Patient/p1"}});
    let bundle = ranked(&parameters(&[patient(), observation("o1", "HP:0001166", true), icd], &[date()]));
    let outcome = resource(&bundle, "OperationOutcome");
    let issue = |needle: &str| {
        let issues = outcome["issue"].as_array().unwrap().clone();
        issues
            .into_iter()
            .find(|issue| issue["diagnostics"].as_str().unwrap().contains(needle))
            .unwrap_or_else(|| panic!("{needle}: {outcome}"))
    };
    let left = issue("ICD-10");
    assert_eq!((&left["severity"], &left["code"]), (&json!("information"), &json!("informational")));
    assert_eq!(left["expression"], json!(["Parameters.parameter[2].resource.code"]));
    assert_eq!(issue("age 12y")["expression"], json!(["Parameters.parameter[0].resource.birthDate"]));
    issue("no variants were given");
    let basis = resource(&bundle, "RiskAssessment")["basis"].as_array().unwrap().len();
    assert_eq!(basis, 1, "what was not used is no basis");
}

fn shares() {
    for (language, none) in [("en", "None of the diseases"), ("ja", "いずれでもない")] {
        let body = parameters(
            &[patient(), observation("o1", "HP:0001166", true)],
            &[date(), json!({"name": "language", "valueCode": language}), json!({"name": "top", "valueInteger": 2})],
        );
        let found = predictions(&ranked(&body));
        let sum: f64 = found.iter().map(|prediction| prediction["probabilityDecimal"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 2e-3, "{sum}");
        let kinds: Vec<&str> =
            found.iter().filter_map(|prediction| extension(prediction, "share")?["valueCode"].as_str()).collect();
        assert_eq!(kinds, ["other-diseases", "none-of-these"]);
        assert!(found.last().unwrap()["outcome"]["text"].as_str().unwrap().contains(none));
    }
}

fn badges() {
    let body = parameters(
        &[patient(), observation("o1", "HP:0001166", true), observation("o2", "HP:0001083", true)],
        &[date(), json!({"name": "language", "valueCode": "ja"})],
    );
    let bundle = ranked(&body);
    let found = predictions(&bundle);
    let marfan = found.iter().find(|prediction| prediction["outcome"]["coding"][0]["code"] == "154700").unwrap();
    assert!(marfan["outcome"]["text"].as_str().unwrap().contains("マルファン"), "{marfan}");
    let translated = &marfan["outcome"]["coding"][0]["_display"]["extension"][0];
    assert_eq!(translated["extension"][0]["valueCode"], "ja");
    let designated = extension(marfan, "designated-intractable-disease").unwrap();
    assert_eq!(designated["extension"][0], json!({"url": "number", "valuePositiveInt": 167}));
    let insured = extension(marfan, "insured-genetic-test").unwrap();
    assert_eq!(insured["extension"][0], json!({"url": "group", "valueString": "エ"}));
    assert!(insured["extension"].as_array().unwrap().iter().any(|part| part["valueDate"] == "2019-09"));
    assert!(marfan["rationale"].as_str().unwrap().contains("支持："), "{marfan}");
    let provenance = resource(&bundle, "Provenance");
    assert_eq!(provenance["target"][0]["reference"], bundle["entry"][0]["fullUrl"]);
    assert_eq!(provenance["agent"][0]["who"]["reference"], bundle["entry"][1]["fullUrl"]);
    assert!(
        provenance["entity"].as_array().unwrap().iter().any(|entity| entity["what"]["identifier"]["value"] == "hpo")
    );
    assert_eq!(
        extension(provenance, "result-digest").unwrap()["extension"][1]["valueString"],
        bundle["identifier"]["value"]
    );
    assert_eq!(resource(&bundle, "Device")["version"][0]["value"], env!("CARGO_PKG_VERSION"));
}

fn variant(presence: &str) -> Value {
    let part =
        |code: &str, value: Value| json!({"code": concept("http://loinc.org", code), "valueCodeableConcept": value});
    json!({"resourceType": "Observation", "id": "v1", "status": "final", "code": concept("http://loinc.org", "69548-6"),
    "subject": {"reference": "Patient/p1"}, "valueCodeableConcept": concept("http://loinc.org", presence),
    "component": [
        part("48018-6", concept("http://www.genenames.org/geneId", "HGNC:3603")),
        part("48004-6", concept("http://varnomen.hgvs.org", "NM_000138.5:c.1948C>T")),
        part("48005-3", json!({"text": "p.Arg650Ter"})),
        part("53034-5", concept("http://loinc.org", "LA6706-1")),
    ]})
}

fn variants() {
    let findings = [patient(), observation("o1", "HP:0001166", true)];
    let with = |presence: &str| {
        let resources: Vec<Value> = findings.iter().cloned().chain([variant(presence)]).collect();
        ranked(&parameters(&resources, &[date(), json!({"name": "top", "valueInteger": 5})]))
    };
    let found = with("LA9633-4");
    let plain = post(
        "/v1/rank",
        "application/json",
        json!({"observed": ["HP:0001166"], "age": "12y", "sex": "male", "top": 5,
            "variants": ["NM_000138.5(FBN1):c.1948C>T p.Arg650Ter het"]})
        .to_string(),
    )
    .json();
    for (place, candidate) in plain["candidates"].as_array().unwrap().iter().enumerate() {
        let ours = predictions(&found)[place]["probabilityDecimal"].as_f64().unwrap();
        assert!((ours - candidate["probability"].as_f64().unwrap()).abs() < 1e-3);
    }
    assert!(predictions(&found)[0]["rationale"].as_str().unwrap().contains("FBN1"));
    let without = predictions(&ranked(&parameters(&findings, &[date(), json!({"name": "top", "valueInteger": 5})])));
    for presence in ["LA9634-2", "LA18198-4"] {
        let bundle = with(presence);
        assert_eq!(predictions(&bundle), without, "a variant that was not found is no hit");
        assert!(resource(&bundle, "OperationOutcome").to_string().contains("[2].resource.value"));
    }
}

/// The variant with other components than those of FBN1.
fn described(gene: &Value, coding: &str, protein: &str) -> Value {
    let mut resource = variant("LA9633-4");
    resource["component"][0]["valueCodeableConcept"] = gene.clone();
    resource["component"][1]["valueCodeableConcept"] = concept("http://varnomen.hgvs.org", coding);
    resource["component"][2]["valueCodeableConcept"] = json!({"text": protein});
    resource
}

fn two_genes() {
    let hgnc = "http://www.genenames.org/geneId";
    let gene = |code: &str, display: Option<&str>| match display {
        Some(display) => json!({"coding": [{"system": hgnc, "code": code, "display": display}]}),
        None => concept(hgnc, code),
    };
    let (fbn1, fbn2) = ("HGNC:3603", "HGNC:3604");
    let coding = "NM_000138.5:c.1948C>T";
    for (gene, coding, protein, needle) in [
        (gene(fbn2, Some("FBN1")), "c.1948C>T", "p.Arg650Ter", Some("names two genes")),
        (gene(fbn2, None), "NM_005902.4:c.100C>T", "p.Arg34Ter", Some("is a transcript of SMAD3")),
        (gene(fbn1, Some("FBN2")), coding, "p.Arg650Ter", Some("names two genes")),
        (gene(fbn2, None), "NM_999999.1(FBN1):c.1948C>T", "p.Arg650Ter", Some("names two genes")),
        (gene(fbn1, None), coding, "p.Gly12Val", Some("codon 650")),
        (gene(fbn1, None), "NM_000138.5:c.1948C->T", "p.Arg650Ter", Some("is not HGVS")),
        (gene(fbn1, Some("FBN1")), coding, "p.Arg650Ter", None),
        (gene(fbn1, Some("fibrillin 1")), coding, "p.Arg650Ter", None),
        (gene(fbn1, Some("a note of the lab")), coding, "p.(Arg650Arg)", None),
    ] {
        let resources = [patient(), observation("o1", "HP:0001166", true), described(&gene, coding, protein)];
        let answer = rank(&parameters(&resources, &[date()]));
        match needle {
            None => {
                assert_eq!(answer.status, 200, "{}", answer.text);
                assert!(protein != "p.(Arg650Arg)" || answer.text.contains("used as FBN1 synonymous_variant"));
            }
            Some(needle) => {
                assert!(answer.status == 422 && answer.text.contains(needle), "{needle}: {}", answer.text);
                assert!(answer.text.contains("Parameters.parameter[2].resource"), "{}", answer.text);
                let lenient = json!({"name": "lenient", "valueBoolean": true});
                let bundle = ranked(&parameters(&resources, &[date(), lenient]));
                assert!(resource(&bundle, "OperationOutcome").to_string().contains(needle));
                assert!(!resource(&bundle, "RiskAssessment").to_string().contains("Observation/v1"));
            }
        }
    }
}

fn basis() {
    let resources = [
        patient(),
        observation("o1", "HP:0001083", true),
        observation("o2", "HP:0001083", false),
        observation("o3", "HP:0001083", true),
        observation("o4", "HP:0001166", true),
    ];
    let bundle = ranked(&parameters(&resources, &[date(), json!({"name": "lenient", "valueBoolean": true})]));
    let basis = resource(&bundle, "RiskAssessment")["basis"].clone();
    assert_eq!(basis, json!([{"reference": "Observation/o4"}]), "a contradiction is used on neither side");
    let outcome = resource(&bundle, "OperationOutcome").to_string();
    for index in 1..4 {
        assert!(outcome.contains(&format!("Parameters.parameter[{index}].resource.code.coding[0]")), "{outcome}");
    }
}

fn language() {
    let resources = [patient(), observation("o1", "HP:0001166", true)];
    let text = |header: &str, more: &[Value]| {
        let body = parameters(&resources, more).to_string();
        let answer = send("POST", "/fhir/$rank", &[("content-type", FHIR), ("accept-language", header)], &body);
        predictions(&answer.json()).last().unwrap()["outcome"]["text"].as_str().unwrap().to_owned()
    };
    let named = [json!({"name": "language", "valueCode": "en"})];
    assert!(text("ja", &[]).contains("いずれでもない") && text("de, ja-JP;q=0.5", &[]).contains("いずれでもない"));
    assert!(text("de", &[]).contains("None of") && text("ja", &named).contains("None of"));
}

fn many_years() {
    let seen = (0..900).map(|index| observation(&format!("o{index}"), "HP:0001166", true));
    let resources: Vec<Value> = [patient()].into_iter().chain(seen).collect();
    ranked(&parameters(&resources, &[date()]));
    let distinct = (0..600).map(|index| observation(&format!("o{index}"), &format!("HP:{:07}", index + 1), true));
    let answer = rank(&parameters(&distinct.collect::<Vec<_>>(), &[]));
    assert!(answer.status == 422 && answer.text.contains("600 terms; at most 500"), "{}", answer.text);
    assert!(!answer.text.contains("\"features\""), "not a path: {}", answer.text);
}

fn refusals() {
    let bundle = |resources: &[Value]| {
        let entries: Vec<Value> = resources.iter().map(|resource| json!({"resource": resource})).collect();
        json!({"resourceType": "Bundle", "type": "collection", "entry": entries})
    };
    let mut stranger = observation("o2", "HP:0001250", true);
    stranger["subject"]["reference"] = json!("Patient/p2");
    let mut modified = observation("o1", "HP:0001166", true);
    modified["modifierExtension"] = json!([{"url": "http://example.org/not", "valueBoolean": true}]);
    let many = vec![json!({"resourceType": "Encounter"}); 2_001];
    let table: Vec<(Answer, u16, &str, Value)> = vec![
        (
            rank(&bundle(&[observation("o", "XX:1234567", true)])),
            422,
            "code-invalid",
            json!("Bundle.entry[0].resource.code.coding[0].code"),
        ),
        (
            rank(&bundle(&[observation("o", "ab€123", true)])),
            422,
            "code-invalid",
            json!("Bundle.entry[0].resource.code.coding[0].code"),
        ),
        (
            rank(&bundle(&[observation("o", "HP:9999999", true)])),
            422,
            "code-invalid",
            json!("Bundle.entry[0].resource.code.coding[0]"),
        ),
        (
            rank(&bundle(&[observation("o1", "HP:0001250", true), observation("o2", "HP:0001250", false)])),
            422,
            "code-invalid",
            json!("Bundle.entry[1].resource.code.coding[0]"),
        ),
        (
            rank(&bundle(&[observation("o1", "HP:0001166", true), stranger])),
            422,
            "invalid",
            json!("Bundle.entry[1].resource.subject"),
        ),
        (rank(&bundle(&[modified])), 422, "invalid", json!("Bundle.entry[0].resource.modifierExtension")),
        (rank(&bundle(&many)), 422, "invalid", json!("Bundle.entry")),
        (rank(&bundle(&[patient()])), 422, "invalid", Value::Null),
        (rank(&json!({"resourceType": "Patient"})), 422, "invalid", json!("resourceType")),
        (
            rank(&parameters(&[], &[json!({"name": "top", "valueInteger": 0})])),
            422,
            "invalid",
            json!("Parameters.parameter[0].value"),
        ),
        (post("/fhir/$rank", FHIR, "{"), 400, "structure", Value::Null),
        (
            post("/fhir/$rank", FHIR, r#"{"resourceType": "Bundle", "entry": [], "entry": []}"#),
            422,
            "invalid",
            Value::Null,
        ),
        (post("/fhir/$rank?top=2&lenient=true", FHIR, "{}"), 400, "structure", Value::Null),
        (rank(&json!({"resourceType": "Bundle", "entry": "x"})), 422, "invalid", json!("Bundle.entry")),
        (post("/fhir/$rank", FHIR, "[]"), 422, "invalid", Value::Null),
        (post("/fhir/$rank", FHIR, vec![b' '; 3 << 20]), 413, "too-long", Value::Null),
        (post("/fhir/$rank", "text/plain", "{}"), 415, "not-supported", Value::Null),
        (post("/fhir/$rank", "application/fhir+xml", "<x/>"), 415, "not-supported", Value::Null),
        (get("/fhir/$rank"), 405, "not-supported", Value::Null),
        (get("/fhir"), 404, "not-found", Value::Null),
        (get("/fhir/Patient/p1"), 404, "not-found", Value::Null),
        (get("/fhir/OperationDefinition/none"), 404, "not-found", Value::Null),
        (get("/fhir/metadata?_format=xml"), 406, "not-supported", Value::Null),
        (get("/fhir/OperationDefinition/%ff"), 400, "structure", Value::Null),
    ];
    for (answer, status, code, expression) in table {
        assert_eq!((answer.status, answer.kind.as_str()), (status, FHIR), "{}", answer.text);
        let outcome = answer.json();
        hollow(&outcome, "OperationOutcome");
        let issues = outcome["issue"].as_array().unwrap();
        let error = issues.iter().find(|issue| issue["severity"] == "error").unwrap_or_else(|| panic!("{outcome}"));
        assert_eq!((&outcome["resourceType"], &error["code"]), (&json!("OperationOutcome"), &json!(code)), "{outcome}");
        if !expression.is_null() {
            assert_eq!(error["expression"], json!([expression]), "{outcome}");
        }
    }
    // Our own paths speak as before.
    assert_eq!(get("/v1/nope").kind, "application/problem+json");
    let lenient = parameters(
        &[observation("o", "XX:1234567", true), observation("o1", "HP:0001166", true)],
        &[json!({"name": "lenient", "valueBoolean": true})],
    );
    assert!(resource(&ranked(&lenient), "OperationOutcome").to_string().contains("it was not used"));
}

/// A text or a display that denies the finding contradicts the code, unless the term itself denies something.
fn names() {
    let called = |term: &str, text: &str, there: bool| {
        let mut resource = observation("o1", term, there);
        resource["code"]["text"] = json!(text);
        rank(&parameters(&[patient(), observation("o2", "HP:0001083", true), resource], &[date()]))
    };
    for text in ["No arachnodactyly", "Arachnodactyly ruled out", "クモ指なし", "Mother: arachnodactyly"] {
        let answer = called("HP:0001166", text, true);
        assert_eq!(answer.status, 422, "{text}: {}", answer.text);
        assert!(answer.text.contains("Parameters.parameter[2].resource.code.coding[0]"), "{}", answer.text);
    }
    for (term, text, there) in [("HP:0001166", "Arachnodactyly", true), ("HP:0001166", "No arachnodactyly", false)] {
        assert_eq!(called(term, text, there).status, 200, "{text}");
    }
    let suspected = called("HP:0001166", "クモ指の疑い", true);
    assert!(suspected.status == 200 && suspected.text.contains("it counts less"), "{}", suspected.text);
}

fn negotiation() {
    let body = parameters(&[observation("o1", "HP:0001166", true)], &[]).to_string();
    for kind in
        [FHIR, "application/json", "application/json+fhir", "application/fhir+json; charset=utf-8; fhirVersion=4.0"]
    {
        assert_eq!(post("/fhir/$rank", kind, &body).status, 200, "{kind}");
    }
    assert_eq!(post("/fhir/%24rank", FHIR, &body).status, 200);
    for (accept, query, status) in [
        ("application/json+fhir", "", 200),
        ("application/fhir+xml", "", 406),
        ("application/fhir+xml, */*;q=0.1", "", 200),
        ("application/fhir+json; fhirVersion=3.0", "", 406),
        ("application/fhir+xml", "?_format=json", 200),
        ("application/fhir+json", "?_format=xml", 406),
        ("text/html", "?_format=application/fhir%2Bjson", 200),
        ("*/*", "?_format=application/fhir+json", 200),
    ] {
        let answer = send("GET", &format!("/fhir/metadata{query}"), &[("accept", accept)], "");
        assert_eq!((answer.status, answer.kind.as_str()), (status, FHIR), "{accept} {query}");
    }
}

fn definitions() {
    let statement = get("/fhir/metadata").json();
    hollow(&statement, "CapabilityStatement");
    assert_eq!((&statement["fhirVersion"], &statement["kind"]), (&json!("4.0.1"), &json!("instance")));
    let definition = get("/fhir/OperationDefinition/rank").json();
    hollow(&definition, "OperationDefinition");
    assert_eq!(statement["rest"][0]["operation"][0]["definition"], definition["url"]);
    let names: Vec<&str> = definition["parameter"]
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| parameter["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["patient", "observation", "condition", "resource", "top", "language", "lenient", "date", "return"]
    );
}
