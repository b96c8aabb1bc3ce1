//! Whom resources are about: one patient, or nothing is ranked.

use serde_json::Value;

use super::Reader;
use super::gather::Found;
use crate::domain::{InputIssue, Severity};
use crate::fhir::element::{has, list, resource_type, shown, text};
use crate::intake::bare_reservation;

/// A way in which a patient is referred to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    /// `Patient/p1`, with the server's address where it was given.
    Patient { base: Option<String>, id: String },
    /// `urn:uuid:…`, or another address that does not end in a type and an id.
    Address(String),
    /// A logical reference.
    Identifier { system: String, value: String },
}

impl Key {
    /// A literal reference; `Err` has the type where it is not a patient.
    fn of(reference: &str) -> Result<Self, String> {
        let reference = reference.split("/_history/").next().unwrap_or_default();
        if reference.starts_with("urn:") {
            return Ok(Self::Address(reference.to_owned()));
        }
        let reference = secure(reference);
        let mut parts = reference.rsplitn(3, '/');
        let (id, kind, base) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        match kind {
            Some("Patient") if !id.is_empty() => {
                Ok(Self::Patient { base: base.filter(|base| !base.is_empty()).map(str::to_owned), id: id.to_owned() })
            }
            Some(kind) if kind.starts_with(|c: char| c.is_ascii_uppercase()) => Err(kind.to_owned()),
            _ => Ok(Self::Address(reference.clone())),
        }
    }

    /// The key, where a relative reference is relative to the server that the resource is from (FHIR R4, 2.36.4.1).
    fn of_server(self, server: Option<&str>) -> Self {
        match self {
            Self::Patient { base: None, id } => Self::Patient { base: server.map(secure), id },
            other => other,
        }
    }

    /// Whether both may be the same patient. A relative reference is relative to a server that nothing names.
    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Patient { base: a, id: x }, Self::Patient { base: b, id: y }) => {
                x == y && (a.is_none() || b.is_none() || a == b)
            }
            (Self::Identifier { system: a, value: x }, Self::Identifier { system: b, value: y }) => {
                x == y && (a.is_empty() || b.is_empty() || a == b)
            }
            _ => self == other,
        }
    }
}

/// The patient of a request.
#[derive(Debug, Default)]
pub(super) struct Subjects {
    /// Every way in which the Patient resource may be referred to.
    patient: Option<Vec<Key>>,
    /// A reference to it.
    reference: Option<String>,
    /// The Patient itself.
    given: Option<Value>,
    /// References that were met, each once.
    met: Vec<Key>,
    /// Those that contradicted, each said once.
    strange: Vec<Key>,
}

impl Subjects {
    /// Takes a Patient; false where it was there before, or is another one.
    pub(super) fn add_patient(&mut self, found: &Found<'_>, reader: &mut Reader) -> bool {
        let keys = keys_of(found);
        let Some(known) = &self.patient else {
            self.patient = Some(keys);
            self.reference = found.reference();
            self.given = Some(found.value.clone());
            return true;
        };
        if !same_patient(known, &keys) {
            several(&found.place, "a second Patient", reader);
        } else if let Some(key) = self.given.as_ref().and_then(|given| differs(given, found.value)) {
            let message = format!("a second version of the Patient, with another {key}");
            let issue = InputIssue::new(Severity::Error, format!("{}.{key}", found.place), message);
            reader.issue(issue.suggest("send the Patient once"));
        }
        false
    }

    /// Whether a resource that is not read may be the patient's; one of another patient is an error all the same.
    pub(super) fn may_be_the_patients(&mut self, found: &Found<'_>, reader: &mut Reader) -> bool {
        let subject = found.value.get("subject").filter(|subject| subject.is_object());
        match subject.and_then(key_of_reference) {
            Some(Ok(key)) if !matches!(&key, Key::Address(address) if address.starts_with('#')) => {
                self.is_known(key.of_server(found.base()), found, reader)
            }
            _ => true,
        }
    }

