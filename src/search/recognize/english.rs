//! English words of terms, found in any order and with small gaps.

use std::collections::{HashMap, HashSet};

use super::english_cues::Cues;
use super::everyday::EVERYDAY;
use super::gaps::{STOP, cost, ends_finding};
use super::lexicon::{Entry, Meaning, Source};
use super::phrases::PhraseKind;
use super::segment::Segment;
use super::tokens::{Form, Token, tokens};
use super::{Mention, context, laboratory, measure, milestones};
use crate::domain::TermId;

/// Words of a pattern may lie this many tokens further apart than there are words.
const REACH: usize = 7;

/// Longer names are not written in notes.
const LONGEST: usize = 9;

/// Words of laboratory terms that notes leave out.
const LABORATORY: &[&str] = &["circulating", "concentration", "level", "serum", "plasma"];

/// The number of a pattern's `#`.
const NUMBER: u32 = 0;

/// A way to say something, as stems in order.
#[derive(Debug)]
struct Pattern {
    stems: Box<[u32]>,
    meaning: u32,
    /// Whether the order of the words is a name's, and not that of a phrase such as "feet are small".
    named: bool,
}

/// Words found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Ascending positions of the tokens.
    pub at: Vec<usize>,
    pub meaning: usize,
    pub cost: u32,
    pub shared: bool,
}

/// The English side of the recognizer.
#[derive(Debug)]
pub(super) struct English {
    vocabulary: HashMap<String, u32>,
    patterns: Vec<Pattern>,
    /// For each stem, the patterns whose rarest stem it is.
    anchors: Vec<Vec<u32>>,
    meanings: Vec<Meaning>,
    /// The stems of the terms' own names.
    names: HashMap<TermId, Box<[u32]>>,
    /// Abbreviations in capitals.
    acronyms: HashMap<String, u32>,
    /// Phrases of the table with words that otherwise end a finding ("struggles with stairs"), by their first stem; they
    /// are read word for word.
    literals: HashMap<String, Vec<Literal>>,
    pub cues: Cues,
}

/// A phrase read word for word.
#[derive(Debug)]
struct Literal {
    stems: Box<[String]>,
    meaning: u32,
}

/// Whether a name is written in capitals and so read only in capitals.
fn is_acronym(text: &str) -> bool {
    (2..=6).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && text.bytes().any(|b| b.is_ascii_uppercase())
}

impl English {
    pub fn new(entries: &[Entry<'_>]) -> Self {
        let mut vocabulary = HashMap::from([("#".to_owned(), NUMBER)]);
        let mut found: HashMap<Vec<u32>, usize> = HashMap::new();
        let mut acronyms: HashMap<String, u32> = HashMap::new();
        let (mut patterns, mut meanings): (Vec<Pattern>, Vec<Meaning>) = (Vec::new(), Vec::new());
        let mut literals: HashMap<String, Vec<Literal>> = HashMap::new();
        let mut names: HashMap<TermId, Box<[u32]>> = HashMap::new();
        for entry in entries {
            if let Some(stems) = literal(entry) {
                let meaning = new(&mut meanings, entry);
                add(&mut meanings[meaning as usize], entry);
                literals.entry(stems[0].clone()).or_default().push(Literal { stems: stems.into(), meaning });
                continue;
            }
            if is_acronym(entry.text) {
                let table = entry.source == Source::Table;
                if table || (entry.text.len() > 2 && !EVERYDAY.contains(&entry.text.to_lowercase().as_str())) {
                    let meaning = *acronyms.entry(entry.text.to_owned()).or_insert_with(|| new(&mut meanings, entry));
                    add(&mut meanings[meaning as usize], entry);
                }
                continue;
            }
            let stems = stems_of(entry, &mut vocabulary);
            if stems.is_empty() || stems.len() > LONGEST {
                continue;
            }
            if entry.source == Source::Name {
                names.insert(entry.term, stems.clone().into());
            }
            let mut key = stems.clone();
            key.sort_unstable();
            let at = *found.entry(key).or_insert_with(|| {
                let meaning = new(&mut meanings, entry);
                patterns.push(Pattern { stems: stems.clone().into(), meaning, named: entry.source != Source::Table });
                patterns.len() - 1
            });
            if !patterns[at].named && entry.source != Source::Table {
                patterns[at].stems = stems.into();
                patterns[at].named = true;
            }
            add(&mut meanings[patterns[at].meaning as usize], entry);
        }
        let anchors = anchors(&patterns, vocabulary.len());
        Self { vocabulary, patterns, anchors, meanings, names, acronyms, literals, cues: Cues::new() }
    }

    pub fn meaning(&self, at: usize) -> &Meaning {
        &self.meanings[at]
    }

    /// The findings in a sentence's tokens beside those told by numbers, none sharing all its words with another, in
    /// order.
    pub fn find(&self, tokens: &[Token], told: &[measure::Told]) -> Vec<Found> {
        let ids: Vec<Option<u32>> = tokens.iter().map(|t| self.vocabulary.get(&t.stem).copied()).collect();
        let mut all = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            if let Some(meaning) = self.acronym(token, tokens) {
                all.push(Found { at: vec![at], meaning, cost: 0, shared: false });
            }
            all.extend(self.literal_at(at, tokens));
            let number = (token.form == Form::Number).then_some(NUMBER);
            for id in ids[at].into_iter().chain(number) {
                for &pattern in &self.anchors[id as usize] {
                    let pattern = &self.patterns[pattern as usize];
                    all.extend(Self::fit(pattern, id, at, tokens, &ids));
                }
            }
        }
        all.retain(|f| !told.iter().any(|t| t.covers(&f.at)));
        chosen(all, tokens, &self.meanings)
    }

