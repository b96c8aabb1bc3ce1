//! How probable it is that an allele damages its gene enough to cause disease: the number that ranking uses.
//!
//! It starts from what the consequence alone makes likely and moves by the criteria that rest on anything else, one
//! factor of 350^(1/8) a point (doi 10.1002/humu.24088). So a file without scores and frequencies still ranks. The
//! baselines are judgments of ours, not fitted; they say how often a rare variant of the kind is damaging, and their
//! order matters more than their values.

use super::assessment::{Assessment, MARGIN, VERY_STRONG_ODDS, bounds, open, within};
use super::criteria::{self, Input};
use super::frequency::{self, cut_offs};
use super::pathogenicity::splicing_score;
use super::setting::{GeneFacts, Setting, finite};
use crate::domain::{
    AcmgClass, AcmgCriterion, AcmgState, AnnotatedVariant, ClinVar, Consequence, GeneEffect, ModeOfInheritance,
    Strength,
};

/// Most that a variant above BA1 weighs.
const COMMON: f64 = 0.000_5;
/// Most that a variant at or above BS1 weighs, unless `ClinVar` has it as pathogenic with two stars (founder variants).
const TOO_COMMON: f64 = 0.01;
/// Points taken off just below BS1; none at the cut-off of PM2, in steps of the logarithm between them.
const NEARLY_COMMON: f64 = 3.0;
/// Factor by which the odds of a null variant fall in a dominant disease of a gene that tolerates the loss of a copy.
const TOLERANT: f64 = 3.0;
/// Observed over expected missense variants of a gene like most.
const TYPICAL_MISSENSE: f64 = 0.9;

/// Probability, above 0 and below 1, that an allele damages the gene enough to cause disease.
///
/// - The consequence gives a baseline ([`consequence_baseline`]), which stands in for PVS1, PM4, PP2, BP1 and BP3.
/// - A null variant in a dominant disease has a third of the odds where the gene tolerates the loss of a copy.
/// - Every point of the other criteria multiplies the odds by 350^(1/8).
/// - Between PM2 and BS1 the odds fall with the frequency; from BS1 on the weight is at most 0.01, above BA1 0.0005.
/// - `ClinVar` sets a floor or a ceiling by class and stars.
/// - A class that the caller stated holds the result within its bounds and comes last.
///
/// More pathogenic points never lower it, and a higher frequency never raises it. Where genotypes are weighed
/// elsewhere, assess without them (no `de_novo`, no `in_trans`), or they count twice.
#[must_use]
pub fn pathogenic_weight(
    variant: &AnnotatedVariant,
    effect: &GeneEffect,
    gene: &GeneFacts,
    assessment: &Assessment,
) -> f32 {
    let baseline = consequence_baseline(effect.consequence, strength_of(assessment, AcmgCriterion::PVS1), gene);
    let baseline = f64::from(baseline).max(splicing_baseline(variant));
    let points = f64::from(other_points(assessment)) - frequency_loss(variant, effect, gene, assessment);
    let tolerance = if tolerates_loss(effect, gene, assessment) { -TOLERANT.ln() } else { 0.0 };
    let computed = probability(logit(baseline) + tolerance + points * VERY_STRONG_ODDS.ln() / 8.0);
    let known = variant.clinvar.map_or(computed, |clinvar| by_clinvar(computed, clinvar));
    let capped = known.min(most(variant, assessment));
    open(variant.stated.map_or(capped, |class| within(capped, class)))
}

/// The weight in a setting, without putting the evidence into words: the same number as [`pathogenic_weight`] of
/// [`assess`](super::assess), for ranking many variants.
#[must_use]
pub fn quick_weight(variant: &AnnotatedVariant, effect: &GeneEffect, gene: &GeneFacts, setting: &Setting) -> f32 {
    let assessment = criteria::of(&Input { variant, effect, gene, setting, words: false });
    pathogenic_weight(variant, effect, gene, &assessment)
}

