//! The page a clinician reads in a terminal.

use std::fmt::Write;

use super::japan::badges;
use super::sides::term_name;
use super::style::{Language, Style};
use super::variants::{genotype_lines, summary_lines};
use crate::diagnosis::{Candidate, DifferentialDiagnosis, Engine, Step, StepOutcome};
use crate::domain::{FeatureStatus, Finding, Frequency, FrequencyRange, InputIssue, MatchKind, Member};
use crate::knowledge::KnowledgeBase;
use crate::rerank::{Attribution, FeatureGroup};

/// Width of the bar for a probability of 1.
const BAR: usize = 20;
/// Findings shown per candidate on each side.
const SHOWN: usize = 5;

/// Candidates with their key findings, the issues before them, what was not done after them.
#[must_use]
pub fn to_text(engine: &Engine, result: &DifferentialDiagnosis, issues: &[InputIssue], style: Style) -> String {
    let kb = engine.kb();
    let mut text = String::new();
    for issue in issues {
        let line = issue.to_string();
        let _ = writeln!(
            text,
            "{}",
            if issue.severity == crate::domain::Severity::Note { style.dim(&line) } else { style.bad(&line) }
        );
    }
    let title = style.say("Differential diagnosis", "鑑別診断");
    let of = style.say("diseases considered", "疾患を検討");
    let _ = writeln!(text, "{} ({} {of}; HPO {})\n", style.bold(title), result.considered, kb.hpo_release());
    for candidate in &result.candidates {
        let members = result.variants.as_ref().map_or(&[][..], |variants| &variants.members);
        candidate_text(&mut text, kb, candidate, members, style);
    }
    let _ = writeln!(
        text,
        "{}: {:.1} %",
        style.say("All diseases not listed", "表示外の疾患の合計"),
        100.0 * result.remainder.value()
    );
    if let Some(none) = result.none_of_these {
        let share = 100.0 * none.value();
        let words = style.say(
            "Probability that the diagnosis is none of the diseases compared closely (not in the knowledge base, or far down)",
            "詳しく比較した疾患のいずれでもない確率（知識ベースにない、または下位）",
        );
        let line = format!("{words}: {share:.1} %");
        let _ = writeln!(text, "{}", if share >= 50.0 { style.bad(&line) } else { line });
    }
    for line in result.variants.iter().flat_map(|summary| summary_lines(kb, summary, style)) {
        let _ = writeln!(text, "{line}");
    }
    if !result.genes.is_empty() {
        let symbols: Vec<&str> = result.genes.iter().map(|ranked| kb.gene(ranked.gene).symbol()).collect();
        let _ = writeln!(text, "{}: {}", style.say("Genes", "遺伝子"), symbols.join(", "));
    }
    for step in result.steps.iter().filter(|step| step.outcome == StepOutcome::NotRun) {
        let _ = writeln!(
            text,
            "{}",
            style.dim(&format!("{}: {}", style.say("Not done", "未実施"), step_text(step, style)))
        );
    }
    let _ = writeln!(
        text,
        "{}",
        style.dim(style.say(
            "Decision support for healthcare professionals; not a diagnosis.",
            "医療従事者の判断を支援する情報です。診断ではありません。"
        ))
    );
    text
}

