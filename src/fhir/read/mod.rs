//! A patient's resources → the draft of a case, listed variants, and an account of what was not used.

mod age;
mod condition;
mod gather;
mod hpo;
mod implication;
mod locus;
mod observation;
mod parameters;
mod patient;
mod subject;
mod unread;
mod variant;
mod versions;

use serde_json::Value;

pub use gather::MOST_RESOURCES;
pub use parameters::{RankParameters, rank_parameters};

use self::gather::{Found, gather};
use self::implication::Implications;
use self::subject::Subjects;
use self::unread::matters;
use super::element::{codings, has, resource_type, shown, text};
use super::shape::{CONDITION, OBSERVATION, PATIENT, misshapen};
use super::time::Moment;
use crate::domain::{CaseDraft, InputIssue, Severity};
use crate::intake::{Policy, VariantItem};

/// A resource, or a Bundle of them, and where it was given; `null` is nothing.
#[derive(Debug, Clone)]
pub struct GivenResource<'a> {
    /// `FHIRPath` of the place: `Bundle`, `Parameters.parameter[0].resource`, `prefetch.conditions`.
    pub place: String,
    /// The resource as it came.
    pub resource: &'a Value,
}

/// How resources are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// The date at which the patient's age is counted; without one the age is not known.
    pub date: Option<Moment>,
    /// What to do with a resource that contradicts itself or may not be read: refuse everything, or leave it out.
    pub policy: Policy,
}

/// What resources say of a patient.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FhirCase {
    /// Findings, sex, age. Its issues tell everything that was not used; places are `FHIRPath`.
    pub draft: CaseDraft,
    /// Variants that were found.
    pub variants: Vec<VariantItem>,
    /// Whom the resources are about, as a reference.
    pub patient: Option<String>,
    /// References to the resources that findings and variants are from.
    pub basis: Vec<String>,
    /// Places of those resources, in the same order.
    pub basis_places: Vec<String>,
    /// Places where something of the record did not arrive, or arrived in no form of FHIR's: what is known of the patient is
    /// not all that the sender knows. Each is also an issue.
    pub incomplete: Vec<String>,
    /// Places of resources that name a term or a variant and were not used, for a reason that an issue tells as a warning or
    /// an error: not those that say themselves that nothing was found.
    pub unused: Vec<String>,
}

impl FhirCase {
    /// Takes a resource out of the basis where nothing of it is used: `is_used` is asked by its place.
    pub fn keep_basis(&mut self, is_used: impl Fn(&str) -> bool) {
        let places = std::mem::take(&mut self.basis_places);
        let basis = std::mem::take(&mut self.basis).into_iter().zip(places).filter(|(_, place)| is_used(place));
        (self.basis, self.basis_places) = basis.unzip();
    }
}

/// Reads what is known of one patient.
///
/// What cannot be used is never dropped in silence: each such place is an issue of the draft. Issues are errors where
/// nothing may be ranked: resources of several patients, or (unless lenient) wrong ids and contradictions.
#[must_use]
pub fn read_resources<'a>(given: impl IntoIterator<Item = GivenResource<'a>>, options: &ReadOptions) -> FhirCase {
    let mut reader = Reader { options: *options, birth: None, extensions: Vec::new(), case: FhirCase::default() };
    let found = gather(given, &mut reader);
    let found = reader.of_one_version(found);
    let mut subjects = Subjects::default();
    for patient in found.iter().filter(|found| found.kind() == "Patient") {
        if subjects.add_patient(patient, &mut reader) && reader.may_be_read(patient) {
            for fault in misshapen(patient.value, &PATIENT).iter().take(MOST_FAULTS) {
                reader
                    .warn(&format!("{}{}", patient.place, fault.place), format!("{}; it was not read", fault.message));
            }
            reader.patient(patient);
        }
    }
    if !found.iter().any(|found| found.kind() == "Patient") && !found.is_empty() {
        let message = "no Patient was sent: sex and age are not known";
        reader.issue(InputIssue::new(Severity::Note, "", message));
    }
    let implications = Implications::of(&found);
    for resource in found.iter().filter(|found| found.kind() != "Patient") {
        reader.resource(resource, &mut subjects, &implications);
    }
    implications.leave(&mut reader);
    reader.case.patient = subjects.reference();
    reader.case
}

