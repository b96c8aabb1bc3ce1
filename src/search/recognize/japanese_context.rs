//! What a Japanese sentence says of the findings named in it: the first predicate after a finding decides.

use std::ops::Range;

use super::fold::{Folded, Script};
use super::japanese::Found;
use super::japanese_cues as cues;
use super::lexicon::Source;
use super::measure::Told;
use super::phrases::PhraseKind;
use super::segment::Segment;
use super::{Experiencer, Mention};
use crate::domain::FeatureStatus;

/// A predicate further away than this many characters belongs to something else.
const REACH: usize = 90;

/// An item of a list that is not known may have this many characters.
const LONGEST_ITEM: usize = 12;

/// What the words after a finding say.
#[derive(Debug, Clone, Default)]
struct After {
    denied: Option<Range<usize>>,
    normal: Option<Range<usize>>,
    doubted: bool,
    hypothetical: bool,
}

/// Reads a sentence.
pub(super) fn mentions(text: &Folded, found: &[Found], told: &[Told], segment: &Segment) -> Vec<Mention> {
    let mut spans: Vec<(Range<usize>, PhraseKind)> = found.iter().map(|f| (f.at.clone(), f.kind)).collect();
    spans.extend(told.iter().map(|t| (t.first..t.last + 1, PhraseKind::Present)));
    spans.sort_by_key(|(at, _)| at.start);
    let persons = persons(text, &spans, segment.family);
    let mut out = Vec::new();
    for f in found.iter().filter(|f| f.kind != PhraseKind::Nothing) {
        let Some(&(term, source, _)) = f.terms.first() else { continue };
        let after = after(text, &f.at, f.kind, &spans);
        let denied = match f.kind {
            PhraseKind::Normal => match after.normal.or_else(|| normal_before(text, f.at.start)) {
                Some(cue) => Some(cue),
                None => continue,
            },
            PhraseKind::Absent => Some(f.at.start..f.at.start),
            _ => after.denied,
        };
        if after.hypothetical {
            continue;
        }
        let (experiencer, relative) = persons[f.at.start].clone();
        let confidence = match source {
            Source::Table | Source::Name => 0.9,
            Source::Exact => 0.87,
            Source::Near => 0.7,
        } - 0.05 * f.skips.min(4) as f32;
        let cue = denied.as_ref().filter(|cue| !cue.is_empty()).cloned().or(relative);
        out.push(Mention {
            span: bytes(text, &f.at),
            term,
            status: if denied.is_some() { FeatureStatus::Excluded } else { FeatureStatus::Observed },
            experiencer,
            uncertain: after.doubted && denied.is_none(),
            cue: cue.map(|cue| bytes(text, &cue)),
            confidence,
            alternatives: f.terms.iter().skip(1).take(3).map(|&(term, ..)| term).collect(),
        });
    }
    for t in told.iter().filter(|t| found.iter().all(|f| f.terms.first().is_none_or(|(term, ..)| *term != t.term))) {
        let (experiencer, relative) = persons[t.first].clone();
        out.push(Mention {
            span: bytes(text, &(t.first..t.last + 1)),
            term: t.term,
            status: t.status,
            experiencer,
            uncertain: false,
            cue: relative.map(|cue| bytes(text, &cue)),
            confidence: 0.85,
            alternatives: Vec::new(),
        });
    }
    out
}

fn bytes(text: &Folded, at: &Range<usize>) -> Range<usize> {
    text.starts[at.start]..text.ends[at.end - 1]
}

fn length(word: &str) -> usize {
    word.chars().count()
}

fn normal_before(text: &Folded, start: usize) -> Option<Range<usize>> {
    ["正常な", "正常の", "正常", "年齢相当の", "良好な"].iter().find_map(|word| {
        let from = start.checked_sub(length(word))?;
        text.has(from, word).then_some(from..start)
    })
}

/// Walks from a finding to its predicate.
fn after(text: &Folded, finding: &Range<usize>, kind: PhraseKind, spans: &[(Range<usize>, PhraseKind)]) -> After {
    let mut out = After::default();
    let mut at = finding.end;
    let (mut own, mut bound, mut items) = (true, false, 0);
    while at < text.len() && at - finding.end < REACH {
        if let Some((span, _)) = spans.iter().find(|(span, other)| span.start == at && (*other != PhraseKind::Nothing))
        {
            if bound {
                return out;
            }
            at = span.end;
            own = false;
            continue;
        }
        if own && text.longest(at, cues::HYPOTHESES).is_some() && text.longest(at, cues::DENIALS).is_none() {
            out.hypothetical = true;
            return out;
        }
        if kind == PhraseKind::Normal {
            if let Some(word) = text.longest(at, cues::NORMALS) {
                out.normal = Some(at..at + length(word));
                return out;
            }
        } else if text.longest(at, cues::NO_DENIAL).is_some() {
            return out;
        } else if let Some(word) = text.longest(at, cues::DENIALS) {
            let end = at + length(word);
            if denies(text, end) {
                out.denied = Some(at..end);
            } else if text.has(end, "か") {
                out.hypothetical = own;
            }
            return out;
        }
        if let Some(word) = text.longest(at, cues::DOUBTS) {
            let end = at + length(word);
            // "no suspicion of" denies.
            let denial = (end..end + 4).find_map(|place| {
                text.longest(place, &["なし", "はない", "ありません", "はなく", "は低"])
                    .map(|w| place..place + length(w))
            });
            if let Some(cue) = denial.filter(|cue| cue.end <= text.len()) {
                out.denied = Some(cue);
            } else {
                out.doubted = own || items == 0;
            }
            return out;
        }
        if text.longest(at, cues::STATEMENTS).is_some() || text.has(at, "が、") || text.has(at, "だが") {
            return out;
        }
        if at == finding.end && text.chars[at] == '-' && ends_item(text, at + 1) {
            out.denied = Some(at..at + 1);
            return out;
        }
        if let Some(word) = text.longest(at, cues::FILLERS) {
            bound = matches!(word, "を" | "に" | "で");
            at += length(word);
            continue;
        }
        let run = item(text, at);
        if run == 0 || bound || items > 3 {
            return out;
        }
        items += 1;
        own = false;
        at += run;
    }
    out
}

