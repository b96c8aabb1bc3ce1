//! What short texts beside a code say that the code does not: that a finding is absent, only suspected, or a relative's.
//!
//! Never a reading of the text: words only ever keep a finding from being used, or let it count less. They mislead both
//! ways (*absence epilepsy* denies nothing, and no list of denials is whole), so that two things are told apart: a text that
//! is a cue and a known name, or nothing but a cue, speaks for itself; any other text with a cue in it is a doubt to be told.
//! Clinical notes have the recognizer of [`crate::search`].

mod cues;

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use self::cues::{AFFIRMING, ENGLISH, FILLERS, JAPANESE, NO_CUES, SIGNS};
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

use Reservation::{Denied, Relative, Suspected};

/// Longest text that may be a name and a cue, in bytes; HPO's longest name has 236 characters.
const LONGEST_NAMED: usize = 1_000;

/// What a name for a finding has against it: a display, a label, a `CodeableConcept.text`. A doubt, not a statement.
#[must_use]
pub fn reservation_of_name(text: &str) -> Option<Reservation> {
    let text = Text::of(text);
    text.cues().into_iter().map(|(_, found)| found).max()
}

/// What a text says that is nothing but a cue: *absent*, *Family history*, なし, 疑い.
#[must_use]
pub fn bare_reservation(text: &str) -> Option<Reservation> {
    let text = Text::of(text);
    let cues = text.cues();
    match text.0.as_str() {
        "family" | "家族" | "母" | "父" => return Some(Relative),
        "0" | "n" | "無" | "ない" => return Some(Denied),
        _ => {}
    }
    let strongest = cues.iter().map(|(_, found)| *found).max()?;
    let rest = text.without(cues.iter().map(|(range, _)| range));
    without_fillers(&rest).is_empty().then_some(strongest)
}

/// What a text says that is a cue and one of these names (normalized): *No arachnodactyly*, クモ指の疑い.
#[must_use]
pub fn reservation_of_known_name(text: &str, names: &[String]) -> Option<Reservation> {
    // Longer than any name with a cue: not one, and not worth the work.
    if text.len() > LONGEST_NAMED {
        return None;
    }
    let text = Text::of(text);
    let cues = text.cues();
    let is_known = |rest: &str| {
        let rest = normalize(rest);
        names.contains(&rest) || names.contains(&without_fillers(&rest))
    };
    // A name may have a cue of its own (*absent speech*): one is taken out at a time, and then all.
    let single = cues.iter().filter(|(range, _)| is_known(&text.without([range])));
    let all = || {
        let strongest = cues.iter().map(|(_, found)| *found).max()?;
        is_known(&text.without(cues.iter().map(|(range, _)| range))).then_some(strongest)
    };
    single.map(|(_, found)| *found).max().or_else(all)
}

/// Whether a text says of one of these names (normalized) that it is there: *Arachnodactyly present*.
#[must_use]
pub fn affirms_known_name(text: &str, names: &[String]) -> bool {
    let text = Text::of(text);
    let is_word = text.0.is_ascii();
    let mut affirming = AFFIRMING.iter().filter_map(|word| text.places(word, is_word).next());
    affirming.any(|range| names.contains(&normalize(&text.without([&range]))))
}

/// Whether an answer in words says yes and nothing else.
#[must_use]
pub fn affirms(text: &str) -> bool {
    AFFIRMING.contains(&text.trim().to_lowercase().as_str())
}

/// Whether a note, a comment or an answer in words may deny a finding. It errs on the side of yes.
#[must_use]
pub fn may_deny(text: &str) -> bool {
    let words = normalize(text);
    let is_denial = |word: &str| ["n", "rejected", "0", "いいえ", "無"].contains(&word);
    reservation_of_name(text) == Some(Denied)
        || words.split(' ').any(is_denial)
        || ["ない", "ません"].iter().any(|end| words.contains(end))
}

