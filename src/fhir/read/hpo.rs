//! HPO terms in a concept, and those that stand where they are not read.

use serde_json::Value;

use super::Reader;
use super::unread::other_names;
use crate::domain::{Age, Certainty, DraftFeature, FeatureStatus, IdError, TermId};
use crate::fhir::codes::{Presence, is_hpo};
use crate::fhir::element::{codings, shown};

/// A finding before its terms are read.
pub(super) struct Statement {
    pub presence: Presence,
    pub onset: Option<Age>,
}

/// A term by its code in HPO: as HPO writes it, and as servers of OWL files do (`HP_0001166`, `0001166`).
fn term_of(code: &str) -> Result<TermId, IdError> {
    let is_number = |digits: &str| digits.len() == 7 && digits.bytes().all(|b| b.is_ascii_digit());
    match code.strip_prefix("HP_").unwrap_or(code) {
        digits if is_number(digits) => format!("HP:{digits}").parse(),
        _ => code.parse(),
    }
}

/// Whether a concept has a coding in HPO.
pub(super) fn has_hpo(concept: Option<&Value>) -> bool {
    concept.is_some_and(|concept| codings(concept).any(|coding| is_hpo(coding.system)))
}

impl Reader {
    /// Adds the terms of a concept at a place; false where none can be used.
    pub(super) fn add_terms(&mut self, concept: &Value, place: &str, statement: &Statement) -> bool {
        let status = match statement.presence {
            Presence::Absent => FeatureStatus::Excluded,
            _ => FeatureStatus::Observed,
        };
        let certainty = match statement.presence {
            Presence::Uncertain => Certainty::SUSPECTED,
            _ => Certainty::CERTAIN,
        };
        let mut terms: Vec<(TermId, String, Vec<String>)> = Vec::new();
        let others: Vec<String> = other_names(concept).collect();
        for coding in codings(concept).filter(|coding| is_hpo(coding.system)) {
            let place = format!("{place}.coding[{}]", coding.index);
            match term_of(coding.code) {
                Ok(term) if terms.iter().any(|(known, ..)| *known == term) => {}
                Ok(term) => {
                    let labels = coding.display.map(str::to_owned).into_iter().chain(others.iter().cloned()).collect();
                    terms.push((term, place, labels));
                }
                Err(_) if coding.code.is_empty() => {
                    self.refuse(&place, "a coding in HPO without a code", "give the term's id");
                }
                Err(error) => {
                    self.refuse(&format!("{place}.code"), error.to_string(), "give the id of an HPO term");
                }
            }
        }
        if terms.len() > 1 && status == FeatureStatus::Excluded {
            let message = "several HPO terms for one finding that is absent: nobody can say which of them is";
            self.refuse(place, message, "send one Observation for each term");
            return false;
        }
        if terms.len() > 1 {
            self.note(place, format!("{} HPO terms for one finding; all were used", terms.len()));
        }
        let used = !terms.is_empty();
        self.case.draft.features.extend(terms.into_iter().map(|(term, place, labels)| DraftFeature {
            place,
            term: term.to_string(),
            labels,
            status,
            onset: statement.onset,
            certainty,
            fault: None,
        }));
        used
    }

    /// Says where a resource has HPO terms that were not read; `read` are the places that were.
    pub(super) fn leftovers(&mut self, resource: &Value, place: &str, read: &[String]) {
        let mut places = Vec::new();
        walk(resource, place, read, &mut places);
        for place in places {
            self.note(&place, "not used: an HPO term at this place is not read as a finding");
        }
    }
}

fn walk(value: &Value, place: &str, read: &[String], places: &mut Vec<String>) {
    if read.iter().any(|read| read == place) {
        return;
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &format!("{place}[{index}]"), read, places);
            }
        }
        Value::Object(fields) => {
            if codings(value).any(|coding| is_hpo(coding.system)) {
                places.push(place.to_owned());
                return;
            }
            // What is contained was named already.
            for (key, inner) in fields.iter().filter(|(key, _)| *key != "contained") {
                walk(inner, &format!("{place}.{}", element(key)), read, places);
            }
        }
        _ => {}
    }
}

/// The element's name in `FHIRPath`, where a choice of types has one name.
fn element(key: &str) -> String {
    let is_value = key.strip_prefix("value").is_some_and(|kind| kind.starts_with(|c: char| c.is_ascii_uppercase()));
    if is_value { "value".to_owned() } else { shown(key) }
}
