//! Criteria that rest on what becomes of the protein: PS1, PM5, PM4, PP2, BP1, BP3, BP7.

use super::criteria::{Answer, GUIDELINE, Input, met, not_assessed, not_met};
use super::pathogenicity::{NO_SPLICING, splicing_score};
use super::setting::finite;
use crate::domain::{AcmgClass, Consequence, Strength};

const SPLICING_SOURCE: &str = "doi:10.1016/j.ajhg.2023.06.002";
const CONSTRAINT: &str = "doi:10.1038/s41586-020-2308-7";

/// Observed over expected missense variants at or below which PP2 is met. Laboratories ask for gnomAD's missense Z of
/// 3.09 or more, which is not at hand. This proxy is a judgment of ours, chosen to be rarely met and not compared with
/// Z: supporting only.
const MISSENSE_CONSTRAINED: f32 = 0.6;
/// The same at or above which a gene tolerates missense, for BP1.
const MISSENSE_TOLERATED: f32 = 0.9;

/// PS1: an established pathogenic variant changes the same amino acid in the same way.
pub(super) fn ps1(input: &Input<'_>) -> Answer {
    established(input, true, Strength::Strong, Strength::Moderate)
}

/// PM5: an established pathogenic variant changes the same amino acid in another way.
pub(super) fn pm5(input: &Input<'_>) -> Answer {
    established(input, false, Strength::Moderate, Strength::Supporting)
}

/// A likely pathogenic variant counts one step less than a pathogenic one.
fn established(input: &Input<'_>, same: bool, pathogenic: Strength, likely: Strength) -> Answer {
    if input.effect.consequence != Consequence::Missense {
        return not_met("not a missense variant", GUIDELINE);
    }
    let Some(reports) = input.setting.residue else {
        return not_assessed("needs a ClinVar file with the variants of this amino acid", GUIDELINE);
    };
    let class = if same { reports.same_change } else { reports.other_change };
    let value = input.say(|| {
        let change = if same { "the same change by other bases" } else { "another change of this amino acid" };
        class.map_or_else(|| format!("{change} is not in ClinVar"), |class| format!("{change} is {class} in ClinVar"))
    });
    match class {
        Some(AcmgClass::Pathogenic) => met(pathogenic, value, GUIDELINE),
        Some(AcmgClass::LikelyPathogenic) => met(likely, value, GUIDELINE),
        _ => not_met(value, GUIDELINE),
    }
}

/// PM4: the protein's length changes. One amino acid more or less is supporting; not counted beside PVS1.
pub(super) fn pm4(input: &Input<'_>, pvs1: &Answer) -> Answer {
    use Consequence as C;
    if pvs1.is_met() {
        return not_assessed("not used beside PVS1, which rests on the same change", GUIDELINE);
    }
    match input.effect.consequence {
        C::StopLost => met(Strength::Moderate, "the stop codon is lost", GUIDELINE),
        C::InframeInsertion | C::InframeDeletion => {
            let change = input.variant.locus.as_ref().and_then(crate::domain::Locus::length_change);
            let one = change.is_some_and(|bases| bases.abs() == 3);
            let strength = if one { Strength::Supporting } else { Strength::Moderate };
            let value = input.say(|| match change {
                Some(bases) => format!("{} amino acids more or less; repeats not looked up", bases.abs() / 3),
                None => "length of the protein changed; repeats not looked up".to_owned(),
            });
            met(strength, value, GUIDELINE)
        }
        _ => not_met("the protein keeps its length", GUIDELINE),
    }
}

/// PP2: missense in a gene that tolerates few.
pub(super) fn pp2(input: &Input<'_>) -> Answer {
    if input.effect.consequence != Consequence::Missense {
        return not_met("not a missense variant", CONSTRAINT);
    }
    if input.gene.missense_dominates == Some(false) {
        return not_met("missense variants are not the usual cause in this gene", CONSTRAINT);
    }
    let Some(oe) = finite(input.gene.oe_mis) else {
        return not_assessed("needs the gene's missense constraint", CONSTRAINT);
    };
    if oe <= MISSENSE_CONSTRAINED {
        let value = input.say(|| format!("missense o/e {oe} <= {MISSENSE_CONSTRAINED}"));
        return met(Strength::Supporting, value, CONSTRAINT);
    }
    not_met(input.say(|| format!("missense o/e {oe} > {MISSENSE_CONSTRAINED}")), CONSTRAINT)
}

