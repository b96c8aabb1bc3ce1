//! GA4GH Phenopackets v2 in JSON (<https://phenopacket-schema.readthedocs.io>, doi 10.1038/s41587-022-01357-4).
//!
//! Read as protobuf's own JSON reader reads it: camelCase and snake_case names, `null` for absent, enums as names
//! or numbers; and more leniently in that fields we do not use are not looked at.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::json::unique_json;
use super::wording::{Reservation, bare_reservation, may_deny, reservation_of_name};
use crate::domain::{
    Age, CaseDraft, Certainty, DraftFeature, Fault, FeatureStatus, InputIssue, OnsetClass, Severity, Sex,
};

/// Elements of version 2 that are not read, or not by name; protobuf's two spellings of each.
const PACKET: &[&str] = &[
    "measurements",
    "biosamples",
    "interpretations",
    "medicalActions",
    "medical_actions",
    "files",
    "metaData",
    "meta_data",
];
const SUBJECT: &[&str] = &[
    "id",
    "alternateIds",
    "alternate_ids",
    "dateOfBirth",
    "date_of_birth",
    "vitalStatus",
    "vital_status",
    "karyotypicSex",
    "karyotypic_sex",
    "gender",
    "taxonomy",
];
const FEATURE: &[&str] = &["resolution", "evidence"];

/// PATO's and HPO's *absent*, *excluded*, which are no modifiers of a finding that is there.
const ABSENT: [&str; 2] = ["PATO:0000462", "HP:0040285"];

