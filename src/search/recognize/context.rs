//! What an English sentence says of the findings named in it.

use std::ops::Range;

use super::english::{English, Found};
use super::english_cues::Cue;
use super::lexicon::Source;
use super::measure::Told;
use super::phrases::PhraseKind;
use super::relatives;
use super::segment::Segment;
use super::tokens::{Form, Token};
use super::{Experiencer, Mention};
use crate::domain::{FeatureStatus, TermId};

/// What is known of a finding while its sentence is read.
#[derive(Debug, Clone)]
struct Reading {
    first: usize,
    last: usize,
    kind: PhraseKind,
    denied: Option<Range<usize>>,
    normal: Option<Range<usize>>,
    doubted: bool,
    hypothetical: bool,
}

/// Verbs that begin a new statement after a comma or "and".
const VERBS: &[&str] = &[
    "is",
    "was",
    "are",
    "were",
    "has",
    "had",
    "have",
    "shows",
    "showed",
    "developed",
    "presents",
    "presented",
    "revealed",
    "demonstrated",
    "began",
    "started",
    "remains",
    "remained",
    "reports",
    "continues",
    "became",
    "exhibits",
    "exhibited",
    "displays",
    "suffers",
    "suffered",
    "noted",
    "requires",
    "required",
    "manifested",
    "disclosed",
    "does",
    "did",
    "can",
    "walks",
    "walked",
    "wears",
    "uses",
    "needs",
    "gets",
    "got",
    "looks",
];

/// Words that may stand between a finding and a cue after it.
const LINKS: &[&str] = &[
    "is",
    "was",
    "are",
    "were",
    "be",
    "been",
    "being",
    "has",
    "have",
    "had",
    "the",
    "a",
    "an",
    "any",
    "all",
    "both",
    "or",
    "and",
    "of",
    "in",
    "on",
    "clinically",
    "also",
    "completely",
    "entirely",
    "all",
    "his",
    "her",
    "appears",
    "appeared",
    "looks",
    "currently",
    "at",
    "present",
    "seems",
    "reported",
    "to",
    "as",
    "being",
    "remains",
    "remained",
    "assessed",
    "tested",
    "examination",
    "exam",
    "function",
    "bilaterally",
    "today",
    "felt",
    "found",
    "by",
    "testing",
    "screen",
    "screening",
    "test",
    "tests",
    "status",
    "grossly",
    "otherwise",
    "therefore",
    "thought",
    "considered",
    "documented",
    "results",
    "result",
];

/// Reads a sentence.
pub(super) fn mentions(
    english: &English,
    tokens: &[Token],
    found: &[Found],
    told: &[Told],
    segment: &Segment,
) -> Vec<Mention> {
    let mut readings: Vec<Reading> = found
        .iter()
        .map(|f| reading(f.at[0], f.at[f.at.len() - 1], english.meaning(f.meaning).kind))
        .chain(told.iter().map(|t| reading(t.first, t.last, PhraseKind::Present)))
        .collect();
    apply_cues(english, tokens, &mut readings);
    for r in readings.iter_mut().filter(|r| r.denied.is_none()) {
        r.denied = minus_after(tokens, r.last + 1);
    }
    let persons = relatives::persons(tokens, segment.family);
    let mut out = Vec::new();
    for (f, r) in found.iter().zip(&readings) {
        let meaning = english.meaning(f.meaning);
        let Some(&(term, source, _)) = meaning.terms.first() else { continue };
        let alternatives = meaning.terms.iter().skip(1).take(3).map(|&(term, ..)| term).collect();
        out.extend(mention(tokens, r, &persons, term, alternatives, confidence(f, source)));
    }
    for (t, r) in told.iter().zip(&readings[found.len()..]) {
        let mut r = r.clone();
        if t.status == FeatureStatus::Excluded {
            r.kind = PhraseKind::Absent;
        }
        out.extend(mention(tokens, &r, &persons, t.term, Vec::new(), 0.9));
    }
    out
}

/// "jaundice -, psychosis (-)": a minus that nothing follows, with or without parentheses.
fn minus_after(tokens: &[Token], at: usize) -> Option<Range<usize>> {
    let mark = |at: usize, mark: char| tokens.get(at).is_some_and(|token| token.is_mark(mark));
    let ends =
        |at: usize| tokens.get(at).is_none_or(|token| matches!(token.form, Form::Mark(',' | ';' | '.' | ')' | '|')));
    if mark(at, '(') && mark(at + 1, '-') && mark(at + 2, ')') {
        return Some(at..at + 3);
    }
    (mark(at, '-') && ends(at + 1)).then_some(at..at + 1)
}

fn reading(first: usize, last: usize, kind: PhraseKind) -> Reading {
    Reading { first, last, kind, denied: None, normal: None, doubted: false, hypothetical: false }
}

