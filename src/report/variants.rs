//! Variants on the page a clinician reads in a terminal.

use std::fmt::Write;

use super::style::Style;
use super::variant_words as words;
use crate::diagnosis::{CandidateGenotype, ListedAllele, ListedFit, VariantSummary};
use crate::domain::{AcmgState, Coverage, LeftOut, Member, Zygosity};
use crate::knowledge::KnowledgeBase;
use crate::scoring::genotype::{FitKind, GenotypeStatus, Origin, PhaseRelation, is_reliably_absent};

/// Candidate genes shown.
const SHOWN: usize = 3;

/// Lines of a candidate's variants; empty where nothing needs to be said.
pub(super) fn genotype_lines(
    kb: &KnowledgeBase,
    genotype: &CandidateGenotype,
    members: &[Member],
    style: Style,
) -> Vec<String> {
    let ratio = ratio_text(genotype.ratio.ratio());
    match (genotype.status, genotype.fits.first()) {
        (GenotypeStatus::Fits, Some(fit)) => fit_lines(kb, fit, &ratio, members, style),
        (GenotypeStatus::NoFit, Some(fit)) if !fit.alleles.is_empty() => {
            let said = style.say("variants found do not fit well", "見つかった変異は適合しない");
            let mut lines = vec![style.bad(&format!("− {said}  LR {ratio}"))];
            lines.extend(
                fit.alleles.iter().map(|allele| style.dim(&format!("  {}", allele_text(kb, allele, members, style)))),
            );
            lines
        }
        (GenotypeStatus::NoFit, _) => {
            let said = style.say(
                "no variant of its genes is used (left out, or not in the list; coverage is not known)",
                "原因遺伝子に使用できる変異がない（除外または一覧になし、被覆度は不明）",
            );
            vec![style.bad(&format!("− {said}  LR {ratio}"))]
        }
        (GenotypeStatus::NoKnownGene, _) => {
            vec![style.dim(style.say(
                "  this entry of the knowledge base names no gene: variants say nothing",
                "  知識ベースのこの項目に遺伝子の記載なし：変異では判断できない",
            ))]
        }
        _ => Vec::new(),
    }
}

fn fit_lines(kb: &KnowledgeBase, fit: &ListedFit, ratio: &str, members: &[Member], style: Style) -> Vec<String> {
    let mut lines = vec![style.good(&format!("+ {} ({})  LR {ratio}", kind_text(fit.kind, style), fit.mode.as_str()))];
    for allele in &fit.alleles {
        lines.push(style.good(&format!("  {}", allele_text(kb, allele, members, style))));
        lines.push(style.dim(&format!("    {}", acmg_text(allele, style))));
    }
    lines
}

pub(super) fn kind_text(kind: FitKind, style: Style) -> &'static str {
    match kind {
        FitKind::OneCopy => style.say("heterozygous", "ヘテロ接合"),
        FitKind::BothCopies => style.say("homozygous", "ホモ接合"),
        FitKind::TwoAlleles(PhaseRelation::Trans) => style.say("compound heterozygous", "複合ヘテロ接合"),
        FitKind::TwoAlleles(PhaseRelation::Unphased) => {
            style.say("possibly compound heterozygous (unphased)", "複合ヘテロ接合の可能性（位相不明）")
        }
        FitKind::TwoAlleles(PhaseRelation::Cis) => style.say("two alleles on one copy", "同一アレル上の2変異"),
        FitKind::OneOfTwo => style.say("one allele of two", "2アレルのうち1つ"),
        FitKind::OnlyCopy => style.say("hemizygous", "ヘミ接合"),
        FitKind::Mitochondrial => style.say("mitochondrial genome", "ミトコンドリアゲノム"),
    }
}