    /// Whether a resource is about the patient. One that is about another patient is an error; one about something else
    /// is left out with a word.
    pub(super) fn is_the_patients(&mut self, found: &Found<'_>, reader: &mut Reader) -> bool {
        let place = format!("{}.subject", found.place);
        if has(found.value, "focus") && !self.is_focus_the_patient(found) {
            let message = "not used: the Observation's focus is something or someone else than the patient of record";
            reader.warn(&format!("{}.focus", found.place), message);
            return false;
        }
        let focus_code = list(found.value, "extension")
            .find(|(_, extension)| text(extension, "url").is_some_and(|url| url.ends_with("/observation-focusCode")));
        if let Some((index, _)) = focus_code {
            let message = "not used: the Observation's focus is something or someone else than the patient of record";
            reader.warn(&format!("{}.extension[{index}]", found.place), message);
            return false;
        }
        let Some(subject) = found.value.get("subject").filter(|subject| subject.is_object()) else {
            reader.note(&found.place, "it does not say whom it is about; it was taken to be the patient");
            return true;
        };
        if let Some(what) = speaks_of_another(subject) {
            reader.refuse(&place, what, "refer to the patient, or send a FamilyMemberHistory");
            return false;
        }
        let key = match key_of_reference(subject) {
            Some(Ok(key)) => key,
            Some(Err(kind)) => {
                reader.warn(&place, format!("not used: it is about a {}, not about a patient", shown(&kind)));
                return false;
            }
            None => {
                reader.note(&place, "it does not refer to a patient; it was taken to be the one");
                return true;
            }
        };
        if matches!(&key, Key::Address(address) if address.starts_with('#')) {
            let message = "the patient is contained in the resource, so that nobody can say whether it is the same one";
            reader.refuse(&place, message, "send the Patient as a resource of its own and refer to it");
            return false;
        }
        if let Some(Key::Identifier { system, value }) = subject.get("identifier").and_then(identifier_key) {
            let same_system = |key: &&Key| matches!(key, Key::Identifier { system: known, .. } if *known == system);
            let known: Vec<&Key> = self.patient.iter().flatten().filter(same_system).collect();
            let is_there = |key: &&&Key| matches!(key, Key::Identifier { value: known, .. } if *known == value);
            if !known.is_empty() && !known.iter().any(|key| is_there(&key)) {
                several(&place, "the subject", reader);
                return false;
            }
        }
        self.is_known(key.of_server(found.base()), found, reader)
    }

    /// Whether a reference is to the patient; a strange one is an error, said once.
    fn is_known(&mut self, key: Key, found: &Found<'_>, reader: &mut Reader) -> bool {
        let subject = found.value.get("subject").unwrap_or(&Value::Null);
        if self.agrees(&key) {
            if self.reference.is_none() {
                self.reference =
                    text(subject, "reference").filter(|_| matches!(key, Key::Patient { .. })).map(str::to_owned);
            }
            if !self.met.contains(&key) {
                self.say_server(&key, found, reader);
                self.met.push(key);
            }
            return true;
        }
        if !self.strange.contains(&key) {
            several(&format!("{}.subject", found.place), "the subject", reader);
            self.strange.push(key);
        }
        false
    }

    /// Whether all that the focus refers to is the patient.
    fn is_focus_the_patient(&self, found: &Found<'_>) -> bool {
        let is_one = |focus: &Value| {
            let key = key_of_reference(focus).and_then(Result::ok);
            key.is_some_and(|key| self.patient.is_some() && self.agrees(&key.of_server(found.base())))
        };
        list(found.value, "focus").all(|(_, focus)| is_one(focus))
    }

    /// Says that a server was named on one side only, so that the same id may be another's.
    fn say_server(&self, key: &Key, found: &Found<'_>, reader: &mut Reader) {
        let Key::Patient { base: Some(server), .. } = key else { return };
        let of_patient = self.patient.iter().flatten().any(|key| matches!(key, Key::Patient { base: None, .. }));
        let named = self.patient.iter().flatten().any(|key| matches!(key, Key::Patient { base: Some(_), .. }));
        if of_patient && !named {
            let message = format!(
                "it is a patient of {}; the Patient that was sent names no server and was taken to be the same",
                shown(server)
            );
            reader.note(&format!("{}.subject", found.place), message);
        }
    }

    fn agrees(&self, key: &Key) -> bool {
        let with_met = self.met.iter().all(|other| key.agrees(other));
        match &self.patient {
            // A Patient that has no name at all cannot be told from another; what refers to it must agree with itself.
            Some(keys) if !keys.is_empty() => keys.iter().any(|other| key.agrees(other)),
            _ => with_met,
        }
    }