/// What the address of an extension, or a code in words, has against a finding.
#[must_use]
pub fn reservation_of_address(address: &str) -> Option<Reservation> {
    let mut words = String::with_capacity(address.len() + 8);
    let mut after_small = false;
    for c in address.chars() {
        // `notPresent`, `family-history`, `RULED_OUT`
        if c.is_uppercase() && after_small {
            words.push(' ');
        }
        after_small = c.is_lowercase();
        words.extend(if c.is_alphanumeric() { c } else { ' ' }.to_lowercase());
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    let any = |stems: &[&str], whole: &[&str]| {
        words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)) || whole.contains(word))
    };
    let pair = |first: &str, second: &str| words.windows(2).any(|pair| pair == [first, second]);
    if any(
        &["absen", "exclu", "negat", "refut", "ruledout", "retract", "denied", "missing", "lacking"],
        &["neg", "not", "error"],
    ) || pair("ruled", "out")
    {
        Some(Denied)
    } else if pair("family", "history")
        || any(&["familyhistory"], &["mother", "father", "sibling", "relative", "relatives", "fh", "fhx"])
    {
        Some(Relative)
    } else if any(&["suspect", "uncertain", "suspici", "possib", "probab", "provisional"], &[]) {
        Some(Suspected)
    } else {
        None
    }
}

/// A text in lower case, full-width signs and all dashes as one.
struct Text(String);

impl Text {
    fn of(text: &str) -> Self {
        // `( - )` is `(-)`. Notes are as long as their writers like: one pass.
        let mut tight = String::with_capacity(text.len());
        for c in text.trim().nfkc().flat_map(char::to_lowercase).map(plain) {
            match c {
                ' ' if tight.ends_with(['(', '[']) => continue,
                ')' | ']' => tight.truncate(tight.trim_end_matches(' ').len()),
                _ => {}
            }
            tight.push(c);
        }
        Self(tight)
    }

    /// Where the cues stand; those within something that only looks like one are left out.
    fn cues(&self) -> Vec<(Range<usize>, Reservation)> {
        // Blotted out byte for byte, so that places stay where they are.
        let blotted = NO_CUES.iter().fold(self.0.clone(), |text, none| text.replace(none, &"\u{1}".repeat(none.len())));
        let blotted = Self(blotted);
        let mut found: Vec<(Range<usize>, Reservation)> = Vec::new();
        for (list, is_word) in [(ENGLISH, true), (JAPANESE, false), (SIGNS, false)] {
            for (reservation, cues) in list {
                let first = cues.iter().filter_map(|cue| blotted.places(cue, is_word).next());
                found.extend(first.map(|range| (range, *reservation)));
            }
        }
        found.extend(self.at_the_ends());
        // Of cues within each other the longest.
        let longest: Vec<Range<usize>> = found.iter().map(|(range, _)| range.clone()).collect();
        found.retain(|(range, _)| {
            !longest.iter().any(|other| other != range && other.start <= range.start && range.end <= other.end)
        });
        found
    }

    /// `-Arachnodactyly`, `クモ指疑`, `クモ指：無`, `Arachnodactyly: -`, `Arachnodactyly?`, `Arachnodactyly: N`; nothing that is all sign.
    fn at_the_ends(&self) -> Option<(Range<usize>, Reservation)> {
        let whole = self.0.as_str();
        if !whole.chars().any(char::is_alphanumeric) {
            return None;
        }
        let signs = [('-', Denied), ('¬', Denied), ('×', Denied), ('!', Denied), ('?', Suspected), ('¿', Suspected)];
        if let Some((sign, found)) = signs.into_iter().find(|(sign, _)| whole.starts_with(*sign) && whole.len() > 2) {
            return Some((0..sign.len_utf8(), found));
        }
        // Behind a Japanese name without a gap; behind a Latin one it may belong to the word.
        if let Some(before) = whole.strip_suffix('-').filter(|before| before.ends_with(|c: char| !c.is_ascii())) {
            return Some((before.len()..whole.len(), Denied));
        }
        let ends: [(&str, Reservation); 9] = [
            ("±", Suspected),
            ("疑", Suspected),
            ("?", Suspected),
            (" -", Denied),
            (":-", Denied),
            (":無", Denied),
            ("無", Denied),
            (": n", Denied),
            (": 0", Denied),
        ];
        ends.into_iter()
            .find(|(end, _)| (whole.len() > end.len() || *end == "疑") && whole.ends_with(end))
            .map(|(end, found)| (whole.len() - end.len()..whole.len(), found))
    }

