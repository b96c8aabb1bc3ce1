//! Laboratory values and other readings that say a finding: "K 2.4", "ALT raised", "low citrulline", "EF 28%".
//!
//! The limits lie well outside what is normal at any age in any usual unit, so that a number needs neither.

use super::laboratory_words::{FILLERS, LOWERED, RAISED, UNITS};
use super::measure::Told;
use super::readings;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::analytes::{ANALYTES, Analyte};
use super::tokens::{Form, Token};
use crate::domain::{FeatureStatus, TermId};

/// Which way a reading is out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Low,
    High,
}

/// The names by their first word.
static FIRST: LazyLock<HashMap<String, Vec<(&Analyte, &str)>>> = LazyLock::new(|| {
    let mut out: HashMap<String, Vec<(&Analyte, &str)>> = HashMap::new();
    for analyte in ANALYTES {
        for name in analyte.names {
            let first = name.split(' ').next().unwrap_or_default().to_lowercase();
            out.entry(first).or_default().push((analyte, name));
        }
    }
    out
});

/// The name of an analyte in a sentence.
#[derive(Debug, Clone, Copy)]
struct Named {
    start: usize,
    end: usize,
    analyte: &'static Analyte,
}

/// Findings told by readings in the tokens of an English sentence, in order.
pub(super) fn english(text: &str, offset: usize, tokens: &[Token]) -> Vec<Told> {
    let named = names(text, offset, tokens);
    let mut told: Vec<Option<(Way, usize, usize)>> = Vec::with_capacity(named.len());
    for name in &named {
        let before = before(tokens, name);
        let after = after(tokens, name).map(|(way, end)| {
            let start = before.filter(|(known, _)| *known == way).map_or(name.start, |(_, start)| start);
            (way, start, end)
        });
        told.push(after.or_else(|| before.map(|(way, start)| (way, start, name.end))));
    }
    share(tokens, &named, &mut told);
    let out = named.iter().zip(told).filter_map(|(name, told)| {
        let (way, first, end) = told?;
        let side = if way == Way::Low { name.analyte.low } else { name.analyte.high };
        let term = TermId::from_number(side?.term);
        Some(Told { first, last: end - 1, term, status: FeatureStatus::Observed })
    });
    let mut out: Vec<Told> = out.collect();
    let dipped = readings::dipstick(tokens);
    out.retain(|t| !dipped.iter().any(|d| d.first <= t.last && t.first <= d.last));
    out.extend(dipped);
    out.extend(readings::pairs(tokens));
    out.extend(readings::preterm(tokens));
    out
}

/// "elevated CK and lactate", "FSH and LH are low": what is said of one name is said of its neighbor in a list.
fn share(tokens: &[Token], named: &[Named], told: &mut [Option<(Way, usize, usize)>]) {
    let joined = |a: &Named, b: &Named| {
        let gap = &tokens[a.end..b.start];
        !gap.is_empty() && gap.iter().all(|t| t.is("and") || t.is("or") || t.is_mark(',') || t.is_mark('/'))
    };
    for at in 1..named.len() {
        let Some((way, first, end)) = told[at - 1] else { continue };
        let by_word = first < named[at - 1].start || end == named[at - 1].end;
        if told[at].is_none() && by_word && joined(&named[at - 1], &named[at]) {
            told[at] = Some((way, named[at].start, named[at].end));
        }
    }
    for at in (1..named.len()).rev() {
        let Some((way, first, end)) = told[at] else { continue };
        let by_word = first == named[at].start && tokens[named[at].end..end].iter().all(|t| t.form != Form::Number);
        if told[at - 1].is_none() && by_word && end > named[at].end && joined(&named[at - 1], &named[at]) {
            told[at - 1] = Some((way, named[at - 1].start, named[at - 1].end));
        }
    }
}

