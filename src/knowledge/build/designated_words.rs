//! Designated classes by the words of their names and synonyms, whatever their order.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::super::family::family_stem;
use super::super::sources::nando::NandoClass;
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
        let designated = || classes.iter().copied().filter(|class| is_designated(class));
        let mut found =
            unambiguous(designated().flat_map(|class| {
                class.name_en.split(['／', '/']).filter_map(words_of).map(move |words| (words, class))
            }));
        // A name goes before another class's synonym; a single word may be anybody's synonym.
        let synonyms = unambiguous(designated().flat_map(|class| {
            let right = |name: &&str| !WRONG.contains(&(class.number, name));
            let english = class.synonyms.iter().filter(|(_, japanese)| !japanese).map(|(text, _)| text.as_str());
            let words = english.filter(right).filter_map(words_of).filter(|words| words.contains(' '));
            words.map(move |words| (words, class))
        }));
        for (words, class) in synonyms {
            found.entry(words).or_insert(class);
        }
        Self(found)
    }

    /// The class whose name or synonym is the whole `name`, or what stands in its parentheses, but for the order of its
    /// words (`Telangiectasia, hereditary hemorrhagic`).
    pub(super) fn named(&self, name: &str) -> Option<&'a NandoClass> {
        let in_parentheses = || name.strip_suffix(')')?.rsplit_once('(').map(|(_, inner)| inner);
        self.get(name).or_else(|| self.get(in_parentheses()?))
    }

    /// The class whose name or synonym is `name` without its member's number, but for the order of its words.
    pub(super) fn family(&self, name: &str) -> Option<&'a NandoClass> {
        // Not in `family_stem` itself: the model has learned from its families.
        self.get(&family_stem(&HYPHENATED_NUMBER.replace(name, " $1")))
    }

    fn get(&self, name: &str) -> Option<&'a NandoClass> {
        self.0.get(&words_of(name)?).copied().flatten()
    }
}

/// By words, where all classes that have them carry one number: a general class and a particular one may share a name,
/// and the first, which is the general one, stands for both.
fn unambiguous<'a>(named: impl Iterator<Item = (String, &'a NandoClass)>) -> BTreeMap<String, Option<&'a NandoClass>> {
    let mut found: BTreeMap<String, Option<&NandoClass>> = BTreeMap::new();
    for (words, class) in named {
        let entry = found.entry(words).or_insert(Some(class));
        *entry = entry.filter(|first| first.notification_number == class.notification_number);
    }
    found
}

/// A name's words in order, without hyphens and possessives; nothing where it may be an abbreviation.
fn words_of(name: &str) -> Option<String> {
    let plain = name.to_lowercase().replace(['-', '‐'], "").replace("'s ", " ").replace("’s ", " ");
    let mut words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    let key = words.join(" ");
    (key.chars().count() >= SHORTEST_STEM).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::super::super::view::NanbyoLink;
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
            class(1_200_003, 3, "Onewordname", &["Singleword", "One disease"]),
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
            ("Onewordname", Some((NanbyoLink::Name, 3))),
            ("Singleword", None),
            ("One disease", Some((NanbyoLink::Name, 1))),
            ("Of children only", None),
            ("TSC", None),
            ("Sclerosis", None),
            ("Tuberous", None),
            ("(", None),
            ("-1", None),
            ("", None),
        ];
        for (name, wanted) in table {
            let found = (named.named(name).map(|class| (NanbyoLink::Name, class)))
                .or_else(|| Some((NanbyoLink::Descendant, named.family(name)?)))
                .map(|(link, class)| (link, class.notification_number.unwrap()));
            assert_eq!(found, wanted, "{name:?}");
        }
    }
}
