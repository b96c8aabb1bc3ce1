//! What stands beside the elements that are read and speaks against the finding.
//!
//! Nothing here makes a finding. A note, a category, an extension or a second coding may say that it is absent, suspected or
//! a relative's; taking the finding for present because its denial was not understood would be the worst mistake of all.

use serde_json::Value;

use super::Reader;
use super::gather::Found;
use crate::fhir::codes::{Presence, is_genomic, is_hpo, is_of_relatives, presence_of};
use crate::fhir::element::{codings, shown, text};
use crate::intake::{Reservation, bare_reservation, may_deny, reservation_of_address, reservation_of_name};

/// Elements that say nothing of the finding, or are read elsewhere.
const PASSED: &[&str] = &[
    "id",
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
    "referenceRange",
    "hasMember",
    "derivedFrom",
    "authorReference",
    "authorString",
];

/// Characters of an extension's address that are shown.
const LONGEST_ADDRESS: usize = 150;

/// Extensions of HL7, JP Core and US Core that say nothing of presence.
const HARMLESS: [&str; 6] = [
    "/condition-assertedDate",
    "/JP_Condition_DiseaseOutcome",
    "/JP_Condition_DiseasePrefixModifier",
    "/us-core-sex",
    "/event-location",
    "/workflow-researchStudy",
];

/// A place that has something against the finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Objection {
    /// Below the resource: `note[0].text`.
    pub place: String,
    /// What.
    pub reservation: Reservation,
    /// Whether it says so and nothing else, and not among other words.
    pub is_plain: bool,
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
    /// Concepts whose text and displays are held against something else: that which names the finding against the term's
    /// own names, a status against its code. Their extensions are looked at.
    pub concepts: &'static [&'static str],
    /// Names of elements, or places such as `component[2]`.
    pub places: &'a [String],
}

/// Looks at everything of a resource that is not read.
pub(super) fn unread(resource: &Value, read: &Read<'_>) -> Unread {
    let concept = read.concepts.first().and_then(|concept| resource.get(*concept)).unwrap_or(&Value::Null);
    let displays = codings(concept).filter_map(|coding| coding.display);
    let own_names = text(concept, "text").into_iter().chain(displays).map(str::to_owned).collect();
    let mut walk = Walk { read, own_names, unread: Unread::default() };
    for (key, value) in resource.as_object().into_iter().flatten() {
        if !PASSED.contains(&key.as_str()) {
            walk.value(value, &shown(key), key);
        }
    }
    walk.unread
}

