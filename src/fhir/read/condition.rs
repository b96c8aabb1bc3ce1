//! Conditions: findings where they are coded in HPO, and nothing else.

use serde_json::Value;

use super::Reader;
use super::gather::Found;
use super::hpo::{Statement, has_hpo};
use super::unread::{Objection, Read, Stated, unread};
use crate::fhir::codes::{Presence, disease_catalog, presence_of};
use crate::fhir::element::{codings, list, shown, text};
use crate::intake::{Reservation, bare_reservation, reservation_of_address, reservation_of_name};

/// How sure a Condition is of itself.
const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";

/// Whether a Condition is there now.
const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const CLINICAL_CODES: [&str; 6] = ["active", "recurrence", "relapse", "inactive", "remission", "resolved"];

/// Suffix of a disease's name, 疑い, in Japan's standard table of modifiers.
const SUSPECTED_SUFFIX: &str = "8002";

impl Reader {
    /// Reads a Condition that names a term of HPO; false where nothing of it was used.
    pub(super) fn condition(&mut self, found: &Found<'_>) -> bool {
        let code = found.value.get("code").unwrap_or(&Value::Null);
        let Some((stated, presence)) = self.verification(found) else { return false };
        if !has_hpo(Some(code)) {
            self.diagnoses(found);
            self.terms_elsewhere(found);
            return false;
        }
        self.diagnoses(found);
        let Some(presence) = self.beside(found, stated, presence) else { return false };
        self.past(found);
        let onset = match presence {
            Presence::Absent => None,
            _ => self.onset(found.value, &found.place),
        };
        let place = format!("{}.code", found.place);
        self.leftovers(found.value, &found.place, std::slice::from_ref(&place));
        self.add_terms(code, &place, &Statement { presence, onset })
    }

    /// Says why a Condition without a term is not used.
    pub(super) fn condition_without_terms(&mut self, found: &Found<'_>) {
        if !self.diagnoses(found) {
            self.not_coded(found);
        }
    }

    /// Says which codings are diagnoses; false where none is.
    fn diagnoses(&mut self, found: &Found<'_>) -> bool {
        let mut any = false;
        for coding in found.value.get("code").into_iter().flat_map(codings) {
            if let Some(catalog) = disease_catalog(coding.system) {
                let message = format!(
                    "not used: {} ({catalog}) is a diagnosis, not a finding; the ranking does not see it",
                    shown(coding.code)
                );
                self.note(&format!("{}.code.coding[{}]", found.place, coding.index), message);
                any = true;
            }
        }
        any
    }

    /// What the status of verification says; `None` where the Condition is not to be used.
    fn verification(&mut self, found: &Found<'_>) -> Option<(Stated, Presence)> {
        let place = format!("{}.verificationStatus", found.place);
        let Some(status) = found.value.get("verificationStatus") else {
            return Some((Stated::Nowhere, Presence::Present));
        };
        let remedy = "write confirmed, or the one status that it has";
        let mut said: Option<(Presence, &str)> = None;
        for coding in codings(status).filter(|coding| coding.system == VERIFICATION) {
            let presence = match coding.code {
                "confirmed" => Presence::Present,
                "refuted" => Presence::Absent,
                "unconfirmed" | "provisional" | "differential" => Presence::Uncertain,
                "entered-in-error" => Presence::Unknown,
                other => {
                    let message = format!("{:?} is not a status of verification", shown(other));
                    self.refuse(&place, message, remedy);
                    return None;
                }
            };
            if let Some((_, before)) = said.filter(|(before, _)| *before != presence) {
                self.refuse(&place, format!("says {before} and {}", coding.code), remedy);
                return None;
            }
            said = Some((presence, coding.code));
        }
        let Some((presence, code)) = said else {
            // The element changes the meaning of the whole, so that one that is not understood forbids its use.
            self.refuse(&place, "has no code of FHIR's", remedy);
            return None;
        };
        if contradicts(status, presence) {
            self.refuse(&place, format!("says {code}, and another code or a text of it says something else"), remedy);
            return None;
        }
        match presence {
            Presence::Unknown => {
                self.note(&place, "not used: the condition was entered in error");
                return None;
            }
            Presence::Uncertain => self.note(&place, format!("the condition is {code}; it counts less")),
            Presence::Present | Presence::Absent => {}
        }
        Some((Stated::InSoManyWords, presence))
    }

