//! Elements of resources as they come: JSON of which nothing is certain.

use serde_json::Value;

/// A coding; empty text where an element is missing or not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coding<'a> {
    /// Place in the list.
    pub index: usize,
    /// The code system.
    pub system: &'a str,
    /// The code.
    pub code: &'a str,
    /// How the sender shows it.
    pub display: Option<&'a str>,
}

/// Codings of a `CodeableConcept`.
pub(super) fn codings(concept: &Value) -> impl Iterator<Item = Coding<'_>> {
    list(concept, "coding").map(|(index, coding)| Coding {
        index,
        system: text(coding, "system").unwrap_or_default(),
        code: text(coding, "code").unwrap_or_default(),
        display: text(coding, "display"),
    })
}

/// An element that is text, without the blank.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// Items of an element that is a list, with their places; nulls are left out. What is no list has none.
pub(super) fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (usize, &'a Value)> {
    value.get(key).and_then(Value::as_array).into_iter().flatten().enumerate().filter(|(_, item)| !item.is_null())
}

/// Whether an element is there and says something.
pub(super) fn has(value: &Value, key: &str) -> bool {
    match value.get(key) {
        None | Some(Value::Null) => false,
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(fields)) => !fields.is_empty(),
        Some(_) => true,
    }
}

/// What a resource says it is.
pub(super) fn resource_type(value: &Value) -> &str {
    text(value, "resourceType").unwrap_or_default()
}

/// Text from outside, cut to what a message can hold.
pub(super) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The name of the `value[x]` that an element has.
pub(super) fn value_name(value: &Value) -> Option<&str> {
    let fields = value.as_object()?;
    fields.iter().find(|(key, value)| is_value_name(key) && !value.is_null()).map(|(key, _)| key.as_str())
}

/// The names of all `value[x]` that an element has; FHIR allows one.
pub(super) fn value_names(value: &Value) -> Vec<&str> {
    let fields = value.as_object().into_iter().flatten();
    let mut names: Vec<&str> =
        fields.filter(|(_, value)| !value.is_null()).map(|(key, _)| key.strip_prefix('_').unwrap_or(key)).collect();
    names.retain(|key| is_value_name(key));
    names.sort_unstable();
    names.dedup();
    names
}

/// A `value[x]` that is named and has no content: null, or an extension alone, which is how FHIR says that a value is
/// missing (R4, 2.6.2.2 and the extension data-absent-reason).
pub(super) fn hollow_value(value: &Value) -> Option<&str> {
    let mut fields = value.as_object()?.iter();
    let is_hollow = |content: &Value| match content {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.keys().all(|key| matches!(key.as_str(), "extension" | "id")),
        _ => false,
    };
    fields
        .find(|(key, content)| match key.strip_prefix('_') {
            Some(bare) => is_value_name(bare) && value.get(bare).is_none_or(Value::is_null),
            None => is_value_name(key) && is_hollow(content),
        })
        .map(|(key, _)| key.strip_prefix('_').unwrap_or(key))
}

fn is_value_name(key: &str) -> bool {
    key.strip_prefix("value").is_some_and(|kind| kind.starts_with(|c: char| c.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn elements_are_taken_as_they_come() {
        let concept = json!({"coding": [null, {"system": "s", "code": " c "}, 7, {"code": 7}]});
        let found: Vec<_> = codings(&concept).map(|coding| (coding.index, coding.system, coding.code)).collect();
        assert_eq!(found, [(1, "s", "c"), (2, "", ""), (3, "", "")]);
        for odd in [json!(null), json!([]), json!({"coding": "x"}), json!("x")] {
            assert_eq!(codings(&odd).count(), 0);
        }
        assert_eq!(value_name(&json!({"valueBoolean": true, "valueset": 1})), Some("valueBoolean"));
        assert_eq!(value_name(&json!({"valueBoolean": null, "values": 1})), None);
        assert_eq!(value_names(&json!({"valueString": "x", "valueBoolean": true, "_valueBoolean": {}})).len(), 2);
        assert_eq!(value_names(&json!({"valueBoolean": true, "_valueBoolean": {"id": "1"}})), ["valueBoolean"]);
        for hollow in [
            json!({"_valueBoolean": {"extension": [{"url": "x"}]}}),
            json!({"valueBoolean": null}),
            json!({"valueCodeableConcept": {"extension": [{"url": "x"}]}}),
            json!({"valueCodeableConcept": {}}),
        ] {
            assert!(hollow_value(&hollow).is_some(), "{hollow}");
        }
        assert_eq!(hollow_value(&json!({"valueBoolean": false, "_valueBoolean": {"id": "1"}})), None);
        assert_eq!(hollow_value(&json!({"_status": {}, "valueset": null})), None);
        assert_eq!(shown(&"患".repeat(100)).chars().count(), 61);
    }
}
