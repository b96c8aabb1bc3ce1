//! The variants of a phenopacket's interpretations.

use serde_json::Value;

use super::VariantItem;
use crate::domain::{InputIssue, Severity};

/// Items of `interpretations[].diagnosis.genomicInterpretations[]`, and what was left out. The diagnosis is not read. A
/// variant whose interpretation was rejected, or that is of another person, is not the patient's finding.
#[must_use]
pub fn items_of_interpretations(packet: &Value) -> (Vec<VariantItem>, Vec<InputIssue>) {
    // Of a Family, those of its proband.
    let packet = &in_camel_case(packet.get("proband").filter(|proband| proband.is_object()).unwrap_or(packet));
    let list = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_array).cloned();
    let (mut items, mut issues) = (Vec::new(), Vec::new());
    if packet.get("interpretations").is_some_and(|value| !value.is_array() && !value.is_null()) {
        issues.push(InputIssue::new(Severity::Warning, "interpretations", "is no list; nothing was read from it"));
    }
    let persons = persons(packet);
    for (outer, interpretation) in list(packet, "/interpretations").unwrap_or_default().iter().enumerate() {
        let genomic = list(interpretation, "/diagnosis/genomicInterpretations").unwrap_or_default();
        for (inner, item) in genomic.iter().enumerate() {
            let place = format!("interpretations[{outer}].diagnosis.genomicInterpretations[{inner}]");
            let whose = item.get("subjectOrBiosampleId").and_then(Value::as_str).unwrap_or_default();
            let other = !whose.is_empty() && !persons.is_empty() && !persons.iter().any(|person| person == whose);
            let why = match status(item.get("interpretationStatus")) {
                Some("REJECTED") => Some("the interpretation was rejected"),
                None => Some("the status of the interpretation is none of the phenopacket schema's"),
                Some(_) if other => Some("it is of another person"),
                Some(_) => contradiction(item),
            };
            match why {
                Some(why) => issues.push(InputIssue::new(Severity::Warning, place, format!("not used: {why}"))),
                None => items.push(item_of(item, place)),
            }
        }
    }
    (items, issues)
}

/// A document with protobuf's other spelling of its names (`interpretation_status`) as the usual one.
fn in_camel_case(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(in_camel_case).collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(key, inner)| (camel_case(key), in_camel_case(inner))).collect())
        }
        other => other.clone(),
    }
}

fn camel_case(key: &str) -> String {
    let mut parts = key.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut name, part| {
        let mut letters = part.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

/// The name of an interpretation's status, given as name or number; `None` where it is none.
fn status(given: Option<&Value>) -> Option<&'static str> {
    const NAMES: [&str; 5] = ["UNKNOWN_STATUS", "REJECTED", "CANDIDATE", "CONTRIBUTORY", "CAUSATIVE"];
    match given {
        None | Some(Value::Null) => Some(NAMES[0]),
        Some(Value::Number(number)) => NAMES.get(usize::try_from(number.as_u64()?).ok()?).copied(),
        Some(Value::String(name)) => NAMES.into_iter().find(|known| known == name),
        Some(_) => None,
    }
}

/// Why a variant cannot be used as it stands.
fn contradiction(item: &Value) -> Option<&'static str> {
    let state = item.pointer("/variantInterpretation/variationDescriptor/allelicState")?;
    let text = |key: &str| state.get(key).and_then(Value::as_str).map(str::trim).unwrap_or_default();
    let by_id = ZYGOSITIES.iter().find(|(id, _)| *id == text("id"))?.1;
    let label = text("label").to_lowercase();
    let others = ZYGOSITIES.iter().any(|(_, name)| *name != by_id && label == *name);
    others.then_some("id and label of its allelic state contradict each other")
}

/// Ids of the patient and of the patient's samples.
fn persons(packet: &Value) -> Vec<String> {
    let subject = packet.pointer("/subject/id").and_then(Value::as_str);
    let samples = packet.get("biosamples").and_then(Value::as_array).into_iter().flatten();
    let samples = samples.filter_map(|sample| sample.get("id").and_then(Value::as_str));
    subject.into_iter().chain(samples).map(str::to_owned).collect()
}

fn item_of(value: &Value, place: String) -> VariantItem {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let descriptor = "/variantInterpretation/variationDescriptor";
    let at = |tail: &str| text(&format!("{descriptor}{tail}"));
    let expression = |syntax: &str| {
        let all = value.pointer(&format!("{descriptor}/expressions"))?.as_array()?;
        let found = all.iter().find(|item| item.get("syntax").and_then(Value::as_str) == Some(syntax))?;
        Some(found.get("value")?.as_str()?.to_owned())
    };
    let record = value.pointer(&format!("{descriptor}/vcfRecord"));
    let names = [at("/geneContext/symbol"), at("/geneContext/valueId"), text("/gene/symbol")];
    let mut names = names.into_iter().flatten().filter(|name| !name.trim().is_empty());
    VariantItem {
        place,
        gene: names.next(),
        gene_labels: names.collect(),
        hgvs_c: expression("hgvs.c"),
        hgvs_p: expression("hgvs.p"),
        variant: record.and_then(locus),
        assembly: at("/vcfRecord/genomeAssembly"),
        zygosity: at("/allelicState/label")
            .filter(|label| !label.trim().is_empty())
            .or_else(|| zygosity_of_geno(at("/allelicState/id")?.as_str())),
        acmg_class: acmg_class(value.pointer("/variantInterpretation/acmgPathogenicityClassification"))
            .filter(|class| class != "NOT_PROVIDED" && class != "UNSPECIFIED"),
        consequence: None,
        origin: None,
    }
}

