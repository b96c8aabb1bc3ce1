//! Sentences, the language of each, and the section it stands in.

use std::ops::Range;

use crate::search::normalize::is_japanese;

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub range: Range<usize>,
    pub japanese: bool,
    /// Whether it stands under a heading such as "Family history".
    pub family: bool,
}

/// A word longer than this is looked at no further when a full stop is judged.
const LONGEST_ABBREVIATION: usize = 6;

/// Words that a full stop does not end a sentence after.
const ABBREVIATIONS: &[&str] =
    &["dr", "mr", "mrs", "ms", "prof", "e.g", "i.e", "eg", "ie", "vs", "approx", "no", "fig", "st", "cf", "ca", "resp"];

/// Headings that open a section on relatives.
const FAMILY_HEADINGS: &[&str] = &["family history", "family hx", "fhx", "fh", "fam hx", "family", "家族歴", "家族"];

/// Cuts a text into sentences. A text without any end mark is one sentence.
pub(super) fn segments(text: &str) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    let mut family = false;
    let mut line_is_family = false;
    let mut before = "";
    for range in sentences(text) {
        let sentence = &text[range.clone()];
        let starts_line =
            range.start == 0 || text[..range.start].trim_end_matches([' ', '\t', '\u{3000}']).ends_with('\n');
        if starts_line && line_is_family {
            (family, line_is_family) = (false, false);
        }
        if let Some((heading, rest)) = heading(sentence) {
            family = FAMILY_HEADINGS.contains(&heading.as_str());
            line_is_family = family && !rest.trim().is_empty();
        } else if starts_line && FAMILY_HEADINGS.contains(&sentence.trim().to_lowercase().as_str()) {
            family = true;
        }
        if family && returns(before, sentence) {
            (family, line_is_family) = (false, false);
        }
        before = sentence;
        out.push(Segment { japanese: is_japanese(sentence), range, family });
    }
    out
}

/// Whether a sentence goes back to the patient: "father left-handed. She also has eczema".
fn returns(before: &str, sentence: &str) -> bool {
    let female = match sentence.split_whitespace().next() {
        Some("She") => true,
        Some("He") => false,
        _ => return false,
    };
    let words = before.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    let last = words.rev().find_map(|word| {
        let word = word.strip_suffix('s').unwrap_or(&word);
        RELATIVES.iter().find(|(relative, _)| word == *relative).map(|(_, female)| *female)
    });
    last.is_some_and(|relative| relative != female)
}

/// Relatives of one sex, and whether it is the female one.
const RELATIVES: &[(&str, bool)] = &[
    ("mother", true),
    ("mum", true),
    ("mom", true),
    ("sister", true),
    ("aunt", true),
    ("grandmother", true),
    ("daughter", true),
    ("niece", true),
    ("father", false),
    ("dad", false),
    ("brother", false),
    ("uncle", false),
    ("grandfather", false),
    ("son", false),
    ("nephew", false),
];

/// A heading at the start of a sentence and what follows it.
fn heading(sentence: &str) -> Option<(String, &str)> {
    let trimmed = sentence.trim_start();
    if let Some(inner) = trimmed.strip_prefix(['【', '[', '<', '＜', '■', '●', '◆', '・', '#', '*']) {
        let end = inner.find(['】', ']', '>', '＞', ':', '：', ' ', '\u{3000}', '\n'])?;
        let close = inner[end..].chars().next().map_or(0, char::len_utf8);
        return (end <= 60).then(|| (inner[..end].trim().to_lowercase(), &inner[end + close..]));
    }
    let end = trimmed.find([':', '：', ')', '）'])?;
    let head = trimmed[..end].trim();
    let close = trimmed[end..].chars().next().map_or(0, char::len_utf8);
    let short = head.chars().count() <= 24 && !head.is_empty();
    (short && head.split_whitespace().count() <= 3).then(|| (head.to_lowercase(), &trimmed[end + close..]))
}

fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let next = chars.peek().map(|&(_, c)| c);
        let ends = match c {
            '。' | '！' | '？' | '．' => true,
            '\n' => !goes_on(&text[start..at], &text[end..]),
            '.' | '!' | '?' => next.is_none_or(char::is_whitespace) && !is_abbreviation(&text[start..at], c),
            _ => false,
        };
        if ends {
            push(&mut out, text, start..end);
            start = end;
        }
    }
    push(&mut out, text, start..text.len());
    out
}

fn push(out: &mut Vec<Range<usize>>, text: &str, range: Range<usize>) {
    if text[range.clone()].chars().any(char::is_alphanumeric) {
        out.push(range);
    }
}

/// Whether a line break stands inside a sentence: Latin text whose next line begins small.
fn goes_on(line: &str, rest: &str) -> bool {
    let next = rest.trim_start_matches([' ', '\t', '\r']).chars().next();
    let last = line.trim_end().chars().next_back();
    next.is_some_and(|c| c.is_ascii_lowercase()) && last.is_some_and(|c| c.is_ascii_alphanumeric() || c == ',')
}

fn is_abbreviation(before: &str, mark: char) -> bool {
    if mark != '.' {
        return false;
    }
    let word_start = before
        .char_indices()
        .rev()
        .take(LONGEST_ABBREVIATION + 2)
        .find(|(_, c)| c.is_whitespace() || *c == '(')
        .map(|(at, c)| at + c.len_utf8());
    // A text that begins with the word has nothing before it; a longer word is no abbreviation.
    let short = before.chars().count() <= LONGEST_ABBREVIATION + 2;
    let word = &before[word_start.unwrap_or(if short { 0 } else { before.len() })..];
    let lower = word.to_lowercase();
    ABBREVIATIONS.contains(&lower.as_str()) && !(lower == "no" && word == "no")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for (text, count) in [
            ("Seen by Dr. Smith. OFC 3.5 cm below.", 2),
            ("no seizures and no\nhepatomegaly", 1),
            ("けいれん。発熱なし。", 2),
            ("Line one\nLine two", 2),
            ("", 0),
            ("...", 0),
            ("e.g. seizures", 1),
        ] {
            assert_eq!(segments(text).len(), count, "{text:?}");
        }
    }

    #[test]
    fn a_heading_holds_until_the_next() {
        let text = "Family history:\nMother deaf.\nExam: hypotonia.\n家族歴：母が難聴。父は健康。\n現症：低身長";
        let family: Vec<bool> = segments(text).iter().map(|s| s.family).collect();
        assert_eq!(family, [true, true, false, true, true, false]);
    }
}
