//! Readings that are no single number: a dipstick's plus signs, blood pressure, visual acuity, weeks of a birth.

use super::laboratory::number;
use super::measure::Told;
use super::tokens::{Form, Token};
use crate::domain::{FeatureStatus, TermId};

/// "urine: protein 3+, blood ++": what a dipstick finds.
pub(super) fn dipstick(tokens: &[Token]) -> Vec<Told> {
    let named = |t: &Token| ["urine", "urinalysis", "dipstick", "dip", "ua"].iter().any(|word| t.is(word));
    let Some(start) = tokens.iter().position(named) else { return Vec::new() };
    let mut out = Vec::new();
    for at in start + 1..tokens.len() {
        let term = match tokens[at].word.as_str() {
            "protein" => 93,
            "blood" => 790,
            "glucose" => 3_076,
            "ketones" => 2_919,
            _ => continue,
        };
        let mut end = at + 1;
        let mut plus = 0;
        while let Some(token) = tokens.get(end).filter(|t| t.form == Form::Number || t.is_mark('+') || t.is_mark(':')) {
            plus += usize::from(token.is_mark('+'));
            end += 1;
        }
        if plus > 0 {
            out.push(Told {
                first: at,
                last: end - 1,
                term: TermId::from_number(term),
                status: FeatureStatus::Observed,
            });
        }
    }
    out
}

/// "BP 160/95", "acuity 6/60", "Beighton 7/9": readings of two numbers.
pub(super) fn pairs(tokens: &[Token]) -> Vec<Told> {
    let mut out = Vec::new();
    for at in 0..tokens.len() {
        let Some(term_of) = pair_of(tokens, at) else { continue };
        for place in at + 1..(at + 9).min(tokens.len().saturating_sub(2)) {
            if matches!(tokens[place].form, Form::Mark(';' | '.')) {
                break;
            }
            let (a, b) = (&tokens[place], &tokens[place + 2]);
            if a.form != Form::Number || b.form != Form::Number || !tokens[place + 1].is_mark('/') {
                continue;
            }
            if let (Some(first), Some(second)) = (number(a), number(b))
                && let Some(term) = term_of(first, second)
            {
                let status = FeatureStatus::Observed;
                out.push(Told { first: at, last: place + 2, term: TermId::from_number(term), status });
            }
            break;
        }
    }
    out
}

/// The rule for the two numbers after a name.
fn pair_of(tokens: &[Token], at: usize) -> Option<fn(f32, f32) -> Option<u32>> {
    let before = |word: &str| at > 0 && tokens[at - 1].is(word);
    match tokens[at].word.as_str() {
        "bp" => Some(|high, low| ((140.0..280.0).contains(&high) && (60.0..180.0).contains(&low)).then_some(822)),
        "pressure" if before("blood") => {
            Some(|high, low| ((140.0..280.0).contains(&high) && (60.0..180.0).contains(&low)).then_some(822))
        }
        "acuity" | "acuities" | "va" | "bcva" => {
            Some(|near, far| ((1.0..21.0).contains(&near) && far >= near * 3.0 && far < 2001.0).then_some(7_663))
        }
        "beighton" => Some(|score, of| ((5.0..=9.0).contains(&score) && (8.5..9.5).contains(&of)).then_some(1_382)),
        _ => None,
    }
}

/// "born at 34 weeks", "delivered by section at 33+4", "ex 29/40": a birth before 37 weeks.
pub(super) fn preterm(tokens: &[Token]) -> Vec<Told> {
    let mut out = Vec::new();
    for at in 0..tokens.len() {
        if !["born", "delivered", "delivery", "birth", "ex"].contains(&tokens[at].word.as_str()) {
            continue;
        }
        let limit = (at + 9).min(tokens.len());
        let Some(place) = (at + 1..limit).find(|&place| tokens[place].form == Form::Number) else { continue };
        let open = tokens[at + 1..place].iter().all(|t| !matches!(t.form, Form::Mark(';' | '.' | ',')));
        let weeks = number(&tokens[place]).is_some_and(|n| (22.0..37.0).contains(&n));
        let plus = tokens.get(place + 1).is_some_and(|t| t.is_mark('+'));
        let unit = if plus { place + 3 } else { place + 1 };
        let week = |t: &Token| ["weeks", "week", "wks", "wk", "w"].iter().any(|word| t.is(word));
        let of_forty =
            tokens.get(unit).is_some_and(|t| t.is_mark('/')) && tokens.get(unit + 1).is_some_and(|t| t.word == "40");
        let last = if of_forty {
            unit + 1
        } else if tokens.get(unit).is_some_and(week) {
            unit
        } else if plus && place + 2 < tokens.len() {
            place + 2
        } else {
            continue;
        };
        if open && weeks {
            out.push(Told { first: at, last, term: TermId::from_number(1_622), status: FeatureStatus::Observed });
        }
    }
    out
}