/// Whether nothing more of a word follows.
fn ends_item(text: &Folded, at: usize) -> bool {
    text.chars
        .get(at)
        .is_none_or(|c| matches!(c, '、' | ',' | '。' | ' ' | '\n' | '\r' | ')' | '/' | '・' | '\u{3000}' | ';'))
}

/// Length of a word that is not known.
fn item(text: &Folded, at: usize) -> usize {
    let word = |s: &Script| matches!(s, Script::Kanji | Script::Katakana | Script::Latin | Script::Digit);
    let run = text.scripts[at..].iter().take(LONGEST_ITEM + 1).take_while(|s| word(s)).count();
    if run > LONGEST_ITEM { 0 } else { run }
}

/// Whether a denying word denies, and does not go on as "unless" or "not only".
fn denies(text: &Folded, end: usize) -> bool {
    let undone = [
        "わけでは",
        "とは言え",
        "とはいえ",
        "とは限",
        "か確認",
        "か注意",
        "かどうか",
        "か、",
        "かを",
        "か?",
        "限り",
        "うちに",
        "までは",
    ];
    !undone.iter().any(|word| text.has(end, word))
}

type Person = (Experiencer, Option<Range<usize>>);

/// Whose findings stand at each character.
fn persons(text: &Folded, spans: &[(Range<usize>, PhraseKind)], section: bool) -> Vec<Person> {
    let usual: Person = (if section { Experiencer::Family } else { Experiencer::Patient }, None);
    let mut out = vec![usual.clone(); text.len()];
    let mut current = usual;
    let mut at = 0;
    while at < text.len() {
        if let Some((span, _)) = spans.iter().find(|(span, _)| span.start == at) {
            out[span.clone()].fill(current.clone());
            at = span.end;
            continue;
        }
        let skip = text.longest(at, cues::NO_RELATIVES).map_or(0, length);
        let relative = text.longest(at, cues::RELATIVES).map_or(0, length);
        let patient = text.longest(at, cues::PATIENTS).map_or(0, length);
        let other = text.longest(at, cues::OTHERS).map_or(0, length);
        if skip > relative || patient > 0 && patient >= relative || relative == 0 && other == 0 {
            if patient > 0 && patient >= skip {
                current = (Experiencer::Patient, None);
            }
            let step = skip.max(patient).max(1).min(text.len() - at);
            out[at..at + step].fill(current.clone());
            at += step;
            continue;
        }
        let end = (at + relative.max(other)).min(text.len());
        let who = if relative > 0 { Experiencer::Family } else { Experiencer::Other };
        let cue: Person = (who, Some(at..end));
        if is_person(text, at, end) {
            if let Some(span) = named_before(text, at, spans) {
                out[span].fill(cue);
            } else if text.longest(end, cues::INFORMANTS).is_none() {
                current = cue;
            }
        }
        out[at..end].fill(current.clone());
        at = end;
    }
    out
}

/// Whether the character of a relative stands alone and is not part of another word.
fn is_person(text: &Folded, start: usize, end: usize) -> bool {
    let joined = start > 0 && text.scripts[start - 1] == Script::Kanji && text.scripts[start] == Script::Kanji;
    let before = [
        "父方", "母方", "長", "次", "実", "歳", "人", "子", "例", "両親", "双", "父", "母", "兄", "姉", "弟", "妹",
        "姪", "甥", "方", "祖", "児", "歴",
    ];
    let allowed = before.iter().any(|word| start.checked_sub(length(word)).is_some_and(|from| text.has(from, word)));
    let kana = text.scripts[start] == Script::Hiragana
        && (end - start) < 3
        && start > 0
        && text.scripts[start - 1] == Script::Hiragana;
    let after = text.chars.get(end).is_none_or(|c| !matches!(c, '性' | '乳' | '斑' | '指' | '趾' | '体'));
    (!joined || allowed) && !kana && after
}

/// "てんかんの兄", "難聴(母)": the finding right before a relative.
fn named_before(text: &Folded, at: usize, spans: &[(Range<usize>, PhraseKind)]) -> Option<Range<usize>> {
    let (span, _) = spans.iter().rev().find(|(span, _)| span.end <= at)?;
    let between: String = text.chars[span.end..at].iter().collect();
    let linked = matches!(
        between.as_str(),
        "の" | "のある"
            | "をもつ"
            | "を持つ"
            | "("
            | "がある"
            | "の父方の"
            | "の母方"
            | "の濃厚な"
            | "を有する"
            | ":"
            | "の既往のある"
    );
    linked.then(|| span.clone())
}