    /// A reference to the patient.
    pub(super) fn reference(self) -> Option<String> {
        self.reference
    }
}

/// Never lenient: findings of two patients describe neither.
fn several(place: &str, what: &str, reader: &mut Reader) {
    let message = format!("{what} is not the patient that the other resources are about");
    reader.issue(InputIssue::new(Severity::Error, place, message).suggest("send the resources of one patient"));
}

/// An address as one of https: a server is the same by both.
fn secure(address: &str) -> String {
    address.strip_prefix("http://").map_or_else(|| address.to_owned(), |rest| format!("https://{rest}"))
}

/// What says that a subject is somebody beside the patient, whatever it refers to.
fn speaks_of_another(subject: &Value) -> Option<&'static str> {
    if text(subject, "display").and_then(bare_reservation).is_some() {
        return Some("names a relative, or nobody, and not the patient");
    }
    let kind = text(subject, "type").filter(|_| text(subject, "reference").is_some())?;
    (kind != "Patient").then_some("refers to a patient and is said to be of another type")
}

/// What two versions of a Patient say differently of sex and age.
fn differs(a: &Value, b: &Value) -> Option<&'static str> {
    let differs = |key: &&str| a.get(*key).zip(b.get(*key)).is_some_and(|(a, b)| a != b);
    ["gender", "birthDate", "deceasedBoolean", "deceasedDateTime"].into_iter().find(differs)
}

/// Whether two Patient resources are the same: by address or id where both have one, else by an identifier.
fn same_patient(a: &[Key], b: &[Key]) -> bool {
    let is_identifier = |key: &&Key| matches!(key, Key::Identifier { .. });
    let named = |keys: &[Key]| keys.iter().any(|key| !is_identifier(&key));
    let agree = |key: &Key| b.iter().any(|other| key.agrees(other));
    if named(a) && named(b) { a.iter().filter(|key| !is_identifier(key)).any(agree) } else { a.iter().any(agree) }
}

fn keys_of(found: &Found<'_>) -> Vec<Key> {
    let by_url = found.full_url.and_then(|url| Key::of(url).ok());
    let base = match &by_url {
        Some(Key::Patient { base, .. }) => base.clone(),
        _ => None,
    };
    let by_id = text(found.value, "id").map(|id| Key::Patient { base, id: id.to_owned() });
    let identifiers = list(found.value, "identifier").filter_map(|(_, identifier)| identifier_key(identifier));
    by_url.into_iter().chain(by_id).chain(identifiers).collect()
}

fn identifier_key(identifier: &Value) -> Option<Key> {
    let value = text(identifier, "value")?.to_owned();
    Some(Key::Identifier { system: text(identifier, "system").unwrap_or_default().to_owned(), value })
}

/// `None` where it refers to nothing; `Err` has the type of what is not a patient.
fn key_of_reference(subject: &Value) -> Option<Result<Key, String>> {
    if let Some(reference) = text(subject, "reference") {
        return Some(Key::of(reference));
    }
    match text(subject, "type").or(Some(resource_type(subject))) {
        Some(kind) if !kind.is_empty() && kind != "Patient" => Some(Err(kind.to_owned())),
        _ => subject.get("identifier").and_then(identifier_key).map(Ok),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_agree_where_they_may_be_the_same() {
        let key = |text: &str| Key::of(text).unwrap();
        for (a, b, same) in [
            ("Patient/p1", "Patient/p1", true),
            ("Patient/p1", "https://ehr.example/fhir/Patient/p1", true),
            ("Patient/p1/_history/3", "Patient/p1", true),
            ("https://a.example/Patient/p1", "https://b.example/Patient/p1", false),
            ("Patient/p1", "Patient/p2", false),
            ("urn:uuid:1", "urn:uuid:1", true),
            ("urn:uuid:1", "Patient/1", false),
            ("/Patient/p1", "Patient/p1", true),
        ] {
            assert_eq!(key(a).agrees(&key(b)), same, "{a} {b}");
        }
        assert_eq!(Key::of("Group/g1"), Err("Group".to_owned()));
        assert!(Key::of("").is_ok() && Key::of("#p").is_ok() && Key::of("///").is_ok());
    }
}
