//! English words and marks of a sentence.

use super::fold::{Script, fold};
use super::stem::stem;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Word,
    Number,
    Mark(char),
}

/// A word or a mark.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub start: usize,
    pub end: usize,
    /// Lower case, no accents.
    pub word: String,
    pub stem: String,
    pub form: Form,
    /// Whether all its letters are capitals (at least two of them).
    pub capitals: bool,
}

impl Token {
    pub fn is(&self, word: &str) -> bool {
        self.word == word
    }

    pub fn is_mark(&self, mark: char) -> bool {
        self.form == Form::Mark(mark)
    }
}

/// First parts that are written with and without a hyphen.
const PREFIXES: &[&str] = &[
    "pre", "post", "hypo", "hyper", "micro", "macro", "kypho", "up", "down", "under", "over", "retro", "epi", "para",
    "poly", "oligo", "brachy", "dolicho", "tele", "infra", "supra", "sub", "intra", "inter", "tri", "bi", "hemi",
    "quadri", "para", "dys", "syn", "arachno", "campto", "clino", "cardio", "electro", "hydro", "neuro", "pan", "peri",
    "pseudo", "osteo", "thrombo", "cryo", "nephro", "lympho", "ante", "anti", "dextro", "re",
];

/// Numbers in words.
const NUMBERS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen",
    "eighteen", "twenty",
];

/// Cuts a sentence into tokens; `offset` is where it begins in the whole text. Japanese characters are left out, but
/// stand as a mark, so that words on both sides do not join.
pub(super) fn tokens(text: &str, offset: usize) -> Vec<Token> {
    let folded = fold(text, offset);
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        let wanted = folded.scripts[at];
        match wanted {
            Script::Latin | Script::Digit => {
                let mut end = at + 1;
                while end < folded.len() && belongs(&folded.chars, &folded.scripts, end, wanted) {
                    end += 1;
                }
                let word: String = folded.chars[at..end].iter().filter(|c| **c != '\'').collect();
                let source = &text[folded.starts[at] - offset..folded.ends[end - 1] - offset];
                out.push(token(word, source, folded.starts[at], folded.ends[end - 1], wanted));
                at = end;
            }
            Script::Other if folded.chars[at].is_whitespace() || folded.chars[at] == '\'' => at += 1,
            script => {
                let mark = if script == Script::Other { folded.chars[at] } else { '漢' };
                let hyphen = mark == '-'
                    && at > 0
                    && folded.scripts[at - 1] == Script::Latin
                    && folded.scripts.get(at + 1) == Some(&Script::Latin);
                if !hyphen {
                    out.push(mark_token(mark, folded.starts[at], folded.ends[at]));
                } else if let Some(before) = out.last_mut() {
                    before.form = if PREFIXES.contains(&before.word.as_str()) { Form::Mark('-') } else { before.form };
                }
                at += 1;
            }
        }
    }
    joined(out)
}

fn belongs(chars: &[char], scripts: &[Script], at: usize, wanted: Script) -> bool {
    match (wanted, scripts[at]) {
        (Script::Latin, Script::Latin | Script::Digit) | (Script::Digit, Script::Digit) => true,
        (Script::Latin, Script::Other) => chars[at] == '\'' && scripts.get(at + 1) == Some(&Script::Latin),
        (Script::Digit, Script::Other) => matches!(chars[at], '.' | ',') && scripts.get(at + 1) == Some(&Script::Digit),
        _ => false,
    }
}

fn token(mut word: String, source: &str, start: usize, end: usize, script: Script) -> Token {
    let possessive = source.ends_with("'s") || source.ends_with("\u{2019}s");
    if possessive {
        word.pop();
    }
    let letters = source.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = letters >= 2 && !source.trim_end_matches('s').chars().any(char::is_lowercase);
    let number = script == Script::Digit || NUMBERS.contains(&word.as_str());
    let form = if number { Form::Number } else { Form::Word };
    Token { start, end, stem: stem(&word), word, form, capitals }
}

fn mark_token(mark: char, start: usize, end: usize) -> Token {
    Token { start, end, word: String::new(), stem: String::new(), form: Form::Mark(mark), capitals: false }
}

/// Joins a hyphenated first part with the word after it.
fn joined(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        match out.last_mut() {
            Some(last) if last.is_mark('-') && !last.word.is_empty() && last.end + 1 == token.start => {
                let word = format!("{}{}", last.word, token.word);
                *last = Token { start: last.start, stem: stem(&word), word, ..token };
            }
            _ => out.push(token),
        }
    }
    for token in &mut out {
        if token.is_mark('-') && !token.word.is_empty() {
            token.form = Form::Word;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text, 0).into_iter().map(|t| if let Form::Mark(c) = t.form { c.to_string() } else { t.word }).collect()
    }

    #[test]
    fn words_marks_and_hyphens() {
        assert_eq!(
            words("Low-set ears, pre-auricular pits."),
            ["low", "set", "ears", ",", "preauricular", "pits", "."]
        );
        assert_eq!(words("café-au-lait 3.5 cm"), ["cafe", "au", "lait", "3.5", "cm"]);
        assert_eq!(words("mother's hepato- and splenomegaly"), ["mother", "hepato", "-", "and", "splenomegaly"]);
        assert_eq!(words("MRIで異常"), ["mri", "漢", "漢", "漢"]);
        assert_eq!(words("doesn’t"), ["doesnt"]);
    }
}
