//! What speaks for and against each candidate.

use maud::{Markup, html};

use super::names::{self, ids};
use super::words;
use super::{Page, numbers};
use crate::diagnosis::Candidate;
use crate::domain::{Finding, Frequency, LogLikelihoodRatio, MatchKind};
use crate::report::text::{frequency_text, group_text};
use crate::rerank::{Attribution, FeatureGroup};

/// References shown for a finding; the JSON answer has them all.
const REFERENCES: usize = 4;
/// A group of features that moved the model's score by less is not named.
const LEAST_MOVE: f32 = 0.1;
/// Parts of a score below this are not named.
const LEAST_PART: f32 = 0.05;

impl Page<'_> {
    pub(super) fn evidence(self) -> Markup {
        let shown = self.context.details.min(self.result.candidates.len());
        html! {
            @if shown > 0 {
                section {
                    h2 { (self.say("Evidence", "根拠")) }
                    p.intro {
                        (self.say("For the first ", "上位 ")) (shown)
                        (self.say(
                            if shown == 1 { " candidate: what" } else { " candidates: what" },
                            " 候補について、",
                        ))
                        (self.say(
                            " speaks for and against each, and the papers behind it.",
                            "支持する所見・否定的な所見とその文献を示します。",
                        ))
                    }
                    @for candidate in self.result.candidates.iter().take(shown) { (self.candidate(candidate)) }
                }
            }
        }
    }

    fn candidate(self, candidate: &Candidate) -> Markup {
        let disease = self.kb().disease(candidate.disease);
        html! {
            article.candidate {
                h3 { (candidate.rank) ". " (self.disease_names(disease)) }
                p.line {
                    strong { (numbers::percent(candidate.probability.value())) } " " (numbers::bar(candidate.probability.value()))
                    " " (ids(disease)) " " (self.say("Genes: ", "遺伝子："))
                    span.gene { (self.gene_symbols(disease)) } " " (self.badge_list(disease))
                }
                (self.moved(candidate))
                (self.findings(&candidate.findings))
                (self.other_parts(candidate))
                @if let Some(genotype) = &candidate.genotype { (self.genotype(genotype)) }
            }
        }
    }

    fn findings(self, findings: &[Finding]) -> Markup {
        html! {
            table.findings {
                thead { tr {
                    th scope="col" { (self.say("Speaks", "方向")) }
                    th scope="col" { (self.say("Patient's finding", "患者の所見")) }
                    th scope="col" { (self.say("In this disease", "この疾患では")) }
                    th scope="col" { (self.say("Frequency", "頻度")) }
                    th.number scope="col" { (self.say("Likelihood ratio", "尤度比")) }
                    th scope="col" { (self.say("References", "文献")) }
                } }
                tbody { @for finding in findings { (self.finding(finding)) } }
            }
        }
    }

    fn finding(self, finding: &Finding) -> Markup {
        let (sign, word) = words::direction(finding, self.style);
        let more = finding.references.len().saturating_sub(REFERENCES);
        html! {
            tr {
                td.word { span.sign aria-hidden="true" { (sign) } " " (word) }
                th scope="row" {
                    @if finding.status == crate::domain::FeatureStatus::Excluded {
                        strong { (self.say("excluded: ", "なし（除外）：")) }
                    }
                    (self.term_names(finding.query)) " " span.id { (finding.query) }
                }
                td {
                    (words::match_kind(finding.kind, self.style))
                    @if let Some(matched) = finding.matched.filter(|id| *id != finding.query) {
                        (self.say(": ", "：")) (self.term_name(matched)) " " span.id { (matched) }
                    }
                    @if finding.borrowed {
                        " " (self.say("(from diseases of the same gene or family)", "（同一遺伝子・同系統の疾患から）"))
                    }
                }
                (self.frequency(finding))
                td.number { (numbers::ratio(finding.ratio)) }
                td.references {
                    @for (place, reference) in finding.references.iter().take(REFERENCES).enumerate() {
                        @if place > 0 { ", " }
                        (names::reference(reference))
                    }
                    @if more > 0 { " +" (more) }
                }
            }
        }
    }

    fn frequency(self, finding: &Finding) -> Markup {
        match (finding.frequency, finding.matched) {
            // Numbers are never broken; a class in words may be, before its bounds.
            (Some(frequency @ Frequency::Range(_)), _) => {
                let text = frequency_text(frequency, self.style);
                let (class, bounds) = text.split_once(" (").unwrap_or((&text, ""));
                html! { td { (class) @if !bounds.is_empty() { " " span.together { "(" (bounds) } } } }
            }
            (Some(frequency), _) => html! { td.word { (frequency_text(frequency, self.style)) } },
            (None, Some(_)) if !finding.borrowed && finding.kind != MatchKind::Unmatched => {
                html! { td { (self.say("not known", "不明")) } }
            }
            _ => html! { td { "–" } },
        }
    }

    /// Where the learned model moved a candidate from, and what moved it.
    fn moved(self, candidate: &Candidate) -> Markup {
        if self.engine.reranker().is_none() {
            return html! {};
        }
        let Some(model) = &candidate.model else {
            return html! { p.line { (self.say(
                "The learned model did not look at this disease closely; it stands by its likelihood ratios.",
                "学習モデルはこの疾患を詳しく比較していません。尤度比による順位です。",
            )) } };
        };
        let parts = |up: bool| self.groups(model.attribution.as_ref(), up);
        let (up, down) = (parts(true), parts(false));
        html! {
            p.line {
                (self.say("Learned model: ", "学習モデル："))
                @if candidate.rank == candidate.evidence_rank {
                    (self.say("same place as by likelihood ratios alone", "尤度比のみの順位と同じ"))
                } @else {
                    (self.say("moved from place ", "尤度比のみでは ")) (candidate.evidence_rank)
                    (self.say(" (likelihood ratios alone) to place ", " 位、モデルにより ")) (candidate.rank)
                    (self.say("", " 位"))
                }
                @if !up.is_empty() {
                    (self.say(". Raised by: ", "。上げた要因：")) (up.join(self.say("; ", "、")))
                }
                @if !down.is_empty() {
                    (self.say(". Lowered by: ", "。下げた要因：")) (down.join(self.say("; ", "、")))
                }
                (self.say(".", "。"))
            }
        }
    }

    /// The groups that moved it one way, the strongest first.
    fn groups(self, attribution: Option<&Attribution>, up: bool) -> Vec<&'static str> {
        let mut parts: Vec<(FeatureGroup, f32)> = attribution
            .into_iter()
            .flat_map(Attribution::by_group)
            .filter(|(_, part)| part.abs() >= LEAST_MOVE && (*part > 0.0) == up)
            .collect();
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        parts.into_iter().map(|(group, _)| group_text(group, self.style)).collect()
    }

    /// Parts of the likelihood-ratio score that no finding accounts for.
    fn other_parts(self, candidate: &Candidate) -> Markup {
        let parts = [
            (self.say("how fully the disease is described", "疾患の記載の程度"), candidate.description_prior),
            (self.say("sex and mode of inheritance", "性別と遺伝形式"), candidate.sex),
        ];
        let named: Vec<(&str, f32)> = parts.into_iter().filter(|(_, part)| part.abs() >= LEAST_PART).collect();
        html! {
            @if !named.is_empty() {
                p.line {
                    (self.say("Besides the findings: ", "所見以外："))
                    @for (place, (words, part)) in named.iter().enumerate() {
                        @if place > 0 { "; " }
                        (words) " – " (self.say("likelihood ratio", "尤度比")) " "
                        (numbers::ratio(LogLikelihoodRatio::from_ln(*part)))
                    }
                }
            }
        }
    }
}
