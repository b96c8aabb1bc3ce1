//! Japanese words of terms: the longest at each character, with particles between their parts.

use std::collections::HashMap;
use std::ops::Range;

use super::english::English;
use super::fold::{Folded, Script, fold, folded};
use super::japanese_cues as cues;
use super::lexicon::{Entry, Meaning, Source};
use super::phrases::PhraseKind;
use super::segment::Segment;
use super::tokens::tokens;
use super::{Mention, japanese_context, measure, milestones};

/// Stands in a key where a particle and an adverb may stand in the text.
const JOINT: char = '~';

/// Names of terms that are everyday words or too wide.
const EVERYDAY: &[&str] = &[
    "全て",
    "すべて",
    "発症",
    "徴候",
    "左",
    "右",
    "両側",
    "片側",
    "急性",
    "慢性",
    "重度",
    "軽度",
    "中等度",
    "進行性",
    "再発性",
    "体",
    "成人",
    "異常",
    "欠損",
    "腫瘤",
    "死亡",
    "頻度",
    "遠位",
    "近位",
    "びまん性",
    "限局性",
    "全身性",
    "局所性",
    "反復性",
    "頭",
    "顔",
    "手",
    "足",
    "目",
    "耳",
    "鼻",
    "口",
    "皮膚",
    "新生物",
    "しこり",
    "あざ",
    "しみ",
    "痛み",
    "疼痛",
    "がん",
    "癌",
    "感染",
    "炎症",
    "腫瘍",
    "こぶ",
    "傷",
    "穴",
    "持続性",
    "間欠性",
    "変動性",
    "先天性",
    "はげ",
    "けが",
    "つり",
    "ふけ",
    "うつ",
    "成長",
    "発達",
    "身長",
    "体重",
    "しゃく",
    "とげ",
    "ゆび",
    "さけ",
    "むら",
    "やせ",
    "こり",
    "しわ",
    "息",
    "ほくろ",
    "いぼ",
    "かぜ",
    "死産",
    "流産",
    "低下",
    "亢進",
];

/// A way to say something: where its characters stand in the arena, and what it means.
#[derive(Debug, Clone, Copy)]
struct Key {
    start: u32,
    length: u16,
    meaning: u32,
}

/// Characters found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Characters of the sentence.
    pub at: Range<usize>,
    pub kind: PhraseKind,
    pub terms: Vec<(crate::domain::TermId, Source, u16)>,
    pub skips: u32,
}

/// The Japanese side of the recognizer: all keys in order, so that a search narrows a range with every character.
#[derive(Debug)]
pub(super) struct Japanese {
    arena: Vec<char>,
    keys: Vec<Key>,
    meanings: Vec<Meaning>,
}

impl Japanese {
    pub fn new(entries: &[Entry<'_>]) -> Self {
        let mut known: HashMap<Vec<char>, u32> = HashMap::new();
        let mut meanings: Vec<Meaning> = Vec::new();
        let mut derived: Vec<(Vec<char>, Entry<'_>)> = Vec::new();
        for entry in entries {
            for (place, form) in forms(entry).into_iter().enumerate() {
                if place == 0 {
                    add(&mut known, &mut meanings, form, entry);
                } else {
                    derived.push((form, *entry));
                }
            }
        }
        // A form that we derived never changes what a written form means.
        for (form, entry) in derived {
            if let Some(&meaning) = known.get(&form)
                && meanings[meaning as usize].terms.iter().all(|(term, ..)| *term != entry.term)
            {
                continue;
            }
            add(&mut known, &mut meanings, form, &entry);
        }
        let mut all: Vec<(Vec<char>, u32)> = known.into_iter().collect();
        all.sort_unstable();
        let (mut arena, mut keys) = (Vec::new(), Vec::with_capacity(all.len()));
        for (chars, meaning) in all {
            keys.push(Key { start: arena.len() as u32, length: chars.len() as u16, meaning });
            arena.extend(chars);
        }
        Self { arena, keys, meanings }
    }

    fn char_at(&self, key: usize, depth: usize) -> Option<char> {
        let key = self.keys[key];
        (depth < usize::from(key.length)).then(|| self.arena[key.start as usize + depth])
    }

    /// Keys of a range whose next character is `c`.
    fn narrow(&self, range: &Range<usize>, depth: usize, c: char) -> Range<usize> {
        let low = partition(range.clone(), |key| self.char_at(key, depth).is_none_or(|found| found < c));
        let high = partition(low..range.end, |key| self.char_at(key, depth).is_none_or(|found| found <= c));
        low..high
    }

    /// The mentions of a sentence with Japanese characters.
    pub fn mentions(&self, english: &English, text: &str, segment: &Segment) -> Vec<Mention> {
        let sentence = &text[segment.range.clone()];
        let folded = fold(sentence, segment.range.start);
        let mut found = self.find(&folded);
        if folded.scripts.contains(&Script::Latin) {
            found.extend(latin(english, sentence, segment, &folded));
        }
        let told: Vec<_> = [measure::japanese(&folded), milestones::japanese(&folded)].concat();
        found.retain(|f| !told.iter().any(|t| t.first < f.at.end && f.at.start <= t.last));
        found.sort_by_key(|f| (f.at.start, std::cmp::Reverse(f.at.end)));
        let mut end = 0;
        found.retain(|f| {
            let free = f.at.start >= end;
            end = end.max(f.at.end);
            free
        });
        japanese_context::mentions(&folded, &found, &told, segment)
    }

    /// From left to right, the longest word at each character.
    fn find(&self, text: &Folded) -> Vec<Found> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let mut best: Option<(usize, u32, u32)> = None;
            let search = Search { text, start: at };
            self.walk(&search, &(0..self.keys.len()), 0, at, 0, &mut best);
            match best {
                Some((end, meaning, skips)) => {
                    let meaning = &self.meanings[meaning as usize];
                    out.push(Found { at: at..end, kind: meaning.kind, terms: meaning.terms.clone(), skips });
                    at = end;
                }
                None => at += 1,
            }
        }
        out
    }

