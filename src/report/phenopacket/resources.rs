//! The ontologies and catalogs whose ids a phenopacket holds, with their releases.

use serde_json::{Value, json};

use crate::diagnosis::DifferentialDiagnosis;
use crate::domain::DiseaseId;
use crate::knowledge::KnowledgeBase;

/// Id, name, address, namespace, what begins the address of an id, and the source whose release names the version.
type Known = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const HP: Known = (
    "hp",
    "Human Phenotype Ontology",
    "http://purl.obolibrary.org/obo/hp.owl",
    "HP",
    "http://purl.obolibrary.org/obo/HP_",
    "hpo",
);
const MONDO: Known = (
    "mondo",
    "Mondo Disease Ontology",
    "http://purl.obolibrary.org/obo/mondo.owl",
    "MONDO",
    "http://purl.obolibrary.org/obo/MONDO_",
    "mondo",
);
// Names and annotations of both catalogs are those of HPO's annotation file.
const OMIM: Known = (
    "omim",
    "Online Mendelian Inheritance in Man",
    "https://www.omim.org",
    "OMIM",
    "https://www.omim.org/entry/",
    "hpoa",
);
const ORPHA: Known =
    ("orphanet", "Orphanet", "https://www.orpha.net", "ORPHA", "http://www.orpha.net/ORDO/Orphanet_", "hpoa");
const DECIPHER: Known = (
    "decipher",
    "DECIPHER",
    "https://www.deciphergenomics.org",
    "DECIPHER",
    "https://www.deciphergenomics.org/syndrome/",
    "hpoa",
);
const HGNC: Known = (
    "hgnc",
    "HUGO Gene Nomenclature Committee",
    "https://www.genenames.org",
    "HGNC",
    "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/",
    "hgnc",
);
const GENO: Known = (
    "geno",
    "Genotype Ontology",
    "http://purl.obolibrary.org/obo/geno.owl",
    "GENO",
    "http://purl.obolibrary.org/obo/GENO_",
    "",
);
const SO: Known = (
    "so",
    "Sequence Ontology",
    "http://purl.obolibrary.org/obo/so.owl",
    "SO",
    "http://purl.obolibrary.org/obo/SO_",
    "",
);

/// The resources of a result.
pub(super) fn resources(kb: &KnowledgeBase, result: &DifferentialDiagnosis) -> Vec<Value> {
    let mut used = vec![HP, MONDO];
    let ids = result.candidates.iter().map(|candidate| kb.disease(candidate.disease).primary_id());
    for catalog in ids.filter_map(catalog) {
        if !used.contains(&catalog) {
            used.push(catalog);
        }
    }
    if result.variants.is_some() {
        used.extend([HGNC, GENO, SO]);
    }
    used.into_iter().map(|known| resource(kb, known)).collect()
}

fn catalog(id: DiseaseId) -> Option<Known> {
    match id {
        DiseaseId::Omim(_) => Some(OMIM),
        DiseaseId::Orpha(_) => Some(ORPHA),
        DiseaseId::Decipher(_) => Some(DECIPHER),
        DiseaseId::Mondo(_) => None,
    }
}

fn resource(kb: &KnowledgeBase, (id, name, url, prefix, iri, source): Known) -> Value {
    let release = kb.sources().find(|known| known.name == source).map(|known| known.release.to_owned());
    // Ids of these two are constants of the program, which no release of ours names.
    let version = release.filter(|release| !release.is_empty()).unwrap_or_else(|| "unspecified".to_owned());
    json!({ "id": id, "name": name, "url": url, "version": version, "namespacePrefix": prefix, "iriPrefix": iri })
}