/// Most issues of a server's outcome that are passed on, and most characters of each.
const MOST_PASSED_ON: usize = 20;
const LONGEST_QUOTE: usize = 300;
/// Types whose names are known, for those who write them in other letters.
const WRITTEN_SO: [&str; 6] = ["Bundle", "Patient", "Observation", "Condition", "OperationOutcome", "Parameters"];
/// Most faults in the shape of one resource that are named.
const MOST_FAULTS: usize = 5;

/// Whether a code has the form of a term's id, whatever its system.
fn is_term(code: &str) -> bool {
    code.get(..3).is_some_and(|start| matches!(start, "HP:" | "HP_"))
        && code.len() == 10
        && code[3..].bytes().all(|b| b.is_ascii_digit())
}

/// Collects what the parts of this module find.
struct Reader {
    options: ReadOptions,
    birth: Option<Moment>,
    /// Addresses of extensions of which was said that they were not read.
    extensions: Vec<String>,
    case: FhirCase,
}

impl Reader {
    fn issue(&mut self, issue: InputIssue) {
        self.case.draft.issues.push(issue);
    }

    /// Something was not used that need not be: it says nothing we read.
    fn note(&mut self, place: &str, message: impl Into<String>) {
        self.issue(InputIssue::new(Severity::Note, place, message));
    }

    /// Something was not used that may matter.
    fn warn(&mut self, place: &str, message: impl Into<String>) {
        self.issue(InputIssue::new(Severity::Warning, place, message));
    }

    /// Something cannot be used: an error, or where the caller is lenient left out with a word.
    fn refuse(&mut self, place: &str, message: impl Into<String>, remedy: &str) {
        let message = message.into();
        let (severity, message) = match self.options.policy {
            Policy::Strict => (Severity::Error, message),
            Policy::Lenient => (Severity::Warning, format!("{message}; it was not used")),
        };
        self.issue(InputIssue::new(severity, place, message).suggest(remedy));
    }

    /// Something of the record is missing.
    fn incomplete(&mut self, place: &str, message: impl Into<String>) {
        self.warn(place, message);
        self.case.incomplete.push(place.to_owned());
    }

    /// Something of the record cannot be taken for FHIR.
    fn malformed(&mut self, place: &str, message: impl Into<String>, remedy: &str) {
        self.refuse(place, message, remedy);
        self.case.incomplete.push(place.to_owned());
    }

    fn resource(&mut self, found: &Found<'_>, subjects: &mut Subjects, implications: &Implications) {
        if !matches!(found.kind(), "Observation" | "Condition") {
            return self.other(found);
        }
        if !matters(found.value) {
            // Of a laboratory value only whose it is matters: a record of two patients is a mistake.
            if subjects.may_be_the_patients(found, self) {
                self.without_terms(found);
            }
            return;
        }
        let before = self.case.draft.issues.len();
        let used = self.used(found, subjects, implications);
        let told = self.case.draft.issues.iter().skip(before).any(|issue| issue.severity != Severity::Note);
        if !used && told {
            self.case.unused.push(found.place.clone());
        }
        if used && let Some(reference) = found.reference() {
            self.case.basis.push(reference);
            self.case.basis_places.push(found.place.clone());
        }
    }

    /// Reads a resource that names a term or a variant; false where it was not used.
    fn used(&mut self, found: &Found<'_>, subjects: &mut Subjects, implications: &Implications) -> bool {
        if !self.may_be_read(found) || !subjects.is_the_patients(found, self) || !self.is_in_shape(found) {
            return false;
        }
        self.tell_of_the_future(found);
        self.tell_of_a_test(found);
        match found.kind() {
            "Condition" => self.condition(found),
            _ => self.observation(found, implications),
        }
    }