    /// Whether the name of a term has all the words of another's and more.
    fn narrows(&self, term: TermId, wider: TermId) -> bool {
        let (Some(narrow), Some(wide)) = (self.names.get(&term), self.names.get(&wider)) else { return false };
        narrow.len() > wide.len() && wide.iter().all(|stem| narrow.contains(stem))
    }

    fn literal_at<'a>(&'a self, at: usize, tokens: &'a [Token]) -> impl Iterator<Item = Found> + 'a {
        let first = literal_stem(&tokens[at]);
        let candidates = first.and_then(|stem| self.literals.get(stem)).map_or(&[][..], Vec::as_slice);
        candidates.iter().filter_map(move |literal| {
            let mut places = vec![at];
            let mut place = at + 1;
            for stem in &literal.stems[1..] {
                while tokens.get(place).is_some_and(|token| literal_stem(token).is_none()) {
                    place += 1;
                }
                literal_stem(tokens.get(place)?).filter(|text| text == stem)?;
                places.push(place);
                place += 1;
            }
            Some(Found { at: places, meaning: literal.meaning as usize, cost: 0, shared: false })
        })
    }

    fn acronym(&self, token: &Token, tokens: &[Token]) -> Option<usize> {
        if !token.capitals || token.word.len() > 7 {
            return None;
        }
        let upper = token.word.to_ascii_uppercase();
        let meaning = self.acronyms.get(&upper).or_else(|| self.acronyms.get(upper.strip_suffix('S')?))?;
        // In a text all in capitals, a short word is a word.
        let shouting = tokens.iter().filter(|t| t.capitals).count() * 2 > tokens.len() && tokens.len() > 12;
        (!shouting || token.word.len() > 3).then_some(*meaning as usize)
    }

    /// The pattern with its rarest stem at a position, where its other stems are near enough.
    fn fit(pattern: &Pattern, anchor: u32, at: usize, tokens: &[Token], ids: &[Option<u32>]) -> Option<Found> {
        let count = pattern.stems.len();
        let (low, high) = (at.saturating_sub(count + REACH), (at + count + REACH).min(tokens.len() - 1));
        let mut places: Vec<usize> = Vec::with_capacity(count);
        let mut anchored = false;
        for (place, &stem) in pattern.stems.iter().enumerate() {
            if stem == anchor && !anchored {
                places.push(at);
                anchored = true;
                continue;
            }
            let wanted = |&p: &usize| {
                let hit = ids[p] == Some(stem) || (stem == NUMBER && tokens[p].form == Form::Number);
                hit && p != at && !places.contains(&p)
            };
            let after = place > 0 && anchored;
            let near = (low..=high).filter(wanted).min_by_key(|&p| (p.abs_diff(at), (p > at) != after))?;
            places.push(near);
        }
        let reversed = places.windows(2).any(|pair| pair[0] > pair[1]);
        places.sort_unstable();
        let (mut cost, shared) = cost(tokens, &places, reversed)?;
        cost += u32::from(reversed);
        Some(Found { at: places, meaning: pattern.meaning as usize, cost, shared })
    }

