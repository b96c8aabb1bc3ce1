//! The variants that were given.

use maud::{Markup, html};

use super::words;
use super::{Page, numbers};
use crate::domain::{AnnotatedVariant, CaseVariants, Coverage, GeneEffect, LeftOut, Member};
use crate::report::variant_words;

/// Variants of a chosen list that are shown; more would be an appendix of its own.
const LISTED: usize = 40;

impl Page<'_> {
    pub(super) fn variants_given(self) -> Markup {
        html! {
            h3 { (self.say("Variants", "バリアント")) }
            @match &self.context.case.variants {
                None => p { (self.say("None were given.", "入力なし。")) },
                Some(given) => {
                    (self.account(given))
                    @if given.members.len() > 1 { (self.family(&given.members)) }
                    @if given.coverage == Coverage::Selected { (self.list(given)) }
                },
            }
        }
    }

    /// How many were read, and what became of them.
    fn account(self, given: &CaseVariants) -> Markup {
        let tally = &given.tally;
        let left = LeftOut::ALL.into_iter().filter(|reason| tally.count(*reason) > 0);
        html! {
            dl.facts {
                @if let Some(source) = self.context.variant_source {
                    dt { (self.say("File", "ファイル")) } dd { bdi { (source) } }
                }
                dt { (self.say("Extent", "範囲")) } dd { (words::coverage(given.coverage, self.style)) }
                dt { (self.say("Records read", "読み取った記録")) } dd { (numbers::grouped(tally.records)) }
                @if tally.malformed > 0 {
                    dt { (self.say("Not readable", "読み取れない記録")) } dd { (numbers::grouped(tally.malformed)) }
                }
                dt { (self.say("Alleles read", "読み取ったアレル")) } dd { (numbers::grouped(tally.alleles)) }
                dt { (self.say("Alleles used", "使用したアレル")) } dd { (numbers::grouped(tally.kept)) }
                dt { (self.say("Left out", "除外")) }
                dd {
                    @for (place, reason) in left.clone().enumerate() {
                        @if place > 0 { (self.say("; ", "、")) }
                        (variant_words::left_out(reason, self.style)) " " (numbers::grouped(tally.count(reason)))
                    }
                    @if left.count() == 0 { (self.say("none", "なし")) }
                }
            }
        }
    }

    fn family(self, members: &[Member]) -> Markup {
        html! {
            table {
                caption { (self.say("Persons in the variant file", "バリアントファイルの個人")) }
                thead { tr {
                    th scope="col" { (self.say("Sample", "検体")) }
                    th scope="col" { (self.say("Relation", "続柄")) }
                    th scope="col" { (self.say("Sex", "性別")) }
                    th scope="col" { (self.say("Has the disease", "罹患")) }
                } }
                tbody {
                    @for member in members {
                        tr {
                            th scope="row" { bdi { (member.sample) } }
                            td.word { (variant_words::relation(member.relation, self.style)) }
                            td.word { (words::sex(member.sex, self.style)) }
                            td.word { (match member.affected {
                                Some(true) => self.say("yes", "あり"),
                                Some(false) => self.say("no", "なし"),
                                None => self.say("not known", "不明"),
                            }) }
                        }
                    }
                }
            }
        }
    }

    fn list(self, given: &CaseVariants) -> Markup {
        html! {
            table {
                thead { tr {
                    th scope="col" { (self.say("Gene", "遺伝子")) }
                    th scope="col" { (self.say("Variant", "バリアント")) }
                    th scope="col" { (self.say("Effect", "影響")) }
                    th scope="col" { (self.say("Genotype", "遺伝型")) }
                    th scope="col" { (self.say("Class as given", "入力された分類")) }
                } }
                tbody {
                    @for variant in given.variants.iter().take(LISTED) {
                        @for effect in &variant.effects { (self.listed(variant, effect)) }
                    }
                }
            }
            @if given.variants.len() > LISTED {
                p { (given.variants.len() - LISTED) " " (self.say("more are not shown.", "件は表示していません。")) }
            }
        }
    }

    fn listed(self, variant: &AnnotatedVariant, effect: &GeneEffect) -> Markup {
        let genotype = variant.calls.first().map(|call| variant_words::zygosity(call.genotype.zygosity(), self.style));
        html! {
            tr {
                th.gene scope="row" { (self.symbol(effect)) }
                td.id { (self.description(variant, effect)) }
                td { (self.consequence(effect.consequence)) }
                td.word { (genotype.unwrap_or_else(|| self.say("unknown", "不明"))) }
                td.word { (variant.stated.map_or("–", |class| variant_words::class(class, self.style))) }
            }
        }
    }
}
