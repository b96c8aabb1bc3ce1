//! Numbers as they are read on paper.

use maud::{Markup, html};

use crate::domain::{Age, LogLikelihoodRatio};
use crate::report::style::{Language, Style};

/// Width of a bar for a probability of 1, in CSS pixels.
const BAR: f64 = 72.0;

/// `79.9 %`; a share below a thousandth is not rounded to nothing.
pub(super) fn percent(share: f64) -> String {
    if share < 0.001 { "< 0.1 %".to_owned() } else { format!("{:.1} %", 100.0 * share) }
}

/// A bar as a picture, which is printed also where backgrounds are not. The number stands beside it.
pub(super) fn bar(share: f64) -> Markup {
    let filled = (share.clamp(0.0, 1.0) * BAR).round();
    html! {
        svg.bar width="74" height="9" viewBox="0 0 74 9" aria-hidden="true" focusable="false" {
            rect x="0.5" y="0.5" width="73" height="8" fill="none" stroke="#000" stroke-width="0.6" {}
            rect x="1" y="1" width=(format!("{filled:.0}")) height="7" fill="#333" {}
        }
    }
}

/// A likelihood ratio with two or three significant digits.
pub(super) fn ratio(ratio: LogLikelihoodRatio) -> String {
    let value = ratio.ratio();
    match value {
        value if value < 0.01 => "< 0.01".to_owned(),
        value if value < 10.0 => format!("{value:.2}"),
        value if value < 1e6 => grouped(value.round() as u64),
        _ => "> 1,000,000".to_owned(),
    }
}

/// `12,345`
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An age in words.
pub(super) fn age(age: Age, style: Style) -> String {
    let mut words = Vec::new();
    let mut number = String::new();
    for character in age.to_string().chars() {
        if character.is_ascii_digit() {
            number.push(character);
            continue;
        }
        let one = number == "1";
        words.push(match (style.language, character) {
            (Language::Japanese, 'y') => format!("{number}歳"),
            (Language::Japanese, 'm') => format!("{number}か月"),
            (Language::Japanese, _) => format!("{number}日"),
            (Language::English, 'y') => format!("{number} year{}", if one { "" } else { "s" }),
            (Language::English, 'm') => format!("{number} month{}", if one { "" } else { "s" }),
            (Language::English, _) => format!("{number} day{}", if one { "" } else { "s" }),
        });
        number.clear();
    }
    words.join(if style.language == Language::Japanese { "" } else { " " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_have_words() {
        let words = |text: &str, language| age(text.parse().unwrap(), Style { color: false, language });
        assert_eq!(words("3y6m", Language::English), "3 years 6 months");
        assert_eq!(words("1y1m", Language::English), "1 year 1 month");
        assert_eq!(words("10d", Language::Japanese), "10日");
        assert_eq!(words("3y6m", Language::Japanese), "3歳6か月");
    }

    #[test]
    fn small_and_large_numbers_are_not_rounded_away() {
        let text = |value: f32| ratio(LogLikelihoodRatio::from_ln(value.ln()));
        assert_eq!(text(0.0001), "< 0.01");
        assert_eq!((text(0.5), text(3.456), text(12_345.0)), ("0.50".into(), "3.46".into(), "12,345".into()));
        assert_eq!(text(1e9), "> 1,000,000");
        assert_eq!((percent(0.0), percent(0.799)), ("< 0.1 %".into(), "79.9 %".into()));
        assert_eq!((grouped(0), grouped(999), grouped(1_234_567)), ("0".into(), "999".into(), "1,234,567".into()));
    }
}