    /// The places of a cue, as a word where it is one. *No. 2* counts.
    fn places<'a>(&'a self, cue: &'a str, is_word: bool) -> impl Iterator<Item = Range<usize>> + 'a {
        let whole = &self.0;
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '\'';
        whole.match_indices(cue).map(|(start, _)| start..start + cue.len()).filter(move |range| {
            let (before, after) = (whole[..range.start].chars().next_back(), whole[range.end..].chars().next());
            let numbered = cue == "no" && whole[range.end..].starts_with('.');
            // `non-specific` is a word of its own, `gram-negative` too.
            !is_word
                || (!before.is_some_and(|c| is_part(c) || c == '-')
                    && !after.is_some_and(|c| is_part(c) || c == '-')
                    && !numbered)
        })
    }

    /// The text without these places.
    fn without<'r>(&self, ranges: impl IntoIterator<Item = &'r Range<usize>>) -> String {
        let mut out = vec![false; self.0.len()];
        for range in ranges {
            out[range.clone()].fill(true);
        }
        self.0.char_indices().map(|(at, c)| if out[at] { ' ' } else { c }).collect()
    }
}

/// Dashes and apostrophes as the plain ones.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' => '-',
        '\u{2019}' | '\u{02bc}' => '\'',
        '〔' | '【' | '［' => '[',
        '〕' | '】' | '］' => ']',
        '\u{3000}' => ' ',
        c => c,
    }
}