pub(super) fn candidate_text(
    text: &mut String,
    kb: &KnowledgeBase,
    candidate: &Candidate,
    members: &[Member],
    style: Style,
) {
    let disease = kb.disease(candidate.disease);
    let name = match (style.language, disease.name_ja()) {
        (Language::Japanese, Some(ja)) => format!("{ja} / {}", disease.name()),
        (_, Some(ja)) => format!("{} ({ja})", disease.name()),
        _ => disease.name().to_owned(),
    };
    let probability = candidate.probability.value();
    let filled = (probability * BAR as f64).round() as usize;
    let bar = format!("{}{}", "█".repeat(filled), "░".repeat(BAR - filled.min(BAR)));
    let _ = writeln!(text, "{:>3}. {}", candidate.rank, style.bold(&name));
    let percent = if probability < 0.001 { "<0.1".to_owned() } else { format!("{:.1}", 100.0 * probability) };
    let _ = write!(text, "     {bar} {percent:>5} %");
    for badge in badges(disease, style.language) {
        let _ = write!(text, "  {badge}");
    }
    if let Some(moved) = moved_text(candidate, style) {
        let _ = write!(text, "  {}", style.dim(&moved));
    }
    text.push('\n');
    let ids: Vec<String> = disease.ids().map(|id| id.to_string()).collect();
    let genes: Vec<&str> = disease.genes().map(|link| kb.gene(link.gene).symbol()).collect();
    let genes = if genes.is_empty() {
        style.say("no gene named", "遺伝子の記載なし").to_owned()
    } else {
        genes.join(", ")
    };
    let _ = writeln!(text, "     {} · {}", ids.join(" "), genes);
    for line in candidate.genotype.iter().flat_map(|genotype| genotype_lines(kb, genotype, members, style)) {
        let _ = writeln!(text, "     {line}");
    }
    let speaks = |finding: &&Finding, for_it: bool| {
        if for_it { is_support(finding) } else { !is_support(finding) && is_against(finding) }
    };
    for (for_it, sign) in [(true, "+"), (false, "−")] {
        let some: Vec<&Finding> = candidate.findings.iter().filter(|f| speaks(f, for_it)).collect();
        for finding in some.iter().take(SHOWN) {
            let related = finding.kind == MatchKind::Related;
            let line = format!("     {} {}", if related { "≈" } else { sign }, finding_text(kb, finding, style));
            let line = if related {
                style.dim(&line)
            } else if for_it {
                style.good(&line)
            } else {
                style.bad(&line)
            };
            let _ = writeln!(text, "{line}");
        }
        if some.len() > SHOWN {
            let _ = writeln!(
                text,
                "       {}",
                style.dim(&format!("{} {}", style.say("and more:", "ほか"), some.len() - SHOWN))
            );
        }
    }
    text.push('\n');
}

/// Where the model moved a candidate from, and what moved it most.
fn moved_text(candidate: &Candidate, style: Style) -> Option<String> {
    let attribution = candidate.model.as_ref()?.attribution.as_ref();
    let mut line = match candidate.evidence_rank {
        same if same == candidate.rank => return None,
        before => format!("{} {before}", style.say("by likelihood ratio alone: place", "尤度比のみでの順位：")),
    };
    let up = candidate.rank < candidate.evidence_rank;
    let mut parts: Vec<(FeatureGroup, f32)> =
        attribution.into_iter().flat_map(Attribution::by_group).filter(|(_, part)| (*part > 0.0) == up).collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let words: Vec<&str> = parts.iter().take(2).map(|(group, _)| group_text(*group, style)).collect();
    if !words.is_empty() {
        let way = if up {
            style.say("raised by", "上げた要因：")
        } else {
            style.say("lowered by", "下げた要因：")
        };
        let _ = write!(line, "; {way} {}", words.join(style.say(" and ", "、")));
    }
    Some(format!("({line})"))
}

pub(super) fn group_text(group: FeatureGroup, style: Style) -> &'static str {
    match group {
        FeatureGroup::Findings => style.say("the findings' weight", "所見の強さ"),
        FeatureGroup::Similarity => style.say("likeness of the whole picture", "全体像の類似"),
        FeatureGroup::Expected => style.say("expected findings seen or missing", "期待される所見の有無"),
        FeatureGroup::Description => style.say("how the disease is described", "疾患の記載の程度"),
        FeatureGroup::Relatives => style.say("diseases of the same gene or family", "同一遺伝子・同系統の疾患"),
        FeatureGroup::Patient => style.say("age, sex and inheritance", "年齢・性別・遺伝形式"),
    }
}

