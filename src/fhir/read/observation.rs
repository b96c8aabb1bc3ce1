//! Observations: findings, or variants.

use serde_json::Value;

use super::Reader;
use super::gather::Found;
use super::hpo::{Statement, has_hpo};
use super::implication::Implications;
use super::unread::{Objection, Read, Stated, unread};
use crate::domain::{Age, InputIssue, OnsetClass, Severity, TermId};
use crate::fhir::codes::{
    Presence, asks_for_a_finding, asks_for_presence, is_diagnostic_implication, is_hpo, is_variant, presence,
    presence_of,
};
use crate::fhir::element::{codings, has, hollow_value, list, shown, text, value_name, value_names};
use crate::intake::{Reservation, reservation_of_name};

/// HPO's term for an onset, where a component is coded with it.
const ONSET: &str = "HP:0003674";

impl Reader {
    /// Reads an Observation; false where nothing of it was used.
    pub(super) fn observation(&mut self, found: &Found<'_>, implications: &Implications) -> bool {
        if !self.has_a_result(found) {
            return false;
        }
        if self.has_two_values(found.value, &found.place) {
            return false;
        }
        let code = found.value.get("code").unwrap_or(&Value::Null);
        if is_variant(code) {
            return self.variant(found, implications);
        }
        if is_diagnostic_implication(code) {
            // What it says of a variant was taken along with the variant.
            return false;
        }
        let value = found.value.get("valueCodeableConcept");
        match (has_hpo(Some(code)), has_hpo(value)) {
            (true, false) => self.finding_by_code(found, code),
            (false, true) if asks_for_a_finding(code) => self.finding_by_value(found, value.unwrap_or(&Value::Null)),
            (false, true) => {
                let message = "not used: an HPO term answers a question that is not known to be one for a finding";
                self.warn(&format!("{}.value", found.place), message);
                false
            }
            (true, true) => {
                let message = "both code and value are HPO terms, so that nobody can say which is the finding";
                let remedy = "give the finding as code, and its presence as a boolean";
                self.refuse(&format!("{}.value", found.place), message, remedy);
                false
            }
            (false, false) => {
                self.terms_elsewhere(found);
                false
            }
        }
    }

    /// Whether the status lets the Observation be read.
    fn has_a_result(&mut self, found: &Found<'_>) -> bool {
        let place = format!("{}.status", found.place);
        match text(found.value, "status") {
            Some("final" | "amended" | "corrected") => true,
            Some("preliminary") => {
                self.note(&place, "a preliminary observation; it was used");
                true
            }
            Some(status @ ("registered" | "cancelled" | "entered-in-error" | "unknown")) => {
                self.note(&place, format!("not used: the observation is {status}"));
                false
            }
            Some(other) => {
                let message = format!("{:?} is not a status of an Observation", shown(other));
                self.refuse(&place, message, "write final, or the status that it has");
                false
            }
            None => {
                let message = "an Observation without a status, which tells whether it may be used";
                self.refuse(&place, message, "write final, or the status that it has");
                false
            }
        }
    }

    /// FHIR allows one `value[x]`; of two nobody can say which is meant.
    fn has_two_values(&mut self, element: &Value, place: &str) -> bool {
        let names = value_names(element);
        if names.len() < 2 {
            return false;
        }
        let names: Vec<String> = names.into_iter().take(4).map(shown).collect();
        let message = format!("has {}, and only one of them may be there", names.join(" and "));
        self.refuse(&format!("{place}.value"), message, "keep the one that is meant");
        true
    }

    fn finding_by_code(&mut self, found: &Found<'_>, code: &Value) -> bool {
        let Some(said) = self.said(found, true) else { return false };
        let (stated, presence) = match said {
            Said::Clearly(presence) => (Stated::InSoManyWords, presence),
            // Where nothing is said, a note alone may say it.
            Said::Nothing => {
                match hollow_value(found.value).map(|_| "value").or_else(|| hint_of_absence(found.value)) {
                    Some(hint) => {
                        let message =
                            "not used: this is not understood, and it may say that the finding is absent or not known";
                        let issue = InputIssue::new(Severity::Warning, format!("{}.{hint}", found.place), message);
                        self.issue(issue.suggest("give a valueBoolean"));
                        return false;
                    }
                    None => (Stated::Nowhere, Presence::Present),
                }
            }
        };
        self.finding(
            found,
            &Named { concept: code, own: &["code", "valueCodeableConcept"], expression: "code" },
            stated,
            presence,
        )
    }

