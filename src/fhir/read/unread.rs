//! What stands beside the elements that are read and speaks against the finding.
//!
//! Nothing here makes a finding. A note, a category, an extension or a second coding may say that it is absent, suspected or
//! a relative's; taking the finding for present because its denial was not understood would be the worst mistake of all.

use serde_json::Value;

use super::Reader;
use super::gather::Found;
use crate::fhir::codes::{Presence, is_genomic, is_hpo, presence_of};
use crate::fhir::element::{codings, shown, text};
use crate::intake::{Reservation, may_deny, reservation_of_address, reservation_of_name};

/// Elements that say nothing of the finding, or are read elsewhere.
const PASSED: &[&str] = &[
    "id",
    "meta",
    "implicitRules",
    "language",
    "resourceType",
    "contained",
    "identifier",
    "basedOn",
    "partOf",
    "status",
    "subject",
    "focus",
    "encounter",
    "issued",
    "performer",
    "recorder",
    "asserter",
    "recordedDate",
    "specimen",
    "device",
    "referenceRange",
    "hasMember",
    "derivedFrom",
    "evidence",
    "clinicalStatus",
    "authorReference",
    "authorString",
];

/// A place that has something against the finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Objection {
    /// Below the resource: `note[0].text`.
    pub place: String,
    /// What.
    pub reservation: Reservation,
}

/// What is said without being read.
#[derive(Debug, Default)]
pub(super) struct Unread {
    /// In the order of the resource.
    pub objections: Vec<Objection>,
    /// Addresses of extensions that are not known, with their places.
    pub extensions: Vec<(String, String)>,
}

/// What of a resource is read elsewhere.
#[derive(Debug)]
pub(super) struct Read<'a> {
    /// The element that names the finding; its text and displays are held against the term's own names later.
    pub concept: &'static str,
    /// Names of elements, or places such as `component[2]`.
    pub places: &'a [String],
}

/// Looks at everything of a resource that is not read.
pub(super) fn unread(resource: &Value, read: &Read<'_>) -> Unread {
    let mut walk = Walk { read, unread: Unread::default() };
    for (key, value) in resource.as_object().into_iter().flatten() {
        let is_time = ["effective", "onset", "abatement"].iter().any(|start| key.starts_with(start));
        if !is_time && !PASSED.contains(&key.as_str()) {
            walk.value(value, &shown(key), key);
        }
    }
    walk.unread
}

struct Walk<'a> {
    read: &'a Read<'a>,
    unread: Unread,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value, place: &str, key: &str) {
        if self.read.places.iter().any(|read| read == place) {
            return;
        }
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &format!("{place}[{index}]"), key);
                }
            }
            Value::Object(fields) => {
                self.object(value, place);
                for (key, inner) in fields.iter().filter(|(key, _)| !PASSED.contains(&key.as_str())) {
                    self.value(inner, &format!("{place}.{}", shown(key)), key);
                }
            }
            Value::String(words) => self.words(words, place, key),
            _ => {}
        }
    }

    fn object_to(&mut self, place: &str, reservation: Reservation) {
        self.unread.objections.push(Objection { place: place.to_owned(), reservation });
    }

    /// Codings that answer whether something is there, and addresses of extensions.
    fn object(&mut self, value: &Value, place: &str) {
        let system = text(value, "system").unwrap_or_default();
        match text(value, "code").and_then(|code| presence_of(system, code)) {
            Some(Presence::Absent | Presence::Unknown) => self.object_to(place, Reservation::Denied),
            Some(Presence::Uncertain) => self.object_to(place, Reservation::Suspected),
            _ => {}
        }
        let Some(url) = text(value, "url") else {
            // A component that answers no to something that is not known.
            if value.get("valueBoolean").is_some_and(|answer| answer == false) {
                self.object_to(place, Reservation::Denied);
            }
            return;
        };
        match reservation_of_address(url) {
            Some(reservation) => self.object_to(place, reservation),
            None => self.unread.extensions.push((place.to_owned(), shown(url))),
        }
    }

    fn words(&mut self, words: &str, place: &str, key: &str) {
        let is_own_name = place
            .strip_prefix(self.read.concept)
            .is_some_and(|rest| rest.starts_with('.') && !rest.contains("extension"));
        let in_note = place.starts_with("note");
        let is_answer = place.starts_with("component") && place.contains(".value");
        let found = match key {
            "display" | "text" if is_own_name => None,
            "display" | "text" if !in_note && !is_answer => reservation_of_name(words),
            // A generated narrative says all kinds of things of all elements.
            "div" => reservation_of_name(&without_tags(words)).filter(|found| *found == Reservation::Denied),
            "display" | "text" | "valueString" | "valueMarkdown" | "valueCode" => {
                may_deny(words).then_some(Reservation::Denied)
            }
            "code" if place.starts_with("category") => reservation_of_address(words),
            _ => None,
        };
        if let Some(reservation) = found {
            self.object_to(place, reservation);
        }
    }
}