    /// The mentions of an English sentence.
    pub fn mentions(&self, text: &str, segment: &Segment) -> Vec<Mention> {
        let tokens = tokens(&text[segment.range.clone()], segment.range.start);
        if tokens.is_empty() {
            return Vec::new();
        }
        let sentence = &text[segment.range.clone()];
        let mut told = measure::english(sentence, segment.range.start, &tokens);
        told.extend(milestones::english(sentence, segment.range.start, &tokens));
        let read = laboratory::english(sentence, segment.range.start, &tokens);
        let apart = |t: &measure::Told| !told.iter().any(|other| other.first <= t.last && t.first <= other.last);
        let read: Vec<measure::Told> = read.into_iter().filter(apart).collect();
        told.extend(read);
        // A name of more words says more: "raised long-chain acylcarnitines".
        let named = self.find(&tokens, &[]);
        let wider = |t: &measure::Told| {
            named.iter().any(|f| {
                let (first, last) = (f.at[0], f.at[f.at.len() - 1]);
                first <= t.first && t.last <= last && last - first > t.last - t.first
            })
        };
        told.retain(|t| !wider(t));
        let found = if told.is_empty() { named } else { self.find(&tokens, &told) };
        // "OFC -2.5 SD, microcephaly" says one thing, and so does "Hb 52, macrocytic anemia".
        let named = |t: &measure::Told| {
            let terms = found.iter().filter_map(|f| self.meanings[f.meaning].terms.first());
            terms.into_iter().any(|m| m.0 == t.term || self.narrows(m.0, t.term))
        };
        told.retain(|t| !named(t));
        let later: Vec<(usize, TermId)> = told.iter().map(|t| (t.first, t.term)).collect();
        told.retain(|t| !later.iter().any(|&(first, term)| term == t.term && first > t.first));
        context::mentions(self, &tokens, &found, &told, segment)
    }
}

fn new(meanings: &mut Vec<Meaning>, entry: &Entry<'_>) -> u32 {
    meanings.push(Meaning::new(entry.kind));
    meanings.len() as u32 - 1
}

fn add(meaning: &mut Meaning, entry: &Entry<'_>) {
    // The table comes first; what it says stands, and the rest are alternatives.
    if meaning.kind == entry.kind && entry.kind != PhraseKind::Nothing {
        meaning.add(entry.term, entry.source, entry.usage);
    }
}

/// Words that deny a verb; phrases read word for word hold them all for the same.
const NOT: &[&str] = &[
    "not", "cannot", "cant", "couldnt", "doesnt", "dont", "didnt", "isnt", "wasnt", "wont", "hasnt", "hadnt", "arent",
    "unable", "never",
];

/// Words that phrases read word for word leave out, beside [`STOP`].
const AUXILIARY: &[&str] =
    &["does", "do", "did", "can", "could", "will", "would", "able", "yet", "still", "even", "ever"];

/// The stems of a phrase of the table that holds a word no finding goes over, or "cannot".
fn literal(entry: &Entry<'_>) -> Option<Vec<String>> {
    if entry.source != Source::Table || entry.text.contains('#') {
        return None;
    }
    let words = tokens(entry.text, 0);
    let broken = words.len() > 1 && words.iter().any(|w| ends_finding(w) || NOT.contains(&w.word.as_str()));
    let stems: Vec<String> = words.iter().filter_map(literal_stem).map(str::to_owned).collect();
    (broken && stems.len() > 1).then_some(stems)
}

/// What a word counts for in a phrase read word for word: "does not walk", "can't walk" and "unable to walk" are one.
fn literal_stem(token: &Token) -> Option<&str> {
    let word = token.word.as_str();
    if NOT.contains(&word) {
        return Some("not");
    }
    let skipped = token.form == Form::Word && (STOP.contains(&word) || AUXILIARY.contains(&word));
    (!skipped).then_some(token.stem.as_str())
}

