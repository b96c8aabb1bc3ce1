//! What the variants say of a candidate, and genes without a known disease.

use maud::{Markup, html};

use super::words;
use super::{Page, numbers};
use crate::diagnosis::{CandidateGenotype, ListedFit};
use crate::report::variants::kind_text;
use crate::scoring::genotype::GenotypeStatus;

/// Candidate genes shown.
const GENES: usize = 5;

impl Page<'_> {
    pub(super) fn genotype(self, genotype: &CandidateGenotype) -> Markup {
        let (sign, said) = match (genotype.status, genotype.fits.first()) {
            (GenotypeStatus::Fits, _) => ("+", self.say("the genotype fits the disease", "遺伝型が疾患に適合する")),
            (GenotypeStatus::NoFit, Some(fit)) if !fit.alleles.is_empty() => {
                ("−", self.say("the variants found do not fit well", "見つかったバリアントは適合しない"))
            }
            (GenotypeStatus::NoFit, _) => (
                "−",
                self.say(
                    "no variant of its genes is used (left out, or not in the list; coverage is not known)",
                    "原因遺伝子に使用できるバリアントがない（除外または一覧になし、被覆度は不明）",
                ),
            ),
            (GenotypeStatus::NoKnownGene, _) => (
                "○",
                self.say(
                    "this entry of the knowledge base names no gene: variants say nothing",
                    "知識ベースのこの項目に遺伝子の記載なし：バリアントでは判断できない",
                ),
            ),
            (GenotypeStatus::NotListed, _) => (
                "○",
                self.say(
                    "none of the listed variants is in its genes: nothing is said",
                    "一覧のバリアントは原因遺伝子にない：判断しない",
                ),
            ),
        };
        html! {
            h4 { (self.say("Variants", "バリアント")) }
            p.line {
                span.sign aria-hidden="true" { (sign) } " " (said)
                @if matches!(genotype.status, GenotypeStatus::Fits | GenotypeStatus::NoFit) {
                    " – " (self.say("likelihood ratio", "尤度比")) " " strong { (numbers::ratio(genotype.ratio)) }
                }
                @if let Some(modes) = &genotype.modes {
                    (self.say(". Judged by: ", "。判定に用いた遺伝形式："))
                    @for (place, mode) in modes.modes.iter().enumerate() {
                        @if place > 0 { (self.say(", ", "、")) }
                        (words::mode(*mode, self.style))
                    }
                    @if !modes.stated {
                        " " (self.say("(from the chromosome alone; no source states a mode)", "（染色体のみによる。情報源に遺伝形式の記載なし）"))
                    }
                }
            }
            @for (place, fit) in genotype.fits.iter().enumerate() {
                @if place == 0 { (self.fit(fit)) } @else { (self.further(fit)) }
            }
        }
    }

    fn fit(self, fit: &ListedFit) -> Markup {
        html! {
            @if !fit.alleles.is_empty() {
                p.line { strong { (kind_text(fit.kind, self.style)) } (self.say(", ", "、")) (words::mode(fit.mode, self.style)) }
                @for allele in &fit.alleles { (self.allele(allele)) }
            }
        }
    }

    /// A less likely way, by name only.
    fn further(self, fit: &ListedFit) -> Markup {
        html! {
            @if !fit.alleles.is_empty() {
                p.line {
                    (self.say("Less likely: ", "可能性が低いもの：")) (kind_text(fit.kind, self.style)) (self.say(", ", "、"))
                    (words::mode(fit.mode, self.style)) " – "
                    @for (place, allele) in fit.alleles.iter().enumerate() {
                        @if place > 0 { " + " }
                        span.gene { (self.symbol(&allele.effect)) } " "
                        (self.description(&allele.variant, &allele.effect))
                    }
                    (self.say(", likelihood ratio ", "、尤度比 ")) (numbers::ratio(fit.ratio))
                }
            }
        }
    }

    pub(super) fn candidate_genes(self) -> Markup {
        let found = self.result.variants.as_ref().map_or(&[][..], |summary| &summary.candidate_genes);
        html! {
            @if !found.is_empty() {
                section {
                    h2 { (self.say("Genes without a known disease", "疾患未知の候補遺伝子")) }
                    p.intro { (self.say(
                        "Variants that stand out in genes of which the knowledge base knows no disease. They take no part in \
                         the ranking above.",
                        "知識ベースに疾患の記載がない遺伝子で目立つバリアントです。上の順位には関与しません。",
                    )) }
                    @for item in found.iter().take(GENES) {
                        article.candidate {
                            h3 { span.gene { (self.kb().gene(item.gene).symbol()) } " " span.other lang="en" { (self.kb().gene(item.gene).name()) } }
                            (self.fit(&item.fit))
                        }
                    }
                    @if found.len() > GENES {
                        p { (found.len() - GENES) " " (self.say("more are not shown.", "件は表示していません。")) }
                    }
                }
            }
        }
    }
}