fn is_support(finding: &Finding) -> bool {
    finding.ratio.ln() > 0.0 && finding.kind != MatchKind::Unmatched
}

fn is_against(finding: &Finding) -> bool {
    finding.status == FeatureStatus::Observed || finding.ratio.ln() < 0.0
}

fn finding_text(kb: &KnowledgeBase, finding: &Finding, style: Style) -> String {
    let name = |id| term_name(kb, id, style.language);
    let mut line = match finding.status {
        FeatureStatus::Observed => name(finding.query),
        FeatureStatus::Excluded => format!("{} {}", style.say("absent:", "なし："), name(finding.query)),
    };
    let _ = match (finding.kind, finding.matched) {
        (MatchKind::Exact, _) => write!(line, " ="),
        (MatchKind::Unmatched, _) => {
            write!(line, " ({})", style.say("not described in this disease", "この疾患では記載なし"))
        }
        (MatchKind::Contradicted, Some(term)) => write!(line, " ≠ {}", name(term)),
        // A sibling under a common ancestor may be the very opposite (hypo- and hyperthyroidism).
        (MatchKind::Related, Some(term)) if term != finding.query => {
            write!(line, " {} {}", style.say("(related only to)", "（関連のみ：）"), name(term))
        }
        (MatchKind::QueryMoreGeneral | MatchKind::QueryMoreSpecific, Some(term)) if term != finding.query => {
            write!(line, " ~ {}", name(term))
        }
        _ => Ok(()),
    };
    match (finding.frequency, finding.matched) {
        (Some(frequency), _) => {
            let _ = write!(line, " {}", frequency_text(frequency, style));
        }
        (None, Some(_)) if !finding.borrowed => {
            let _ = write!(line, " {}", style.say("(frequency unknown)", "（頻度不明）"));
        }
        _ => {}
    }
    let _ = write!(line, "  LR {}", ratio_text(finding.ratio.ratio()));
    if finding.borrowed {
        let _ = write!(
            line,
            "  {}",
            style.say("(from diseases of the same gene or family)", "（同一遺伝子・同系統の疾患から）")
        );
    }
    if let Some(first) = finding.references.first() {
        let more =
            if finding.references.len() > 1 { format!(" +{}", finding.references.len() - 1) } else { String::new() };
        let _ = write!(line, "  [{first}{more}]");
    }
    line
}

pub(super) fn frequency_text(frequency: Frequency, style: Style) -> String {
    let (Frequency::Range(range), Language::Japanese) = (frequency, style.language) else {
        return frequency.to_string();
    };
    let word = match range {
        FrequencyRange::Obligate => "必発",
        FrequencyRange::VeryFrequent => "非常に高頻度",
        FrequencyRange::Frequent => "高頻度",
        FrequencyRange::Occasional => "時に",
        FrequencyRange::VeryRare => "まれ",
        FrequencyRange::Excluded => "なし",
    };
    match range.bounds_percent() {
        (low, high) if low == high => format!("{word} ({low}%)"),
        (low, high) => format!("{word} ({low}-{high}%)"),
    }
}

/// Steps are few and fixed; their Japanese is kept here, where text is made.
pub(super) fn step_words(step: &Step, style: Style) -> (&'static str, &'static str) {
    match (style.language, step.name) {
        (Language::Japanese, "variants") => ("バリアント", "入力なし。表現型のみで順位付けしています"),
        (Language::Japanese, "model") => ("学習モデル", "不使用。尤度比のみで順位付けしています"),
        (Language::Japanese, "age") => ("年齢・発症時期", "学習モデルのみが使います。尤度比には影響しません"),
        _ => (step.name, step.detail),
    }
}

fn step_text(step: &Step, style: Style) -> String {
    let (name, detail) = step_words(step, style);
    format!("{name} ({detail})")
}

fn ratio_text(ratio: f32) -> String {
    if ratio >= 10.0 { format!("{ratio:.0}") } else { format!("{ratio:.2}") }
}