    /// Whether the resource has no rules and no modifiers that we would have to understand (FHIR R4, 2.5.1 and 2.4.1).
    fn may_be_read(&mut self, found: &Found<'_>) -> bool {
        for (element, what) in [
            ("implicitRules", "was made by rules that shirube does not know"),
            ("modifierExtension", "has an extension that changes its meaning, which shirube does not know"),
        ] {
            if has(found.value, element) {
                let place = format!("{}.{element}", found.place);
                self.refuse(&place, format!("the resource {what}"), "leave the resource out, or lenient");
                return false;
            }
        }
        for (index, contained) in super::element::list(found.value, "contained") {
            let place = format!("{}.contained[{index}]", found.place);
            let message = "contained resources are not read; send it as a resource of its own";
            if matters(contained) {
                self.warn(&place, format!("not used: {message}"));
                self.case.unused.push(place);
            } else {
                self.note(&place, message);
            }
        }
        true
    }

    /// Whether the resource has R4's elements and no others.
    fn is_in_shape(&mut self, found: &Found<'_>) -> bool {
        let kind = if found.kind() == "Condition" { &CONDITION } else { &OBSERVATION };
        let faults = misshapen(found.value, kind);
        for fault in faults.iter().take(MOST_FAULTS) {
            let message = format!("{}, and may change what the resource says", fault.message);
            self.refuse(&format!("{}{}", found.place, fault.place), message, "correct it, or leave it out");
        }
        faults.is_empty()
    }

    /// Says where a resource was made after the request.
    fn tell_of_the_future(&mut self, found: &Found<'_>) {
        let Some(date) = self.options.date else { return };
        for key in ["effectiveDateTime", "effectiveInstant"] {
            if text(found.value, key).and_then(Moment::parse).is_some_and(|made| made.is_surely_after(date)) {
                let message = "lies after the date of the request; the finding was used";
                self.warn(&format!("{}.effective", found.place), message);
            }
        }
    }

    /// Says why a resource without terms is not used.
    fn without_terms(&mut self, found: &Found<'_>) {
        match found.kind() {
            "Condition" => self.condition_without_terms(found),
            _ => self.not_coded(found),
        }
    }

    fn other(&mut self, found: &Found<'_>) {
        let kind = found.kind();
        if kind == "OperationOutcome" && self.outcome(found) {
            return;
        }
        if kind == "DiagnosticReport" {
            self.leftovers(found.value, &found.place, &[]);
        }
        let why = match kind {
            "FamilyMemberHistory" => "is about a relative, not about the patient's own findings",
            "DiagnosticReport" => "only refers to results; they are read where they are sent as Observations",
            "OperationOutcome" => "holds no finding",
            _ => "is not among what is read (Patient, Observation, Condition)",
        };
        let message = format!("not used: {} {why}", shown(kind));
        if matters(found.value) && kind != "FamilyMemberHistory" {
            self.warn(&found.place, message);
            self.case.unused.push(found.place.clone());
        } else if kind == "Parameters"
            || WRITTEN_SO.iter().any(|known| known.eq_ignore_ascii_case(kind) && *known != kind)
        {
            self.malformed(&found.place, message, "write the type as FHIR does");
        } else {
            self.note(&found.place, message);
        }
    }

    /// Says that a resource is labelled as one of a test, or as not to be relied on.
    fn tell_of_a_test(&mut self, found: &Found<'_>) {
        let meta = found.value.get("meta").unwrap_or(&Value::Null);
        let mut labels = super::element::list(meta, "security").filter_map(|(_, label)| text(label, "code"));
        if let Some(code) = labels.find(|code| matches!(*code, "HTEST" | "UNRELIABLE" | "UNCERTREL")) {
            let message = format!("labelled {code} (a test, or not to be relied on); it was read all the same");
            self.warn(&format!("{}.meta.security", found.place), message);
        }
    }