/// Shares measured on the development notes.
fn confidence(found: &Found, source: Source) -> f32 {
    let base: f32 = match source {
        Source::Table => 0.93,
        Source::Name => 0.92,
        Source::Exact => 0.88,
        Source::Near => 0.7,
    };
    let penalty = 0.04 * found.cost as f32 + if found.shared { 0.08 } else { 0.0 };
    (base - penalty).max(0.4)
}

fn mention(
    tokens: &[Token],
    r: &Reading,
    persons: &relatives::Persons,
    term: TermId,
    alternatives: Vec<TermId>,
    confidence: f32,
) -> Option<Mention> {
    if r.hypothetical || r.kind == PhraseKind::Nothing {
        return None;
    }
    let (experiencer, relative) = persons.of(r.first, r.last);
    let denied = match r.kind {
        PhraseKind::Normal => {
            let normal = r.normal.clone()?;
            // "not normal" is no denial of the abnormality, and says too little to name it.
            if r.denied.as_ref().is_some_and(|cue| cue.end == normal.start) {
                return None;
            }
            Some(normal)
        }
        PhraseKind::Absent => Some(r.first..r.first),
        _ => r.denied.clone(),
    };
    let bytes =
        |range: &Range<usize>| (!range.is_empty()).then(|| tokens[range.start].start..tokens[range.end - 1].end);
    let status = if denied.is_some() { FeatureStatus::Excluded } else { FeatureStatus::Observed };
    let cue =
        denied.as_ref().and_then(bytes).or_else(|| if experiencer == Experiencer::Patient { None } else { relative });
    Some(Mention {
        span: tokens[r.first].start..tokens[r.last].end,
        term,
        status,
        experiencer,
        uncertain: r.doubted,
        cue,
        confidence: if r.doubted { confidence * 0.9 } else { confidence },
        alternatives,
    })
}

fn apply_cues(english: &English, tokens: &[Token], readings: &mut [Reading]) {
    let mut inside = vec![false; tokens.len()];
    for r in readings.iter().filter(|r| r.kind != PhraseKind::Nothing) {
        inside[r.first..=r.last].fill(true);
    }
    let mut at = 0;
    while at < tokens.len() {
        if inside[at] {
            at += 1;
            continue;
        }
        let cues = english.cues.at(tokens, at);
        let length = cues.first().map_or(1, |(_, length)| *length);
        let range = at..at + length;
        for (cue, _) in cues {
            apply(english, cue, &range, tokens, readings, &inside);
        }
        at += length;
    }
}

fn apply(
    english: &English,
    cue: Cue,
    range: &Range<usize>,
    tokens: &[Token],
    readings: &mut [Reading],
    inside: &[bool],
) {
    match cue {
        Cue::Deny | Cue::DenyNext | Cue::Hypothesis | Cue::Doubt => {
            let end = match cue {
                Cue::Deny => list_end(english, tokens, range, inside),
                Cue::Hypothesis => hypothesis_end(english, tokens, range),
                _ => phrase_end(english, tokens, range, inside),
            };
            for r in readings.iter_mut().filter(|r| r.first >= range.end && r.first < end) {
                // "no palpable nodes, absent tonsils": a finding that is itself an absence begins a statement of its own.
                let lacking = ["absent", "absence", "missing", "lack"].contains(&tokens[r.first].word.as_str());
                if lacking && r.first > range.end {
                    continue;
                }
                match cue {
                    Cue::Doubt => r.doubted = true,
                    Cue::Hypothesis => r.hypothetical = true,
                    _ => r.denied = r.denied.take().or_else(|| Some(range.clone())),
                }
            }
        }
        Cue::Normal => normal_after(tokens, range, readings),
        Cue::DenyBefore if !denies_before(tokens, range) => {}
        Cue::DenyBefore | Cue::NormalBefore | Cue::DoubtBefore | Cue::HypothesisBefore => {
            before(cue, range, tokens, readings);
        }
        Cue::Pseudo | Cue::End => {}
    }
}

/// Whether a denial reaches back: "seizures: no", and not "scoliosis and no seizures", "scoliosis, absent reflexes".
fn denies_before(tokens: &[Token], cue: &Range<usize>) -> bool {
    let Some(before) = cue.start.checked_sub(1).map(|at| &tokens[at]) else { return false };
    let after = tokens.get(cue.end);
    let ends = after.is_none_or(|token| matches!(token.form, Form::Mark(_)));
    let told = ends || after.is_some_and(|token| ["by", "on", "at", "in", "clinically"].iter().any(|w| token.is(w)));
    let joined = ["and", "or", "but", "with"].iter().any(|joint| before.is(joint));
    !joined && (!before.is_mark(',') || told) && (!tokens[cue.start].is("no") || ends)
}

fn ends_scope(english: &English, tokens: &[Token], at: usize) -> bool {
    if matches!(tokens[at].form, Form::Mark(';' | '.' | '!' | '。' | '|')) || tokens[at].is("with") {
        return true;
    }
    english.cues.at(tokens, at).iter().any(|(cue, _)| *cue == Cue::End)
}

