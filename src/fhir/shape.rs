//! The elements that FHIR R4 (4.0.1) gives the resources that are read, and what of a resource is none of them.
//!
//! `valueboolean: false`, `excluded: true`, an interpretation that is no list: readers that take what they know would see a
//! finding without a value. R4 lets nobody add elements (2.1.5), so one that it does not have is a mistake of the sender's.

use serde_json::Value;

use super::element::shown;

/// What JSON an element is.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// A string.
    Text,
    /// A boolean.
    Flag,
    /// A number.
    Number,
    /// An object that is not looked into.
    Object,
    /// A list that is not looked into.
    List,
    /// An object of a known kind.
    One(&'static Kind),
    /// A list of objects of a known kind.
    Many(&'static Kind),
}

use Shape::{Flag, List, Many, Number, Object, One, Text};

/// A type or a resource.
#[derive(Debug)]
pub(super) struct Kind {
    name: &'static str,
    /// Elements besides those of [`BASE`] and, in a resource, [`RESOURCE`].
    elements: &'static [(&'static str, Shape)],
    is_resource: bool,
    /// Whether `value[x]` may be of any type.
    any_value: bool,
}

impl Kind {
    const fn element(name: &'static str, elements: &'static [(&'static str, Shape)]) -> Self {
        Self { name, elements, is_resource: false, any_value: false }
    }

    const fn resource(name: &'static str, elements: &'static [(&'static str, Shape)]) -> Self {
        Self { name, elements, is_resource: true, any_value: false }
    }
}

/// Elements of every element, `modifierExtension` of those that may have one.
const BASE: &[(&str, Shape)] =
    &[("id", Text), ("extension", Many(&EXTENSION)), ("modifierExtension", Many(&EXTENSION))];

/// Elements of every resource.
const RESOURCE: &[(&str, Shape)] = &[
    ("resourceType", Text),
    ("meta", Object),
    ("implicitRules", Text),
    ("language", Text),
    ("text", Object),
    ("contained", List),
];

static EXTENSION: Kind = Kind { name: "Extension", elements: &[("url", Text)], is_resource: false, any_value: true };

static CODING: Kind = Kind::element(
    "Coding",
    &[("system", Text), ("version", Text), ("code", Text), ("display", Text), ("userSelected", Flag)],
);

static CONCEPT: Kind = Kind::element("CodeableConcept", &[("coding", Many(&CODING)), ("text", Text)]);

static REFERENCE: Kind =
    Kind::element("Reference", &[("reference", Text), ("type", Text), ("identifier", Object), ("display", Text)]);

static ANNOTATION: Kind =
    Kind::element("Annotation", &[("authorReference", Object), ("authorString", Text), ("time", Text), ("text", Text)]);

static COMPONENT: Kind = Kind::element(
    "Observation.component",
    &[
        ("code", One(&CONCEPT)),
        ("valueQuantity", Object),
        ("valueCodeableConcept", One(&CONCEPT)),
        ("valueString", Text),
        ("valueBoolean", Flag),
        ("valueInteger", Number),
        ("valueRange", Object),
        ("valueRatio", Object),
        ("valueSampledData", Object),
        ("valueTime", Text),
        ("valueDateTime", Text),
        ("valuePeriod", Object),
        ("dataAbsentReason", One(&CONCEPT)),
        ("interpretation", Many(&CONCEPT)),
        ("referenceRange", List),
    ],
);

/// An Observation.
pub(super) static OBSERVATION: Kind = Kind::resource(
    "Observation",
    &[
        ("identifier", List),
        ("basedOn", List),
        ("partOf", List),
        ("status", Text),
        ("category", Many(&CONCEPT)),
        ("code", One(&CONCEPT)),
        ("subject", One(&REFERENCE)),
        ("focus", List),
        ("encounter", Object),
        ("effectiveDateTime", Text),
        ("effectivePeriod", Object),
        ("effectiveTiming", Object),
        ("effectiveInstant", Text),
        ("issued", Text),
        ("performer", List),
        ("valueQuantity", Object),
        ("valueCodeableConcept", One(&CONCEPT)),
        ("valueString", Text),
        ("valueBoolean", Flag),
        ("valueInteger", Number),
        ("valueRange", Object),
        ("valueRatio", Object),
        ("valueSampledData", Object),
        ("valueTime", Text),
        ("valueDateTime", Text),
        ("valuePeriod", Object),
        ("dataAbsentReason", One(&CONCEPT)),
        ("interpretation", Many(&CONCEPT)),
        ("note", Many(&ANNOTATION)),
        ("bodySite", One(&CONCEPT)),
        ("method", One(&CONCEPT)),
        ("specimen", Object),
        ("device", Object),
        ("referenceRange", List),
        ("hasMember", List),
        ("derivedFrom", List),
        ("component", Many(&COMPONENT)),
    ],
);

/// A Condition.
pub(super) static CONDITION: Kind = Kind::resource(
    "Condition",
    &[
        ("identifier", List),
        ("clinicalStatus", One(&CONCEPT)),
        ("verificationStatus", One(&CONCEPT)),
        ("category", Many(&CONCEPT)),
        ("severity", One(&CONCEPT)),
        ("code", One(&CONCEPT)),
        ("bodySite", Many(&CONCEPT)),
        ("subject", One(&REFERENCE)),
        ("encounter", Object),
        ("onsetDateTime", Text),
        ("onsetAge", Object),
        ("onsetPeriod", Object),
        ("onsetRange", Object),
        ("onsetString", Text),
        ("abatementDateTime", Text),
        ("abatementAge", Object),
        ("abatementPeriod", Object),
        ("abatementRange", Object),
        ("abatementString", Text),
        ("recordedDate", Text),
        ("recorder", Object),
        ("asserter", Object),
        ("stage", List),
        ("evidence", List),
        ("note", Many(&ANNOTATION)),
    ],
);

/// A Patient.
pub(super) static PATIENT: Kind = Kind::resource(
    "Patient",
    &[
        ("identifier", List),
        ("active", Flag),
        ("name", List),
        ("telecom", List),
        ("gender", Text),
        ("birthDate", Text),
        ("deceasedBoolean", Flag),
        ("deceasedDateTime", Text),
        ("address", List),
        ("maritalStatus", Object),
        ("multipleBirthBoolean", Flag),
        ("multipleBirthInteger", Number),
        ("photo", List),
        ("contact", List),
        ("communication", List),
        ("generalPractitioner", List),
        ("managingOrganization", Object),
        ("link", List),
    ],
);

static SEARCH: Kind = Kind::element("Bundle.entry.search", &[("mode", Text), ("score", Number)]);

static ENTRY: Kind = Kind::element(
    "Bundle.entry",
    &[
        ("link", List),
        ("fullUrl", Text),
        ("resource", Object),
        ("search", One(&SEARCH)),
        ("request", Object),
        ("response", Object),
    ],
);

/// A Bundle.
pub(super) static BUNDLE: Kind = Kind::resource(
    "Bundle",
    &[
        ("identifier", Object),
        ("type", Text),
        ("timestamp", Text),
        ("total", Number),
        ("link", List),
        ("entry", Many(&ENTRY)),
        ("signature", Object),
    ],
);

/// Elements without which nobody knows what the resource says, so that one without content is none that is missing.
const DECISIVE: [&str; 3] = ["status", "verificationStatus", "dataAbsentReason"];

/// Most codings of one concept; each is held against all others.
const MOST_CODINGS: usize = 50;

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misshapen {
    /// Below the place that was given: `.component[0].value`.
    pub place: String,
    /// What is the matter.
    pub message: String,
}

/// What of a value is not as R4 has it, in order.
pub(super) fn misshapen(value: &Value, kind: &'static Kind) -> Vec<Misshapen> {
    let mut found = Vec::new();
    check(value, kind, "", &mut found);
    found
}

fn check(value: &Value, kind: &'static Kind, place: &str, found: &mut Vec<Misshapen>) {
    let Some(fields) = value.as_object() else {
        return found.push(Misshapen { place: place.to_owned(), message: format!("is no {} in JSON", kind.name) });
    };
    for (key, content) in fields {
        let inner = format!("{place}.{}", shown(key));
        match shape(kind, key) {
            Some(shape) => check_shape(content, shape, key, &inner, found),
            None if is_companion(kind, key) => {}
            None => {
                let message = format!("is not an element of {} in FHIR R4", kind.name);
                found.push(Misshapen { place: inner, message });
            }
        }
    }
}

fn check_shape(content: &Value, shape: Shape, key: &str, place: &str, found: &mut Vec<Misshapen>) {
    let is_empty = match content {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    };
    if is_empty && DECISIVE.contains(&key) {
        return found.push(Misshapen { place: place.to_owned(), message: "is there and has no content".to_owned() });
    }
    // What has no content otherwise is as good as not there; what lies in `value[x]` is looked at by who reads it.
    if content.is_null() {
        return;
    }
    let wanted = match shape {
        Text if !content.is_string() => "a string",
        Flag if !content.is_boolean() => "a boolean",
        Number if !content.is_number() => "a number",
        Object | One(_) if !content.is_object() => "an object",
        List | Many(_) if !content.is_array() => "a list",
        _ => "",
    };
    if !wanted.is_empty() {
        return found
            .push(Misshapen { place: place.to_owned(), message: format!("is not {wanted}, as it is in FHIR R4") });
    }
    if key == "coding" && content.as_array().is_some_and(|codings| codings.len() > MOST_CODINGS) {
        let message = format!("has more than {MOST_CODINGS} codings, which no concept has");
        return found.push(Misshapen { place: place.to_owned(), message });
    }
    match shape {
        One(kind) => check(content, kind, place, found),
        Many(kind) => {
            for (index, item) in content.as_array().into_iter().flatten().enumerate() {
                check(item, kind, &format!("{place}[{index}]"), found);
            }
        }
        _ => {}
    }
}

fn shape(kind: &Kind, key: &str) -> Option<Shape> {
    let more: &[(&str, Shape)] = if kind.is_resource { RESOURCE } else { &[] };
    kind.elements.iter().chain(BASE).chain(more).find(|(name, _)| *name == key).map(|(_, shape)| *shape)
}

/// What is said of a primitive (`_birthDate` beside `birthDate`), and `value[x]` of an extension, which is of any type.
fn is_companion(kind: &Kind, key: &str) -> bool {
    let bare = key.strip_prefix('_');
    let is_primitive = |name| matches!(shape(kind, name), Some(Text | Flag | Number));
    let is_value =
        |name: &str| name.strip_prefix("value").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    bare.is_some_and(is_primitive) || (kind.any_value && is_value(bare.unwrap_or(key)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn faults(value: &Value, kind: &'static Kind) -> Vec<String> {
        misshapen(value, kind).into_iter().map(|fault| format!("{} {}", fault.place, fault.message)).collect()
    }

    #[test]
    fn what_r4_has_is_in_shape() {
        let coding = json!({"system": "s", "code": "c", "_code": {"extension": [{"url": "u", "valueCode": "x"}]}});
        let whole = json!({
            "resourceType": "Observation", "id": "o", "meta": {"profile": ["p"]}, "language": "ja", "text": {"div": "d"},
            "contained": [], "extension": [{"url": "u", "valueDecimal": 1.5, "_valueDecimal": {"id": "i"}}],
            "status": "final", "_status": {"id": "s"}, "category": [{"text": "exam"}], "code": {"coding": [coding]},
            "subject": {"reference": "Patient/1", "display": "d"}, "valueBoolean": true, "_valueBoolean": {"id": "v"},
            "interpretation": [{"coding": [], "text": "t"}], "note": [{"text": "n", "time": "2026"}], "bodySite": null,
            "component": [{"code": {"text": "c"}, "valueQuantity": {"value": 1}}],
        });
        assert_eq!(faults(&whole, &OBSERVATION), [""; 0]);
        let bundle = json!({"resourceType": "Bundle", "type": "searchset", "total": 1, "entry": [
            {"fullUrl": "urn:uuid:1", "resource": {}, "search": {"mode": "match", "score": 1}}]});
        assert_eq!(faults(&bundle, &BUNDLE), [""; 0]);
    }

    #[test]
    fn what_it_does_not_have_is_named() {
        for (value, kind, wanted) in [
            (json!({"value": false}), &OBSERVATION, ".value is not an element of Observation"),
            (json!({"valueboolean": false}), &OBSERVATION, ".valueboolean is not an element"),
            (json!({"excluded": true}), &OBSERVATION, ".excluded is not"),
            (json!({"_component": {}}), &OBSERVATION, "._component is not"),
            (json!({"valueBoolean": "false"}), &OBSERVATION, ".valueBoolean is not a boolean"),
            (json!({"interpretation": {}}), &OBSERVATION, ".interpretation is not a list"),
            (json!({"component": [{"Value": 1}]}), &OBSERVATION, ".component[0].Value is not"),
            (json!({"component": [7]}), &OBSERVATION, ".component[0] is no Observation.component in JSON"),
            (json!({"code": {"codings": []}}), &OBSERVATION, ".code.codings is not an element of CodeableConcept"),
            (json!({"code": {"coding": [{"absent": true}]}}), &CONDITION, ".code.coding[0].absent is not"),
            (json!({"verificationStatus": {}}), &CONDITION, ".verificationStatus is there and has no content"),
            (json!({"verificationStatus": null}), &CONDITION, ".verificationStatus is there"),
            (json!({"verificationStatus": []}), &CONDITION, ".verificationStatus is not an object"),
            (json!({"verificationstatus": {"text": "refuted"}}), &CONDITION, ".verificationstatus is not"),
            (json!({"_verificationStatus": {"id": "1"}}), &CONDITION, "._verificationStatus is not"),
            (json!({"modifierExtension": {}}), &CONDITION, ".modifierExtension is not a list"),
            (json!({"sex": "male"}), &PATIENT, ".sex is not"),
            (json!({"entry": "x"}), &BUNDLE, ".entry is not a list"),
            (json!({"entry": [null, {"Resource": {}}]}), &BUNDLE, ".entry[0] is no Bundle.entry in JSON"),
            (json!({"code": {"coding": vec![json!({}); 51]}}), &CONDITION, ".code.coding has more than 50 codings"),
            (json!(7), &BUNDLE, " is no Bundle in JSON"),
        ] {
            let found = faults(&value, kind);
            assert!(found.first().is_some_and(|first| first.starts_with(wanted)), "{value}: {found:?}");
        }
    }
}
