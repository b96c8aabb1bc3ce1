//! Ages at which a child sat, walked and spoke, where late enough to be a finding.

use super::fold::{Folded, Script, fold};
use super::measure::Told;
use super::tokens::Token;
use crate::domain::{FeatureStatus, TermId};

/// A milestone: its words, the age in months from which it is late, and the term.
struct Milestone {
    words: &'static [&'static str],
    late: f32,
    term: u32,
}

const MILESTONES: &[Milestone] = &[
    Milestone {
        words: &[
            "walked",
            "walking",
            "did not walk",
            "walk independently",
            "walked independently",
            "walked alone",
            "walked unaided",
            "didn't walk",
            "took first steps",
            "first steps",
            "her first steps",
            "his first steps",
            "walked unsupported",
            "walked without support",
            "began walking",
            "began to walk",
            "started walking",
            "started to walk",
            "independent walking",
            "walked freely",
            "独歩",
            "始歩",
            "独り歩き",
            "歩き始め",
            "歩けるようになったの",
            "歩行獲得",
            "歩いたの",
        ],
        late: 18.0,
        term: 31_936,
    },
    Milestone {
        words: &[
            "sat",
            "sat up",
            "sat unsupported",
            "sat independently",
            "sat alone",
            "did not sit",
            "didn't sit",
            "sitting",
            "could sit",
            "sat without support",
            "sat independently",
            "independent sitting",
            "独座",
            "独坐",
            "座位保持",
            "坐位保持",
            "お座り",
            "おすわり",
            "座位",
        ],
        late: 10.0,
        term: 25_336,
    },
    Milestone {
        words: &[
            "定頸",
            "首すわり",
            "首がすわった",
            "首が座った",
            "頸定",
            "首の据わり",
            "首座り",
            "head control",
            "held his head",
            "held her head",
            "held head up",
            "head held",
            "controlled his head",
            "controlled her head",
        ],
        late: 5.0,
        term: 2_421,
    },
    Milestone {
        words: &[
            "first words",
            "first word",
            "spoke first words",
            "spoke",
            "did not speak",
            "first spoke",
            "said his first words",
            "said her first words",
            "said his first word",
            "said her first word",
            "first meaningful words",
            "single words",
            "talked",
            "began to talk",
            "started talking",
            "started to talk",
            "有意語",
            "初語",
            "始語",
            "言葉が出たの",
        ],
        late: 24.0,
        term: 750,
    },
];

/// Words between a milestone and its age.
const LINKS: &[&str] = &[
    " ",
    "only",
    "at",
    "until",
    "till",
    "by",
    "the",
    "age",
    "of",
    "she",
    "he",
    "was",
    "were",
    "not",
    "independently",
    "alone",
    "unaided",
    "first",
    "about",
    "around",
    "aged",
    "nearly",
    "almost",
    "unsupported",
    "from",
    "achieved",
    "emerged",
    "came",
    "after",
    "between",
    "late",
    ",",
    "(",
    ":",
    "は",
    "が",
    "の",
    "、",
    "：",
    "獲得",
    "も",
    "生後",
    "遅く",
    "で",
    "に",
    "やっと",
    "ようやく",
    "から",
    "処",
    "始",
    "まで",
];

/// Late milestones in the tokens of an English sentence.
pub(super) fn english(text: &str, offset: usize, tokens: &[Token]) -> Vec<Told> {
    let folded = fold(text, offset);
    let place = |byte: usize| tokens.partition_point(|token| token.end <= byte);
    japanese(&folded)
        .into_iter()
        .map(|t| Told { first: place(folded.starts[t.first]), last: place(folded.ends[t.last] - 1), ..t })
        .filter(|t| t.first <= t.last && t.last < tokens.len())
        .collect()
}

/// Late milestones in a sentence.
pub(super) fn japanese(text: &Folded) -> Vec<Told> {
    let mut out: Vec<Told> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let inside = text.scripts[at] == Script::Latin && at > 0 && text.scripts[at - 1] == Script::Latin;
        let found = MILESTONES.iter().find_map(|milestone| Some((milestone, text.longest(at, milestone.words)?)));
        let Some((milestone, word)) = found.filter(|_| !inside) else {
            at += 1;
            continue;
        };
        let end = at + word.chars().count();
        if let Some((months, last)) = age_after(text, end)
            && months >= milestone.late
            && months < 200.0
        {
            let term = TermId::from_number(milestone.term);
            out.push(Told { first: at, last: last - 1, term, status: FeatureStatus::Observed });
            at = last;
        } else {
            at = end;
        }
    }
    out
}

/// The age in months right after a milestone, and where it ends.
fn age_after(text: &Folded, start: usize) -> Option<(f32, usize)> {
    let mut at = start;
    while at < text.len() && at - start < 40 {
        if let Some(word) = text.longest(at, WORDS) {
            let number = WORDS.iter().position(|known| *known == word)? as f32 + 1.0;
            return unit(text, at + word.len(), number);
        }
        if text.chars[at].is_ascii_digit() {
            let mut end = at;
            while text.chars.get(end).is_some_and(|c| c.is_ascii_digit() || *c == '.') && end - at < 6 {
                end += 1;
            }
            let digits: String = text.chars[at..end].iter().collect();
            return unit(text, end, digits.trim_end_matches('.').parse().ok()?);
        }
        at += text.longest(at, LINKS)?.chars().count();
    }
    None
}

const WORDS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

fn unit(text: &Folded, at: usize, number: f32) -> Option<(f32, usize)> {
    let at = if text.chars.get(at).is_some_and(|c| *c == ' ' || *c == '-') { at + 1 } else { at };
    let months = ["months", "month", "mo", "か月", "ヶ月", "箇月", "m "];
    if let Some(word) = text.longest(at, &months) {
        return Some((number, at + word.trim_end().chars().count()));
    }
    let years = ["years", "year", "yrs", "y", "歳", "才"];
    let word = text.longest(at, &years)?;
    let end = at + word.chars().count();
    if text.has(end, "半") {
        return Some((number.mul_add(12.0, 6.0), end + 1));
    }
    if text.chars.get(end).is_some_and(char::is_ascii_digit) {
        let stop = (end..text.len()).find(|&k| !text.chars[k].is_ascii_digit()).unwrap_or(text.len());
        let digits: String = text.chars[end..stop].iter().collect();
        if let (Some(word), Ok(more)) = (text.longest(stop, &["か月", "ヶ月"]), digits.parse::<f32>()) {
            return Some((number.mul_add(12.0, more), stop + word.chars().count()));
        }
    }
    Some((number * 12.0, end))
}