fn stems_of(entry: &Entry<'_>, vocabulary: &mut HashMap<String, u32>) -> Vec<u32> {
    if entry.source != Source::Table && EVERYDAY.contains(&entry.text.to_lowercase().as_str()) {
        return Vec::new();
    }
    let words = tokens(entry.text, 0);
    // Notes put laboratory terms shorter than "elevated circulating alkaline phosphatase concentration".
    let laboratory = words.iter().any(|token| ["circulating", "serum", "plasma"].iter().any(|word| token.is(word)));
    let kept: Vec<&Token> = words
        .iter()
        .filter(|t| t.is_mark('#') || is_content(t))
        .filter(|t| !laboratory || !LABORATORY.contains(&t.word.as_str()))
        .collect();
    // A single letter or number ("Type 1") says nothing alone.
    if kept.iter().all(|t| t.word.len() < 2 || t.form == Form::Number) {
        return Vec::new();
    }
    kept.into_iter()
        .map(|token| {
            let stem = if token.is_mark('#') { "#" } else { token.stem.as_str() };
            let next = vocabulary.len() as u32;
            *vocabulary.entry(stem.to_owned()).or_insert(next)
        })
        .collect()
}

fn is_content(token: &Token) -> bool {
    !matches!(token.form, Form::Mark(_)) && !STOP.contains(&token.word.as_str())
}

fn anchors(patterns: &[Pattern], stems: usize) -> Vec<Vec<u32>> {
    let mut uses = vec![0_u32; stems];
    for stem in patterns.iter().flat_map(|p| p.stems.iter()) {
        uses[*stem as usize] += 1;
    }
    let mut anchors = vec![Vec::new(); stems];
    for (at, pattern) in patterns.iter().enumerate() {
        let rarest = pattern.stems.iter().copied().min_by_key(|stem| (*stem == NUMBER, uses[*stem as usize], *stem));
        if let Some(rarest) = rarest {
            anchors[rarest as usize].push(at as u32);
        }
    }
    anchors
}

fn joins(token: &Token) -> bool {
    token.is("and") || token.is("or") || token.is_mark(',') || token.is_mark('/')
}

/// Leaves out what would make one finding of two: "ataxia and tremor" is no ataxic tremor.
fn part_lists(all: &mut Vec<Found>, tokens: &[Token]) {
    let alone: HashSet<usize> = all.iter().filter(|f| f.at.len() == 1).map(|f| f.at[0]).collect();
    all.retain(|found| {
        let joined = found.at.windows(2).any(|pair| tokens[pair[0]..pair[1]].iter().any(joins));
        found.at.len() != 2 || !joined || !found.at.iter().all(|at| alone.contains(at))
    });
}

/// The findings with most words first; a word is used once, except where two findings share it.
fn chosen(mut all: Vec<Found>, tokens: &[Token], meanings: &[Meaning]) -> Vec<Found> {
    part_lists(&mut all, tokens);
    let source = |f: &Found| meanings[f.meaning].terms.first().map(|&(_, source, usage)| (source, u16::MAX - usage));
    all.sort_by(|a, b| {
        let weight =
            |f: &Found| (std::cmp::Reverse(f.at.len() * 3 - (f.cost as usize).min(f.at.len() * 3 - 1)), f.cost);
        weight(a).cmp(&weight(b)).then_with(|| source(a).cmp(&source(b))).then_with(|| a.at.cmp(&b.at))
    });
    let term = |f: &Found| meanings[f.meaning].terms.first().map(|&(term, ..)| term);
    let mut used = vec![false; tokens.len()];
    let mut kept: Vec<Found> = Vec::new();
    for found in all {
        let free = found.at.iter().filter(|at| !used[**at]).count();
        if free == 0 || (free < found.at.len() && !found.shared) {
            continue;
        }
        // "chronic fatigue … fatigue": a word is not lent to the same finding named again.
        if found.shared && free < found.at.len() && kept.iter().any(|known| term(known) == term(&found)) {
            continue;
        }
        let mut found = found;
        found.at.retain(|&at| !used[at]);
        for &at in &found.at {
            used[at] = true;
        }
        kept.push(found);
    }
    kept.sort_by(|a, b| a.at.cmp(&b.at));
    kept
}
