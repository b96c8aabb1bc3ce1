//! The variants of a phenopacket's interpretations.

use serde_json::Value;

use super::VariantItem;

/// Items of `interpretations[].diagnosis.genomicInterpretations[]` whose status does not deny them. The diagnosis and
/// the status are not read: an item says which variant was found and in which genotype, not that it is the cause.
#[must_use]
pub fn items_of_interpretations(packet: &Value) -> Vec<VariantItem> {
    let list = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_array).cloned();
    let mut items = Vec::new();
    for (outer, interpretation) in list(packet, "/interpretations").unwrap_or_default().iter().enumerate() {
        let genomic = list(interpretation, "/diagnosis/genomicInterpretations").unwrap_or_default();
        for (inner, item) in genomic.iter().enumerate() {
            let place = format!("interpretations[{outer}].diagnosis.genomicInterpretations[{inner}]");
            items.push(item_of(item, place));
        }
    }
    items
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
    VariantItem {
        place,
        gene: at("/geneContext/symbol").or_else(|| at("/geneContext/valueId")).or_else(|| text("/gene/symbol")),
        hgvs_c: expression("hgvs.c"),
        hgvs_p: expression("hgvs.p"),
        variant: record.and_then(locus),
        assembly: at("/vcfRecord/genomeAssembly"),
        zygosity: at("/allelicState/label"),
        acmg_class: None,
        consequence: None,
        origin: None,
    }
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
    fn interpretations_are_read_without_diagnosis_or_class() {
        let packet = serde_json::json!({"interpretations": [{"diagnosis": {
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
        let items = items_of_interpretations(&packet);
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].variant.as_deref(), Some("chr15-48488193-G-A"));
        assert_eq!(items[0].acmg_class, None);
        assert!(items_of_interpretations(&serde_json::json!({"interpretations": 7})).is_empty());
    }
}
