//! `nando.ttl`, the Nanbyo Disease Ontology (<https://nanbyodata.jp>): Japan's designated intractable diseases
//! (指定難病) and specific chronic paediatric diseases (小児慢性特定疾病), with notification numbers and Japanese names.

use std::collections::BTreeMap;

use oxrdf::{NamedOrBlankNode, Term};
use oxttl::TurtleParser;

use super::{Parsed, SourceError};

/// Which of Japan's two programmes a class belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Programme {
    /// 指定難病, designated intractable disease.
    DesignatedIntractable,
    /// 小児慢性特定疾病, specific chronic paediatric disease.
    ChronicPaediatric,
}

/// One class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NandoClass {
    /// Number of the class (`1200001` of `NANDO:1200001`).
    pub number: u32,
    /// 告示番号; for 指定難病 the number patients and offices know the disease by.
    pub notification_number: Option<u16>,
    /// Japanese label.
    pub name_ja: String,
    /// The label in hiragana.
    pub kana: Option<String>,
    /// English label.
    pub name_en: String,
    /// Other Japanese and English names.
    pub synonyms: Vec<(String, bool)>,
    /// Japanese description.
    pub description_ja: Option<String>,
    /// MONDO classes matched exactly.
    pub mondo_exact: Vec<u32>,
    /// MONDO classes matched closely.
    pub mondo_close: Vec<u32>,
    /// Direct superclasses, by number.
    pub parents: Vec<u32>,
}

impl NandoClass {
    /// The programme, told by the first digit of the number as NANDO assigns them.
    #[must_use]
    pub fn programme(&self) -> Option<Programme> {
        match self.number / 1_000_000 {
            1 => Some(Programme::DesignatedIntractable),
            2 => Some(Programme::ChronicPaediatric),
            _ => None,
        }
    }
}

const NANDO: &str = "http://nanbyodata.jp/ontology/NANDO_";
const MONDO: &str = "http://purl.obolibrary.org/obo/MONDO_";

/// Reads all classes in ascending order of number; triples that do not parse are tallied as dropped.
///
/// # Errors
/// [`SourceError`] where no class is found.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Parsed<NandoClass>, SourceError> {
    let mut parsed = Parsed::default();
    let mut classes: BTreeMap<u32, NandoClass> = BTreeMap::new();
    // Some releases hold addresses with a stray space; lenient mode does not stop at those.
    for triple in TurtleParser::new().lenient().for_slice(bytes) {
        parsed.tally.read += 1;
        let triple = match triple {
            Ok(triple) => triple,
            Err(error) => {
                parsed.tally.drop_row("not valid Turtle", || error.to_string());
                continue;
            }
        };
        let predicate = triple.predicate.as_str();
        let (value, language) = match &triple.object {
            Term::Literal(literal) => (literal.value().to_owned(), literal.language().unwrap_or_default().to_owned()),
            Term::NamedNode(node) => (node.as_str().to_owned(), String::new()),
            Term::BlankNode(_) => continue,
        };
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
        if let Some(number) = number_after(subject.as_str(), NANDO) {
            let class = classes.entry(number).or_insert_with(|| NandoClass { number, ..NandoClass::default() });
            set(class, local_name(predicate), value, &language);
        } else if predicate.ends_with("#versionInfo") {
            parsed.release = Some(value);
        }
    }
    parsed.rows =
        classes.into_values().filter(|class| !class.name_ja.is_empty() || !class.name_en.is_empty()).collect();
    if parsed.rows.is_empty() {
        return Err(SourceError::file(file, "holds no NANDO class"));
    }
    Ok(parsed)
}

fn set(class: &mut NandoClass, property: &str, value: String, language: &str) {
    match (property, language) {
        ("label", "ja") => class.name_ja = value,
        ("label", "en") => class.name_en = value,
        ("label", "ja-hira") => class.kana = Some(value),
        ("altLabel", "ja") => class.synonyms.push((value, true)),
        ("altLabel", _) => class.synonyms.push((value, false)),
        ("description", _) => class.description_ja = Some(value),
        ("hasNotificationNumber", _) => class.notification_number = value.trim().parse().ok(),
        ("exactMatch", _) => class.mondo_exact.extend(number_after(&value, MONDO)),
        ("closeMatch", _) => class.mondo_close.extend(number_after(&value, MONDO)),
        ("subClassOf", _) => class.parents.extend(number_after(&value, NANDO)),
        _ => {}
    }
}

fn number_after(address: &str, prefix: &str) -> Option<u32> {
    address.strip_prefix(prefix)?.trim().parse().ok()
}

fn local_name(address: &str) -> &str {
    address.rsplit(['/', '#']).next().map_or(address, |name| name.strip_prefix("NANDO_").unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_keeps_number_kana_and_matches() {
        let text = "@prefix : <http://nanbyodata.jp/ontology/NANDO_> .\n@prefix nando: <http://nanbyodata.jp/ontology/NANDO_> .\n\
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\
            @prefix obo: <http://purl.obolibrary.org/obo/> .\n\
            :1200001 nando:hasNotificationNumber \"1\" ; rdfs:label \"Kennedy\"@en, \"きゅう\"@ja-Hira, \"球\"@ja ; skos:altLabel \"KAS\"@ja ;\n\
            skos:exactMatch obo:MONDO_0010735 ; skos:closeMatch obo:MONDO_0016113 ; rdfs:seeAlso <http://purl.obolibrary.org/obo/HP_0000961 > ; rdfs:subClassOf :1100001 .\n";
        let parsed = parse("nando.ttl", text.as_bytes()).unwrap();
        let class = &parsed.rows[0];
        assert_eq!(
            (class.number, class.notification_number, class.programme()),
            (1_200_001, Some(1), Some(Programme::DesignatedIntractable))
        );
        assert_eq!((class.name_ja.as_str(), class.kana.as_deref()), ("球", Some("きゅう")));
        assert_eq!((class.mondo_exact.as_slice(), class.parents.as_slice()), (&[10_735][..], &[1_100_001][..]));
        assert_eq!(class.mondo_close, [16_113]);
        assert_eq!(class.synonyms, [("KAS".to_owned(), true)]);
        assert!(parse("nando.ttl", b"").is_err());
    }
}