/// Probability, 0 to 1, that a rare variant of a kind is damaging where nothing but the kind is known. Null variants go
/// by the strength of PVS1 (`None`: not met); missense by the gene's constraint, within a factor of 1.7 of the odds.
#[must_use]
pub fn consequence_baseline(consequence: Consequence, pvs1: Option<Strength>, gene: &GeneFacts) -> f32 {
    use Consequence as C;
    if consequence.is_null() {
        return match pvs1 {
            Some(Strength::StandAlone | Strength::VeryStrong) => 0.92,
            Some(Strength::Strong) => 0.85,
            Some(Strength::Moderate) => 0.70,
            Some(Strength::Supporting) => 0.40,
            None => 0.20,
        };
    }
    match consequence {
        C::Missense => missense(gene),
        C::StopLost => 0.20,
        C::InframeInsertion
        | C::InframeDeletion
        | C::ProteinAltering
        | C::FeatureElongation
        | C::SpliceDonorFifthBase => 0.15,
        C::TranscriptAmplification => 0.10,
        C::CodingSequence | C::SpliceDonorRegion => 0.08,
        C::SpliceRegion => 0.05,
        C::SplicePolypyrimidine | C::IncompleteTerminalCodon => 0.02,
        C::MatureMirna => 0.01,
        C::StartRetained | C::StopRetained | C::NonCodingExon => 0.005,
        C::Synonymous | C::FivePrimeUtr => 0.003,
        C::ThreePrimeUtr | C::Intron => 0.002,
        _ => 0.000_5,
    }
}

/// 0.15 in a gene like most, 0.10 to 0.23 by its constraint.
fn missense(gene: &GeneFacts) -> f32 {
    let odds = 0.15 / 0.85;
    let factor =
        finite(gene.oe_mis).map_or(1.0, |oe| ((TYPICAL_MISSENSE - f64::from(oe)) / 0.4).exp().clamp(1.0 / 1.7, 1.7));
    (odds * factor / (1.0 + odds * factor)) as f32
}

/// What `SpliceAI` makes likely besides its supporting point, at the scores that its authors give for high recall, as
/// recommended, and for high precision (doi 10.1016/j.cell.2018.12.015: 0.2, 0.5, 0.8).
fn splicing_baseline(variant: &AnnotatedVariant) -> f64 {
    match splicing_score(&variant.scores) {
        Some(0.8..) => 0.50,
        Some(0.5..) => 0.25,
        Some(0.2..) => 0.08,
        _ => 0.0,
    }
}

fn strength_of(assessment: &Assessment, criterion: AcmgCriterion) -> Option<Strength> {
    assessment.evidence.iter().find_map(|item| match item.state {
        AcmgState::Met(strength) if item.criterion == criterion => Some(strength),
        _ => None,
    })
}

/// Points of what the baseline does not stand in for.
fn other_points(assessment: &Assessment) -> i32 {
    use AcmgCriterion as C;
    let covered = |criterion| matches!(criterion, C::PVS1 | C::PM4 | C::PP2 | C::BP1 | C::BP3);
    assessment.evidence.iter().filter(|item| !covered(item.criterion)).map(crate::domain::AcmgEvidence::points).sum()
}

/// Points lost between the cut-offs of PM2 and BS1, 0 to [`NEARLY_COMMON`].
fn frequency_loss(variant: &AnnotatedVariant, effect: &GeneEffect, gene: &GeneFacts, assessment: &Assessment) -> f64 {
    let limits = cut_offs(assessment.mode);
    let Some((frequency, _)) = frequency::Known::of(variant).highest else { return 0.0 };
    if frequency.value <= limits.rare || frequency::is_exempt(variant, effect, &gene.symbol) {
        return 0.0;
    }
    let (rare, common) = (f64::from(limits.rare).ln(), f64::from(limits.common).ln());
    NEARLY_COMMON * ((f64::from(frequency.value).ln() - rare) / (common - rare)).min(1.0)
}

