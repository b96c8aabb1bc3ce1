//! What a solved phenopacket says of its diagnosis. Read here only: ranking never sees it.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::domain::{DiseaseId, Reference, TermId};

/// The diagnosis of a solved case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Truth {
    /// Diagnosed disease.
    pub disease: Option<DiseaseId>,
    /// Symbols of the genes with causal variants.
    pub genes: Vec<String>,
    /// The paper the case is from: the first PubMed id among the external references.
    pub publication: Option<Reference>,
    /// Terms whose rows masking the paper leaves; only the invented patients of training name any.
    pub spared: Vec<TermId>,
}

impl Truth {
    /// Whether the case belongs to the tuning half: the first byte of the SHA-256 of its first gene's symbol (of its
    /// disease id where no gene is named) is even. Splitting by gene keeps all cases of a gene together.
    #[must_use]
    pub fn is_tuning_half(&self) -> bool {
        let key = self.genes.first().cloned().or_else(|| self.disease.map(|id| id.to_string())).unwrap_or_default();
        Sha256::digest(key.as_bytes()).first().is_some_and(|byte| byte % 2 == 0)
    }
}

/// Reads the diagnosis; what is missing or malformed stays empty.
#[must_use]
pub fn read_truth(text: &str) -> Truth {
    let Ok(packet) = serde_json::from_str::<Value>(text) else { return Truth::default() };
    let interpretations = packet.get("interpretations").and_then(Value::as_array).cloned().unwrap_or_default();
    let diagnosed = interpretations.iter().find_map(|i| i.pointer("/diagnosis/disease/id")?.as_str()?.parse().ok());
    let listed =
        || packet.get("diseases")?.as_array()?.iter().find_map(|d| d.pointer("/term/id")?.as_str()?.parse().ok());
    let mut genes = Vec::new();
    for genomic in
        interpretations.iter().filter_map(|i| i.pointer("/diagnosis/genomicInterpretations")?.as_array()).flatten()
    {
        let symbol = genomic
            .pointer("/variantInterpretation/variationDescriptor/geneContext/symbol")
            .or_else(|| genomic.pointer("/gene/symbol"))
            .and_then(Value::as_str);
        if let Some(symbol) = symbol
            && !genes.iter().any(|known| known == symbol)
        {
            genes.push(symbol.to_owned());
        }
    }
    let references = packet.pointer("/metaData/externalReferences").and_then(Value::as_array);
    let publication = references.and_then(|list| {
        list.iter()
            .filter_map(|r| r.get("id")?.as_str())
            .map(Reference::parse)
            .find(|r| matches!(r, Reference::PubMed(_)))
    });
    let spared = packet.pointer("/metaData/sparedTerms").and_then(Value::as_array);
    let spared = spared.into_iter().flatten().filter_map(|term| term.as_str()?.parse().ok()).collect();
    Truth { disease: diagnosed.or_else(listed), genes, publication, spared }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solved_packet_tells_disease_gene_and_paper() {
        let text = r#"{"interpretations":[{"diagnosis":{"disease":{"id":"OMIM:154700"},"genomicInterpretations":[
            {"variantInterpretation":{"variationDescriptor":{"geneContext":{"symbol":"FBN1"}}}},
            {"variantInterpretation":{"variationDescriptor":{"geneContext":{"symbol":"FBN1"}}}}]}}],
            "metaData":{"externalReferences":[{"id":"DOI:1"},{"id":"PMID:15266616"}],
            "sparedTerms":["HP:0001166",7,"hand"]}}"#;
        let truth = read_truth(text);
        assert_eq!(truth.disease, Some(DiseaseId::Omim(154_700)));
        assert_eq!(truth.genes, ["FBN1"]);
        assert_eq!(truth.publication, Some(Reference::PubMed(15_266_616)));
        assert_eq!(truth.spared, ["HP:0001166".parse().unwrap()]);
    }

    #[test]
    fn an_unsolved_or_broken_packet_tells_nothing() {
        for text in ["", "{}", "[1]", r#"{"interpretations":7,"diseases":{}}"#] {
            assert_eq!(read_truth(text), Truth::default());
        }
    }

    #[test]
    fn the_halves_are_fixed() {
        let half = |symbol: &str| Truth { genes: vec![symbol.to_owned()], ..Truth::default() }.is_tuning_half();
        let first = |symbol: &str| Sha256::digest(symbol.as_bytes())[0];
        for symbol in ["FBN1", "STXBP1", "ANKRD11", "NF1"] {
            assert_eq!(half(symbol), first(symbol).is_multiple_of(2));
        }
    }
}
