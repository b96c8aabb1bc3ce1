//! The table of candidates.

use maud::{Markup, html};

use super::names::ids;
use super::{Page, numbers};
use crate::diagnosis::Candidate;
use crate::knowledge::DiseaseView;

impl Page<'_> {
    pub(super) fn ranking(self) -> Markup {
        let result = self.result;
        let moved = self.engine.reranker().is_some();
        html! {
            section {
                h2 { (self.say("Candidate diagnoses", "診断候補")) }
                table.ranking {
                    thead { tr {
                        th.number.short scope="col" { (self.say("Place", "順位")) }
                        th scope="col" { (self.say("Disease", "疾患")) }
                        th scope="col" { (self.say("Genes", "遺伝子")) }
                        th scope="col" { (self.say("Probability", "確率")) }
                        @if moved { th.number scope="col" { (self.say("Place by likelihood ratios alone", "尤度比のみの順位")) } }
                    } }
                    tbody {
                        @for candidate in &result.candidates { (self.row(candidate, moved)) }
                        (self.shares(moved))
                    }
                }
                @if !result.genes.is_empty() {
                    p {
                        strong { (self.say("Genes in this order: ", "遺伝子（順位順）：")) }
                        @for (place, ranked) in result.genes.iter().enumerate() {
                            @if place > 0 { ", " }
                            span.gene { (self.kb().gene(ranked.gene).symbol()) }
                        }
                    }
                }
            }
        }
    }

    fn row(self, candidate: &Candidate, moved: bool) -> Markup {
        let disease = self.kb().disease(candidate.disease);
        html! {
            tr {
                td.number { (candidate.rank) }
                th scope="row" { (self.disease_names(disease)) (ids(disease)) (self.badge_list(disease)) }
                td.gene { (self.gene_symbols(disease)) }
                td.share { span.number { (numbers::percent(candidate.probability.value())) } " " (numbers::bar(candidate.probability.value())) }
                @if moved { td.number { (candidate.evidence_rank) } }
            }
        }
    }

    /// What is left of the probability. Candidates beyond the model's shortlist have their share from *none of these*;
    /// where such are listed, the rest is not divided further.
    fn shares(self, moved: bool) -> Markup {
        let result = self.result;
        let beyond = result.candidates.iter().any(|candidate| candidate.model.is_none());
        let rows: Vec<(&str, f64)> = match result.none_of_these {
            Some(none) if !beyond => vec![
                (
                    self.say("All other diseases that were compared closely", "詳しく比較したその他の疾患の合計"),
                    (result.remainder.value() - none.value()).max(0.0),
                ),
                (
                    self.say(
                        "None of the diseases compared closely (not in the knowledge base, or far down the list)",
                        "詳しく比較した疾患のいずれでもない（知識ベースにない、または下位）",
                    ),
                    none.value(),
                ),
            ],
            _ => vec![(self.say("All diseases that are not listed", "表示外の疾患の合計"), result.remainder.value())],
        };
        html! {
            @for (words, share) in rows {
                tr.rest {
                    td { }
                    th scope="row" colspan="2" { (words) }
                    td.share { span.number { (numbers::percent(share)) } " " (numbers::bar(share)) }
                    @if moved { td { } }
                }
            }
        }
    }

    pub(super) fn badge_list(self, disease: DiseaseView<'_>) -> Markup {
        html! { @for badge in self.badges(disease) { span.badge { (badge) } " " } }
    }

    pub(super) fn gene_symbols(self, disease: DiseaseView<'_>) -> Markup {
        let symbols: Vec<&str> = disease.genes().map(|link| self.kb().gene(link.gene).symbol()).collect();
        html! {
            @if symbols.is_empty() { span.plain { (self.say("no gene named", "遺伝子の記載なし")) } }
            @for (place, symbol) in symbols.iter().enumerate() { @if place > 0 { ", " } (symbol) }
        }
    }
}