struct Walk<'a> {
    read: &'a Read<'a>,
    /// What the finding is called.
    own_names: Vec<String>,
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
                // A translation is one of words that are read elsewhere; its language may be `no`.
                if text(value, "url").is_some_and(|url| url.ends_with("/translation")) {
                    return;
                }
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
        self.unread.objections.push(Objection { place: place.to_owned(), reservation, is_plain: true });
    }

    /// Codings that answer whether something is there, and addresses of extensions.
    fn object(&mut self, value: &Value, place: &str) {
        let system = text(value, "system").unwrap_or_default();
        match text(value, "code").and_then(|code| presence_of(system, code)) {
            Some(Presence::Absent | Presence::Unknown) => self.object_to(place, Reservation::Denied),
            Some(Presence::Uncertain) => self.object_to(place, Reservation::Suspected),
            // HPO's frequency *excluded*.
            None if is_hpo(system) && text(value, "code") == Some("HP:0040285") => {
                self.object_to(place, Reservation::Denied);
            }
            // Observation for a suspected disease, mostly one that was ruled out.
            None if system.contains("icd-10") && text(value, "code").is_some_and(|code| code.starts_with("Z03")) => {
                self.object_to(place, Reservation::Suspected);
            }
            None if is_of_relatives(system, text(value, "code").unwrap_or_default()) => {
                self.object_to(place, Reservation::Relative);
            }
            _ => {}
        }
        let Some(url) = text(value, "url") else {
            // A component that answers no to something that is not known.
            if value.get("valueBoolean").is_some_and(|answer| answer == false) {
                self.object_to(place, Reservation::Denied);
            }
            return;
        };
        let says_no = value.get("valueBoolean").is_some_and(|answer| answer == false);
        match reservation_of_address(url)
            .or_else(|| german_certainty(url, value))
            .or(says_no.then_some(Reservation::Denied))
        {
            Some(reservation) => self.object_to(place, reservation),
            None => self.unread.extensions.push((place.to_owned(), url.chars().take(LONGEST_ADDRESS).collect())),
        }
    }

    fn words(&mut self, words: &str, place: &str, key: &str) {
        let is_within = |concept: &&str| {
            place.strip_prefix(concept).is_some_and(|rest| rest.starts_with('.') && !rest.contains("extension"))
        };
        // A second code of what the finding is called may be one in words (*refuted*).
        let is_name = self.read.concepts.first().is_some_and(is_within);
        let is_other_code = is_name && key == "code" && !self.names_the_finding(words);
        if self.read.concepts.iter().any(is_within) && !is_other_code {
            return;
        }
        let words = &self.without_own_names(words);
        let denied = || may_deny(words).then_some(Reservation::Denied);
        let named = || bare_reservation(words).or_else(|| reservation_of_name(words));
        let is_answer = place.starts_with("component") && place.contains(".value");
        let found = match key {
            // A note tells who told it (*mother reports …*).
            "text" if place.starts_with("note") => denied().or_else(|| reservation_of_name(words)),
            "display" | "text" | "valueString" if is_answer => named().or_else(denied),
            "display" | "text" => named(),
            "div" => reservation_of_narrative(words),
            "valueString" | "valueMarkdown" | "onsetString" | "abatementString" => named().or_else(denied),
            "code" => reservation_of_address(words),
            "valueCode" => reservation_of_address(words).or_else(denied),
            "reference" if words.contains("RelatedPerson/") => Some(Reservation::Relative),
            _ => None,
        };
        if let Some(reservation) = found {
            let is_plain = matches!(key, "code" | "reference") || bare_reservation(words).is_some();
            self.unread.objections.push(Objection { place: place.to_owned(), reservation, is_plain });
        }
    }

    /// Whether a code is made of a name of the finding: `absent-speech`.
    fn names_the_finding(&self, code: &str) -> bool {
        let letters = |words: &str| words.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let code = letters(code);
        self.own_names.iter().any(|name| letters(name).contains(&code))
    }

    /// Words without what the finding itself is called: a narrative tells it anew (*Absent speech*).
    fn without_own_names(&self, words: &str) -> String {
        let mut words = words.to_owned();
        for name in self.own_names.iter().filter(|name| name.chars().count() > 2) {
            words = words.replace(name.as_str(), " ");
        }
        words
    }
}

/// Germany's certainty of a diagnosis, which stands beside an ICD-10-GM code: confirmed, a state after, suspected, excluded.
fn german_certainty(url: &str, extension: &Value) -> Option<Reservation> {
    if !url.ends_with("/icd-10-gm-diagnosesicherheit") {
        return None;
    }
    match extension.pointer("/valueCoding/code").and_then(Value::as_str) {
        Some("G" | "Z") => None,
        Some("V") => Some(Reservation::Suspected),
        _ => Some(Reservation::Denied),
    }
}

/// A generated narrative says all kinds of things of all elements: who is named in it or what is doubted may be any of them.
fn reservation_of_narrative(narrative: &str) -> Option<Reservation> {
    // Tags part words, or stand within them.
    let texts = [" ", ""].map(|gap| words_of(narrative, gap));
    if texts.iter().any(|text| reservation_of_name(text) == Some(Reservation::Denied)) {
        return Some(Reservation::Denied);
    }
    // A Japanese name may be written with the sign for a brother.
    let latin: String = texts[0].chars().map(|c| if c.is_ascii() { c } else { ' ' }).collect();
    reservation_of_name(&latin).filter(|found| *found == Reservation::Relative)
}

