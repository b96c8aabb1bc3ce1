//! One allele with all that it was judged by.

use maud::{Markup, html};

use super::Page;
use super::words;
use crate::diagnosis::ListedAllele;
use crate::domain::{AcmgEvidence, AcmgState, AlleleFrequency, AnnotatedVariant, Consequence, GeneEffect, Zygosity};
use crate::report::variant_words;
use crate::scoring::genotype::is_reliably_absent;

impl Page<'_> {
    pub(super) fn allele(self, allele: &ListedAllele) -> Markup {
        let (variant, effect) = (&allele.variant, &allele.effect);
        html! {
            dl.facts.allele {
                dt { (self.say("Allele", "アレル")) }
                dd {
                    strong.gene { (self.symbol(effect)) } " " (self.description(variant, effect)) " – "
                    (self.consequence(effect.consequence))
                    @if let Some(transcript) = &effect.transcript { " (" (transcript) ")" }
                    @if let (Some(locus), true) = (&variant.locus, effect.hgvs_c.is_some()) {
                        "; " (locus.assembly.as_str()) " " (locus)
                    }
                }
                dt { (self.say("Genotype", "遺伝型")) }
                dd { (self.calls(allele)) }
                dt { (self.say("Population frequency", "集団での頻度")) }
                dd {
                    (self.allele_frequency(variant.frequency.as_ref()))
                    @if variant.japanese_frequency.is_some() {
                        "; " (self.say("Japan: ", "日本：")) (self.allele_frequency(variant.japanese_frequency.as_ref()))
                    }
                }
                (self.scores(variant))
                (self.clinvar(variant))
                dt { (self.say("ACMG/AMP class", "ACMG/AMP分類")) }
                dd {
                    strong { (variant_words::class(allele.assessment.computed_class, self.style)) }
                    " (" (allele.assessment.points) (self.say(" points)", " 点)"))
                    @if let Some(stated) = variant.stated {
                        "; " (self.say("class as given, which was used: ", "入力された分類（こちらを使用）："))
                        strong { (variant_words::class(stated, self.style)) }
                    }
                }
                (self.criteria(&allele.assessment.evidence))
            }
        }
    }

    pub(super) fn symbol<'a>(&'a self, effect: &GeneEffect) -> &'a str {
        self.kb().gene_by_id(effect.gene).map_or("", |gene| self.kb().gene(gene).symbol())
    }

    /// HGVS, or the place in the genome where there is none.
    pub(super) fn description(self, variant: &AnnotatedVariant, effect: &GeneEffect) -> Markup {
        let parts: Vec<&String> = [&effect.hgvs_c, &effect.hgvs_p].into_iter().flatten().collect();
        html! {
            @if parts.is_empty() {
                @match &variant.locus {
                    Some(locus) => { (locus.assembly.as_str()) " " (locus) },
                    None => (self.say("not described further", "詳細不明")),
                }
            }
            @for (place, part) in parts.iter().enumerate() { @if place > 0 { " " } (part) }
        }
    }

    pub(super) fn consequence(self, consequence: Consequence) -> Markup {
        let words = variant_words::consequence(consequence, self.style);
        if words.is_ascii() {
            self.english(&words.replace('_', " "))
        } else {
            html! { (words) }
        }
    }

    /// Each person's genotype, the patient first, and whom the allele came from.
    fn calls(self, allele: &ListedAllele) -> Markup {
        let calls = self.members().iter().zip(&allele.variant.calls);
        html! {
            @for (place, (member, call)) in calls.enumerate() {
                @if place > 0 { (self.say("; ", "、")) }
                (variant_words::relation(member.relation, self.style)) (self.say(": ", "："))
                @if place > 0 && call.genotype.zygosity() == Zygosity::Absent && !is_reliably_absent(call) {
                    (self.say("not reliably absent", "なしとは判定できない"))
                } @else {
                    (variant_words::zygosity(call.genotype.zygosity(), self.style))
                }
                @if let Some(depth) = call.depth { " (" (self.say("depth ", "深度 ")) (depth) ")" }
            }
            @if let Some(origin) = words::origin(allele.origin, self.style) { (self.say("; ", "、")) strong { (origin) } }
        }
    }

    fn allele_frequency(self, frequency: Option<&AlleleFrequency>) -> Markup {
        html! {
            @match frequency {
                Some(frequency) => { (format!("{:.6}", frequency.value)) " (" (frequency.source) ")" },
                None => (self.say("not known", "不明")),
            }
        }
    }

    fn scores(self, variant: &AnnotatedVariant) -> Markup {
        let scores = variant.scores;
        let named = [
            ("REVEL", scores.revel),
            ("AlphaMissense", scores.alpha_missense),
            ("CADD", scores.cadd),
            ("SpliceAI", scores.splice_ai),
        ];
        let known: Vec<(&str, f32)> = named.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        html! {
            dt { (self.say("Computed scores", "計算スコア")) }
            dd {
                @if known.is_empty() { (self.say("none given", "なし")) }
                @for (place, (name, value)) in known.iter().enumerate() {
                    @if place > 0 { ", " }
                    (name) " " (value)
                }
            }
        }
    }

    fn clinvar(self, variant: &AnnotatedVariant) -> Markup {
        html! {
            @if let Some(found) = variant.clinvar {
                dt { "ClinVar" }
                dd {
                    (match found.class {
                        Some(class) => variant_words::class(class, self.style),
                        None if found.conflicting => self.say("conflicting", "相反する解釈"),
                        None => self.say("another statement", "その他"),
                    })
                    ", " (found.stars) " / 4 " (self.say("stars", "つ星"))
                }
            }
        }
    }

    fn criteria(self, evidence: &[AcmgEvidence]) -> Markup {
        let met = evidence.iter().filter(|item| matches!(item.state, AcmgState::Met(_)));
        let names = |state: AcmgState| {
            let of: Vec<&str> =
                evidence.iter().filter(|item| item.state == state).map(|item| item.criterion.as_str()).collect();
            if of.is_empty() { self.say("none", "なし").to_owned() } else { of.join(", ") }
        };
        html! {
            dt { (self.say("Criteria met", "該当した基準")) }
            dd {
                @if met.clone().count() == 0 { (self.say("none", "なし")) }
                ul.criteria {
                    @for item in met {
                        li {
                            strong { (item.criterion.as_str()) } " (" (words::state(item.state, self.style)) "): "
                            (words::criterion(item.criterion, self.style))
                            @if !item.value.is_empty() { " – " (self.english(&item.value)) }
                        }
                    }
                }
            }
            dt { (self.say("Criteria not met", "該当しない基準")) } dd { (names(AcmgState::NotMet)) }
            dt { (self.say("Criteria not assessed", "未評価の基準")) } dd { (names(AcmgState::NotAssessed)) }
        }
    }
}