    fn finding_by_value(&mut self, found: &Found<'_>, value: &Value) -> bool {
        if codings(value)
            .any(|coding| matches!(presence_of(coding.system, coding.code), Some(Presence::Absent | Presence::Unknown)))
        {
            let message = "the value names a finding and says that it is absent or not known";
            let remedy = "give the finding as code, and its presence as a valueBoolean";
            self.refuse(&format!("{}.value", found.place), message, remedy);
            return false;
        }
        let named = Named { concept: value, own: &["valueCodeableConcept"], expression: "value" };
        match self.said(found, false) {
            None => false,
            Some(Said::Nothing) => self.finding(found, &named, Stated::Nowhere, Presence::Present),
            Some(Said::Clearly(presence)) => self.finding(found, &named, Stated::InSoManyWords, presence),
        }
    }

    fn finding(&mut self, found: &Found<'_>, named: &Named<'_>, stated: Stated, presence: Presence) -> bool {
        let place = format!("{}.{}", found.place, named.expression);
        if presence == Presence::Unknown {
            self.note(&place, "not used: whether the finding is there is not known");
            return false;
        }
        let components: Vec<String> =
            presence_components(found.value).map(|(index, _)| format!("component[{index}]")).collect();
        let mut beside = unread(found.value, &Read { concepts: named.own, places: &read_places(&components) });
        beside.objections.extend(strange_interpretation(found.value));
        if presence == Presence::Present && named.expression == "code" {
            beside.objections.extend(words_of_value(found.value));
        }
        if (stated, named.expression) == (Stated::Nowhere, "code") {
            // Where there is no value, the components are the result.
            beside.objections.extend(strange_component(found.value));
        }
        let Some(presence) = self.heed(found, &beside, stated, presence) else { return false };
        if (stated, named.expression) == (Stated::Nowhere, "code") {
            let message = "the Observation has neither value nor presence; the finding was taken to be there";
            self.note(&found.place, message);
        }
        if presence == Presence::Uncertain && stated == Stated::InSoManyWords {
            self.note(&place, "the finding is not certain; it counts less");
        }
        let (onset, mut read) = self.onset_component(found);
        read.extend(components.iter().map(|component| format!("{}.{component}", found.place)));
        read.push(place.clone());
        self.leftovers(found.value, &found.place, &read);
        self.add_terms(named.concept, &place, &Statement { presence, onset })
    }

    /// What value, presence components and interpretation say together; `None` where it was refused.
    fn said(&mut self, found: &Found<'_>, value_counts: bool) -> Option<Said> {
        let mut said: Vec<Presence> = Vec::new();
        let absent_reason = has(found.value, "dataAbsentReason");
        if absent_reason {
            said.push(Presence::Unknown);
        }
        if value_counts && let Some(name) = value_name(found.value) {
            if absent_reason {
                let message = "has a value and a reason why there is none";
                self.refuse(&format!("{}.dataAbsentReason", found.place), message, "keep one of the two");
                return None;
            }
            said.push(self.answer(found.value, name, &found.place)?);
        }
        for (index, component) in presence_components(found.value) {
            let place = format!("{}.component[{index}]", found.place);
            if has(component, "modifierExtension") {
                let message = "the component has an extension that changes its meaning, which shirube does not know";
                self.refuse(&format!("{place}.modifierExtension"), message, "leave the resource out, or lenient");
                return None;
            }
            if self.has_two_values(component, &place) {
                return None;
            }
            match value_name(component) {
                Some(name) => said.push(self.answer(component, name, &place)?),
                None => said.push(Presence::Unknown),
            }
        }
        said.extend(interpretations(found.value));
        self.together(&said, found)
    }

    fn together(&mut self, said: &[Presence], found: &Found<'_>) -> Option<Said> {
        let says = |presence| said.contains(&presence);
        match (says(Presence::Present) || says(Presence::Uncertain), says(Presence::Absent)) {
            (true, true) => {
                let message = "value, components and interpretation contradict each other";
                self.refuse(&found.place, message, "correct the Observation");
                None
            }
            (true, false) if says(Presence::Unknown) => {
                let message =
                    "one of value, components and interpretation says that it is there, and one that it is not known";
                self.warn(&found.place, message);
                Some(Said::Clearly(Presence::Uncertain))
            }
            (true, false) if says(Presence::Uncertain) => Some(Said::Clearly(Presence::Uncertain)),
            (true, false) => Some(Said::Clearly(Presence::Present)),
            (false, true) => Some(Said::Clearly(Presence::Absent)),
            (false, false) if said.is_empty() => Some(Said::Nothing),
            (false, false) => Some(Said::Clearly(Presence::Unknown)),
        }
    }