/// `FBN1 c.1948C>T p.(Arg650Ter) stop_gained, NM_000138.5, de novo, frequency 0.00001 (…), father absent`
fn allele_text(kb: &KnowledgeBase, allele: &ListedAllele, members: &[Member], style: Style) -> String {
    let (variant, effect) = (&allele.variant, &allele.effect);
    let symbol = kb.gene_by_id(effect.gene).map_or("", |gene| kb.gene(gene).symbol());
    let mut text = symbol.to_owned();
    for part in [&effect.hgvs_c, &effect.hgvs_p].into_iter().flatten() {
        let _ = write!(text, " {part}");
    }
    if effect.hgvs_c.is_none()
        && let Some(locus) = &variant.locus
    {
        let _ = write!(text, " {locus}");
    }
    let _ = write!(text, " {}", words::consequence(effect.consequence, style));
    let mut notes = Vec::new();
    notes.extend(effect.transcript.clone());
    if allele.origin == Origin::DeNovo {
        notes.push(style.say("de novo", "新生突然変異").to_owned());
    }
    notes.push(match &variant.frequency {
        Some(frequency) => format!("{} {} ({})", style.say("frequency", "頻度"), frequency.value, frequency.source),
        None => style.say("frequency unknown", "頻度不明").to_owned(),
    });
    for (member, call) in members.iter().zip(&variant.calls).skip(1) {
        let who = words::relation(member.relation, style);
        let what = if call.genotype.zygosity() == Zygosity::Absent && !is_reliably_absent(call) {
            style.say("not reliably absent", "判定不確実")
        } else {
            words::zygosity(call.genotype.zygosity(), style)
        };
        notes.push(format!("{who} {what}"));
    }
    let _ = write!(text, "  [{}]", notes.join(", "));
    text
}

/// `ACMG likely pathogenic (7): PVS1 very_strong, PM2 supporting; ClinVar pathogenic, 2 stars`
fn acmg_text(allele: &ListedAllele, style: Style) -> String {
    let met: Vec<String> = allele
        .assessment
        .evidence
        .iter()
        .filter_map(|item| match item.state {
            AcmgState::Met(strength) => {
                Some(format!("{} {} ({})", item.criterion.as_str(), strength.as_str(), item.value))
            }
            AcmgState::NotMet | AcmgState::NotAssessed => None,
        })
        .collect();
    let class = words::class(allele.assessment.computed_class, style);
    let mut text = format!("ACMG {class} ({})", allele.assessment.points);
    if !met.is_empty() {
        let _ = write!(text, ": {}", met.join(", "));
    }
    if let Some(stated) = allele.variant.stated {
        let _ = write!(text, "; {} {}", style.say("class as given:", "入力された分類："), words::class(stated, style));
    }
    if let Some(found) = allele.variant.clinvar {
        let class = found.class.map_or_else(
            || {
                if found.conflicting {
                    style.say("conflicting", "相反する解釈").to_owned()
                } else {
                    style.say("other", "その他").to_owned()
                }
            },
            |class| words::class(class, style).to_owned(),
        );
        let _ = write!(text, "; ClinVar {class}, {} ★", found.stars);
    }
    text
}

/// The list as a whole, and genes without a disease.
pub(super) fn summary_lines(kb: &KnowledgeBase, summary: &VariantSummary, style: Style) -> Vec<String> {
    let tally = &summary.tally;
    let left: Vec<String> = LeftOut::ALL
        .into_iter()
        .filter(|reason| tally.count(*reason) > 0)
        .map(|reason| format!("{} {}", tally.count(reason), words::left_out(reason, style)))
        .collect();
    let mut line = format!(
        "{}: {} {}, {} {}, {} {}",
        style.say("Variants", "変異"),
        tally.records,
        style.say("records", "件を読取"),
        tally.alleles,
        style.say("alleles", "アレル"),
        tally.kept,
        style.say("kept", "件を使用"),
    );
    if !left.is_empty() {
        let _ = write!(line, "; {} {}", style.say("left out:", "除外："), left.join(", "));
    }
    if tally.malformed > 0 {
        let _ = write!(line, "; {} {}", tally.malformed, style.say("could not be read", "件は読めない"));
    }
    if summary.coverage == Coverage::Selected {
        line += style.say(
            " (a list of chosen variants: other genes were not said to be without any)",
            "（選ばれた変異の一覧：他の遺伝子に変異がないとは限らない）",
        );
    }
    let mut lines = vec![line];
    for found in summary.candidate_genes.iter().take(SHOWN) {
        let alleles: Vec<String> =
            found.fit.alleles.iter().map(|allele| allele_text(kb, allele, &summary.members, style)).collect();
        lines.push(format!(
            "{} {} ({}): {}",
            style.say("Candidate gene without a known disease:", "疾患未知の候補遺伝子："),
            kb.gene(found.gene).symbol(),
            kind_text(found.fit.kind, style),
            alleles.join(" + ")
        ));
    }
    if summary.candidate_genes.len() > SHOWN {
        let more = summary.candidate_genes.len() - SHOWN;
        let said = style.say("more candidate genes: see --format json", "件の候補遺伝子：--format json を参照");
        lines.push(style.dim(&format!("{more} {said}")));
    }
    lines
}

fn ratio_text(ratio: f32) -> String {
    if ratio >= 10.0 { format!("{ratio:.0}") } else { format!("{ratio:.2}") }
}