/// BP1: missense in a gene that tolerates many and where loss of function is the cause.
pub(super) fn bp1(input: &Input<'_>) -> Answer {
    if input.effect.consequence != Consequence::Missense {
        return not_met("not a missense variant", GUIDELINE);
    }
    match (input.gene.missense_dominates, input.gene.loss_of_function_known, finite(input.gene.oe_mis)) {
        (Some(false), Some(true), Some(oe)) if oe >= MISSENSE_TOLERATED => {
            let value =
                input.say(|| format!("truncating variants are the cause, missense o/e {oe} >= {MISSENSE_TOLERATED}"));
            met(Strength::Supporting, value, GUIDELINE)
        }
        (Some(true), _, _) | (_, Some(false), _) => not_met("truncating variants are not the only cause", GUIDELINE),
        (Some(false), Some(true), Some(oe)) => {
            not_met(input.say(|| format!("missense o/e {oe} < {MISSENSE_TOLERATED}")), GUIDELINE)
        }
        _ => not_assessed("needs to know that only truncating variants cause disease in this gene", GUIDELINE),
    }
}

/// BP3: in-frame change within a repeat.
pub(super) fn bp3(input: &Input<'_>) -> Answer {
    match input.effect.consequence {
        Consequence::InframeInsertion | Consequence::InframeDeletion => {
            not_assessed("needs a map of repeats", GUIDELINE)
        }
        _ => not_met("not an in-frame insertion or deletion", GUIDELINE),
    }
}

/// BP7: silent, or in an intron from +7 or −21 on, without predicted effect on splicing (doi
/// 10.1016/j.ajhg.2023.06.002). Given beside BP4, as the source allows.
pub(super) fn bp7(input: &Input<'_>) -> Answer {
    match input.effect.consequence {
        Consequence::Synonymous => {}
        Consequence::Intron => match input.effect.hgvs_c.as_deref().and_then(offset) {
            None => return not_assessed("needs the distance from the exon", SPLICING_SOURCE),
            Some(-20..=6) => return not_met("too close to the exon", SPLICING_SOURCE),
            Some(_) => {}
        },
        _ => return not_met("neither synonymous nor deep in an intron", SPLICING_SOURCE),
    }
    let Some(score) = splicing_score(&input.variant.scores) else {
        return not_assessed("no SpliceAI score given", SPLICING_SOURCE);
    };
    if score <= NO_SPLICING {
        return met(Strength::Supporting, input.say(|| format!("SpliceAI {score} <= {NO_SPLICING}")), SPLICING_SOURCE);
    }
    not_met(input.say(|| format!("SpliceAI {score} > {NO_SPLICING}")), SPLICING_SOURCE)
}