/// A class of ACMG/AMP, given as name or number; a number that is none goes on, to be refused by name.
fn acmg_class(given: Option<&Value>) -> Option<String> {
    const NAMES: [&str; 6] =
        ["NOT_PROVIDED", "BENIGN", "LIKELY_BENIGN", "UNCERTAIN_SIGNIFICANCE", "LIKELY_PATHOGENIC", "PATHOGENIC"];
    match given? {
        Value::String(name) => Some(name.clone()),
        Value::Number(number) => {
            let place = number.as_u64().and_then(|place| usize::try_from(place).ok());
            Some(place.and_then(|place| NAMES.get(place)).map_or_else(|| number.to_string(), |name| (*name).to_owned()))
        }
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

/// Zygosities of GENO.
const ZYGOSITIES: [(&str, &str); 3] =
    [("GENO:0000135", "heterozygous"), ("GENO:0000136", "homozygous"), ("GENO:0000134", "hemizygous")];

/// Zygosity by its id in GENO, for those who leave the label out; another id goes on as it is, to be refused by name.
fn zygosity_of_geno(id: &str) -> Option<String> {
    let known = ZYGOSITIES.iter().find(|(known, _)| *known == id).map_or(id, |(_, name)| *name);
    (!known.is_empty()).then(|| known.to_owned())
}

fn locus(record: &Value) -> Option<String> {
    let position = match record.get("pos")? {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let text = |key: &str| record.get(key).and_then(Value::as_str);
    Some(format!("{}-{position}-{}-{}", text("chrom")?, text("ref")?, text("alt")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_rejected_is_so_in_every_spelling() {
        let of = |item: &str| {
            let text = format!(
                r#"{{"subject": {{"id": "kid"}}, "interpretations": [{{"diagnosis": {{"genomic_interpretations": [{item}]}}}}]}}"#
            );
            let (items, issues) = items_of_interpretations(&serde_json::from_str(&text).unwrap());
            assert_eq!(items.len() + issues.len(), 1, "{item}");
            items.into_iter().next()
        };
        let gene = r#""gene": {"symbol": "FBN1"}"#;
        for status in [
            r#""interpretationStatus": "REJECTED""#,
            r#""interpretationStatus": 1"#,
            r#""interpretation_status": "REJECTED""#,
            r#""interpretation_status": "rejected""#,
            r#""interpretationStatus": true"#,
            r#""subject_or_biosample_id": "mother""#,
        ] {
            assert!(of(&format!("{{{status}, {gene}}}")).is_none(), "{status}");
        }
        for status in [
            r#""interpretationStatus": 2"#,
            r#""interpretation_status": "CAUSATIVE""#,
            r#""subject_or_biosample_id": "kid""#,
        ] {
            assert!(of(&format!("{{{status}, {gene}}}")).is_some(), "{status}");
        }
        let state = |id: &str, label: &str| {
            of(&format!(
                r#"{{"variant_interpretation": {{"acmg_pathogenicity_classification": 5, "variation_descriptor": {{
                    "gene_context": {{"symbol": "FBN1"}}, "vcf_record": {{"genome_assembly": "GRCh37", "chrom": "15", "pos": "1", "ref": "A", "alt": "C"}},
                    "allelic_state": {{"id": "{id}", "label": "{label}"}}}}}}}}"#
            ))
        };
        let item = state("GENO:0000136", "").unwrap();
        assert_eq!((item.acmg_class.as_deref(), item.assembly.as_deref()), (Some("PATHOGENIC"), Some("GRCh37")));
        assert!(state("GENO:0000136", "heterozygous").is_none() && state("GENO:0000135", "heterozygous").is_some());
    }

    #[test]
    fn interpretations_are_read_without_the_diagnosis() {
        let mut packet = serde_json::json!({"interpretations": [{"diagnosis": {
        "disease": {"id": "OMIM:154700"},
        "genomicInterpretations": [{
            "interpretationStatus": "CAUSATIVE",
            "variantInterpretation": {
                "acmgPathogenicityClassification": "PATHOGENIC",
                "variationDescriptor": {
                    "geneContext": {"valueId": "HGNC:3603", "symbol": "FBN1"},
                    "expressions": [{"syntax": "hgvs.c", "value": "NM_000138.5:c.1948C>T"}],
                    "vcfRecord": {"genomeAssembly": "hg38", "chrom": "chr15", "pos": "48488193", "ref": "G", "alt": "A"},
                    "allelicState": {"label": "heterozygous"}
                }}}]}}]});
        let (items, _) = items_of_interpretations(&packet);
        assert_eq!(items.len(), 1);
        assert_eq!(
            (items[0].gene.as_deref(), &items[0].gene_labels[..]),
            (Some("FBN1"), &["HGNC:3603".to_owned()][..])
        );
        assert_eq!(items[0].variant.as_deref(), Some("chr15-48488193-G-A"));
        assert_eq!(items[0].acmg_class.as_deref(), Some("PATHOGENIC"));
        let (none, issues) = items_of_interpretations(&serde_json::json!({"interpretations": 7}));
        assert!(none.is_empty() && issues.len() == 1);
        let interpretation = &mut packet["interpretations"][0]["diagnosis"]["genomicInterpretations"][0];
        interpretation["interpretationStatus"] = "REJECTED".into();
        let (none, issues) = items_of_interpretations(&packet);
        assert!(none.is_empty() && issues[0].message.contains("rejected"));
    }
}