    fn walk(
        &self,
        search: &Search<'_>,
        range: &Range<usize>,
        depth: usize,
        at: usize,
        skips: u32,
        best: &mut Option<(usize, u32, u32)>,
    ) {
        if range.is_empty() {
            return;
        }
        if depth > 0 && self.char_at(range.start, depth).is_none() {
            let better = best.is_none_or(|(end, _, known)| at > end || (at == end && skips < known));
            if better && is_word(search.text, &(search.start..at), skips) {
                *best = Some((at, self.keys[range.start].meaning, skips));
            }
        }
        let joint = self.narrow(range, depth, JOINT);
        if !joint.is_empty() {
            self.walk(search, &joint, depth + 1, at, skips, best);
            for end in skippable(search.text, at) {
                self.walk(search, &joint, depth + 1, end, skips, best);
            }
        }
        if let Some(&c) = search.text.chars.get(at) {
            self.walk(search, &self.narrow(range, depth, c), depth + 1, at + 1, skips, best);
        }
        let before = at.checked_sub(1).map(|at| search.text.scripts[at]);
        if depth > 1 && skips < 2 && matches!(before, Some(Script::Kanji | Script::Katakana | Script::Latin)) {
            for end in skippable(search.text, at) {
                // After a skipped particle the word must go on with a character of its own.
                if let Some(&c) = search.text.chars.get(end) {
                    self.walk(search, &self.narrow(range, depth, c), depth + 1, end + 1, skips + 1, best);
                }
            }
        }
    }
}

struct Search<'t> {
    text: &'t Folded,
    start: usize,
}

