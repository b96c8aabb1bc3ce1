//! The variants of a phenopacket's interpretations.

use serde_json::Value;

use super::VariantItem;
use crate::domain::{InputIssue, Severity};

/// Items of `interpretations[].diagnosis.genomicInterpretations[]`, and what was left out. The diagnosis is not read. A
/// variant whose interpretation was rejected, or that is of another person, is not the patient's finding.
#[must_use]
pub fn items_of_interpretations(packet: &Value) -> (Vec<VariantItem>, Vec<InputIssue>) {
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
            let rejected = item.get("interpretationStatus").and_then(Value::as_str) == Some("REJECTED");
            if rejected || other {
                let why = if rejected { "the interpretation was rejected" } else { "it is of another person" };
                issues.push(InputIssue::new(Severity::Warning, place, format!("not used: {why}")));
            } else {
                items.push(item_of(item, place));
            }
        }
    }
    (items, issues)
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
        zygosity: at("/allelicState/label").or_else(|| zygosity_of_geno(at("/allelicState/id")?.as_str())),
        acmg_class: text("/variantInterpretation/acmgPathogenicityClassification")
            .filter(|class| class != "NOT_PROVIDED" && class != "UNSPECIFIED"),
        consequence: None,
        origin: None,
    }
}

/// Zygosity by its id in GENO, for those who leave the label out; another id goes on as it is, to be refused by name.
fn zygosity_of_geno(id: &str) -> Option<String> {
    let known = match id {
        "" => return None,
        "GENO:0000135" => "heterozygous",
        "GENO:0000136" => "homozygous",
        "GENO:0000134" => "hemizygous",
        other => other,
    };
    Some(known.to_owned())
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
