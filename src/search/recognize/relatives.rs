//! Whose finding an English sentence speaks of.

use std::ops::Range;

use super::Experiencer;
use super::tokens::{Form, Token};

/// Words for relatives.
const RELATIVES: &[&str] = &[
    "mother",
    "father",
    "brother",
    "sister",
    "brothers",
    "sisters",
    "sibling",
    "siblings",
    "aunt",
    "uncle",
    "grandmother",
    "grandfather",
    "cousin",
    "cousins",
    "parent",
    "parents",
    "grandparents",
    "twin",
    "mom",
    "mum",
    "dad",
    "niece",
    "nephew",
    "son",
    "daughter",
    "husband",
    "wife",
    "aunts",
    "uncles",
    "grandma",
    "grandpa",
    "mam",
    "mommy",
    "daddy",
    "mummy",
    "relatives",
    "relative",
    "sib",
    "sibs",
    "grandmothers",
    "grandfathers",
    "nan",
    "gran",
    "granddad",
    "grandad",
    "granny",
    "half",
    "kindred",
    "pgm",
    "pgf",
    "mgm",
    "mgf",
];

/// Words for others.
const OTHERS: &[&str] =
    &["donor", "classmate", "classmates", "roommate", "neighbor", "neighbour", "friend", "teacher", "friends"];

/// Words for the patient.
const PATIENT: &[&str] = &["patient", "proband", "propositus", "proposita", "index", "pt"];

/// Words that may begin a statement about the patient again.
const PRONOUNS: &[&str] = &["he", "she", "his", "her", "him", "boy", "girl", "child", "infant", "baby", "our"];

/// What relatives say and do without having anything.
const INFORMANT: &[&str] = &[
    "reports",
    "reported",
    "reporting",
    "noticed",
    "notices",
    "noted",
    "notes",
    "describes",
    "described",
    "states",
    "stated",
    "denies",
    "denied",
    "says",
    "said",
    "observed",
    "feels",
    "felt",
    "concerned",
    "worried",
    "worries",
    "brought",
    "became",
    "recalls",
    "recalled",
    "complains",
    "complained",
    "mentions",
    "mentioned",
    "thinks",
    "thought",
    "believes",
    "tells",
    "told",
    "first",
    "was",
    "is",
    "initially",
    "also",
    "has",
    "had",
    "were",
    "are",
    "have",
    "who",
    "still",
    "say",
    "report",
    "notice",
    "describe",
    "deny",
    "think",
    "feel",
    "concern",
    "concerns",
    "gives",
    "gave",
    "asks",
    "asked",
    "saw",
    "see",
    "sees",
    "report",
    "wonders",
    "wonder",
    "wondered",
];

/// Those of [`INFORMANT`] that need another of them after.
const WEAK: &[&str] = &["first", "was", "is", "initially", "also", "has", "had", "were", "are", "have", "who", "still"];

/// Words before a relative that make it a bystander.
const BYSTANDER: &[&str] = &[
    "by",
    "per",
    "from",
    "born",
    "according",
    "via",
    "lives",
    "living",
    "like",
    "unlike",
    "told",
    "tells",
    "showed",
    "recognize",
    "recognise",
    "recognizes",
    "carried",
    "calls",
    "call",
    "hugs",
    "hug",
];

/// Who is spoken of at each token, with the words that say so.
#[derive(Debug)]
pub(super) struct Persons {
    at: Vec<(Experiencer, Option<Range<usize>>)>,
}

impl Persons {
    /// Whose finding stands at the tokens, and the bytes of the words that say so.
    pub fn of(&self, first: usize, last: usize) -> (Experiencer, Option<Range<usize>>) {
        let relative =
            (first..=last).rev().filter_map(|at| self.at.get(at)).find(|(who, _)| *who != Experiencer::Patient);
        relative.or_else(|| self.at.get(first)).cloned().unwrap_or((Experiencer::Patient, None))
    }
}

/// Reads a sentence from left to right.
pub(super) fn persons(tokens: &[Token], section: bool) -> Persons {
    let usual = (if section { Experiencer::Family } else { Experiencer::Patient }, None);
    let mut at = vec![usual.clone(); tokens.len()];
    let mut current = usual.clone();
    let mut place = 0;
    while place < tokens.len() {
        let token = &tokens[place];
        let word = token.word.as_str();
        let is_word = token.form == Form::Word;
        if is_word && history(tokens, place) {
            current = (Experiencer::Family, Some(bytes(tokens, place, place + 1)));
        } else if is_word && (RELATIVES.contains(&word) || is_other(tokens, place)) {
            let who = if OTHERS.contains(&word) { Experiencer::Other } else { Experiencer::Family };
            let cue = (who, Some(bytes(tokens, place, place)));
            if backward(tokens, place) {
                let from = clause_start(tokens, place, &at);
                at[from..place].fill(cue.clone());
            } else if !bystander(tokens, place) {
                current = cue;
            }
        } else if resets(tokens, place, section) {
            current = (Experiencer::Patient, None);
        } else if token.is_mark(';') {
            current = usual.clone();
        }
        if at[place].0 == usual.0 || current.0 != usual.0 {
            at[place] = current.clone();
        }
        place += 1;
    }
    Persons { at }
}

/// Somebody else; "a school teacher" is what the patient does, "her teacher" is not.
fn is_other(tokens: &[Token], at: usize) -> bool {
    let owned = || at > 0 && ["his", "her", "their", "the", "my"].contains(&tokens[at - 1].word.as_str());
    OTHERS.contains(&tokens[at].word.as_str()) && (!tokens[at].is("teacher") || owned())
}