fn names(text: &str, offset: usize, tokens: &[Token]) -> Vec<Named> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let word = tokens[at].word.as_str();
        let known = FIRST.get(word).or_else(|| FIRST.get(word.strip_suffix('s')?));
        let found = known
            .into_iter()
            .flatten()
            .filter_map(|&(analyte, name)| Some((analyte, name_at(text, offset, tokens, at, name)?)))
            .max_by_key(|(_, length)| *length);
        let Some((analyte, length)) = found.filter(|_| !elsewhere(tokens, at)) else {
            at += 1;
            continue;
        };
        out.push(Named { start: at, end: at + length, analyte });
        at += length;
    }
    out
}

/// The number of tokens of a name that stands at a position. A name with a capital is read only in its own case.
fn name_at(text: &str, offset: usize, tokens: &[Token], at: usize, name: &str) -> Option<usize> {
    let cased = name.chars().any(char::is_uppercase);
    let mut length = 0;
    for word in name.split(' ') {
        let token = tokens.get(at + length)?;
        let same = if cased {
            text.get(token.start - offset..token.end - offset)? == word
        } else {
            token.form == Form::Word && (token.word == word || token.word.strip_suffix('s') == Some(word))
        };
        if !same {
            return None;
        }
        length += 1;
    }
    Some(length)
}

/// Whether the name is of something measured in another fluid or way.
fn elsewhere(tokens: &[Token], at: usize) -> bool {
    let words = ["urine", "urinary", "csf", "vitamin", "ionised", "ionized", "target", "anti", "antibody", "tissue"];
    (1..=2).any(|back| {
        at.checked_sub(back).is_some_and(|place| {
            words.contains(&tokens[place].word.as_str()) && (back == 1 || tokens[at - 1].form != Form::Word)
        })
    })
}

/// What is said after a name, and where that ends.
fn after(tokens: &[Token], name: &Named) -> Option<(Way, usize)> {
    let mut at = name.end;
    let mut value: Option<(Way, usize)> = None;
    let mut numbered = false;
    while let Some(token) = tokens.get(at) {
        if at > name.end + 12 {
            break;
        }
        let normal = tokens.get(at + 1).is_some_and(|next| next.is("normal"));
        if let Some(way) = way(&token.word).filter(|_| token.form == Form::Word) {
            return (!normal).then_some((way, at + 1));
        }
        if let Some(end) = multiple(tokens, at) {
            return Some((Way::High, end));
        }
        match token.form {
            Form::Mark('↑') => return Some((Way::High, at + 1)),
            Form::Mark('↓') => return Some((Way::Low, at + 1)),
            Form::Number if !numbered => {
                numbered = true;
                value = judged(tokens, at, name.analyte).filter(|_| !dose(tokens, at)).map(|way| (way, at + 1));
            }
            Form::Mark('+') if tokens.get(at + 1).is_some_and(|next| next.is_mark('+')) => {
                return Some((Way::High, at + 2));
            }
            Form::Number | Form::Mark(':' | '=' | '(' | '-' | '<' | '>' | '~' | '/' | '%' | '^' | '×') => {}
            Form::Word if adverb(token) || (if numbered { UNITS } else { FILLERS }).contains(&token.word.as_str()) => {}
            _ => break,
        }
        at += 1;
    }
    value
}

/// What is said before a name, and where that begins.
fn before(tokens: &[Token], name: &Named) -> Option<(Way, usize)> {
    let mut at = name.start;
    for _ in 0..3 {
        at = at.checked_sub(1)?;
        let token = &tokens[at];
        if let Some(way) = way(&token.word).filter(|_| !token.is("up") && !token.is("down")) {
            return Some((way, at));
        }
        if !["serum", "plasma", "blood", "circulating", "fasting", "total", "level", "of"]
            .contains(&token.word.as_str())
        {
            return None;
        }
    }
    None
}

fn adverb(token: &Token) -> bool {
    token.word.len() > 4 && token.word.ends_with("ly")
}

fn way(word: &str) -> Option<Way> {
    if RAISED.contains(&word) { Some(Way::High) } else { LOWERED.contains(&word).then_some(Way::Low) }
}