/// Why a text is not a phenopacket that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhenopacketError {
    /// Not JSON.
    #[error("not valid JSON: {0}")]
    Json(String),
    /// JSON of another shape.
    #[error("not a phenopacket: {0}")]
    Shape(String),
    /// An older schema.
    #[error(
        "this is a phenopacket of schema version 1 ({0}); shirube reads version 2. Convert it with phenopacket-tools (`pxf convert`), which asks what version 1 leaves open"
    )]
    VersionOne(&'static str),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Packet {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    subject: Option<Subject>,
    #[serde(default, alias = "phenotypic_features")]
    phenotypic_features: Option<Vec<Feature>>,
    #[serde(default)]
    diseases: Option<Value>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// A listed disease: only when the illness began, never which one it is said to be.
#[derive(Deserialize)]
struct Disease {
    #[serde(default)]
    excluded: Option<bool>,
    #[serde(default)]
    onset: Option<TimeElement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subject {
    #[serde(default)]
    sex: Option<Value>,
    #[serde(default, alias = "time_at_last_encounter")]
    time_at_last_encounter: Option<TimeElement>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Feature {
    #[serde(rename = "type", default)]
    term: Option<OntologyClass>,
    #[serde(default)]
    excluded: Option<bool>,
    #[serde(default)]
    onset: Option<TimeElement>,
    #[serde(default)]
    severity: Option<OntologyClass>,
    #[serde(default)]
    modifiers: Option<Vec<OntologyClass>>,
    #[serde(default)]
    description: Option<String>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Deserialize)]
struct OntologyClass {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    label: Option<String>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TimeElement {
    #[serde(default)]
    age: Option<IsoAge>,
    #[serde(default, alias = "age_range")]
    age_range: Option<AgeRange>,
    #[serde(default, alias = "ontology_class")]
    ontology_class: Option<OntologyClass>,
}

#[derive(Deserialize)]
struct IsoAge {
    #[serde(default, alias = "iso8601Duration")]
    iso8601duration: Option<String>,
}

#[derive(Deserialize)]
struct AgeRange {
    #[serde(default)]
    start: Option<IsoAge>,
}

/// Reads one phenopacket, or the proband of a Family. `interpretations` is not
/// looked at, and of `diseases` only the age of onset.
///
/// # Errors
/// [`PhenopacketError`] where the text is not JSON, not a phenopacket, or of schema version 1.
pub fn parse_phenopacket(text: &str) -> Result<CaseDraft, PhenopacketError> {
    let value: Value =
        unique_json(text.trim_start_matches('\u{feff}')).map_err(|e| PhenopacketError::Json(e.to_string()))?;
    let Value::Object(mut object) = value else {
        return Err(PhenopacketError::Shape("the text is not a JSON object".to_owned()));
    };
    let mut issues = Vec::new();
    let mut place = "";
    if let Some(proband) = object.remove("proband") {
        refuse_version_one(&object)?;
        issues.push(InputIssue::new(
            Severity::Note,
            "proband",
            "a Family: its proband was read; of relatives the pedigree is used, where a variant file comes with it",
        ));
        place = "proband.";
        match proband {
            Value::Object(inner) => object = inner,
            _ => return Err(PhenopacketError::Shape("proband is not an object".to_owned())),
        }
    }
    refuse_version_one(&object)?;
    if !object.contains_key("phenotypicFeatures") && !object.contains_key("phenotypic_features") {
        let hint = if object.contains_key("phenopacket") { "; send what stands below phenopacket alone" } else { "" };
        return Err(PhenopacketError::Shape(format!("it has no phenotypicFeatures{hint}")));
    }
    refuse_lists(&object)?;
    let packet: Packet =
        serde_json::from_value(Value::Object(object)).map_err(|e| PhenopacketError::Shape(e.to_string()))?;
    Ok(draft(packet, place, issues))
}

/// A list would be taken for the fields of a message in their order: `"type": ["HP:0001166", "…"]`.
fn refuse_lists(object: &Map<String, Value>) -> Result<(), PhenopacketError> {
    let of = |value: &Value, key: &str| value.get(key).is_some_and(Value::is_array);
    let subject = object.get("subject");
    let whole = subject.is_some_and(|subject| subject.is_array() || of(subject, "timeAtLastEncounter"));
    let features = object.get("phenotypicFeatures").or_else(|| object.get("phenotypic_features"));
    let mut features = features.and_then(Value::as_array).into_iter().flatten();
    let modifiers =
        |feature: &Value| feature.get("modifiers").and_then(Value::as_array).into_iter().flatten().any(Value::is_array);
    if whole
        || features.any(|feature| {
            feature.is_array()
                || of(feature, "type")
                || of(feature, "onset")
                || of(feature, "severity")
                || modifiers(feature)
        })
    {
        let message = "an array stands where an object belongs (a feature, its type or onset, the subject)";
        return Err(PhenopacketError::Shape(message.to_owned()));
    }
    Ok(())
}

/// Tells version 1 by what version 2 no longer has.
fn refuse_version_one(object: &Map<String, Value>) -> Result<(), PhenopacketError> {
    let version = ["metaData", "meta_data"]
        .iter()
        .find_map(|key| object.get(*key))
        .and_then(|meta| meta.get("phenopacketSchemaVersion").or_else(|| meta.get("phenopacket_schema_version")))
        .and_then(Value::as_str)
        .unwrap_or_default();
    if version.starts_with('1') {
        return Err(PhenopacketError::VersionOne("its metaData says so"));
    }
    let features =
        object.get("phenotypicFeatures").or_else(|| object.get("phenotypic_features")).and_then(Value::as_array);
    if features.is_some_and(|list| list.iter().any(|feature| feature.get("negated").is_some())) {
        return Err(PhenopacketError::VersionOne("a feature has `negated`, which version 2 calls `excluded`"));
    }
    if object.contains_key("variants") || object.contains_key("genes") {
        return Err(PhenopacketError::VersionOne("it has `genes` or `variants` at the top level"));
    }
    Ok(())
}

fn draft(packet: Packet, prefix: &str, mut issues: Vec<InputIssue>) -> CaseDraft {
    let subject = packet.subject;
    unknown(&packet.others, PACKET, prefix, &mut issues);
    if let Some(subject) = &subject {
        unknown(&subject.others, SUBJECT, &format!("{prefix}subject."), &mut issues);
    }
    let age = subject
        .as_ref()
        .and_then(|s| s.time_at_last_encounter.as_ref())
        .and_then(|time| age_of(time, &format!("{prefix}subject.timeAtLastEncounter"), &mut issues));
    let sex =
        subject.as_ref().and_then(|s| s.sex.as_ref()).map_or(Sex::Unknown, |value| sex_of(value, prefix, &mut issues));
    let mut features = Vec::new();
    for (index, feature) in packet.phenotypic_features.unwrap_or_default().into_iter().enumerate() {
        let place = format!("{prefix}phenotypicFeatures[{index}]");
        let onset = feature.onset.as_ref().and_then(|time| age_of(time, &format!("{place}.onset"), &mut issues));
        let onset = lived(onset, age, &format!("{place}.onset"), &mut issues);
        let fault = fault_of(&feature);
        if fault.is_none() && feature.excluded != Some(true) && feature.description.as_deref().is_some_and(may_object) {
            let message = "descriptions are not read, and this one may deny or doubt the feature";
            issues.push(InputIssue::new(Severity::Warning, format!("{place}.description"), message));
        }
        let (id, label) = feature.term.map_or((None, None), |term| (term.id, term.label));
        features.push(DraftFeature {
            place: format!("{place}.type.id"),
            term: id.unwrap_or_default(),
            labels: label.into_iter().collect(),
            status: if feature.excluded == Some(true) { FeatureStatus::Excluded } else { FeatureStatus::Observed },
            onset,
            certainty: certainty_of(feature.modifiers.as_deref().unwrap_or_default(), &place, &mut issues),
            fault,
        });
    }
    let onset = onset_of(packet.diseases.as_ref(), prefix, &mut issues);
    let onset = lived(onset, age, &format!("{prefix}diseases"), &mut issues);
    CaseDraft { id: packet.id.unwrap_or_default(), features, age, onset, sex, issues }
}

/// Whether a description may have something against its feature.
fn may_object(description: &str) -> bool {
    may_deny(description) || reservation_of_name(description).is_some()
}

/// Warns of elements that version 2 does not have: a misspelt one would be lost without a word.
fn unknown(others: &Map<String, Value>, known: &[&str], prefix: &str, issues: &mut Vec<InputIssue>) {
    for key in others.keys().filter(|key| !known.contains(&key.as_str())) {
        let shown: String = key.chars().take(60).collect();
        let message = format!("{shown:?} is not an element of a phenopacket of version 2 and was not read");
        let issue = InputIssue::new(Severity::Warning, format!("{prefix}{shown}"), message);
        issues.push(issue.suggest("correct its name, or leave it out"));
    }
}

/// Why a feature cannot be used as it stands: an element that nobody knows, which may say that the finding is absent, or
/// one that says so at a place where version 2 does not.
fn fault_of(feature: &Feature) -> Option<Fault> {
    let fault = |message: String, remedy: &str| Some(Fault { message, remedy: remedy.to_owned() });
    if let Some(key) = feature.others.keys().find(|key| !FEATURE.contains(&key.as_str())) {
        let shown: String = key.chars().take(60).collect();
        let message = format!("{shown:?} is not an element of a feature of version 2, and may change what it says");
        return fault(message, "correct the name (`excluded` says that a finding is absent), or leave it out");
    }
    if let Some(key) = feature.term.iter().flat_map(|term| term.others.keys()).next() {
        let shown: String = key.chars().take(60).collect();
        let message = format!("{shown:?} is not an element of a feature's type, and may change what it says");
        return fault(message, "give it beside `type` (`excluded` says that a finding is absent), or leave it out");
    }
    if feature.excluded == Some(true) {
        return None;
    }
    let speaks_against =
        |text: &str| matches!(bare_reservation(text)?, Reservation::Denied | Reservation::Relative).then_some(());
    for modifier in feature.modifiers.iter().flatten().chain(&feature.severity) {
        let id = modifier.id.as_deref().unwrap_or_default().trim().to_ascii_uppercase().replace('_', ":");
        let denied = ABSENT.contains(&id.as_str()) || !modifier.others.is_empty();
        if denied || modifier.label.as_deref().and_then(speaks_against).is_some() {
            let message =
                "a modifier says that the finding is absent or a relative's, and the feature says that it is there";
            return fault(message.to_owned(), "write excluded: true, or correct the modifier");
        }
    }
    if feature.description.as_deref().and_then(speaks_against).is_some() {
        let message =
            "the description may say that the finding is absent or a relative's, and the feature says that it is there";
        return fault(message.to_owned(), "write excluded: true, or correct the description");
    }
    None
}

/// The earliest onset among the listed diseases. What is malformed there is none of our business and refuses nothing.
fn onset_of(diseases: Option<&Value>, prefix: &str, issues: &mut Vec<InputIssue>) -> Option<Age> {
    diseases?
        .as_array()?
        .iter()
        .enumerate()
        .filter_map(|(index, value)| Some((index, Disease::deserialize(value).ok()?)))
        .filter(|(_, disease)| disease.excluded != Some(true))
        .filter_map(|(index, disease)| {
            age_of(disease.onset.as_ref()?, &format!("{prefix}diseases[{index}].onset"), issues)
        })
        .min()
}

/// An onset that the patient has reached, but for the rounding of a year; a later one is a slip.
fn lived(onset: Option<Age>, age: Option<Age>, place: &str, issues: &mut Vec<InputIssue>) -> Option<Age> {
    let (onset, age) = (onset?, age);
    if age.is_some_and(|age| onset.days() > age.days().saturating_add(366)) {
        let message = "the onset lies after the patient's age; it was not used";
        issues.push(InputIssue::new(Severity::Warning, place, message));
        return None;
    }
    Some(age.map_or(onset, |age| onset.min(age)))
}

/// How much a feature counts by its modifiers: *suspected* and nothing else lessens it.
fn certainty_of(modifiers: &[OntologyClass], place: &str, issues: &mut Vec<InputIssue>) -> Certainty {
    let doubts =
        |modifier: &OntologyClass| modifier.label.as_deref().and_then(bare_reservation) == Some(Reservation::Suspected);
    if !modifiers.iter().any(doubts) {
        return Certainty::CERTAIN;
    }
    let message = "a modifier only suspects the feature; it counts less";
    issues.push(InputIssue::new(Severity::Note, format!("{place}.modifiers"), message));
    Certainty::SUSPECTED
}

/// An age, the younger end of a range, or the middle of a class of onset; dates carry no number of days.
fn age_of(time: &TimeElement, place: &str, issues: &mut Vec<InputIssue>) -> Option<Age> {
    if let Some(class) = time.ontology_class.as_ref().and_then(|class| class.id.as_deref()) {
        return class.parse().ok().and_then(OnsetClass::of).and_then(OnsetClass::typical_age);
    }
    let iso = time.age.as_ref().or_else(|| time.age_range.as_ref()?.start.as_ref());
    let Some(text) = iso.and_then(|iso| iso.iso8601duration.as_deref()) else {
        let message = "only an age, the start of a range of ages and a class of onset are read; this was not used";
        issues.push(InputIssue::new(Severity::Note, place, message));
        return None;
    };
    match text.parse() {
        Ok(age) => Some(age),
        Err(error) => {
            let error: crate::domain::AgeError = error;
            issues.push(InputIssue::new(Severity::Warning, place, format!("{error}; it was not used")));
            None
        }
    }
}

fn sex_of(value: &Value, prefix: &str, issues: &mut Vec<InputIssue>) -> Sex {
    let known = match value {
        Value::Null => Some(Sex::Unknown),
        Value::Number(number) => match number.as_u64() {
            Some(0 | 3) => Some(Sex::Unknown),
            Some(1) => Some(Sex::Female),
            Some(2) => Some(Sex::Male),
            _ => None,
        },
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    known.unwrap_or_else(|| {
        issues.push(
            InputIssue::new(
                Severity::Warning,
                format!("{prefix}subject.sex"),
                "not a sex of the phenopacket schema; taken as unknown",
            )
            .suggest("FEMALE, MALE, OTHER_SEX or UNKNOWN_SEX"),
        );
        Sex::Unknown
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: &str = r#"{"id":"p1","subject":{"id":"s","sex":2,"timeAtLastEncounter":{"age":{"iso8601duration":"P6Y"}}},
        "phenotypicFeatures":[{"type":{"id":"HP:0001250","label":"Seizure"},"onset":{"age":{"iso8601duration":"P1Y"}}},
        {"type":{"id":"HP:0001166"},"excluded":true},{"type":null}],"diseases":[7],"metaData":{"phenopacketSchemaVersion":"2.0"}}"#;

    #[test]
    fn a_packet_is_read() {
        let draft = parse_phenopacket(PACKET).unwrap();
        assert_eq!((draft.id.as_str(), draft.sex, draft.age.unwrap().to_string().as_str()), ("p1", Sex::Male, "6y"));
        assert_eq!(draft.features[0].onset.unwrap().to_string(), "1y");
        assert_eq!(draft.features[1].status, FeatureStatus::Excluded);
        assert_eq!(draft.features[2].term, "");
        let snake = PACKET
            .replace("phenotypicFeatures", "phenotypic_features")
            .replace("timeAtLastEncounter", "time_at_last_encounter");
        assert_eq!(parse_phenopacket(&snake).unwrap().features, draft.features);
    }

    #[test]
    fn the_earliest_onset_of_the_listed_diseases_is_read() {
        let onset = |diseases: &str| {
            let text = format!(r#"{{"phenotypicFeatures":[],"diseases":{diseases}}}"#);
            parse_phenopacket(&text).unwrap().onset.map(|age| age.to_string())
        };
        let age = |text: &str| format!(r#"{{"onset":{{"age":{{"iso8601duration":"{text}"}}}}}}"#);
        assert_eq!(onset(&format!("[{},{}]", age("P3Y"), age("P2Y"))).as_deref(), Some("2y"));
        let class = r#"[{"onset":{"ontologyClass":{"id":"HP:0003577","label":"Congenital onset"}}}]"#;
        assert!(onset(class).is_some());
        for nothing in
            ["7", "[7]", "{}", "[]", "null", r#"[{"excluded":true,"onset":{"age":{"iso8601duration":"P2Y"}}}]"#]
        {
            assert_eq!(onset(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_family_gives_its_proband() {
        let draft = parse_phenopacket(&format!(r#"{{"id":"f","proband":{PACKET},"relatives":[]}}"#)).unwrap();
        assert_eq!(draft.id, "p1");
        assert!(draft.features[0].place.starts_with("proband."));
        assert_eq!(draft.issues.len(), 1);
    }

    #[test]
    fn version_one_is_refused_with_the_remedy() {
        for text in [
            r#"{"phenotypicFeatures":[],"metaData":{"phenopacketSchemaVersion":"1.0.0"}}"#,
            r#"{"phenotypicFeatures":[{"type":{"id":"HP:0001250"},"negated":true}]}"#,
            r#"{"phenotypicFeatures":[],"genes":[]}"#,
        ] {
            let error = parse_phenopacket(text).unwrap_err();
            assert!(matches!(error, PhenopacketError::VersionOne(_)) && error.to_string().contains("pxf convert"));
        }
    }

    #[test]
    fn hostile_texts_are_refused_in_words() {
        for text in [
            "",
            "[]",
            "{",
            "7",
            "{}",
            r#"{"phenotypicFeatures":7}"#,
            r#"{"phenotypicFeatures":[{"type":7}]}"#,
            r#"{"proband":3}"#,
            "\u{0}",
        ] {
            let message = parse_phenopacket(text).unwrap_err().to_string();
            assert!(message.contains("not "), "{text:?}: {message}");
        }
    }

    #[test]
    fn odd_values_are_warned_about() {
        let text = r#"{"subject":{"sex":"X","timeAtLastEncounter":{"age":{"iso8601duration":"soon"}}},"phenotypicFeatures":null}"#;
        let draft = parse_phenopacket(text).unwrap();
        assert_eq!((draft.sex, draft.age, draft.issues.len()), (Sex::Unknown, None, 2));
    }
}