fn bytes(tokens: &[Token], first: usize, last: usize) -> Range<usize> {
    tokens[first].start..tokens[last.min(tokens.len() - 1)].end
}

fn history(tokens: &[Token], at: usize) -> bool {
    let next = |word: &str| tokens.get(at + 1).is_some_and(|t| t.is(word));
    let family =
        (tokens[at].is("family") || tokens[at].is("familial")) && (next("history") || next("members") || next("hx"));
    family
        || tokens[at].is("fhx")
        || tokens[at].is("fh")
        || ((tokens[at].is("maternal") || tokens[at].is("paternal"))
            && (next("side") || next("family") || next("history")))
}

/// "… in his mother", "… in the maternal aunt", "… (father)": the finding stands before.
fn backward(tokens: &[Token], at: usize) -> bool {
    let mut back = at;
    let mut steps = 0;
    while back > 0 && steps < 4 {
        back -= 1;
        steps += 1;
        let token = &tokens[back];
        let skipped = [
            "his", "her", "the", "a", "an", "maternal", "paternal", "older", "younger", "my", "their", "both", "one",
            "and", "elder", "two", "great", "half", "child", "patient",
        ];
        if token.form == Form::Number || skipped.contains(&token.word.as_str()) {
            continue;
        }
        if token.is_mark('(') {
            // "(mother)" and not "(mother also has …)"
            return tokens.get(at + 1).is_none_or(|t| t.is_mark(')') || t.is_mark(',') || t.is("and"));
        }
        return back > 0
            && ["in", "affecting", "affects", "on"].contains(&token.word.as_str())
            && !followed_by_verb(tokens, at);
    }
    false
}

fn followed_by_verb(tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|t| ["has", "had", "is", "was", "with"].contains(&t.word.as_str()))
}

/// Whether a relative only tells, brings or stands by.
fn bystander(tokens: &[Token], at: usize) -> bool {
    let after = |k: usize| tokens.get(at + k).map_or("", |t| t.word.as_str());
    let said_of = (1..6).any(|k| after(k) == "to" && ["have", "be", "suffer"].contains(&after(k + 1)));
    let told = INFORMANT.contains(&after(1))
        && !said_of
        && (!WEAK.contains(&after(1)) || (INFORMANT.contains(&after(2)) && !WEAK.contains(&after(2))));
    let conjoined = after(1) == "and"
        && RELATIVES.contains(&after(2))
        && INFORMANT.contains(&after(3))
        && !WEAK.contains(&after(3));
    let before = at.saturating_sub(4)..at;
    let stands_by = tokens[before].iter().any(|t| BYSTANDER.contains(&t.word.as_str()));
    let child_of = at > 1
        && tokens[at.saturating_sub(7)..at].windows(2).any(|pair| {
            (pair[0].is("child")
                || pair[0].is("son")
                || pair[0].is("daughter")
                || pair[0].is("infant")
                || pair[0].is("baby"))
                && pair[1].is("of")
                || pair[0].is("born") && pair[1].is("to")
        });
    let ours = (tokens[at].is("son") || tokens[at].is("daughter"))
        && at > 0
        && (tokens[at - 1].is("our") || tokens[at - 1].is("my") || after(1) == "of");
    let half = tokens[at].is("half")
        && !["brother", "sister", "sibling", "siblings", "brothers", "sisters"].contains(&after(1));
    let words = [
        "concern",
        "concerns",
        "worry",
        "worries",
        "impression",
        "view",
        "description",
        "account",
        "report",
        "reports",
        "opinion",
        "observation",
        "observations",
        "recollection",
        "words",
    ];
    let worried = (1..=3).any(|k| words.contains(&after(k)));
    told || conjoined
        || worried
        || stands_by
        || child_of
        || ours
        || half
        || after(1) == "pregnancy"
        || after(1) == "child"
        || after(1) == "handling"
}

fn clause_start(tokens: &[Token], at: usize, known: &[(Experiencer, Option<Range<usize>>)]) -> usize {
    let mut from = at;
    while from > 0 {
        let token = &tokens[from - 1];
        let verb = ["with", "has", "had", "but", "while"].contains(&token.word.as_str());
        if matches!(token.form, Form::Mark(';' | '.' | ':' | ',')) || verb || known[from - 1].0 != Experiencer::Patient
        {
            break;
        }
        from -= 1;
    }
    from
}

/// Whether the sentence comes back to the patient here.
fn resets(tokens: &[Token], at: usize, section: bool) -> bool {
    let word = tokens[at].word.as_str();
    if tokens[at].form != Form::Word {
        return false;
    }
    let after_relative = at > 0 && ["in", "with", "of"].contains(&tokens[at - 1].word.as_str());
    if PATIENT.contains(&word) {
        return !after_relative;
    }
    let start = at == 0
        || matches!(tokens[at - 1].form, Form::Mark(',' | ';' | ':' | '-'))
        || ["and", "but", "while", "whereas", "the"].contains(&tokens[at - 1].word.as_str());
    let followed = tokens.get(at + 1).is_some_and(|t| {
        !RELATIVES.contains(&t.word.as_str())
            && !["maternal", "paternal", "older", "younger", "own", "elder", "twin", "half", "parents"]
                .contains(&t.word.as_str())
    });
    (start && !section && followed && PRONOUNS.contains(&word))
        || word == "examination" && at > 0 && tokens[at - 1].is("on")
}