/// Words that the list after a denial has at most; a note that is all denials must not take hours.
const LONGEST_LIST: usize = 60;

/// Where the scope of a denial ends: at the clause, or at the last comma or "and" before a new verb.
fn list_end(english: &English, tokens: &[Token], cue: &Range<usize>, inside: &[bool]) -> usize {
    let mut delimiter: Option<usize> = None;
    let closing = inside_parenthesis(tokens, cue.start);
    let last = tokens.len().min(cue.end + LONGEST_LIST);
    for at in cue.end..last {
        let token = &tokens[at];
        if inside[at] {
            continue;
        }
        if ends_scope(english, tokens, at) || (closing && token.is_mark(')')) {
            return at;
        }
        // "Denied: seizures, ptosis"
        if (token.is_mark(':') || token.is_mark('-')) && at > cue.end {
            return delimiter.unwrap_or(at);
        }
        if VERBS.contains(&token.word.as_str())
            && let Some(place) = delimiter
        {
            return place;
        }
        if token.is_mark(',') || token.is("and") {
            delimiter = delimiter.filter(|place| place + 1 == at).or(Some(at));
        } else if token.is("or") || token.is("nor") {
            delimiter = None;
        }
    }
    last
}

/// Where the scope of "not" or "possible" ends: at the next comma or "and".
fn phrase_end(english: &English, tokens: &[Token], cue: &Range<usize>, inside: &[bool]) -> usize {
    (cue.end..tokens.len())
        .find(|&at| {
            let joint = tokens[at].is_mark(',') || tokens[at].is("and") || tokens[at].is_mark(')');
            !inside[at] && (joint || ends_scope(english, tokens, at) || at > cue.end + 12)
        })
        .unwrap_or(tokens.len())
}

fn hypothesis_end(english: &English, tokens: &[Token], cue: &Range<usize>) -> usize {
    (cue.end..tokens.len())
        .find(|&at| {
            let subject = tokens[at].is("he") || tokens[at].is("she") || tokens[at].is("still") || tokens[at].is("now");
            (ends_scope(english, tokens, at) && !subject) || at > cue.end + 25 || tokens[at].is("given")
        })
        .unwrap_or(tokens.len())
}

fn inside_parenthesis(tokens: &[Token], at: usize) -> bool {
    tokens[at.saturating_sub(LONGEST_LIST)..at].iter().rev().find_map(|t| match t.form {
        Form::Mark('(') => Some(true),
        Form::Mark(')') => Some(false),
        _ => None,
    }) == Some(true)
}

/// "normal hearing and vision": the nouns after the cue, along a list.
fn normal_after(tokens: &[Token], cue: &Range<usize>, readings: &mut [Reading]) {
    let mut at = cue.end;
    let mut steps = 0;
    while at < tokens.len() && steps < 6 {
        if let Some(r) = readings.iter_mut().find(|r| r.first == at) {
            if r.kind != PhraseKind::Normal {
                return;
            }
            r.normal = r.normal.take().or_else(|| Some(cue.clone()));
            at = r.last + 1;
            steps = 0;
            continue;
        }
        let token = &tokens[at];
        if !(token.form == Form::Word || token.is_mark(',') || token.is_mark('/'))
            || VERBS.contains(&token.word.as_str())
        {
            return;
        }
        if ["with", "but", "no", "without", "abnormal", "not", "who", "which"].contains(&token.word.as_str()) {
            return;
        }
        at += 1;
        steps += 1;
    }
}

/// Findings before a cue, along a list.
fn before(cue: Cue, range: &Range<usize>, tokens: &[Token], readings: &mut [Reading]) {
    let mut at = range.start;
    let mut listed = false;
    let mut any = false;
    while at > 0 {
        if let Some(r) = readings.iter_mut().find(|r| r.last + 1 == at) {
            if any && !listed {
                return;
            }
            mark(cue, r, range);
            (any, listed) = (true, listed);
            at = r.first;
            continue;
        }
        let token = &tokens[at - 1];
        let joint = token.is("and") || token.is("or") || token.is_mark('/');
        listed |= joint;
        let colon = matches!(token.form, Form::Mark(':' | '-' | '(' | '=')) && !any;
        let answer = at == range.start && matches!(cue, Cue::DenyBefore);
        let comma = token.is_mark(',') && (any || answer);
        if !(joint || colon || comma || LINKS.contains(&token.word.as_str()) && token.form == Form::Word) {
            return;
        }
        at -= 1;
    }
}

fn mark(cue: Cue, r: &mut Reading, range: &Range<usize>) {
    match cue {
        Cue::DenyBefore => r.denied = r.denied.take().or_else(|| Some(range.clone())),
        Cue::NormalBefore => r.normal = r.normal.take().or_else(|| Some(range.clone())),
        Cue::DoubtBefore => r.doubted = true,
        _ => r.hypothetical = true,
    }
}
