//! The INFO column: one pass that picks out the keys that matter.

use std::collections::HashMap;
use std::ops::Range;

use super::header::{Header, Number};
use super::profile::{AnnotationProfile, Role};

/// What an INFO key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// A frequency, a score or a class.
    Value(Role, Number),
    /// The annotation.
    Annotation,
    /// `END`
    End,
    /// `SVLEN`
    Length,
    /// `SnpEff`'s `LOF`
    Lof,
    /// `SnpEff`'s `NMD`
    Decay,
}

/// Keys to look for.
#[derive(Debug)]
pub(super) struct InfoKeys {
    keys: HashMap<String, Key>,
    /// Lengths that keys have, by their first byte: most keys of a record are turned away by it without hashing.
    lengths: Box<[u64; 256]>,
}

/// A key found, by its place in the column.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// What it is for.
    pub key: Key,
    name: Range<u32>,
    value: Range<u32>,
}

impl Hit {
    /// The key as written.
    pub fn name<'a>(&self, info: &'a str) -> &'a str {
        info.get(self.name.start as usize..self.name.end as usize).unwrap_or_default()
    }

    /// The value.
    pub fn value<'a>(&self, info: &'a str) -> &'a str {
        info.get(self.value.start as usize..self.value.end as usize).unwrap_or_default()
    }
}

impl InfoKeys {
    /// Keys of the profile, compared without regard to case where the header declares them, and exactly where not.
    pub fn new(header: &Header, profile: &AnnotationProfile, annotation: Option<&str>) -> Self {
        let mut keys = HashMap::new();
        let mut roles = HashMap::new();
        for (name, role) in profile.info() {
            keys.insert(name.to_owned(), Key::Value(role, Number::Other));
            roles.insert(name.to_ascii_lowercase(), role);
        }
        for field in &header.info {
            if let Some(role) = roles.get(&field.id.to_ascii_lowercase()) {
                keys.insert(field.id.clone(), Key::Value(*role, field.number));
            }
        }
        for (name, key) in [("END", Key::End), ("SVLEN", Key::Length), ("LOF", Key::Lof), ("NMD", Key::Decay)] {
            keys.insert(name.to_owned(), key);
        }
        keys.extend(annotation.map(|name| (name.to_owned(), Key::Annotation)));
        let mut lengths = Box::new([0u64; 256]);
        for name in keys.keys().filter(|name| !name.is_empty()) {
            lengths[usize::from(name.as_bytes()[0])] |= 1 << (name.len() & 63);
        }
        Self { keys, lengths }
    }

    /// Finds the keys of one record.
    pub fn scan(&self, info: &str, hits: &mut Vec<Hit>) {
        hits.clear();
        let mut start = 0;
        while start < info.len() {
            let rest = &info[start..];
            let length = rest.find(';').unwrap_or(rest.len());
            let field = &rest[..length];
            let name = field.find('=').map_or(field, |end| &field[..end]);
            if let Some(first) = name.as_bytes().first()
                && self.lengths[usize::from(*first)] >> (name.len() & 63) & 1 == 1
                && let Some(key) = self.keys.get(name)
            {
                let name_end = start + name.len();
                let value = (name_end + 1).min(start + length) as u32..(start + length) as u32;
                hits.push(Hit { key: *key, name: start as u32..name_end as u32, value });
            }
            start += length + 1;
        }
    }
}

/// The value of one of several alternate alleles; `Err` where the list does not tell which is whose.
pub(super) fn pick(value: &str, number: Number, allele: usize, alternates: usize) -> Result<&str, ()> {
    let count = value.split(',').count();
    let nth = |place: usize| value.split(',').nth(place).ok_or(());
    match number {
        Number::Alleles if count == alternates + 1 => nth(allele + 1),
        _ if alternates == 1 => Ok(value),
        Number::Alternates | Number::Other if count == alternates => nth(allele),
        _ if value == "." => Ok(value),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::header::InfoField;
    use super::*;
    use proptest::prelude::*;

    fn keys() -> InfoKeys {
        let field = |id: &str, number| InfoField { id: id.to_owned(), number, description: String::new() };
        let header = Header {
            info: vec![field("GNOMAD_af", Number::Alternates), field("CSQ", Number::Other)],
            ..Header::default()
        };
        InfoKeys::new(&header, &AnnotationProfile::default(), Some("CSQ"))
    }

    #[test]
    fn wanted_keys_are_found() {
        let info = "AC=1;AF=0.5;GNOMAD_af=0.1,0.2;DB;REVEL=0.7;CSQ=a|b=c;END";
        let mut hits = Vec::new();
        keys().scan(info, &mut hits);
        let found: Vec<_> = hits.iter().map(|hit| (hit.name(info), hit.value(info))).collect();
        assert_eq!(found, [("GNOMAD_af", "0.1,0.2"), ("REVEL", "0.7"), ("CSQ", "a|b=c"), ("END", "")]);
        assert_eq!(hits[0].key, Key::Value(Role::Frequency, Number::Alternates));
        keys().scan("", &mut hits);
        assert!(hits.is_empty());
    }

    #[test]
    fn values_of_one_allele_are_told_or_not() {
        for (value, number, allele, alternates, wanted) in [
            ("0.1,0.2", Number::Alternates, 1, 2, Ok("0.2")),
            ("0.9,0.1,0.2", Number::Alleles, 0, 2, Ok("0.1")),
            (".,.,0.3", Number::Other, 0, 1, Ok(".,.,0.3")),
            ("0.1,0.2", Number::Other, 0, 2, Ok("0.1")),
            ("0.1", Number::Other, 0, 2, Err(())),
            ("0.1", Number::Alternates, 0, 2, Err(())),
            (".", Number::Alternates, 0, 2, Ok(".")),
        ] {
            assert_eq!(pick(value, number, allele, alternates), wanted, "{value} {number:?} {allele}");
        }
    }

    proptest! {
        #[test]
        fn no_column_panics(info in "\\PC{0,60}", separators in "[;=,.]{0,20}") {
            let mut hits = Vec::new();
            for text in [&info, &separators, &format!("REVEL={info};{separators}")] {
                keys().scan(text, &mut hits);
                for hit in &hits {
                    let _ = (hit.name(text), pick(hit.value(text), Number::Alleles, 1, 2));
                }
            }
        }
    }
}
