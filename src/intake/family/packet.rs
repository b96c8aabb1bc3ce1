//! The pedigree of a GA4GH phenopacket `Family` (doi 10.1038/s41587-022-01357-4).

use serde_json::Value;

use super::super::json::unique_json;
use super::ped::{PedError, Pedigree, parse_ped};

/// Why a `Family` has no pedigree to use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FamilyPacketError {
    /// Not JSON.
    #[error("not valid JSON: {0}")]
    Json(String),
    /// Another message.
    #[error("the phenopacket has no pedigree.persons: give a Family, or a PED file")]
    NoPedigree,
    /// A person without an id, by place.
    #[error("pedigree.persons[{0}] has no individualId")]
    NoId(usize),
    /// As for a PED file; its lines are the persons, from 1.
    #[error(transparent)]
    Pedigree(#[from] PedError),
}

/// Reads `pedigree.persons` of a `Family`.
///
/// # Errors
/// [`FamilyPacketError`] naming the person.
pub fn pedigree_of_family(text: &str) -> Result<Pedigree, FamilyPacketError> {
    let value = unique_json(text).map_err(|error| FamilyPacketError::Json(error.to_string()))?;
    let persons = value.pointer("/pedigree/persons").and_then(Value::as_array).ok_or(FamilyPacketError::NoPedigree)?;
    let mut lines = Vec::new();
    for (place, person) in persons.iter().enumerate() {
        // Blanks would end a column of the table that the persons are written to.
        let word = |key: &str| {
            let text = person.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
            text.map(|text| text.replace(char::is_whitespace, "_"))
        };
        let id = word("individualId").ok_or(FamilyPacketError::NoId(place))?;
        let parent = |key| word(key).unwrap_or_else(|| "0".to_owned());
        let family = word("familyId").unwrap_or_else(|| "family".to_owned());
        let sex = match word("sex").as_deref() {
            Some("MALE") => "1",
            Some("FEMALE") => "2",
            _ => "0",
        };
        let affected = match word("affectedStatus").as_deref() {
            Some("AFFECTED") => "2",
            Some("UNAFFECTED") => "1",
            _ => "0",
        };
        lines.push(format!("{family}\t{id}\t{}\t{}\t{sex}\t{affected}", parent("paternalId"), parent("maternalId")));
    }
    Ok(Pedigree { of_family: true, ..parse_ped(&lines.join("\n"))? })
}

/// Whether a document is a Family that names its persons.
#[must_use]
pub fn has_pedigree(packet: &Value) -> bool {
    packet.pointer("/pedigree/persons").and_then(Value::as_array).is_some_and(|persons| !persons.is_empty())
}

/// What a phenopacket, or a Family of its proband, calls the patient.
#[must_use]
pub fn subject_of_packet(packet: &Value) -> Option<&str> {
    packet.get("proband").unwrap_or(packet).pointer("/subject/id").and_then(Value::as_str).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Sex;

    #[test]
    fn a_family_reads_like_its_ped_file() {
        let text = r#"{"pedigree": {"persons": [
            {"familyId": "f", "individualId": "kid", "paternalId": "dad", "maternalId": "mum", "sex": "FEMALE", "affectedStatus": "AFFECTED"},
            {"familyId": "f", "individualId": "dad", "sex": "MALE", "affectedStatus": "UNAFFECTED"},
            {"familyId": "f", "individualId": "mum", "sex": "FEMALE"}]}}"#;
        let pedigree = pedigree_of_family(text).unwrap();
        let kid = pedigree.person("kid").unwrap();
        assert_eq!((kid.father.as_deref(), kid.mother.as_deref(), kid.sex), (Some("dad"), Some("mum"), Sex::Female));
        assert_eq!((kid.affected, pedigree.person("mum").unwrap().affected), (Some(true), None));
    }

    #[test]
    fn what_is_no_family_is_refused_in_words() {
        for (text, words) in [
            ("", "JSON"),
            ("{}", "pedigree.persons"),
            (r#"{"pedigree": {"persons": [{}]}}"#, "persons[0]"),
            (r#"{"pedigree": {"persons": []}}"#, "no individuals"),
            (r#"{"pedigree": {"persons": [{"individualId": "a", "paternalId": "a"}]}}"#, "ancestor"),
        ] {
            let message = pedigree_of_family(text).unwrap_err().to_string();
            assert!(message.contains(words), "{text}: {message}");
        }
    }

    #[test]
    fn parents_of_a_family_need_not_be_sequenced() {
        let family = r#"{"proband": {"subject": {"id": "kid"}}, "pedigree": {"persons": [
            {"individualId": "kid", "paternalId": "dad", "maternalId": "mom", "affectedStatus": "AFFECTED"},
            {"individualId": "mom", "affectedStatus": "UNAFFECTED"}]}}"#;
        let value: Value = serde_json::from_str(family).unwrap();
        assert!(has_pedigree(&value) && !has_pedigree(&serde_json::json!({"pedigree": {"persons": []}})));
        assert_eq!(subject_of_packet(&value), Some("kid"));
        let pedigree = pedigree_of_family(family).unwrap();
        let samples = ["kid".to_owned(), "mom".to_owned()];
        let found = super::super::members(Some(&pedigree), &samples, None, Sex::Unknown).unwrap();
        let names: Vec<&str> = found.members.iter().map(|member| member.sample.as_str()).collect();
        assert_eq!(names, ["kid", "mom"], "{:?}", found.issues);
    }
}