fn without_fillers(text: &str) -> String {
    let words = normalize(text);
    let kept: Vec<&str> = words.split(' ').filter(|word| !word.is_empty() && !FILLERS.contains(word)).collect();
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| normalize(name)).collect()
    }

    #[test]
    fn a_cue_beside_a_known_name_speaks_for_itself() {
        let known = names(&["Arachnodactyly", "Long fingers", "クモ指", "くも状指"]);
        for (text, wanted) in [
            ("No arachnodactyly", Some(Denied)),
            ("Arachnodactyly: NO", Some(Denied)),
            ("arachnodactyly (absent)", Some(Denied)),
            ("Arachnodactyly ruled out", Some(Denied)),
            ("Arachnodactyly not present", Some(Denied)),
            ("Without long fingers", Some(Denied)),
            ("Patient doesn’t have arachnodactyly", Some(Denied)),
            ("No evidence of arachnodactyly", Some(Denied)),
            ("Arachnodactyly: -", Some(Denied)),
            ("Arachnodactyly [—]", Some(Denied)),
            ("Arachnodactyly: N", Some(Denied)),
            ("クモ指なし", Some(Denied)),
            ("クモ指（－）", Some(Denied)),
            ("クモ指（ー）", Some(Denied)),
            ("クモ指を認めない", Some(Denied)),
            ("クモ指はない", Some(Denied)),
            ("クモ指：無", Some(Denied)),
            ("クモ指　ﾅｼ", Some(Denied)),
            ("クモ指の疑い", Some(Suspected)),
            ("クモ指疑", Some(Suspected)),
            ("Arachnodactyly?", Some(Suspected)),
            ("クモ指？", Some(Suspected)),
            ("suspected arachnodactyly", Some(Suspected)),
            ("r/o arachnodactyly", Some(Suspected)),
            ("?Arachnodactyly", Some(Suspected)),
            ("-Arachnodactyly", Some(Denied)),
            ("クモ指−", Some(Denied)),
            ("クモ指〔－〕", Some(Denied)),
            ("クモ指( - )", Some(Denied)),
            ("クモ指（疑）", Some(Suspected)),
            ("arachnodactyly unlikely", Some(Suspected)),
            ("Family history of arachnodactyly", Some(Relative)),
            ("Mother: arachnodactyly", Some(Relative)),
            ("家族歴：クモ指", Some(Relative)),
            ("Arachnodactyly", None),
            ("Arachnodactyly without scoliosis", None),
            ("Arachnodactyly, not otherwise specified", None),
        ] {
            assert_eq!(reservation_of_known_name(text, &known), wanted, "{text}");
        }
        // Names with cues of their own.
        let speech = names(&["Absent speech", "No speech"]);
        for (text, wanted) in [("Absent speech ruled out", Some(Denied)), ("No absent speech", Some(Denied))] {
            assert_eq!(reservation_of_known_name(text, &speech), wanted, "{text}");
        }
        assert!(affirms_known_name("Arachnodactyly present", &known) && !affirms_known_name("Arachnodactyly", &known));
    }

    #[test]
    fn a_cue_in_other_words_is_a_doubt_and_some_words_are_none() {
        for (text, wanted) in [
            ("Microcephaly (not present at birth)", Some(Denied)),
            ("Reflexes absent", Some(Denied)),
            ("有意語なし", Some(Denied)),
            ("Unclear speech", Some(Suspected)),
            ("Physical exam (mother present)", Some(Relative)),
            ("母斑", None),
            ("母指多指症", None),
            ("酵母の感染症", None),
            ("姉妹染色分体交換の増加", None),
            ("歩行できない", None),
            ("少ない毛髪", None),
            ("アレルギー", None),
            ("Absence epilepsy", None),
            ("Gram-negative bacterial infections", None),
            ("Cutis laxa, not otherwise specified", None),
            ("Trigger finger, no. 2", None),
            ("Nonspecific finding", None),
            ("Cutis laxa, not otherwise specified; not present", Some(Denied)),
            ("Relative macrocephaly", None),
            ("?????", None),
            ("", None),
        ] {
            assert_eq!(reservation_of_name(text), wanted, "{text}");
        }
    }

    /// Brackets and tags without end once took time with the square of the length.
    #[test]
    fn long_texts_are_read_in_one_pass() {
        for piece in ["( ", " )", "no ", "[ ] ", "not otherwise specified "] {
            let long = piece.repeat(200_000);
            assert_eq!(reservation_of_known_name(&long, &names(&["Arachnodactyly"])), None);
            assert_eq!(may_deny(&long), piece == "no ");
        }
    }

    #[test]
    fn a_cue_alone_is_a_statement() {
        for (text, wanted) in [
            ("absent", Some(Denied)),
            ("Not present", Some(Denied)),
            ("ruled out", Some(Denied)),
            ("none", Some(Denied)),
            ("なし", Some(Denied)),
            ("誤診", Some(Denied)),
            ("疑い", Some(Suspected)),
            ("の疑い", Some(Suspected)),
            ("Family history", Some(Relative)),
            ("Mother", Some(Relative)),
            ("家族歴", Some(Relative)),
            ("Absent at birth, developed at 3 y", None),
            ("No family history of Marfan syndrome", None),
            ("Confirmed, no doubt", None),
            ("exam", None),
            ("", None),
        ] {
            assert_eq!(bare_reservation(text), wanted, "{text}");
        }
    }

    #[test]
    fn remarks_may_deny_more_than_names_do() {
        for text in ["not seen today", "NEGATIVE", "n", "unknown", "確認できない", "no", "除外された", "none", "いいえ"]
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
        for (address, wanted) in [
            ("http://x.example/negated", Some(Denied)),
            ("http://x.example/StructureDefinition/isNotPresent", Some(Denied)),
            ("entered-in-error", Some(Denied)),
            ("urn:x:family-history", Some(Relative)),
            ("http://hl7.org/fhir/StructureDefinition/data-absent-reason", Some(Denied)),
            ("http://x.example/fhir/StructureDefinition/recorded-by", None),
            ("http://x.example/RegistrationNo", None),
            ("http://x.example/family-doctor", None),
            ("http://notary.example/note", None),
        ] {
            assert_eq!(reservation_of_address(address), wanted, "{address}");
        }
    }
}
