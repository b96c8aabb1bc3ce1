//! What to look for next, in words.

use std::fmt::Write;

use super::style::{Language, Style};
use crate::diagnosis::{Checkable, Question, Shift};
use crate::knowledge::KnowledgeBase;

/// An expected gain that would be written as 0.00 bit: the answer would tell nothing.
const LEAST_GAIN: f64 = 0.005;

/// One line a question, and one an answer.
#[must_use]
pub fn questions_text(kb: &KnowledgeBase, questions: &[Question], style: Style) -> String {
    let mut text = String::new();
    let mut telling = questions.iter().filter(|question| question.expected_gain >= LEAST_GAIN).peekable();
    if telling.peek().is_none() {
        let _ = writeln!(
            text,
            "{}",
            style.say("No finding would change the differential much.", "鑑別を大きく変える所見はありません。")
        );
        return text;
    }
    let _ = writeln!(text, "{}", style.say("What to look for next:", "次に確認するとよい所見:"));
    for question in telling {
        let term = kb.term(question.term);
        let name = match (style.language, term.name_ja()) {
            (Language::Japanese, Some(ja)) => ja,
            _ => term.name(),
        };
        let _ = writeln!(
            text,
            "  {} {} ({}; {} {:.0} %, {:.2} bit)",
            term.id(),
            style.bold(name),
            how(question.how, style),
            style.say("present with", "存在する確率"),
            100.0 * question.present.value(),
            question.expected_gain,
        );
        for (shifts, answer) in [
            (&question.if_present, style.say("if present", "あれば")),
            (&question.if_absent, style.say("if absent", "なければ")),
        ] {
            let change = shifts.first().map_or_else(
                || style.say("hardly any change", "ほぼ変化なし").to_owned(),
                |s| shift_text(kb, s, style),
            );
            let _ = writeln!(text, "     {answer}: {change}");
        }
    }
    text
}

/// How a finding is looked for, in words.
fn how(how: Checkable, style: Style) -> &'static str {
    match how {
        Checkable::Examination => style.say("examination", "診察・問診"),
        Checkable::Laboratory => style.say("laboratory", "検体検査"),
        Checkable::Imaging => style.say("imaging or physiology", "画像・生理検査"),
    }
}

fn shift_text(kb: &KnowledgeBase, shift: &Shift, style: Style) -> String {
    let disease = kb.disease(shift.disease);
    let name = match (style.language, disease.name_ja()) {
        (Language::Japanese, Some(ja)) => ja,
        _ => disease.name(),
    };
    format!("{name} {:.1} % → {:.1} %", 100.0 * shift.before.value(), 100.0 * shift.after.value())
}