/// The words of a narrative.
fn without_tags(narrative: &str) -> String {
    let mut words = String::with_capacity(narrative.len());
    let mut in_tag = false;
    for c in narrative.chars() {
        match c {
            '<' => {
                in_tag = true;
                words.push(' ');
            }
            '>' => in_tag = false,
            c if !in_tag => words.push(c),
            _ => {}
        }
    }
    words
}

/// What a finding's own concept calls it besides its HPO codings: its text, and other systems' displays.
pub(super) fn other_names(concept: &Value) -> impl Iterator<Item = String> {
    let displays = codings(concept).filter(|coding| !is_hpo(coding.system)).filter_map(|coding| coding.display);
    text(concept, "text").into_iter().chain(displays).map(str::to_owned)
}

/// How sure the resource itself is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated {
    /// By a value, a component, an interpretation, or a status of verification.
    InSoManyWords,
    /// Not at all; a finding that is recorded was found.
    Nowhere,
}

impl Reader {
    /// Weighs what stands beside the finding; `None` where it is not to be used, which was said.
    pub(super) fn heed(
        &mut self,
        found: &Found<'_>,
        unread: &Unread,
        stated: Stated,
        presence: Presence,
    ) -> Option<Presence> {
        let first = |wanted| unread.objections.iter().find(|objection| objection.reservation == wanted);
        if let Some(objection) = first(Reservation::Relative) {
            let message = "this speaks of a relative, so that the finding may not be the patient's";
            let remedy = "send the patient's own findings, a relative's as FamilyMemberHistory";
            self.refuse(&format!("{}.{}", found.place, objection.place), message, remedy);
            return None;
        }
        self.extensions(found, unread);
        if matches!(presence, Presence::Absent | Presence::Unknown) {
            return Some(presence);
        }
        if let Some(objection) = first(Reservation::Denied) {
            let place = format!("{}.{}", found.place, objection.place);
            if stated == Stated::Nowhere {
                let message = "not used: this is not read, and it may say that the finding is absent or not known";
                self.warn(&place, message);
                return None;
            }
            self.warn(&place, "this is not read, and it may deny the finding that was used");
        }
        let Some(objection) = first(Reservation::Suspected) else { return Some(presence) };
        let place = format!("{}.{}", found.place, objection.place);
        if stated == Stated::Nowhere {
            self.note(&place, "the finding is only suspected here; it counts less");
            return Some(Presence::Uncertain);
        }
        self.warn(&place, "this is not read, and it may say that the finding that was used is only suspected");
        Some(presence)
    }

    /// Says once which extensions were not read.
    fn extensions(&mut self, found: &Found<'_>, unread: &Unread) {
        for (place, url) in &unread.extensions {
            if !self.extensions.contains(url) {
                self.note(&format!("{}.{place}", found.place), format!("not read: the extension {url}"));
                self.extensions.push(url.clone());
            }
        }
    }
}

/// Whether a resource names a term of HPO anywhere, a variant, or what a variant means: all others are none of a case's.
pub(super) fn matters(resource: &Value) -> bool {
    resource.as_object().is_some_and(|fields| fields.iter().any(|(key, value)| key != "contained" && names_one(value)))
}

fn names_one(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(names_one),
        Value::Object(fields) => is_ours(value) || fields.values().any(names_one),
        _ => false,
    }
}

fn is_ours(coding: &Value) -> bool {
    let system = text(coding, "system").unwrap_or_default();
    let code = text(coding, "code").unwrap_or_default();
    is_hpo(system) || super::is_term(code) || is_genomic(system, code)
}