fn partition(range: Range<usize>, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// Where a particle, an adverb, or one after the other ends.
fn skippable(text: &Folded, at: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let particle = text.longest(at, cues::PARTICLES).map_or(at, |word| at + word.chars().count());
    if particle > at {
        ends.push(particle);
    }
    let mut end = particle;
    for _ in 0..2 {
        let Some(adverb) = text.longest(end, cues::ADVERBS) else { break };
        end += adverb.chars().count();
        ends.push(end);
    }
    ends
}

/// Whether what was found is a word of its own and not a piece of another.
fn is_word(text: &Folded, at: &Range<usize>, skips: u32) -> bool {
    let length = at.len();
    let (first, last) = (text.scripts[at.start], text.scripts[at.end - 1]);
    let before = at.start.checked_sub(1).map(|at| text.scripts[at]);
    let after = text.scripts.get(at.end).copied();
    let kana = text.scripts[at.clone()].iter().all(|s| *s == Script::Hiragana);
    if kana && length < 3 {
        return false;
    }
    if first == Script::Katakana && before == Some(Script::Katakana)
        || last == Script::Katakana && after == Some(Script::Katakana)
    {
        return false;
    }
    if first == Script::Latin && before == Some(Script::Latin) || last == Script::Latin && after == Some(Script::Latin)
    {
        return false;
    }
    if kana && length < 5 && before == Some(Script::Hiragana) && !ends_with(text, at.start, cues::BEFORE_KANA) {
        return false;
    }
    let short = length <= 2 + skips as usize;
    if short
        && first == Script::Kanji
        && before == Some(Script::Kanji)
        && !ends_with(text, at.start, cues::BEFORE_KANJI)
    {
        return false;
    }
    if short
        && last == Script::Kanji
        && after == Some(Script::Kanji)
        && text.longest(at.end, cues::AFTER_KANJI).is_none()
    {
        return false;
    }
    length > 1 || (before != Some(Script::Kanji) && after != Some(Script::Kanji))
}

fn ends_with(text: &Folded, end: usize, words: &[&str]) -> bool {
    words.iter().any(|word| end.checked_sub(word.chars().count()).is_some_and(|start| text.has(start, word)))
}

fn add(known: &mut HashMap<Vec<char>, u32>, meanings: &mut Vec<Meaning>, form: Vec<char>, entry: &Entry<'_>) {
    if form.is_empty() || form.len() > 60 {
        return;
    }
    let meaning = *known.entry(form).or_insert_with(|| {
        meanings.push(Meaning::new(entry.kind));
        meanings.len() as u32 - 1
    });
    let meaning = &mut meanings[meaning as usize];
    if meaning.kind == entry.kind && entry.kind != PhraseKind::Nothing {
        meaning.add(entry.term, entry.source, entry.usage);
    }
}

/// The forms in which an entry may be written; the first is the entry itself.
fn forms(entry: &Entry<'_>) -> Vec<Vec<char>> {
    let text = entry.text.replace('～', "~");
    let bare = text.split(['(', '（']).next().unwrap_or(&text).trim();
    if entry.source != Source::Table && (EVERYDAY.contains(&bare) || bare.chars().count() < 2) {
        return Vec::new();
    }
    let whole = folded(bare);
    let mut forms: Vec<String> = vec![whole.clone()];
    if entry.kind == PhraseKind::Nothing {
        return vec![whole.chars().collect()];
    }
    if let Some(inner) = text.split(['(', '（']).nth(1).map(|rest| rest.trim_end_matches([')', '）']))
        && inner.chars().count() > 3
        && entry.source != Source::Table
    {
        forms.push(folded(inner));
    }
    // Some official labels have a space where notes have none ("CRP 上昇").
    forms.push(whole.replace([' ', '\u{3000}', '・'], ""));
    forms.extend(turned(&whole));
    let written = forms.clone();
    for form in written {
        forms.extend(inflected(&form));
        forms.push(squeezed(&form));
    }
    let mut seen = std::collections::HashSet::new();
    forms.retain(|form| form.chars().count() > 1 && seen.insert(form.clone()));
    forms.iter().map(|form| form.chars().collect()).collect()
}

/// "広い額" as "額~広い", "突出した下顎" as "下顎~突出".
fn turned(text: &str) -> Vec<String> {
    let Some((adjective, form)) = cues::ADJECTIVES.iter().find(|(adjective, _)| text.starts_with(adjective)) else {
        return Vec::new();
    };
    let noun = text[adjective.len()..].trim_start_matches('の');
    if noun.is_empty() { Vec::new() } else { vec![format!("{noun}~{form}")] }
}

/// Forms of a last word that bends.
fn inflected(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(root) = text.strip_suffix('い') {
        if !text.ends_with("ない") || text.ends_with("少ない") {
            out.extend(["く", "かっ", "め", "さ"].map(|end| format!("{root}{end}")));
        }
        if let Some(root) = text.strip_suffix("ない") {
            out.extend(["なく", "なかっ", "ず", "ません"].map(|end| format!("{root}{end}")));
        }
    } else if let Some(root) = text.strip_suffix("する") {
        out.extend(["し", "した"].map(|end| format!("{root}{end}")));
    }
    out
}

/// Without particles between its parts.
fn squeezed(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let kept = chars.iter().enumerate().filter(|&(at, c)| {
        let inside = at > 1 && at + 1 < chars.len();
        !(inside
            && *c == 'の'
            && super::fold::script(chars[at - 1]) == Script::Kanji
            && super::fold::script(chars[at + 1]) == Script::Kanji)
    });
    kept.map(|(_, c)| *c).collect()
}

/// English words inside a Japanese sentence.
fn latin(english: &English, sentence: &str, segment: &Segment, folded: &Folded) -> Vec<Found> {
    let tokens = tokens(sentence, segment.range.start);
    let place = |byte: usize| folded.starts.partition_point(|start| *start < byte);
    let found = english.find(&tokens, &[]);
    found
        .iter()
        .map(|f| {
            let meaning = english.meaning(f.meaning);
            let (first, last) = (&tokens[f.at[0]], &tokens[f.at[f.at.len() - 1]]);
            let start = place(first.start);
            let end = folded.starts.partition_point(|s| *s < last.end);
            Found { at: start..end.max(start + 1), kind: meaning.kind, terms: meaning.terms.clone(), skips: f.cost }
        })
        .filter(|f| f.at.end <= folded.len())
        .collect()
}
