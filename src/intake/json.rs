//! JSON in which a key that stands twice is an error.
//!
//! RFC 8259 leaves open which of two equal keys holds. Most readers keep the last: `"excluded": true, "excluded": false`
//! would be a finding, and nobody would learn of the contradiction.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A value none of whose objects has a key twice.
#[derive(Debug, Clone, PartialEq)]
pub struct UniqueJson(pub Value);

impl<'de> Deserialize<'de> for UniqueJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Build).map(Self)
    }
}

/// Parses a text.
///
/// # Errors
/// What is not JSON, and a key that stands twice, with line and column.
pub fn unique_json(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text).map(|UniqueJson(value)| value)
}

/// For fields of requests that hold a document of another standard.
///
/// # Errors
/// As [`unique_json`].
pub fn unique_document<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    let value = UniqueJson::deserialize(deserializer)?.0;
    Ok((!value.is_null()).then_some(value))
}

struct Build;

impl<'de> Visitor<'de> for Build {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(UniqueJson(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&key) {
                let shown: String = key.chars().take(60).collect();
                return Err(A::Error::custom(format!(
                    "the key {shown:?} stands twice in one object, and nobody can say which holds; keep one"
                )));
            }
            let UniqueJson(value) = entries.next_value()?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_stands_twice_is_an_error_at_every_depth() {
        for text in [r#"{"a":1,"a":1}"#, r#"[{"b":{"a":true,"c":0,"a":false}}]"#, r#"{"a":null,"\u0061":1}"#] {
            let message = unique_json(text).unwrap_err().to_string();
            assert!(message.contains(r#""a" stands twice"#), "{text}: {message}");
        }
    }

    #[test]
    fn all_else_is_read_as_serde_json_reads_it() {
        for text in
            ["null", "true", "-3", "18446744073709551615", "0.5", "1e3", r#""患\n""#, r#"{"a":[{},{"a":[]}],"A":"b"}"#]
        {
            assert_eq!(unique_json(text).unwrap(), serde_json::from_str::<Value>(text).unwrap(), "{text}");
        }
        for text in ["", "{", "[1,]", "nul", "{}{}", &"[".repeat(200)] {
            assert!(unique_json(text).is_err(), "{text}");
        }
    }
}
