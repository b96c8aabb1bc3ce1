//! Phenopackets out, and in again.

use serde_json::{Value, json};
use shirube::diagnosis::{RankOptions, rank};
use shirube::domain::{Age, Case, Certainty, FeatureStatus, PhenotypicFeature, Sex};
use shirube::intake::{
    Policy, items_of_interpretations, parse_phenopacket, resolve, resolve_variants, review_variants,
};
use shirube::report::{PhenopacketContext, phenopacket};

use crate::server::post;
use crate::support::{mini, mini_program};

pub const TESTS: &[crate::Test] = &[
    ("phenopacket::is_read_back_as_the_same_case", round_trip),
    ("phenopacket::a_machine_decides_nothing", candidates_only),
    ("phenopacket::is_written_by_program_and_service", surfaces),
    ("phenopacket::version_one_is_refused_with_the_remedy", version_one),
    ("phenopacket::a_denial_in_another_form_is_no_finding", denials),
    ("phenopacket::is_read_without_being_ranked", read),
];

fn case(variants: &Value) -> Case {
    let (engine, _) = mini();
    let age = |text: &str| text.parse::<Age>().unwrap();
    let feature = |id: &str, status, onset| PhenotypicFeature {
        term: id.parse().unwrap(),
        status,
        onset,
        certainty: Certainty::CERTAIN,
    };
    let (items, _) = items_of_interpretations(variants);
    let listed = resolve_variants(engine.kb(), &items, Sex::Female, None, Policy::Strict);
    Case {
        id: "case 患者".to_owned(),
        features: vec![
            feature("HP:0001166", FeatureStatus::Observed, Some(age("3y6m"))),
            feature("HP:0001250", FeatureStatus::Excluded, None),
            feature("HP:0001083", FeatureStatus::Observed, None),
        ],
        age: Some(age("P4382D")),
        onset: Some(age("2y")),
        sex: Sex::Female,
        variants: Some(listed.variants),
    }
}

fn variants() -> Value {
    let interpretation = |place: &str, expressions: Value, class: &str| {
        json!({"interpretationStatus": "CANDIDATE", "variantInterpretation": {
            "acmgPathogenicityClassification": class,
            "variationDescriptor": {
                "geneContext": {"valueId": "HGNC:3603", "symbol": "FBN1"},
                "expressions": expressions,
                "vcfRecord": {"genomeAssembly": "GRCh38", "chrom": "15", "pos": place, "ref": "G", "alt": "A"},
                "allelicState": {"id": "GENO:0000135", "label": "heterozygous"}}}})
    };
    json!({"interpretations": [{"diagnosis": {"genomicInterpretations": [
        interpretation("48488193", json!([{"syntax": "hgvs.c", "value": "NM_000138.5:c.1948C>T"}, {"syntax": "hgvs.p", "value": "p.Arg650Ter"}]), "LIKELY_PATHOGENIC"),
    ]}}]})
}

fn packet(case: &Case) -> Value {
    let (engine, _) = mini();
    let result = rank(engine, case, &RankOptions { top: 5, explain: 5, ..RankOptions::default() }).unwrap();
    phenopacket(engine, &result, &PhenopacketContext { case, issues: &[], created: "2026-11-25T01:48:00Z" })
}

fn round_trip() {
    let (engine, search) = mini();
    let mut given = case(&variants());
    let packet = packet(&given);
    let draft = parse_phenopacket(&packet.to_string()).unwrap();
    let read = resolve(engine.kb(), Some(search), draft, Policy::Strict);
    assert!(!read.has_error() && read.issues.is_empty(), "{:?}", read.issues);
    let (items, left) = items_of_interpretations(&packet);
    assert!(left.is_empty(), "{left:?}");
    let listed = resolve_variants(engine.kb(), &items, Sex::Female, None, Policy::Strict);
    let mut found = listed.variants;
    // Candidates share their variants: the same allele is listed with each, and counts once.
    assert!(review_variants(&mut found, "x").iter().all(|issue| issue.message.contains("same allele")));
    let before = given.variants.take().unwrap();
    assert_eq!(read.case, given);
    assert_eq!(found.variants.len(), before.variants.len());
    for (found, before) in found.variants.iter().zip(&before.variants) {
        assert_eq!(
            (&found.locus, &found.effects, &found.calls, found.stated),
            (&before.locus, &before.effects, &before.calls, before.stated)
        );
    }
}