    /// Says that a Bundle or a resource was cut down before it was sent (security labels and tags of HL7).
    fn tell_of_a_cut(&mut self, value: &Value, place: &str) {
        let meta = value.get("meta").unwrap_or(&Value::Null);
        let labels = ["tag", "security"].into_iter().flat_map(|list| super::element::list(meta, list));
        let is_cut = |code: &str| matches!(code, "SUBSETTED" | "REDACTED" | "MASKED");
        if let Some(code) = labels.filter_map(|(_, label)| text(label, "code")).find(|code| is_cut(code)) {
            let message = format!("the sender says that this is not all there is ({code})");
            self.incomplete(&format!("{place}.meta"), message);
        }
    }

    /// Passes on what a server says went wrong with its search; false where it says nothing of that kind.
    fn outcome(&mut self, found: &Found<'_>) -> bool {
        let mut passed = false;
        if !has(found.value, "issue") {
            self.incomplete(
                &format!("{}.issue", found.place),
                "an outcome without an issue says that something went wrong",
            );
            return true;
        }
        for (index, issue) in super::element::list(found.value, "issue").take(MOST_PASSED_ON) {
            let severity = text(issue, "severity").unwrap_or("of unknown severity");
            let is_harmless =
                severity == "information" && matches!(text(issue, "code"), None | Some("informational" | "success"));
            if is_harmless {
                continue;
            }
            let words = text(issue, "diagnostics")
                .or_else(|| text(issue.get("details")?, "text"))
                .or_else(|| text(issue, "code"))
                .unwrap_or("no words");
            let quoted: String =
                words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_QUOTE).collect();
            let more = if words.chars().nth(LONGEST_QUOTE).is_some() { "…" } else { "" };
            let message = format!("the sender's server reports ({severity}): {quoted}{more}; something may be missing");
            self.incomplete(&format!("{}.issue[{index}]", found.place), message);
            passed = true;
        }
        passed
    }

    /// Says that a resource names a term where none is read, or in a way in which none is.
    fn terms_elsewhere(&mut self, found: &Found<'_>) {
        let before = self.case.draft.issues.len();
        self.not_coded(found);
        self.leftovers(found.value, &found.place, &[]);
        if self.case.draft.issues.iter().skip(before).any(|issue| issue.severity != Severity::Note) {
            return;
        }
        let message = "not used: a term of HPO is named here, and not as the finding";
        let issue = InputIssue::new(Severity::Warning, &found.place, message);
        self.issue(issue.suggest("give it as code.coding, with system http://human-phenotype-ontology.org"));
    }

    /// Says that a resource has no code that is read.
    fn not_coded(&mut self, found: &Found<'_>) {
        let place = format!("{}.code", found.place);
        let Some(code) = found.value.get("code") else {
            return self.note(&found.place, "not used: it has no code");
        };
        let mut systems: Vec<String> = Vec::new();
        for coding in codings(code) {
            let name = if coding.system.is_empty() {
                "no code system".to_owned()
            } else {
                super::codes::system_name(coding.system)
            };
            if !systems.contains(&name) {
                systems.push(name);
            }
        }
        if let Some(coding) = codings(code).find(|coding| is_term(coding.code)) {
            let message = format!(
                "not used: {} looks like a term of HPO, but its system {:?} is none of HPO's addresses",
                shown(coding.code),
                shown(coding.system)
            );
            let place = format!("{place}.coding[{}].system", coding.index);
            let issue = InputIssue::new(Severity::Warning, place, message);
            return self.issue(issue.suggest("write http://human-phenotype-ontology.org"));
        }
        let message = if systems.is_empty() {
            "not used: it has text but no code, and findings are not guessed from text".to_owned()
        } else {
            format!("not used: coded in {} and not in HPO; codes are not translated", systems.join(", "))
        };
        self.note(&place, message);
    }
}

impl Found<'_> {
    fn kind(&self) -> &str {
        resource_type(self.value)
    }
}

#[cfg(test)]
mod tests;
