//! Measurements that say a finding: height, weight, head and intelligence, against age or as a quotient.

use super::fold::{Folded, Script, fold};
use super::tokens::Token;
use crate::domain::{FeatureStatus, TermId};

/// A finding told by a number. Positions are tokens in English and characters in Japanese.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub first: usize,
    pub last: usize,
    pub term: TermId,
    pub status: FeatureStatus,
}

impl Told {
    /// Whether one of the positions lies within.
    pub fn covers(&self, at: &[usize]) -> bool {
        at.iter().any(|at| (self.first..=self.last).contains(at))
    }
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantity {
    Height,
    Weight,
    Head,
    BirthWeight,
    Mass,
    Intelligence,
    Other,
}

/// Names of quantities in folded form; the longest at a place counts.
const NAMES: &[(&str, Quantity)] = &[
    ("height", Quantity::Height),
    ("stature", Quantity::Height),
    ("length", Quantity::Height),
    ("ht", Quantity::Height),
    ("身長", Quantity::Height),
    ("weight", Quantity::Weight),
    ("wt", Quantity::Weight),
    ("体重", Quantity::Weight),
    ("head circumference", Quantity::Head),
    ("ofc", Quantity::Head),
    ("hc", Quantity::Head),
    ("occipitofrontal circumference", Quantity::Head),
    ("頭囲", Quantity::Head),
    ("birth weight", Quantity::BirthWeight),
    ("birthweight", Quantity::BirthWeight),
    ("出生体重", Quantity::BirthWeight),
    ("birth length", Quantity::Other),
    ("出生身長", Quantity::Other),
    ("bmi", Quantity::Mass),
    ("body mass index", Quantity::Mass),
    ("iq", Quantity::Intelligence),
    ("fsiq", Quantity::Intelligence),
    ("知能指数", Quantity::Intelligence),
    ("limb length", Quantity::Other),
    ("leg length", Quantity::Other),
    ("finger length", Quantity::Other),
    ("hand length", Quantity::Other),
    ("foot length", Quantity::Other),
    ("ear length", Quantity::Other),
    ("palpebral fissure length", Quantity::Other),
    ("nose length", Quantity::Other),
    ("axial length", Quantity::Other),
    ("femur length", Quantity::Other),
    ("胸囲", Quantity::Other),
    ("身長体重", Quantity::Other),
    ("viq", Quantity::Other),
    ("piq", Quantity::Other),
];

/// Characters after a quantity in which its value is looked for.
const WINDOW: usize = 48;

/// Findings told by numbers in the tokens of an English sentence.
pub(super) fn english(text: &str, offset: usize, tokens: &[Token]) -> Vec<Told> {
    let folded = fold(text, offset);
    let told = japanese(&folded);
    let place = |byte: usize| tokens.partition_point(|token| token.end <= byte);
    told.into_iter()
        .map(|t| Told { first: place(folded.starts[t.first]), last: place(folded.ends[t.last] - 1), ..t })
        .filter(|t| t.first <= t.last && t.last < tokens.len())
        .collect()
}

/// Findings told by numbers in a sentence.
pub(super) fn japanese(text: &Folded) -> Vec<Told> {
    let mut out: Vec<Told> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some((name, quantity)) = name(text, at) else {
            at += 1;
            continue;
        };
        let start = at + name;
        let limit = (start..text.len().min(start + WINDOW))
            .find(|&place| matches!(text.chars[place], ';' | '\n' | '。') || self::name(text, place).is_some())
            .unwrap_or(text.len().min(start + WINDOW));
        if let Some((term, end, status)) = value(text, quantity, start, limit) {
            out.push(Told { first: at, last: end - 1, term: TermId::from_number(term), status });
        }
        at = start;
    }
    out
}

fn name(text: &Folded, at: usize) -> Option<(usize, Quantity)> {
    let latin = text.scripts[at] == Script::Latin;
    if latin && at > 0 && text.scripts[at - 1] == Script::Latin {
        return None;
    }
    NAMES
        .iter()
        .filter(|(name, _)| text.has(at, name))
        .map(|(name, quantity)| (name.chars().count(), *quantity))
        .filter(|(length, _)| !latin || text.scripts.get(at + length) != Some(&Script::Latin))
        .max_by_key(|(length, _)| *length)
}

/// The term a value stands for, and where the value ends.
fn value(text: &Folded, quantity: Quantity, start: usize, limit: usize) -> Option<(u32, usize, FeatureStatus)> {
    let mut at = start;
    while at < limit {
        if !text.chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let (number, end) = number(text, at);
        if quantity == Quantity::Intelligence {
            return intelligence(number).map(|(term, status)| (term, end, status)).filter(|_| at - start < 14);
        }
        if let Some((deviation, end)) = deviation(text, at, end, number) {
            return judged(quantity, deviation).map(|(term, status)| (term, end, status));
        }
        at = end;
    }
    None
}