    /// What a `value[x]` answers; `None`, with a word, where it is no answer about presence.
    fn answer(&mut self, element: &Value, name: &str, place: &str) -> Option<Presence> {
        let value = &element[name];
        let answer = match name {
            "valueBoolean" => value.as_bool().map(Presence::of_answer),
            "valueCodeableConcept" => presence(value),
            _ => None,
        };
        if answer.is_none() {
            let message = "not used: the value does not say whether the finding is there";
            self.issue(
                InputIssue::new(Severity::Warning, format!("{place}.value"), message)
                    .suggest("give a boolean, or LOINC LA9633-4 (present) or LA9634-2 (absent)"),
            );
        }
        answer
    }

    /// The onset of a component that HPO's term for it names, with the places that were read.
    fn onset_component(&mut self, found: &Found<'_>) -> (Option<Age>, Vec<String>) {
        let is_onset = |code: &Value| codings(code).any(|coding| is_hpo(coding.system) && coding.code == ONSET);
        for (index, component) in list(found.value, "component") {
            if !component.get("code").is_some_and(is_onset) {
                continue;
            }
            let place = format!("{}.component[{index}]", found.place);
            let value = component.get("valueCodeableConcept").unwrap_or(&Value::Null);
            let class = codings(value)
                .filter(|coding| is_hpo(coding.system))
                .find_map(|coding| OnsetClass::of(coding.code.parse::<TermId>().ok()?));
            let age = class.and_then(OnsetClass::typical_age);
            if age.is_none() {
                self.note(&place, "the onset is not one of HPO's classes of onset and was not used");
            }
            // A class spans years: it fits where the patient has reached its beginning.
            let from = class.and_then(|class| Age::from_days((class.from * 365.25) as u32));
            let reached = from.is_none_or(|from| self.lived(from, &place).is_some());
            let age = age.filter(|_| reached).map(|age| self.case.draft.age.map_or(age, |now| age.min(now)));
            return (age, vec![place]);
        }
        (None, Vec::new())
    }
}

/// What an Observation says of presence.
enum Said {
    /// Nothing at all.
    Nothing,
    /// This, which may be that it is not known.
    Clearly(Presence),
}

fn presence_components(observation: &Value) -> impl Iterator<Item = (usize, &Value)> {
    list(observation, "component").filter(|(_, component)| component.get("code").is_some_and(asks_for_presence))
}

/// What the interpretations say of presence.
pub(super) fn interpretations(observation: &Value) -> impl Iterator<Item = Presence> {
    list(observation, "interpretation").filter_map(|(_, concept)| presence(concept))
}

/// An interpretation that says nothing of presence to us: text, codes of other systems, high and low.
pub(super) fn strange_interpretation(observation: &Value) -> Option<Objection> {
    list(observation, "interpretation").find(|(_, concept)| presence(concept).is_none()).map(|(index, _)| Objection {
        place: format!("interpretation[{index}]"),
        reservation: Reservation::Denied,
        is_plain: true,
    })
}

/// Words of a coded value that say something else than its code.
fn words_of_value(observation: &Value) -> Option<Objection> {
    let value = observation.get("valueCodeableConcept")?;
    let mut words = codings(value).filter_map(|coding| coding.display).chain(text(value, "text"));
    let reservation = words.find_map(reservation_of_name)?;
    Some(Objection { place: "valueCodeableConcept".to_owned(), reservation, is_plain: false })
}

/// An element whose presence alone may say it: a note, or members that are the result in place of a value.
fn hint_of_absence(observation: &Value) -> Option<&'static str> {
    ["note", "hasMember"].into_iter().find(|element| has(observation, element))
}

/// A component that is neither read nor one of HPO's (a modifier of the finding).
fn strange_component(observation: &Value) -> Option<Objection> {
    let is_read =
        |component: &Value| component.get("code").is_some_and(|code| asks_for_presence(code) || has_hpo(Some(code)));
    list(observation, "component").find(|(_, component)| !is_read(component)).map(|(index, _)| Objection {
        place: format!("component[{index}]"),
        reservation: Reservation::Denied,
        is_plain: true,
    })
}

/// Elements of an Observation that say whether the finding is there, and these components.
fn read_places(components: &[String]) -> Vec<String> {
    let elements = ["valueBoolean", "interpretation", "dataAbsentReason"].map(str::to_owned);
    elements.into_iter().chain(components.iter().cloned()).collect()
}

/// The concept that names the finding.
struct Named<'a> {
    concept: &'a Value,
    /// Concepts whose words are held against something else.
    own: &'static [&'static str],
    expression: &'static str,
}
