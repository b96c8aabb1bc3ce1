//! What short texts beside a code say that the code does not: that a finding is absent, only suspected, or a relative's.
//!
//! Never a reading of the text: a reservation only keeps a finding from being used, or lets it count less. Clinical notes
//! have the recognizer of [`crate::search`].

use unicode_normalization::UnicodeNormalization;

use crate::search::normalize;

/// Something that a text has against a finding of the patient's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reservation {
    /// It is not certain.
    Suspected,
    /// It is somebody else's.
    Relative,
    /// It is absent, or was ruled out.
    Denied,
}

/// Denials wherever they stand in a name.
const DENYING: &[&str] =
    &["no", "absent", "absence", "denied", "denies", "excluded", "refuted", "negative", "negated", "undetected"];
/// Denials as the first word of a name, and as its last.
const DENYING_FIRST: &[&str] = &["not", "none", "without", "never", "exclude", "false"];
const DENYING_LAST: &[&str] = &["not", "none", "never", "false", "disproved", "disproven"];
const DENYING_PHRASES: &[&str] = &[
    "ruled out",
    "not present",
    "not found",
    "not detected",
    "not observed",
    "not seen",
    "not the case",
    "does not have",
    "did not have",
    "free of",
];
const DENYING_JAPANESE: &[&str] = &[
    "なし",
    "無し",
    "認めない",
    "認めず",
    "認めなかった",
    "みられない",
    "見られない",
    "みとめない",
    "ではない",
    "否定",
    "陰性",
    "除外",
    "(-)",
    "(−)",
    "(ー)",
];

const SUSPECTING: &[&str] = &[
    "suspected",
    "suspicion",
    "suspect",
    "possible",
    "possibly",
    "probable",
    "probably",
    "questionable",
    "presumed",
    "presumptive",
    "maybe",
    "uncertain",
    "unconfirmed",
    "unclear",
    "equivocal",
    "query",
    "differential",
];
const SUSPECTING_PHRASES: &[&str] = &["rule out", "r/o", "not confirmed", "?"];
const SUSPECTING_JAPANESE: &[&str] = &["疑い", "疑う", "疑診", "の疑", "可能性", "要除外"];

const RELATIVES: &[&str] = &[
    "mother",
    "father",
    "mothers",
    "fathers",
    "parent",
    "parents",
    "brother",
    "brothers",
    "sister",
    "sisters",
    "sibling",
    "siblings",
    "aunt",
    "uncle",
    "cousin",
    "grandmother",
    "grandfather",
    "relative",
    "relatives",
];
const RELATIVE_PHRASES: &[&str] = &["family history", "familyhistory"];
const RELATIVES_JAPANESE: &[&str] = &[
    "家族歴",
    "母親",
    "父親",
    "母の",
    "父の",
    "母に",
    "父に",
    "母:",
    "父:",
    "兄",
    "弟",
    "姉",
    "妹",
    "祖母",
    "祖父",
    "叔母",
    "叔父",
    "伯母",
    "伯父",
    "いとこ",
    "従兄",
];

/// Words that deny in a remark, of which nobody knows what it is about.
const DENYING_IN_REMARKS: &[&str] =
    &["not", "none", "without", "unknown", "false", "n", "rejected", "never", "exclude"];
const DENYING_IN_JAPANESE_REMARKS: &[&str] = &["無い", "ない", "不明"];

/// What a name for a finding has against it: a display, a label, a `CodeableConcept.text`.
///
/// Names of HPO's deny too (*Absent speech*): callers hold a name against the term's own names first.
#[must_use]
pub fn reservation_of_name(text: &str) -> Option<Reservation> {
    let text = Text::of(text);
    // What stands after these is no denial.
    let other =
        ["not otherwise specified", "not elsewhere classified"].iter().any(|phrase| text.whole.contains(phrase));
    if !other && text.denies() {
        Some(Reservation::Denied)
    } else if text.has(RELATIVES, RELATIVE_PHRASES, RELATIVES_JAPANESE) {
        Some(Reservation::Relative)
    } else if text.has(SUSPECTING, SUSPECTING_PHRASES, SUSPECTING_JAPANESE) || text.ends_in_doubt() {
        Some(Reservation::Suspected)
    } else {
        None
    }
}

/// Whether a note, a comment or an answer in words may deny a finding. It errs on the side of yes.
#[must_use]
pub fn may_deny(text: &str) -> bool {
    let text = Text::of(text);
    text.denies() || text.has(DENYING_IN_REMARKS, &[], DENYING_IN_JAPANESE_REMARKS)
}

/// Whether an answer in words says yes and nothing else.
#[must_use]
pub fn affirms(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    ["present", "positive", "yes", "true", "detected", "confirmed", "あり", "有り", "陽性"].contains(&lower.as_str())
}