fn number(text: &Folded, at: usize) -> (f32, usize) {
    let mut end = at;
    while text.chars.get(end).is_some_and(|c| c.is_ascii_digit() || *c == '.') && end - at < 8 {
        end += 1;
    }
    let digits: String = text.chars[at..end].iter().collect();
    (digits.trim_end_matches('.').parse().unwrap_or(f32::NAN), end)
}

/// Standard deviations from the mean, from "-3.2 SD", "3 SD below the mean", "z -3", "<3rd centile".
fn deviation(text: &Folded, at: usize, end: usize, number: f32) -> Option<(f32, usize)> {
    let spaces = |mut place: usize| {
        while text.chars.get(place).is_some_and(|c| *c == ' ') {
            place += 1;
        }
        place
    };
    let before = |word: &str| {
        let mut from = at;
        while from > 0 && text.chars[from - 1] == ' ' {
            from -= 1;
        }
        from.checked_sub(word.chars().count()).is_some_and(|from| text.has(from, word))
    };
    let unit = spaces(end);
    let minus = before("-") || before("minus") || before("まいなす");
    let scored = [
        "z",
        "z score",
        "z-score",
        "sds",
        "zscore",
        "sd score",
        "z =",
        "z-score:",
        "sds:",
        "z:",
        "z-score of",
        "sds of",
    ];
    let z = scored.iter().any(|word| {
        let mut from = at;
        while from > 0 && matches!(text.chars[from - 1], ' ' | '-' | '+' | '=') {
            from -= 1;
        }
        from.checked_sub(word.len()).is_some_and(|from| text.has(from, word))
    });
    if text.has(unit, "sd") || text.has(unit, "s.d") || text.has(unit, "standard dev") {
        let after = spaces(unit + if text.has(unit, "standard") { 19 } else { 2 });
        let after = if text.has(after, "s ") { spaces(after + 1) } else { after };
        let below = text.has(after, "below");
        let sign = if minus || below { -1.0 } else { 1.0 };
        return Some((sign * number, (unit + 2).min(text.len())));
    }
    if z {
        return Some((if minus { -number } else { number }, end));
    }
    let unit = ["st", "nd", "rd", "th"].iter().find(|word| text.has(unit, word)).map_or(unit, |_| spaces(unit + 2));
    let named = ["centile", "percentile", "%tile", "%ile", "ぱーせんたいる", "パーセンタイル"]
        .iter()
        .find(|word| text.has(unit, word))?;
    let end = unit + named.chars().count();
    let below = ["<", "below", "below the", "under", "under the", "less than", "less than the", "beneath the"]
        .iter()
        .any(|word| before(word))
        || text.has(end, "未満")
        || text.has(end, "以下");
    let above = [">", "above", "above the", "over", "over the", "greater than the"].iter().any(|word| before(word))
        || text.has(end, "以上")
        || text.has(end, "を超");
    let deviation = match number {
        n if below && n <= 3.0 => -2.5,
        n if n < 2.3 => -2.1,
        n if above && n >= 97.0 => 2.5,
        n if n > 97.7 => 2.1,
        n if (25.0..=75.0).contains(&n) && !below && !above => 0.0,
        _ => 1.7,
    };
    Some((deviation, end))
}

fn judged(quantity: Quantity, deviation: f32) -> Option<(u32, FeatureStatus)> {
    let (low, high) = match quantity {
        Quantity::Height => (Some(4_322), Some(98)),
        Quantity::Weight => (Some(4_325), None),
        Quantity::Head => (Some(252), Some(256)),
        Quantity::BirthWeight => (Some(1_518), Some(1_520)),
        Quantity::Mass => (Some(45_082), None),
        _ => (None, None),
    };
    match deviation {
        // HPO: severe short stature is more than four standard deviations below the mean.
        d if d < -4.0 && quantity == Quantity::Height => Some((3_510, FeatureStatus::Observed)),
        d if d <= -2.0 => low.map(|term| (term, FeatureStatus::Observed)),
        d if d >= 2.0 => high.map(|term| (term, FeatureStatus::Observed)),
        d if d.abs() < 1.0 && matches!(quantity, Quantity::Height | Quantity::Head) => {
            low.map(|term| (term, FeatureStatus::Excluded))
        }
        _ => None,
    }
}

/// Degrees of intellectual disability by intelligence quotient (HPO's definitions).
fn intelligence(quotient: f32) -> Option<(u32, FeatureStatus)> {
    match quotient {
        q if !(8.0..200.0).contains(&q) => None,
        q if q < 20.0 => Some((2_187, FeatureStatus::Observed)),
        q if q < 35.0 => Some((10_864, FeatureStatus::Observed)),
        q if q < 50.0 => Some((2_342, FeatureStatus::Observed)),
        q if q < 70.0 => Some((1_256, FeatureStatus::Observed)),
        q if q < 85.0 => Some((6_889, FeatureStatus::Observed)),
        _ => Some((1_249, FeatureStatus::Excluded)),
    }
}