fn candidates_only() {
    let packet = packet(&case(&variants()));
    let interpretations = packet["interpretations"].as_array().unwrap();
    assert_eq!(interpretations.len(), 5);
    let mut with_variants = 0;
    for interpretation in interpretations {
        assert_eq!(interpretation["progressStatus"], "IN_PROGRESS");
        assert!(interpretation["diagnosis"]["disease"]["id"].as_str().unwrap().contains(':'));
        for genomic in interpretation["diagnosis"]["genomicInterpretations"].as_array().into_iter().flatten() {
            assert_eq!(genomic["interpretationStatus"], "CANDIDATE");
            assert_eq!(genomic["subjectOrBiosampleId"], packet["subject"]["id"]);
            with_variants += 1;
        }
    }
    assert!(with_variants > 0 && !packet.to_string().contains("CAUSATIVE"));
    let meta = &packet["metaData"];
    assert_eq!((&meta["created"], &meta["phenopacketSchemaVersion"]), (&json!("2026-11-25T01:48:00Z"), &json!("2.0")));
    for resource in meta["resources"].as_array().unwrap() {
        for key in ["id", "name", "url", "version", "namespacePrefix", "iriPrefix"] {
            assert!(resource[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {resource}");
        }
    }
    // Without variants there is nothing but the disease.
    let mut plain = case(&variants());
    plain.variants = None;
    for interpretation in self::packet(&plain)["interpretations"].as_array().unwrap() {
        assert_eq!(interpretation["diagnosis"].as_object().unwrap().len(), 1);
    }
}

fn surfaces() {
    let body = json!({"id": "p7", "observed": ["HP:0001166", "HP:0001083"], "excluded": ["HP:0001250"], "age": "12y",
        "sex": "male", "top": 3, "variants": ["FBN1 c.1948C>T p.Arg650Ter het"]});
    let written = post("/v1/phenopacket", "application/json", body.to_string());
    assert_eq!(written.status, 200, "{}", written.text);
    let packet = written.json();
    assert_eq!((&packet["id"], &packet["subject"]["sex"]), (&json!("p7"), &json!("MALE")));
    let again = json!({"phenopacket": packet, "use_interpretations": true, "top": 3});
    let (first, second) = (
        post("/v1/rank", "application/json", body.to_string()).json(),
        post("/v1/rank", "application/json", again.to_string()).json(),
    );
    let of = |answer: &Value| {
        let candidates = answer["candidates"].as_array().unwrap();
        let told = |candidate: &Value| {
            json!([
                candidate["disease_id"],
                candidate["probability"],
                candidate["findings"],
                candidate["genotype"]["fits"][0]["likelihood_ratio"]
            ])
        };
        candidates.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(of(&first), of(&second), "what was written is ranked as what it was written from");
    assert_eq!(
        post("/v1/phenopacket", "application/json", r#"{"observed": ["HP:0001166"], "questions": 1}"#).status,
        422
    );
    assert_eq!(
        post("/v1/phenopacket", "application/json", r#"{"observed": ["HP:0001166"], "language": "ja"}"#).status,
        422
    );
    let printed = mini_program()
        .args([
            "rank",
            "--hpo",
            "HP:0001166,HP:0001083",
            "--exclude",
            "HP:0001250",
            "--format",
            "phenopacket",
            "--top",
            "2",
        ])
        .assert()
        .success();
    let packet: Value = serde_json::from_slice(&printed.get_output().stdout).unwrap();
    assert_eq!(packet["interpretations"].as_array().unwrap().len(), 2);
    mini_program()
        .args(["rank", "--hpo", "HP:0001166", "--format", "phenopacket", "--questions", "1"])
        .assert()
        .code(2);
    mini_program().args(["why", "FBN1", "--hpo", "HP:0001166", "--format", "phenopacket"]).assert().code(2);
}

fn version_one() {
    for packet in [
        r#"{"id": "a", "phenotypicFeatures": [{"type": {"id": "HP:0001166"}, "negated": true}]}"#,
        r#"{"id": "a", "phenotypicFeatures": [], "variants": []}"#,
        r#"{"id": "a", "phenotypicFeatures": [], "metaData": {"phenopacketSchemaVersion": "1.0.0"}}"#,
    ] {
        let body = format!(r#"{{"phenopacket": {packet}}}"#);
        for path in ["/v1/rank", "/v1/phenopacket"] {
            let refused = post(path, "application/json", &body);
            assert!(refused.status == 422 && refused.text.contains("pxf convert"), "{}", refused.text);
        }
        let refused = mini_program().args(["rank", "--phenopacket", "-"]).write_stdin(packet).assert().code(2);
        let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
        assert!(said.contains("schema version 1") && said.contains("pxf convert"), "{said}");
    }
}

/// Forms in which a denial was once read as a finding that is there.
fn denials() {
    let ranked = |feature: &str, lenient: bool| {
        let body = format!(
            r#"{{"lenient": {lenient}, "top": 1, "phenopacket": {{"id": "a", "phenotypicFeatures": [
                {{"type": {{"id": "HP:0001083"}}}}, {feature}]}}}}"#
        );
        post("/v1/rank", "application/json", &body)
    };
    for feature in [
        r#"{"type": {"id": "HP:0001166"}, "Excluded": true}"#,
        r#"{"type": {"id": "HP:0001166"}, "isExcluded": true}"#,
        r#"{"type": {"id": "HP:0001166"}, "present": false}"#,
        r#"{"type": {"id": "HP:0001166"}, "status": "absent"}"#,
        r#"{"type": {"id": "HP:0001166"}, "modifiers": [{"id": "PATO:0000462", "label": "x"}]}"#,
        r#"{"type": {"id": "HP:0001166"}, "modifiers": [{"id": "x", "label": "absent"}]}"#,
        r#"{"type": {"id": "HP:0001166"}, "modifiers": [{"id": "HP:0040285", "label": "Excluded (0%)"}]}"#,
        r#"{"type": {"id": "HP:0001166"}, "severity": {"id": "PATO:0000462", "label": "absent"}}"#,
        r#"{"type": {"id": "HP:0001166", "excluded": true}}"#,
        r#"{"type": {"id": "HP:0001166"}, "description": "not present"}"#,
        r#"{"type": {"id": "HP:0001166", "label": "No arachnodactyly"}}"#,
        r#"{"type": {"id": "HP:0001166", "label": "Family history of arachnodactyly"}}"#,
    ] {
        let strict = ranked(feature, false);
        assert_eq!(strict.status, 422, "{feature}: {}", strict.text);
        assert!(strict.text.contains("phenotypicFeatures[1]"), "{feature}: {}", strict.text);
        let lenient = ranked(feature, true).json();
        let findings = lenient["candidates"][0]["findings"].as_array().unwrap();
        assert_eq!(findings.len(), 1, "{feature}: {findings:?}");
        assert!(lenient["issues"].to_string().contains("it was not used"), "{feature}");
    }
    let twice = ranked(r#"{"type": {"id": "HP:0001166"}, "excluded": true, "excluded": false}"#, true);
    assert!(twice.status == 422 && twice.text.contains("stands twice"), "{}", twice.text);
    for feature in [
        r#"{"type": {"id": "HP:0001166", "label": "Arachnodactyly"}, "description": "since birth"}"#,
        r#"{"type": {"id": "HP:0001166", "label": "No arachnodactyly"}, "excluded": true}"#,
        r#"{"type": {"id": "HP:0001166"}, "severity": {"id": "HP:0012825"}, "evidence": [], "resolution": null}"#,
    ] {
        let answer = ranked(feature, false);
        assert!(answer.status == 200 && !answer.text.contains("it was not used"), "{feature}: {}", answer.text);
    }
    let late = ranked(r#"{"type": {"id": "HP:0001166"}, "modifiers": [{"id": "x", "label": "suspected"}]}"#, false);
    assert!(late.status == 200 && late.text.contains("only suspects the feature"), "{}", late.text);
    let list = ranked(r#"{"type": ["HP:0001166", "No arachnodactyly"]}"#, true);
    assert!(list.status == 422 && list.text.contains("an array stands"), "{}", list.text);
    let misspelt = r#"{"phenopacket": {"subject": {"Sex": "MALE"}, "Diseases": [], "phenotypicFeatures": [{"type": {"id": "HP:0001083"}}]}}"#;
    let issues = post("/v1/rank", "application/json", misspelt).json()["issues"].to_string();
    assert!(issues.contains("subject.Sex") && issues.contains("Diseases"), "{issues}");
}

/// `POST /v1/read` says what `POST /v1/rank` would rank.
fn read() {
    let packet = r#"{"id": "a", "subject": {"sex": "MALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P12Y6M"}}},
        "phenotypicFeatures": [
            {"type": {"id": "HP:0001083", "label": "Ectopia lentis"}, "onset": {"age": {"iso8601duration": "P3Y"}}},
            {"type": {"id": "HP:0001250"}, "excluded": true},
            {"type": {"id": "HP:0001166", "label": "No arachnodactyly"}}],
        "diseases": [{"onset": {"age": {"iso8601duration": "P2Y"}}}],
        "interpretations": [{"diagnosis": {"genomicInterpretations": [{"variantInterpretation": {"variationDescriptor": {
            "geneContext": {"symbol": "FBN1"}, "expressions": [{"syntax": "hgvs.c", "value": "NM_000138.5:c.1948C>T"}],
            "allelicState": {"id": "GENO:0000135"}}}}]}}]}"#;
    let answer = post("/v1/read", "application/json", packet);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let read = answer.json();
    let told = |key: &str| read[key].clone();
    assert_eq!((told("format"), told("id"), told("sex")), (json!("phenopacket"), json!("a"), json!("male")));
    assert_eq!((&read["age"], &read["onset"]), (&json!("12y6m"), &json!("2y")));
    let features: Vec<(&str, &Value)> = read["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| (feature["term"]["id"].as_str().unwrap(), &feature["excluded"]))
        .collect();
    assert_eq!(features, [("HP:0001083", &json!(false)), ("HP:0001250", &json!(true))]);
    assert_eq!(
        (&read["features"][0]["onset"], &read["features"][0]["place"]),
        (&json!("3y"), &json!("phenotypicFeatures[0].type.id"))
    );
    assert_eq!(read["variants"], json!(["FBN1 NM_000138.5:c.1948C>T het"]));
    assert_eq!(read["unused"], json!(["phenotypicFeatures[2].type.id"]));
    assert!(read["issues"].to_string().contains("denies the finding"));
    // What was read ranks as the document does.
    let typed = post(
        "/v1/rank",
        "application/json",
        json!({"top": 3, "age": "12y6m", "onset": "2y", "sex": "male", "features": [
            {"term": "HP:0001083", "onset": "3y"}, {"term": "HP:0001250", "excluded": true}]})
        .to_string(),
    );
    let whole = format!(r#"{{"top": 3, "lenient": true, "phenopacket": {packet}}}"#);
    let whole = post("/v1/rank", "application/json", &whole);
    assert_eq!(typed.json()["candidates"], whole.json()["candidates"]);

    let fhir = post(
        "/v1/read",
        "application/fhir+json",
        r#"{"resourceType": "Bundle", "type": "searchset", "total": 9, "entry": [
            {"resource": {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "2014-11-25"}},
            {"resource": {"resourceType": "Observation", "id": "o1", "status": "final", "subject": {"reference": "Patient/p1"},
              "code": {"coding": [{"system": "http://human-phenotype-ontology.org", "code": "HP:0001166"}]}, "value": false}},
            {"resource": {"resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/p1"},
              "code": {"coding": [{"system": "http://human-phenotype-ontology.org", "code": "HP:0001083"}]}}}]}"#,
    )
    .json();
    assert_eq!((&fhir["format"], &fhir["sex"], &fhir["id"]), (&json!("fhir"), &json!("female"), &json!("p1")));
    assert_eq!(fhir["features"].as_array().unwrap().len(), 1);
    assert_eq!(fhir["unused"], json!(["Bundle.entry[1].resource"]));
    assert_eq!(fhir["incomplete"], json!(["Bundle.total"]));
    for (body, status, needle) in [
        ("{", 400, "not valid JSON"),
        ("[]", 422, "array"),
        ("{}", 422, "phenotypicFeatures"),
        (r#"{"resourceType": "Patient"}"#, 422, "the body is a Patient"),
        (r#"{"id": "a", "id": "b", "phenotypicFeatures": []}"#, 422, "stands twice"),
        (r#"{"phenotypicFeatures": [{"type": {"id": "HP:0001250"}, "negated": true}]}"#, 422, "version 1"),
    ] {
        let refused = post("/v1/read", "application/json", body);
        assert!(refused.status == status && refused.text.contains(needle), "{body}: {}", refused.text);
    }
}