/// Distance from the exon in `c.123+45A>G` or `c.124-30del`: of several, the one closest to the exon.
fn offset(hgvs: &str) -> Option<i32> {
    let bytes = hgvs.as_bytes();
    let mut closest: Option<i32> = None;
    for (at, sign) in hgvs.char_indices().filter(|(_, c)| matches!(c, '+' | '-')) {
        // `c.-12` and `c.*-` count from the start codon, not from an exon.
        if at == 0 || !bytes[at - 1].is_ascii_digit() {
            continue;
        }
        let digits: String = hgvs[at + 1..].chars().take_while(char::is_ascii_digit).collect();
        let Ok(distance) = digits.parse::<i32>() else { continue };
        let distance = if sign == '-' { -distance } else { distance };
        closest = Some(closest.map_or(distance, |known| if distance.abs() < known.abs() { distance } else { known }));
    }
    closest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AcmgState, Alternate, AnnotatedVariant, Assembly, GeneEffect, Locus};
    use crate::scoring::variant::criteria::tests::{effect, variant};
    use crate::scoring::variant::{GeneFacts, ResidueReports, Setting};

    const SUPPORTING: AcmgState = AcmgState::Met(Strength::Supporting);
    const MODERATE: AcmgState = AcmgState::Met(Strength::Moderate);
    const NO: AcmgState = AcmgState::NotMet;
    const UNKNOWN: AcmgState = AcmgState::NotAssessed;

    fn judge(
        item: &AnnotatedVariant,
        on: &GeneEffect,
        gene: &GeneFacts,
        residue: Option<ResidueReports>,
        criterion: impl Fn(&Input<'_>) -> Answer,
    ) -> AcmgState {
        let setting = Setting { residue, ..Setting::default() };
        criterion(&Input { variant: item, effect: on, gene, setting: &setting, words: true }).state
    }

    #[test]
    fn established_variants_count_where_a_file_was_read() {
        use AcmgClass::{LikelyPathogenic, Pathogenic, UncertainSignificance};
        let reports = |same_change, other_change| Some(ResidueReports { same_change, other_change });
        for (consequence, residue, first, fifth) in [
            ("missense_variant", None, UNKNOWN, UNKNOWN),
            ("missense_variant", reports(None, None), NO, NO),
            ("missense_variant", reports(Some(Pathogenic), None), AcmgState::Met(Strength::Strong), NO),
            ("missense_variant", reports(Some(LikelyPathogenic), Some(Pathogenic)), MODERATE, MODERATE),
            ("missense_variant", reports(Some(UncertainSignificance), Some(LikelyPathogenic)), NO, SUPPORTING),
            ("stop_gained", reports(Some(Pathogenic), Some(Pathogenic)), NO, NO),
        ] {
            let on = effect(consequence);
            assert_eq!(judge(&variant(), &on, &GeneFacts::default(), residue, ps1), first, "{residue:?}");
            assert_eq!(judge(&variant(), &on, &GeneFacts::default(), residue, pm5), fifth, "{residue:?}");
        }
    }

    #[test]
    fn changed_length_counts_once() {
        let of_length = |reference: &str, alternate: &str| AnnotatedVariant {
            locus: Some(Locus {
                assembly: Assembly::Grch38,
                contig: "7".parse().unwrap(),
                position: 117_559_590,
                end: 117_559_593,
                reference: reference.to_owned(),
                alternate: Alternate::Sequence(alternate.to_owned()),
            }),
            ..variant()
        };
        let plain = |input: &Input<'_>| pm4(input, &not_met("", ""));
        let counted = |input: &Input<'_>| pm4(input, &met(Strength::Strong, "", ""));
        let gene = GeneFacts::default();
        for (item, consequence, state) in [
            (of_length("ATCT", "A"), "inframe_deletion", SUPPORTING),
            (of_length("ATCTATC", "A"), "inframe_deletion", MODERATE),
            (of_length("A", "ATCT"), "inframe_insertion", SUPPORTING),
            (variant(), "inframe_insertion", MODERATE),
            (variant(), "stop_lost", MODERATE),
            (variant(), "missense_variant", NO),
        ] {
            assert_eq!(judge(&item, &effect(consequence), &gene, None, plain), state, "{consequence}");
            assert_eq!(judge(&item, &effect(consequence), &gene, None, counted), UNKNOWN, "{consequence}");
        }
    }

    #[test]
    fn missense_is_judged_by_the_gene() {
        let gene = |oe_mis, missense_dominates, loss_of_function_known| GeneFacts {
            oe_mis,
            loss_of_function_known,
            missense_dominates,
            ..GeneFacts::default()
        };
        for (gene, second, first) in [
            (gene(Some(0.6), None, None), SUPPORTING, UNKNOWN),
            (gene(Some(0.61), None, None), NO, UNKNOWN),
            (gene(None, None, None), UNKNOWN, UNKNOWN),
            (gene(Some(0.4), Some(false), Some(true)), NO, NO),
            (gene(Some(0.9), Some(false), Some(true)), NO, SUPPORTING),
            (gene(Some(0.95), Some(true), Some(true)), NO, NO),
            (gene(Some(f32::NAN), None, None), UNKNOWN, UNKNOWN),
        ] {
            let on = effect("missense_variant");
            assert_eq!(judge(&variant(), &on, &gene, None, pp2), second, "{gene:?}");
            assert_eq!(judge(&variant(), &on, &gene, None, bp1), first, "{gene:?}");
        }
    }

    /// Walker 2023 (doi 10.1016/j.ajhg.2023.06.002): introns from +7 and −21 on.
    #[test]
    fn silent_variants_need_a_splicing_score() {
        for (consequence, hgvs, splice_ai, state) in [
            ("synonymous_variant", None, Some(0.1), SUPPORTING),
            ("synonymous_variant", None, Some(0.11), NO),
            ("synonymous_variant", None, None, UNKNOWN),
            ("intron_variant", Some("c.123+7A>G"), Some(0.0), SUPPORTING),
            ("intron_variant", Some("c.123+6A>G"), Some(0.0), NO),
            ("intron_variant", Some("c.124-21A>G"), Some(0.0), SUPPORTING),
            ("intron_variant", Some("c.124-20A>G"), Some(0.0), NO),
            ("intron_variant", None, Some(0.0), UNKNOWN),
            ("missense_variant", None, Some(0.0), NO),
        ] {
            let mut item = variant();
            item.scores.splice_ai = splice_ai;
            let on = GeneEffect { hgvs_c: hgvs.map(str::to_owned), ..effect(consequence) };
            assert_eq!(judge(&item, &on, &GeneFacts::default(), None, bp7), state, "{consequence} {hgvs:?}");
        }
    }

    #[test]
    fn offsets_are_read() {
        for (hgvs, distance) in [
            ("c.123+45A>G", Some(45)),
            ("c.-12-30del", Some(-30)),
            ("c.*5+7G>A", Some(7)),
            ("c.100+40_101-9del", Some(-9)),
            ("c.-12A>G", None),
            ("c.123A>G", None),
            ("-", None),
            ("c.1+", None),
            ("c.1+99999999999", None),
            ("c.１+5A>G", None),
        ] {
            assert_eq!(offset(hgvs), distance, "{hgvs}");
        }
    }
}
