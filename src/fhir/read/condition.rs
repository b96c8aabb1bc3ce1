//! Conditions: findings where they are coded in HPO, and nothing else.

use serde_json::Value;

use super::Reader;
use super::gather::Found;
use super::hpo::{Statement, has_hpo};
use crate::fhir::codes::{Presence, disease_catalog};
use crate::fhir::element::{codings, has, list, shown, text};

/// How sure a Condition is of itself.
const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";

/// Suffix of a disease's name, 疑い, in Japan's standard table of modifiers.
const SUSPECTED_SUFFIX: &str = "8002";

impl Reader {
    /// Reads a Condition; false where nothing of it was used.
    pub(super) fn condition(&mut self, found: &Found<'_>) -> bool {
        let code = found.value.get("code").unwrap_or(&Value::Null);
        let Some(presence) = self.verification(found) else { return false };
        let place = format!("{}.code", found.place);
        for coding in codings(code) {
            if let Some(catalog) = disease_catalog(coding.system) {
                let message = format!(
                    "not used: {} ({catalog}) is a diagnosis, not a finding; the ranking does not see it",
                    shown(coding.code)
                );
                self.note(&format!("{place}.coding[{}]", coding.index), message);
            }
        }
        if !has_hpo(Some(code)) {
            if !codings(code).any(|coding| disease_catalog(coding.system).is_some()) {
                self.not_coded(found);
            }
            self.leftovers(found.value, &found.place, &[]);
            return false;
        }
        self.past(found);
        let onset = match presence {
            Presence::Absent => None,
            _ => self.onset(found.value, &found.place),
        };
        self.leftovers(found.value, &found.place, std::slice::from_ref(&place));
        self.add_terms(code, &place, &Statement { presence, onset })
    }

    /// What the status of verification says; `None` where the Condition is not to be used.
    fn verification(&mut self, found: &Found<'_>) -> Option<Presence> {
        let place = format!("{}.verificationStatus", found.place);
        let status = found.value.get("verificationStatus").filter(|status| !status.is_null());
        let code = status.and_then(|status| codings(status).find(|coding| coding.system == VERIFICATION));
        match code.map(|coding| coding.code) {
            Some("refuted") => Some(Presence::Absent),
            Some("entered-in-error") => {
                self.note(&place, "not used: the condition was entered in error");
                None
            }
            Some(code @ ("unconfirmed" | "provisional" | "differential")) => {
                self.note(&place, format!("the condition is {code}; it counts less"));
                Some(Presence::Uncertain)
            }
            Some("confirmed") | None if has(found.value, "verificationStatus") != code.is_some() => {
                // The element changes the meaning of the whole, so that one that is not understood forbids its use.
                self.refuse(&place, "has no code of FHIR's", "write confirmed, or the status that it has");
                None
            }
            Some("confirmed") | None => Some(self.suspicion(found)),
            Some(other) => {
                let message = format!("{:?} is not a status of verification", shown(other));
                self.refuse(&place, message, "write confirmed, or the status that it has");
                None
            }
        }
    }

    /// Whether the name of the disease has the suffix 疑い (JP Core).
    fn suspicion(&mut self, found: &Found<'_>) -> Presence {
        let suffix = list(found.value, "extension").find(|(_, extension)| {
            text(extension, "url").is_some_and(|url| url.ends_with("JP_Condition_DiseasePostfixModifier"))
                && extension.get("valueCodeableConcept").is_some_and(|concept| {
                    text(concept, "text") == Some("疑い")
                        || codings(concept)
                            .any(|coding| coding.code == SUSPECTED_SUFFIX || coding.display == Some("疑い"))
                })
        });
        let Some((index, _)) = suffix else { return Presence::Present };
        self.note(&format!("{}.extension[{index}]", found.place), "the condition is suspected (疑い); it counts less");
        Presence::Uncertain
    }

    /// Says that a finding of the past was used.
    fn past(&mut self, found: &Found<'_>) {
        let clinical = found.value.get("clinicalStatus").unwrap_or(&Value::Null);
        if codings(clinical).any(|coding| matches!(coding.code, "inactive" | "remission" | "resolved")) {
            self.note(&format!("{}.clinicalStatus", found.place), "a condition of the past; it was used");
        }
    }
}