/// "twice normal", "3 times the upper limit", "x3 ULN": where it ends.
fn multiple(tokens: &[Token], at: usize) -> Option<usize> {
    let words = ["normal", "uln", "limit", "times", "the", "upper", "of", "x"];
    let token = &tokens[at];
    let first = token.form == Form::Number
        || ["twice", "double", "thrice"].contains(&token.word.as_str())
        || (token.word.starts_with('x') && token.word[1..].parse::<f32>().is_ok());
    if !first {
        return None;
    }
    let end =
        (at + 1..tokens.len()).find(|&place| !words.contains(&tokens[place].word.as_str())).unwrap_or(tokens.len());
    let last = &tokens[end - 1];
    (end > at + 1 && (last.is("normal") || last.is("uln") || last.is("limit"))).then_some(end)
}

/// A number as written, with or without separators of thousands.
pub(super) fn number(token: &Token) -> Option<f32> {
    let thousands = token.word.rsplit_once(',').is_some_and(|(_, rest)| rest.len() == 3);
    let digits = token.word.replace(',', if thousands { "" } else { "." });
    digits.parse().ok()
}

/// "potassium 2 mmol daily" is taken.
fn dose(tokens: &[Token], at: usize) -> bool {
    let words =
        ["daily", "bd", "tds", "od", "qds", "twice", "supplement", "supplements", "orally", "iv", "dose", "day"];
    tokens[at + 1..].iter().take(4).any(|token| words.contains(&token.word.as_str()))
}

fn judged(tokens: &[Token], at: usize, analyte: &Analyte) -> Option<Way> {
    let mut value = number(&tokens[at])?;
    // "18 400"
    if let Some(next) = tokens.get(at + 1)
        && next.form == Form::Number
        && next.word.len() == 3
        && next.start == tokens[at].end + 1
        && let Some(rest) = number(next)
    {
        value = value.mul_add(1000.0, rest);
    }
    let within = |bands: &[(f32, f32)]| bands.iter().any(|(from, to)| (*from..*to).contains(&value));
    if analyte.low.is_some_and(|side| within(side.bands)) {
        return Some(Way::Low);
    }
    analyte.high.is_some_and(|side| within(side.bands)).then_some(Way::High)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn told(text: &str) -> Vec<(String, String)> {
        let found = tokens(text, 0);
        english(text, 0, &found)
            .into_iter()
            .map(|t| (text[found[t.first].start..found[t.last].end].to_owned(), t.term.to_string()))
            .collect()
    }

    #[test]
    fn numbers_and_words_out_of_range_are_findings() {
        for (text, words, term) in [
            ("K 2.4", "K 2.4", "HP:0002900"),
            ("Na was 118 mmol/L", "Na was 118", "HP:0002902"),
            ("IgE 12,400", "IgE 12,400", "HP:0003212"),
            ("creatinine 148 µmol/L (raised)", "creatinine 148 µmol/L (raised", "HP:0003259"),
            ("ALT twice normal", "ALT twice normal", "HP:0031964"),
            ("markedly raised lactate", "raised lactate", "HP:0002151"),
            ("ferritin is low", "ferritin is low", "HP:0012343"),
            ("EF 28%", "EF 28", "HP:0012664"),
            ("BP 168/104", "BP 168/104", "HP:0000822"),
            ("acuity 6/60 R", "acuity 6/60", "HP:0007663"),
            ("born by section at 33+4", "born by section at 33+4", "HP:0001622"),
        ] {
            assert_eq!(told(text), [(words.to_owned(), term.to_owned())], "{text}");
        }
        assert_eq!(told("elevated CK and lactate").len(), 2);
        assert_eq!(told("FSH and LH are low").len(), 2);
    }

    #[test]
    fn what_is_in_range_or_elsewhere_is_none() {
        for text in [
            "K 4.1",
            "5 mg 3 times",
            "lactate low normal",
            "ionised calcium 1.2",
            "CK in 2019",
            "BP 110/60",
            "acuity 6/9",
            "born at 39 weeks",
            "scan at 20 weeks",
            "K",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }
}
