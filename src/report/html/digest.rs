//! The digest of a result, by which a re-run is compared with a report on paper.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::diagnosis::{DifferentialDiagnosis, Engine};
use crate::domain::{AnnotatedVariant, Case, FeatureStatus, InputIssue};
use crate::report::{RankResponse, rank_response};

/// Names what is digested and how; raised with every change of it.
pub const DIGEST_FORM: &str = "shirube-result-1";

/// Keys that do not enter the digest: where an input was read (a path, a place in a list), and the raw scores behind
/// what the digest has already (place, probability, likelihood ratio), which are sums that end a little differently on
/// another processor.
const LEFT_OUT: [&str; 3] = ["place", "score", "model"];

/// Lists whose order says nothing.
const UNORDERED: [&str; 2] = ["findings", "issues"];

/// SHA-256, in lower-case hexadecimal, of the result together with the inputs.
///
/// What is digested is UTF-8 JSON without white space, with the keys of every object in ascending order:
/// `{"form": DIGEST_FORM, "inputs": …, "result": …}`.
///
/// - `result` is [`rank_response`]: case id, issues, steps, candidates with findings, references, genotypes and ACMG
///   criteria, the shares, genes, and the provenance, that is the engine's version, the model's SHA-256 and that of every
///   source of the knowledge base.
/// - `inputs` are the case's id, sex, age, onset (in days), its features sorted by term, and the list of its variants.
/// - Left out are the keys `place`, `score` and, of a candidate, `model`. The lists `findings` and `issues` are sorted by
///   their JSON.
/// - Numbers that are not whole have three significant digits in scientific form, as text (`"7.99e-1"`).
///
/// So the order in which findings were given, file names and paths, the date, the author and the language change
/// nothing; another term, release, model, engine version or `--top` does. The last bits of a number may differ between
/// kinds of processors; three digits hide that but where a number lies on the edge between two roundings.
#[must_use]
pub fn result_digest(engine: &Engine, result: &DifferentialDiagnosis, case: &Case, issues: &[InputIssue]) -> String {
    response_digest(&rank_response(engine, result, issues), case)
}

/// As [`result_digest`], from a response that was made already; `questions` must not have been added to it.
#[must_use]
pub fn response_digest(result: &RankResponse, case: &Case) -> String {
    // A structure of texts, numbers and lists always has a JSON form.
    let whole = json!({ "form": DIGEST_FORM, "inputs": inputs(case), "result": result });
    let mut text = String::new();
    append(&canonical(whole), &mut text);
    base16ct::lower::encode_string(&Sha256::digest(text.as_bytes()))
}

fn inputs(case: &Case) -> Value {
    let mut features: Vec<_> = case.features.iter().collect();
    features.sort_by_key(|feature| (feature.term, feature.status));
    let features: Vec<Value> = features
        .into_iter()
        .map(|feature| {
            json!({
                "term": feature.term.to_string(),
                "excluded": feature.status == FeatureStatus::Excluded,
                "onset_days": feature.onset.map(crate::domain::Age::days),
                "certainty": feature.certainty.weight(),
            })
        })
        .collect();
    json!({
        "case_id": case.id,
        "sex": case.sex.as_str(),
        "age_days": case.age.map(crate::domain::Age::days),
        "onset_days": case.onset.map(crate::domain::Age::days),
        "features": features,
        "variants": case.variants.as_ref().map(|given| given.variants.iter().map(variant).collect::<Vec<_>>()),
    })
}

fn variant(variant: &AnnotatedVariant) -> Value {
    let effects: Vec<Value> = variant
        .effects
        .iter()
        .map(|effect| json!([effect.gene.to_string(), effect.consequence.as_str(), effect.hgvs_c, effect.hgvs_p]))
        .collect();
    json!({
        "locus": variant.locus.as_ref().map(|locus| format!("{} {locus}", locus.assembly.as_str())),
        "effects": effects,
        "genotypes": variant.calls.iter().map(|call| call.genotype.zygosity().as_str()).collect::<Vec<_>>(),
        "stated_class": variant.stated.map(crate::domain::AcmgClass::as_str),
    })
}

/// The value with numbers rounded, lists without order sorted, and what does not count left out.
fn canonical(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => Value::String(rounded(number.as_f64().unwrap_or_default())),
        Value::Array(items) => Value::Array(items.into_iter().map(canonical).collect()),
        Value::Object(object) => {
            let is_candidate = object.contains_key("evidence_rank");
            let keeps = |key: &String| match key.as_str() {
                // The provenance has a key of this name, too, which counts.
                "model" => !is_candidate,
                key => !LEFT_OUT.contains(&key),
            };
            let kept: Map<String, Value> = object
                .into_iter()
                .filter(|(key, _)| keeps(key))
                .map(|(key, value)| {
                    let value =
                        if UNORDERED.contains(&key.as_str()) { sorted(canonical(value)) } else { canonical(value) };
                    (key, value)
                })
                .collect();
            Value::Object(kept)
        }
        other => other,
    }
}

fn sorted(value: Value) -> Value {
    let Value::Array(mut items) = value else { return value };
    items.sort_by_cached_key(|item| {
        let mut text = String::new();
        append(item, &mut text);
        text
    });
    Value::Array(items)
}

/// Three significant digits; a zero has no sign.
fn rounded(number: f64) -> String {
    if number == 0.0 { "0.00e0".to_owned() } else { format!("{number:.2e}") }
}

/// JSON without white space, the keys in ascending order whatever map the JSON crate was built with.
fn append(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                append(item, text);
            }
            text.push(']');
        }
        Value::Object(object) => {
            let mut entries: Vec<(&String, &Value)> = object.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (place, (key, value)) in entries.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                text.push_str(&Value::String(key.clone()).to_string());
                text.push(':');
                append(value, text);
            }
            text.push('}');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: Value) -> String {
        let mut text = String::new();
        append(&canonical(value), &mut text);
        text
    }

    #[test]
    fn the_canonical_form_is_as_documented() {
        let value = json!({
            "z": 0.1, "a": [1, 1.0, -0.0, 123_456.0, null, true, "é\"<"],
            "findings": [{"b": 2}, {"a": 1}], "place": "x", "score": 1.5,
            "evidence_rank": 3, "model": {"logit": 0.25}, "provenance": {"model": {"name": "m"}},
        });
        assert_eq!(
            text(value),
            r#"{"a":[1,"1.00e0","0.00e0","1.23e5",null,true,"é\"<"],"evidence_rank":3,"findings":[{"a":1},{"b":2}],"provenance":{"model":{"name":"m"}},"z":"1.00e-1"}"#
        );
    }

    #[test]
    fn last_bits_do_not_count_and_other_digits_do() {
        assert_eq!(text(json!(0.799_123_4)), text(json!(0.799_123_5)));
        assert_ne!(text(json!(0.799)), text(json!(0.798)));
    }

    #[test]
    fn order_counts_where_it_says_something() {
        assert_ne!(text(json!({"candidates": ["a", "b"]})), text(json!({"candidates": ["b", "a"]})));
        assert_eq!(text(json!({"issues": ["a", "b"]})), text(json!({"issues": ["b", "a"]})));
    }
}
