//! Variants of Genomics Reporting.

use serde_json::json;

use super::*;

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

/// Forms in which a variant that is not there was once counted.
#[test]
fn a_variant_that_something_denies_is_no_hit() {
    let interpreted = |code: &str| json!({"interpretation": [concept("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", code)]});
    let state = |value: &Value| vec![gene(), hgvs(), part("53034-5", value)];
    let found = |more: &Value| variant(&[gene(), hgvs()], more);
    let unstated = |more: &Value| {
        let mut resource = variant(&[gene(), hgvs()], more);
        resource.as_object_mut().unwrap().remove("valueCodeableConcept");
        resource
    };
    let text = |words: &str| json!({"valueCodeableConcept": {"text": words}});
    for (resource, refused) in [
        (found(&interpreted("NEG")), true),
        (found(&json!({"dataAbsentReason": {"text": "x"}})), true),
        (variant(&state(&text("homozygous reference")), &json!({})), true),
        (variant(&state(&json!({"valueString": "0/0"})), &json!({})), true),
        (variant(&state(&text("野生型")), &json!({})), true),
        (found(&json!({"valueCodeableConcept": with(concept(LOINC, "LA9633-4"), &json!({"text": "Absent"}))})), true),
        (found(&json!({"category": [{"text": "family history"}]})), true),
        (variant(&[gene(), hgvs(), part("81258-6", &json!({"valueQuantity": {"value": 0.0}}))], &json!({})), true),
        (variant(&[gene(), hgvs(), coded("53034-5", "LA6706-1"), coded("53034-5", "LA6705-3")], &json!({})), true),
        (variant(&[gene(), hgvs(), part("48002-0", &text("Somatic"))], &json!({})), false),
        (unstated(&json!({"value": false})), true),
        (unstated(&json!({"valuecodeableconcept": concept(LOINC, "LA9634-2")})), true),
        (unstated(&json!({"extension": [{"url": "http://x.example/negated", "valueBoolean": true}]})), false),
        (unstated(&interpreted("NEG")), false),
        (unstated(&json!({"note": [{"text": "not detected"}]})), false),
    ] {
        let case = read(&[patient(), resource.clone()]);
        assert!(case.variants.is_empty() && errors(&case).is_empty() != refused, "{resource}: {}", said(&case));
        let lenient = read_with(&bundle(&[patient(), resource.clone()]), Policy::Lenient);
        assert!(lenient.variants.is_empty() && errors(&lenient).is_empty(), "{resource}: {}", said(&lenient));
    }
    for resource in [
        found(&interpreted("POS")),
        found(&json!({"note": [{"text": "not found in gnomAD"}]})),
        variant(&state(&text("carrier")), &json!({})),
    ] {
        let case = read(&[patient(), resource.clone()]);
        assert!(case.variants.len() == 1 && errors(&case).is_empty(), "{resource}: {}", said(&case));
    }
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
        gene_labels: Vec::new(),
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
    let mut silent = variant(&[gene(), hgvs()], &json!({}));
    silent.as_object_mut().unwrap().remove("valueCodeableConcept");
    assert_eq!(read(&[silent.clone()]).variants.len(), 1, "a variant without any value was found");
    for hint in [json!({"interpretation": [{"text": "not found"}]}), json!({"note": [{"text": "not found"}]})] {
        let case = read(&[with(silent.clone(), &hint)]);
        assert!(case.variants.is_empty() && said(&case).contains("may say that the variant is absent"), "{hint}");
    }
    let parts = [gene(), hgvs()];
    for (more, used, error) in [
        (json!({}), true, false),
        (json!({"valueCodeableConcept": concept(LOINC, "LA9634-2")}), false, false),
        (json!({"valueCodeableConcept": concept(LOINC, "LA18198-4")}), false, false),
        (json!({"valueCodeableConcept": concept(LOINC, "LA11884-6")}), false, false),
        (json!({"valueCodeableConcept": null}), false, false),
        (json!({"valueCodeableConcept": null, "_valueBoolean": {"extension": [{"url": "x"}]}}), false, false),
        (json!({"valueBoolean": false}), false, true),
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
fn a_gene_alone_is_left_out_and_said() {
    let lost =
        part("48019-4", &json!({"valueCodeableConcept": concept("http://www.sequenceontology.org", "SO:0001743")}));
    for parts in [vec![gene()], vec![gene(), lost]] {
        let case = read(&[variant(&parts, &json!({}))]);
        assert!(case.variants.is_empty() && errors(&case).is_empty(), "{}", said(&case));
        assert!(said(&case).contains("warning: ") && said(&case).contains("not what it does"), "{}", said(&case));
        assert_eq!(case.unused.len(), 1, "{}", said(&case));
    }
}

#[test]
fn what_a_gene_is_called_beside_its_id_is_kept() {
    let coding = json!({"system": "http://www.genenames.org/geneId", "code": "HGNC:9008", "display": "FBN1"});
    let named = part("48018-6", &json!({"valueCodeableConcept": {"coding": [coding.clone()], "text": "fibrillin"}}));
    let case = read(&[variant(&[named, hgvs()], &json!({}))]);
    assert_eq!(case.variants[0].gene.as_deref(), Some("HGNC:9008"));
    assert_eq!(case.variants[0].gene_labels, ["FBN1", "fibrillin"]);
    let mut other = coding.clone();
    other["code"] = json!("HGNC:3603");
    let two = part("48018-6", &json!({"valueCodeableConcept": {"coding": [coding, other]}}));
    let case = read(&[variant(&[two, hgvs()], &json!({}))]);
    assert!(case.variants.is_empty() && errors(&case)[0].contains("several genes"), "{}", said(&case));
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