/// Whether a null variant is held against a dominant disease although the population tolerates the loss of one copy and
/// nobody said that loss is the mechanism.
fn tolerates_loss(effect: &GeneEffect, gene: &GeneFacts, assessment: &Assessment) -> bool {
    effect.consequence.is_null()
        && assessment.mode == Some(ModeOfInheritance::AutosomalDominant)
        && gene.loss_of_function_known != Some(true)
        && gene.is_constrained() == Some(false)
}

/// Most that a variant weighs for its frequency.
fn most(variant: &AnnotatedVariant, assessment: &Assessment) -> f64 {
    let founder = variant.clinvar.is_some_and(|clinvar| {
        !clinvar.conflicting
            && clinvar.stars >= 2
            && clinvar.class.is_some_and(|class| class >= AcmgClass::LikelyPathogenic)
    });
    if strength_of(assessment, AcmgCriterion::BA1).is_some() {
        COMMON
    } else if strength_of(assessment, AcmgCriterion::BS1).is_some() && !founder {
        TOO_COMMON
    } else {
        1.0
    }
}

/// A floor for pathogenic, a ceiling for benign and uncertain; conflicting submissions draw half-way to 0.3.
fn by_clinvar(computed: f64, clinvar: ClinVar) -> f64 {
    if clinvar.conflicting {
        return probability(f64::midpoint(logit(computed), logit(0.3)));
    }
    match (clinvar.class, clinvar.stars) {
        (Some(AcmgClass::Pathogenic), 2..) => computed.max(0.99),
        (Some(AcmgClass::Pathogenic), 1) | (Some(AcmgClass::LikelyPathogenic), 2..) => computed.max(0.95),
        (Some(AcmgClass::LikelyPathogenic), 1) => computed.max(0.90),
        (Some(AcmgClass::Pathogenic), 0) => computed.max(0.80),
        (Some(AcmgClass::LikelyPathogenic), 0) => computed.max(0.70),
        (Some(AcmgClass::Benign), 1..) => computed.min(0.001),
        (Some(AcmgClass::LikelyBenign), 1..) => computed.min(0.002),
        (Some(AcmgClass::Benign | AcmgClass::LikelyBenign), 0) => computed.min(0.02),
        (Some(AcmgClass::UncertainSignificance), 1..) => computed.min(bounds(AcmgClass::UncertainSignificance).1),
        (Some(AcmgClass::UncertainSignificance), 0) | (None, _) => computed,
    }
}

fn logit(probability: f64) -> f64 {
    let probability = probability.clamp(MARGIN, 1.0 - MARGIN);
    (probability / (1.0 - probability)).ln()
}

