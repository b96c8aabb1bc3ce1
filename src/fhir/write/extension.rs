//! Extensions of our own, with what FHIR has no element for.

use serde_json::{Value, json};

/// What begins the address of each.
const BASE: &str = "urn:shirube:fhir:extension:";

/// An extension with one value: `value` is the name of the element and its content.
pub(super) fn simple(name: &str, (kind, content): (&str, Value)) -> Value {
    json!({ "url": format!("{BASE}{name}"), kind: content })
}

/// An extension of several parts; parts without a value are left out.
pub(super) fn complex(
    name: &str,
    parts: impl IntoIterator<Item = (&'static str, &'static str, Option<Value>)>,
) -> Value {
    let parts: Vec<Value> =
        parts.into_iter().filter_map(|(url, kind, content)| Some(json!({ "url": url, kind: content? }))).collect();
    json!({ "url": format!("{BASE}{name}"), "extension": parts })
}

/// HL7's extension for a text in another language.
pub(super) fn translation(language: &str, text: &str) -> Value {
    json!({
        "url": "http://hl7.org/fhir/StructureDefinition/translation",
        "extension": [
            { "url": "lang", "valueCode": language },
            { "url": "content", "valueString": text },
        ],
    })
}
