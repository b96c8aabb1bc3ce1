//! Designated classes by the words of their names and synonyms, whatever their order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::super::family::family_stem;
use super::super::sources::nando::NandoClass;
use super::super::view::NanbyoLink;
use super::japan::{SHORTEST_STEM, is_designated};

/// `Tuberous sclerosis-1`.
static HYPHENATED_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a constant pattern, exercised by the tests below")]
    Regex::new(r"-([0-9]+[a-z]?)$").expect("a valid pattern")
});

/// Synonyms of NANDO that name another disease: Fanconi-Bickel syndrome lacks GLUT2 in liver and kidney (Orphanet
/// 2088), its class is a muscle's glycogen storage disease (lactate dehydrogenase, Kanno; Orphanet 284426).
const WRONG: [(u32, &str); 1] = [(1_200_833, "Fanconi-Bickel syndrome")];

/// Classes by words; `None` where several numbers share them.
pub(super) struct ByWords<'a>(BTreeMap<String, Option<&'a NandoClass>>);

impl<'a> ByWords<'a> {
    pub(super) fn new(classes: &[&'a NandoClass]) -> Self {
        let mut found: BTreeMap<String, Option<&NandoClass>> = BTreeMap::new();
        for &class in classes.iter().filter(|class| is_designated(class)) {
            let right = |name: &&str| !WRONG.contains(&(class.number, name));
            let synonyms = class.synonyms.iter().filter(|(_, japanese)| !japanese).map(|(text, _)| text.as_str());
            let names = class.name_en.split(['／', '/']).chain(synonyms).filter(right);
            for words in names.filter_map(words_of).collect::<BTreeSet<_>>() {
                let same = |other: &NandoClass| other.notification_number == class.notification_number;
                // The general class and a particular one may share a synonym: the number is the same.
                let entry = found.entry(words).or_insert(Some(class));
                *entry = entry.filter(|other| same(other));
            }
        }
        Self(found)
    }

    /// The class whose name or synonym is the whole `name`, or what stands in its parentheses, but for the order of its
    /// words (`Telangiectasia, hereditary hemorrhagic`); or is the name without its member's number.
    pub(super) fn find(&self, name: &str) -> Option<(NanbyoLink, &'a NandoClass)> {
        let in_parentheses = name.strip_suffix(')').and_then(|head| head.rsplit_once('('));
        let spaced = HYPHENATED_NUMBER.replace(name, " $1");
        let readings = [
            (NanbyoLink::Name, words_of(name)),
            (NanbyoLink::Name, in_parentheses.and_then(|(_, inner)| words_of(inner))),
            (NanbyoLink::Descendant, words_of(&family_stem(&spaced))),
        ];
        let found = |words: Option<String>| self.0.get(&words?).copied().flatten();
        readings.into_iter().find_map(|(link, words)| Some((link, found(words)?)))
    }
}

/// A name's words in order, without hyphens and possessives; nothing where it is a single one or an abbreviation.
fn words_of(name: &str) -> Option<String> {
    let plain = name.to_lowercase().replace(['-', '‐'], "").replace("'s ", " ").replace("’s ", " ");
    let mut words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    let key = words.join(" ");
    (words.len() > 1 && key.chars().count() >= SHORTEST_STEM).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(number: u32, notification: u16, name: &str, synonyms: &[&str]) -> NandoClass {
        NandoClass {
            number,
            notification_number: Some(notification),
            name_en: name.to_owned(),
            synonyms: synonyms.iter().map(|text| ((*text).to_owned(), false)).collect(),
            ..NandoClass::default()
        }
    }

    #[test]
    fn omim_entries_find_the_class_they_belong_to() {
        let classes = [
            class(1_200_607, 158, "Tuberous sclerosis complex", &["Tuberous sclerosis", "TSC"]),
            class(1_200_744, 227, "Osler disease", &["Hereditary hemorrhagic telangiectasia"]),
            class(1_200_462, 103, "CFC Syndrome", &["Cardio-facio-cutaneous syndrome"]),
            class(1_200_712, 218, "Alport's syndrome", &[]),
            class(1_200_587, 140, "Dravet syndrome", &[]),
            class(1_200_833, 256, "Glycogen storage diseases type XI", &["Kanno disease", "Fanconi-Bickel syndrome"]),
            class(1_200_001, 1, "One disease", &["Shared name"]),
            class(1_200_002, 2, "Another disease", &["Shared name"]),
            class(2_200_001, 9, "Of children only", &[]),
        ];
        let named = ByWords::new(&classes.iter().collect::<Vec<_>>());
        let table = [
            ("Tuberous sclerosis-1", Some((NanbyoLink::Descendant, 158))),
            ("Telangiectasia, hereditary hemorrhagic, type 2", Some((NanbyoLink::Descendant, 227))),
            ("Cardiofaciocutaneous syndrome 3", Some((NanbyoLink::Descendant, 103))),
            ("Alport syndrome, X-linked", Some((NanbyoLink::Descendant, 218))),
            ("Epileptic encephalopathy, early infantile, 6 (Dravet syndrome)", Some((NanbyoLink::Name, 140))),
            ("Kanno disease", Some((NanbyoLink::Name, 256))),
            ("Fanconi-Bickel syndrome", None),
            ("Shared name", None),
            ("Of children only", None),
            ("TSC", None),
            ("Sclerosis", None),
            ("Tuberous", None),
            ("(", None),
            ("-1", None),
            ("", None),
        ];
        for (name, wanted) in table {
            let found = named.find(name).map(|(link, class)| (link, class.notification_number.unwrap()));
            assert_eq!(found, wanted, "{name:?}");
        }
    }
}