/// What the address of an extension has against a finding, by the words in it.
#[must_use]
pub fn reservation_of_address(address: &str) -> Option<Reservation> {
    let mut words = String::with_capacity(address.len() + 8);
    for c in address.chars() {
        // `notPresent`, `family-history`
        if c.is_uppercase() {
            words.push(' ');
        }
        words.extend(if c.is_alphanumeric() { c } else { ' ' }.to_lowercase());
    }
    let any = |stems: &[&str], whole: &[&str]| {
        words.split(' ').any(|word| stems.iter().any(|stem| word.contains(stem)) || whole.contains(&word))
    };
    if any(&["absen", "exclu", "negat", "refut"], &["neg", "not", "no", "ruled"]) {
        Some(Reservation::Denied)
    } else if any(&["relative"], &["family", "mother", "father"]) {
        Some(Reservation::Relative)
    } else if any(&["suspect", "uncertain", "suspici"], &[]) {
        Some(Reservation::Suspected)
    } else {
        None
    }
}

/// A text in lower case, and its words.
struct Text {
    whole: String,
    words: Vec<String>,
}

impl Text {
    fn of(text: &str) -> Self {
        // Full-width signs are the same signs.
        let whole = text.nfkc().collect::<String>().to_lowercase();
        let words = normalize(&whole).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        Self { whole, words }
    }

    fn has(&self, words: &[&str], phrases: &[&str], parts: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.as_str()))
            || phrases.iter().chain(parts).any(|phrase| self.whole.contains(phrase))
    }

    fn denies(&self) -> bool {
        // *No. 2* counts.
        let no = |(place, word): (usize, &String)| {
            DENYING.contains(&word.as_str())
                && !(word == "no"
                    && self.words.get(place + 1).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit())))
        };
        let at = |word: Option<&String>, list: &[&str]| word.is_some_and(|word| list.contains(&word.as_str()));
        self.words.iter().enumerate().any(no)
            || at(self.words.first(), DENYING_FIRST)
            || at(self.words.last(), DENYING_LAST)
            || DENYING_PHRASES.iter().chain(DENYING_JAPANESE).any(|phrase| self.whole.contains(phrase))
    }

    fn ends_in_doubt(&self) -> bool {
        self.whole.trim_end().ends_with('疑')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_deny_doubt_or_speak_of_others_are_told_from_names() {
        use Reservation::{Denied, Relative, Suspected};
        for (text, wanted) in [
            ("No arachnodactyly", Some(Denied)),
            ("Arachnodactyly: NO", Some(Denied)),
            ("arachnodactyly (absent)", Some(Denied)),
            ("Arachnodactyly ruled out", Some(Denied)),
            ("Arachnodactyly not present", Some(Denied)),
            ("Without arachnodactyly", Some(Denied)),
            ("Clinical finding absent", Some(Denied)),
            ("クモ指なし", Some(Denied)),
            ("クモ指（－）", Some(Denied)),
            ("クモ指（-）", Some(Denied)),
            ("クモ状指を認めない", Some(Denied)),
            ("クモ指の疑い", Some(Suspected)),
            ("クモ指疑", Some(Suspected)),
            ("Arachnodactyly?", Some(Suspected)),
            ("クモ指？", Some(Suspected)),
            ("suspected arachnodactyly", Some(Suspected)),
            ("r/o arachnodactyly", Some(Suspected)),
            ("Family history of arachnodactyly", Some(Relative)),
            ("Mother", Some(Relative)),
            ("家族歴：クモ指", Some(Relative)),
            ("Arachnodactyly", None),
            ("クモ指", None),
            ("母斑", None),
            ("歩行できない", None),
            ("Seizures without fever", None),
            ("Cutis laxa, not otherwise specified", None),
            ("Trigger finger, no. 2", None),
            ("Nonspecific finding", None),
            ("", None),
        ] {
            assert_eq!(reservation_of_name(text), wanted, "{text}");
        }
    }

    #[test]
    fn remarks_may_deny_more_than_names_do() {
        for text in ["not seen today", "NEGATIVE", "n", "unknown", "確認できない", "no", "除外された", "none"]
        {
            assert!(may_deny(text), "{text}");
        }
        for text in ["seen today", "positive", "あり", "notable", "known since birth", ""] {
            assert!(!may_deny(text), "{text}");
        }
        assert!(affirms(" Present ") && affirms("陽性") && !affirms("absent") && !affirms("not present"));
    }

    #[test]
    fn addresses_are_read_by_their_words() {
        use Reservation::{Denied, Relative};
        for (address, wanted) in [
            ("http://x.example/negated", Some(Denied)),
            ("http://x.example/StructureDefinition/isNotPresent", Some(Denied)),
            ("urn:x:family-history", Some(Relative)),
            ("http://hl7.org/fhir/StructureDefinition/data-absent-reason", Some(Denied)),
            ("http://x.example/fhir/StructureDefinition/recorded-by", None),
            ("http://notary.example/note", None),
        ] {
            assert_eq!(reservation_of_address(address), wanted, "{address}");
        }
    }
}