/// The words of a narrative, with something in the place of its tags.
fn words_of(narrative: &str, gap: &str) -> String {
    let mut words = String::with_capacity(narrative.len());
    let last = narrative.rfind('>').unwrap_or_default();
    let mut rest = narrative;
    while let Some(c) = rest.chars().next() {
        let at = narrative.len() - rest.len();
        let end = match c {
            // A tag that never ends is looked for once, not at every sign of one.
            '<' if at < last => rest.find('>').map(|end| (end + 1, gap.to_owned())),
            '&' => {
                let end = rest.bytes().take(LONGEST_ENTITY).position(|b| b == b';');
                end.map(|end| (end + 1, character(&rest[1..end])))
            }
            _ => None,
        };
        let (length, written) = end.unwrap_or_else(|| (c.len_utf8(), c.to_string()));
        words.push_str(&written);
        rest = &rest[length..];
    }
    words
}

/// Longest entity that is looked for, in bytes.
const LONGEST_ENTITY: usize = 12;

/// What an entity of HTML stands for; a blank where it is not a number.
fn character(entity: &str) -> String {
    let code = entity.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    code.and_then(char::from_u32).unwrap_or(' ').to_string()
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
        let relative = first(Reservation::Relative);
        if let Some(objection) = relative.filter(|objection| objection.is_plain) {
            let message = "this speaks of a relative, so that the finding may not be the patient's";
            let remedy = "send the patient's own findings, a relative's as FamilyMemberHistory";
            self.refuse(&format!("{}.{}", found.place, objection.place), message, remedy);
            return None;
        }
        self.extensions(found, unread, stated);
        if matches!(presence, Presence::Absent | Presence::Unknown) {
            return Some(presence);
        }
        if let Some(objection) = first(Reservation::Denied).or(relative.filter(|one| !one.place.starts_with("note"))) {
            let place = format!("{}.{}", found.place, objection.place);
            if stated == Stated::Nowhere {
                let message = "not used: this is not read, and it may say that the finding is absent or not known";
                self.warn(&place, message);
                return None;
            }
            self.warn(&place, "this is not read, and it may deny the finding that was used");
        } else if let Some(objection) = relative {
            let place = format!("{}.{}", found.place, objection.place);
            self.warn(&place, "this is not read, and it speaks of somebody beside the patient; the finding was used");
        }
        let suspected = first(Reservation::Suspected).filter(|_| presence != Presence::Uncertain);
        let Some(objection) = suspected else { return Some(presence) };
        let place = format!("{}.{}", found.place, objection.place);
        if stated == Stated::Nowhere {
            self.warn(&place, "the finding may be only suspected by what stands here; it counts less");
            return Some(Presence::Uncertain);
        }
        self.warn(&place, "this is not read, and it may say that the finding that was used is only suspected");
        Some(presence)
    }

    /// Says once which extensions were not read; where nothing states the finding, each time and as a warning.
    fn extensions(&mut self, found: &Found<'_>, unread: &Unread, stated: Stated) {
        for (place, url) in &unread.extensions {
            let is_harmless = HARMLESS.iter().any(|name| url.ends_with(name));
            if stated == Stated::Nowhere && !is_harmless {
                let message =
                    format!("the extension {url} was not read, and nothing else states the finding that was used");
                self.warn(&format!("{}.{place}", found.place), message);
            } else if !self.extensions.contains(url) {
                self.note(&format!("{}.{place}", found.place), format!("not read: the extension {url}"));
                self.extensions.push(url.clone());
            }
        }
    }
}

/// Whether a resource names a term of HPO anywhere and in any way, a variant, or what a variant means: all others are none
/// of a case's.
pub(super) fn matters(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(matters),
        Value::Object(fields) => is_ours(value) || fields.values().any(matters),
        Value::String(words) => is_term_anywhere(words),
        _ => false,
    }
}

fn is_ours(coding: &Value) -> bool {
    let system = text(coding, "system").unwrap_or_default();
    let code = text(coding, "code").unwrap_or_default();
    is_hpo(system) || is_genomic(system, code)
}

/// `HP:0001166`, `hp_0001166`, also within an address; or an address of HPO's.
fn is_term_anywhere(words: &str) -> bool {
    let bytes = words.as_bytes();
    let is_id = |at: usize| {
        bytes.get(at..at + 10).is_some_and(|id| {
            id[..2].eq_ignore_ascii_case(b"hp")
                && matches!(id[2], b':' | b'_')
                && id[3..].iter().all(u8::is_ascii_digit)
        })
    };
    is_hpo(words) || (0..bytes.len().saturating_sub(9)).any(is_id)
}
