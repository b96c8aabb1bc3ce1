//! A candidate's variants as genomic interpretations.

use serde_json::{Value, json};

use crate::diagnosis::{Candidate, ListedAllele};
use crate::domain::{AcmgClass, Alternate, Locus, StructuralKind, Zygosity};
use crate::knowledge::KnowledgeBase;

/// One for each allele that the candidate's likeliest fits rest on, each allele once.
pub(super) fn genomic_interpretations(kb: &KnowledgeBase, candidate: &Candidate, subject: &str) -> Vec<Value> {
    let mut seen: Vec<&str> = Vec::new();
    let alleles = candidate.genotype.iter().flat_map(|genotype| &genotype.fits).flat_map(|fit| &fit.alleles);
    let mut found = Vec::new();
    for allele in alleles {
        if !seen.contains(&allele.variant.place.as_str()) {
            seen.push(&allele.variant.place);
            found.push(interpretation(kb, allele, subject, seen.len()));
        }
    }
    found
}

fn interpretation(kb: &KnowledgeBase, allele: &ListedAllele, subject: &str, number: usize) -> Value {
    let class = match allele.variant.stated {
        None => "NOT_PROVIDED",
        Some(AcmgClass::Pathogenic) => "PATHOGENIC",
        Some(AcmgClass::LikelyPathogenic) => "LIKELY_PATHOGENIC",
        Some(AcmgClass::UncertainSignificance) => "UNCERTAIN_SIGNIFICANCE",
        Some(AcmgClass::LikelyBenign) => "LIKELY_BENIGN",
        Some(AcmgClass::Benign) => "BENIGN",
    };
    json!({
        "subjectOrBiosampleId": subject,
        "interpretationStatus": "CANDIDATE",
        "variantInterpretation": {
            "acmgPathogenicityClassification": class,
            "variationDescriptor": descriptor(kb, allele, number),
        },
    })
}

fn descriptor(kb: &KnowledgeBase, allele: &ListedAllele, number: usize) -> Value {
    let (variant, effect) = (&allele.variant, &allele.effect);
    let symbol = kb.gene_by_id(effect.gene).map_or("", |gene| kb.gene(gene).symbol());
    let mut descriptor = json!({
        "id": format!("variant-{number}"),
        "description": effect.consequence.as_str(),
        "moleculeContext": "genomic",
        "geneContext": { "valueId": effect.gene.to_string(), "symbol": symbol },
    });
    let coding = effect.hgvs_c.as_ref().map(|text| match &effect.transcript {
        Some(transcript) => format!("{transcript}:{text}"),
        None => text.clone(),
    });
    let described = [("hgvs.c", coding), ("hgvs.p", effect.hgvs_p.clone())];
    let expressions: Vec<Value> = described
        .into_iter()
        .filter_map(|(syntax, value)| Some(json!({ "syntax": syntax, "value": value? })))
        .collect();
    if !expressions.is_empty() {
        descriptor["expressions"] = Value::Array(expressions);
    }
    if let Some(locus) = &variant.locus {
        descriptor["vcfRecord"] = record(locus);
        if let Alternate::Structural(kind) = locus.alternate
            && let Some((id, label)) = structural_type(kind)
        {
            descriptor["structuralType"] = json!({ "id": id, "label": label });
        }
    }
    let zygosity = variant.calls.first().map_or(Zygosity::Unknown, |call| call.genotype.zygosity());
    if let Some(id) = state(zygosity) {
        descriptor["allelicState"] = json!({ "id": id, "label": zygosity.as_str() });
    }
    descriptor
}

fn record(locus: &Locus) -> Value {
    let reference = if locus.reference.is_empty() { "N" } else { &locus.reference };
    let mut record = json!({
        "genomeAssembly": locus.assembly.as_str(),
        "chrom": locus.contig.to_string(),
        // Protobuf's JSON writes numbers of 64 bits as text.
        "pos": locus.position.to_string(),
        "ref": reference,
    });
    match &locus.alternate {
        Alternate::Sequence(bases) => record["alt"] = json!(bases),
        Alternate::Structural(kind) => {
            record["alt"] = json!(format!("<{}>", kind.as_str()));
            record["info"] = json!(format!("SVTYPE={};END={}", kind.as_str(), locus.end));
        }
    }
    record
}

/// Genotype ontology.
fn state(zygosity: Zygosity) -> Option<&'static str> {
    match zygosity {
        Zygosity::Heterozygous => Some("GENO:0000135"),
        Zygosity::Homozygous => Some("GENO:0000136"),
        Zygosity::Hemizygous => Some("GENO:0000134"),
        Zygosity::Absent | Zygosity::Unknown => None,
    }
}

/// Sequence Ontology.
fn structural_type(kind: StructuralKind) -> Option<(&'static str, &'static str)> {
    match kind {
        StructuralKind::Deletion => Some(("SO:0000159", "deletion")),
        StructuralKind::Duplication => Some(("SO:1000035", "duplication")),
        StructuralKind::Inversion => Some(("SO:1000036", "inversion")),
        StructuralKind::Insertion => Some(("SO:0000667", "insertion")),
        StructuralKind::CopyNumber => Some(("SO:0001019", "copy_number_variation")),
        StructuralKind::Breakend => None,
    }
}