fn probability(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AlleleFrequency;
    use crate::scoring::variant::assess;
    use crate::scoring::variant::criteria::tests::{effect, variant};

    fn weigh(item: &AnnotatedVariant, consequence: &str, gene: &GeneFacts, mode: Option<ModeOfInheritance>) -> f32 {
        let (on, setting) = (effect(consequence), Setting { mode, ..Setting::default() });
        let assessment = assess(item, &on, gene, &setting);
        let weight = pathogenic_weight(item, &on, gene, &assessment);
        assert!((weight - quick_weight(item, &on, gene, &setting)).abs() < f32::EPSILON);
        weight
    }

    #[test]
    fn the_consequence_alone_ranks() {
        let gene = GeneFacts::default();
        let order = [
            "stop_gained",
            "start_lost",
            "missense_variant",
            "coding_sequence_variant",
            "splice_region_variant",
            "synonymous_variant",
            "intron_variant",
            "intergenic_variant",
        ];
        let weights: Vec<f32> = order.iter().map(|name| weigh(&variant(), name, &gene, None)).collect();
        assert!(weights.is_sorted_by(|a, b| a > b), "{weights:?}");
        for (consequence, least, most) in [
            ("stop_gained", 0.69, 0.9),
            ("missense_variant", 0.1, 0.2),
            ("inframe_deletion", 0.1, 0.2),
            ("coding_sequence_variant", 0.05, 0.1),
            ("synonymous_variant", 0.001, 0.005),
        ] {
            let weight = weigh(&variant(), consequence, &gene, None);
            assert!((least..=most).contains(&weight), "{consequence} {weight}");
        }
        let known = GeneFacts { loss_of_function_known: Some(true), ..GeneFacts::default() };
        assert!(weigh(&variant(), "transcript_ablation", &known, None) > 0.9);
        let tolerant = GeneFacts { oe_lof: Some(0.9), ..GeneFacts::default() };
        let by_mode = |mode| weigh(&variant(), "transcript_ablation", &tolerant, Some(mode));
        assert!(by_mode(ModeOfInheritance::AutosomalDominant) < 0.5);
        assert!(by_mode(ModeOfInheritance::AutosomalRecessive) > 0.8);
        let constrained = GeneFacts { oe_mis: Some(0.4), ..GeneFacts::default() };
        assert!(weigh(&variant(), "missense_variant", &constrained, None) > 0.2);
    }

    #[test]
    fn common_variants_weigh_next_to_nothing() {
        let dominant = Some(ModeOfInheritance::AutosomalDominant);
        let known = GeneFacts { loss_of_function_known: Some(true), ..GeneFacts::default() };
        for (value, mode, most) in
            [(0.002, dominant, 0.011), (0.06, dominant, 0.000_6), (0.02, None, 0.011), (0.06, None, 0.000_6)]
        {
            let mut item = variant();
            item.frequency = Some(AlleleFrequency { value, source: "grpmax".to_owned() });
            assert!(weigh(&item, "transcript_ablation", &known, mode) < most, "{value}");
        }
    }

    #[test]
    fn clinvar_is_weighed_by_its_stars() {
        let gene = GeneFacts::default();
        for (class, conflicting, stars, expected) in [
            (Some(AcmgClass::Pathogenic), false, 2, 0.99),
            (Some(AcmgClass::Pathogenic), false, 1, 0.95),
            (Some(AcmgClass::LikelyPathogenic), false, 1, 0.90),
            (None, true, 1, 0.216),
            (Some(AcmgClass::UncertainSignificance), false, 1, 0.15),
            (Some(AcmgClass::LikelyBenign), false, 2, 0.002),
            (Some(AcmgClass::Benign), false, 2, 0.001),
        ] {
            let mut item = variant();
            item.clinvar = Some(ClinVar { class, conflicting, stars });
            let weight = weigh(&item, "missense_variant", &gene, None);
            assert!((weight - expected).abs() < 0.001, "{class:?} {stars}: {weight}");
        }
    }

    #[test]
    fn a_stated_class_has_the_last_word() {
        let mut item = variant();
        item.frequency = Some(AlleleFrequency { value: 0.2, source: "grpmax".to_owned() });
        item.stated = Some(AcmgClass::Pathogenic);
        assert!(weigh(&item, "missense_variant", &GeneFacts::default(), None) >= 0.99);
        item.stated = Some(AcmgClass::Benign);
        assert!(weigh(&item, "stop_gained", &GeneFacts::default(), None) <= 0.001);
    }

    #[test]
    fn a_strong_splicing_score_lifts_a_silent_variant() {
        let mut item = variant();
        let plain = weigh(&item, "synonymous_variant", &GeneFacts::default(), None);
        item.scores.splice_ai = Some(0.9);
        assert!(weigh(&item, "synonymous_variant", &GeneFacts::default(), None) > 0.5);
        item.scores.splice_ai = Some(0.0);
        assert!(weigh(&item, "synonymous_variant", &GeneFacts::default(), None) < plain);
    }
}