    /// What stands beside code and status: the suffix 疑い of JP Core counts whatever the status.
    fn beside(&mut self, found: &Found<'_>, stated: Stated, presence: Presence) -> Option<Presence> {
        let suffix = suspicion(found.value);
        let places: Vec<String> = suffix.iter().cloned().collect();
        let mut beside = unread(found.value, &Read { concepts: &["code", "verificationStatus"], places: &places });
        beside.objections.extend(other_suffix(found.value));
        let presence = self.heed(found, &beside, stated, presence)?;
        match suffix {
            Some(suffix) if presence == Presence::Present => {
                let message = "the condition is suspected (疑い); it counts less";
                self.note(&format!("{}.{suffix}", found.place), message);
                Some(Presence::Uncertain)
            }
            _ => Some(presence),
        }
    }

    /// Says that a finding of the past was used, or one whose clinical status is none of FHIR's.
    fn past(&mut self, found: &Found<'_>) {
        let clinical = found.value.get("clinicalStatus").unwrap_or(&Value::Null);
        for coding in codings(clinical).filter(|coding| coding.system == CLINICAL) {
            if !CLINICAL_CODES.contains(&coding.code) {
                let message = format!("{:?} is not a clinical status; the condition was used", shown(coding.code));
                self.warn(&format!("{}.clinicalStatus", found.place), message);
            }
        }
        if codings(clinical).any(|coding| matches!(coding.code, "inactive" | "remission" | "resolved")) {
            self.note(&format!("{}.clinicalStatus", found.place), "a condition of the past; it was used");
        }
    }
}

/// Whether a status says something else in another code or in words.
fn contradicts(status: &Value, presence: Presence) -> bool {
    let others = || codings(status).filter(|coding| coding.system != VERIFICATION);
    // The same status by an older or another address of its system, and codes in words.
    let reworded = |code: &str| match code {
        "confirmed" => Some(Presence::Present),
        "unconfirmed" | "provisional" | "differential" => Some(Presence::Uncertain),
        "refuted" => Some(Presence::Absent),
        "entered-in-error" => Some(Presence::Unknown),
        _ => None,
    };
    let mut codes =
        others().filter_map(|coding| presence_of(coding.system, coding.code).or_else(|| reworded(coding.code)));
    let in_words = |code: &str| match reservation_of_address(code) {
        Some(Reservation::Denied) => presence != Presence::Absent,
        Some(Reservation::Relative) => true,
        Some(Reservation::Suspected) => presence != Presence::Uncertain,
        None => false,
    };
    if others().any(|coding| in_words(coding.code)) {
        return true;
    }
    let mut words = codings(status).filter_map(|coding| coding.display).chain(text(status, "text"));
    // Only words that say one thing: *Confirmed, no doubt* is no denial.
    let bare = |words: &str| bare_reservation(words);
    codes.any(|other| other != presence)
        || words.any(|words| match (presence, bare(words)) {
            (Presence::Present, found) => found.is_some(),
            (Presence::Uncertain, found) => matches!(found, Some(Reservation::Denied | Reservation::Relative)),
            (Presence::Absent, None) => words.to_lowercase().contains("confirmed"),
            (Presence::Absent | Presence::Unknown, _) => false,
        })
}

/// A suffix of the disease's name that is not 疑い (の既往, 保因者, …) makes it another.
fn other_suffix(condition: &Value) -> Option<Objection> {
    let place = suffixes(condition).find(|(_, extension)| !is_suspicion(extension))?.0;
    Some(Objection { place, reservation: Reservation::Denied, is_plain: true })
}

/// Suffixes with their places: JP Core has them below `code`, earlier versions and senders below the Condition; the extension of
/// the electronic referral (eCS) has a name of its own.
fn suffixes(condition: &Value) -> impl Iterator<Item = (String, &Value)> {
    let is_suffix = |extension: &Value| {
        text(extension, "url").is_some_and(|url| url.contains("JP_Condition_DiseasePostfixModifier"))
    };
    let below = |element: &'static str, value| {
        list(value, "extension").map(move |(index, extension)| (format!("{element}extension[{index}]"), extension))
    };
    let code = condition.get("code").unwrap_or(&Value::Null);
    below("", condition).chain(below("code.", code)).filter(move |(_, extension)| is_suffix(extension))
}

fn is_suspicion(suffix: &Value) -> bool {
    suffix.get("valueCodeableConcept").is_some_and(|concept| {
        let mut words = codings(concept).filter_map(|coding| coding.display).chain(text(concept, "text"));
        codings(concept).any(|coding| coding.code == SUSPECTED_SUFFIX)
            || words.any(|words| reservation_of_name(words) == Some(Reservation::Suspected))
    })
}

/// Where the name of the disease has the suffix 疑い (JP Core), as a code or in words.
fn suspicion(condition: &Value) -> Option<String> {
    suffixes(condition).find(|(_, extension)| is_suspicion(extension)).map(|(place, _)| place)
}
