//! What holds for every variant.

use proptest::prelude::*;

use super::criteria::tests::{effect, variant};
use super::{Assessment, GeneFacts, Setting, assess, pathogenic_weight, quick_weight};
use crate::domain::{
    AcmgClass, AcmgCriterion, AcmgEvidence, AcmgState, AlleleFrequency, AnnotatedVariant, ClinVar, Consequence,
    GeneEffect, ModeOfInheritance, Strength,
};

const STRENGTHS: [Strength; 4] = [Strength::Supporting, Strength::Moderate, Strength::Strong, Strength::VeryStrong];

fn any_class() -> impl Strategy<Value = Option<AcmgClass>> {
    prop::option::weighted(
        0.3,
        prop::sample::select(vec![
            AcmgClass::Benign,
            AcmgClass::LikelyBenign,
            AcmgClass::UncertainSignificance,
            AcmgClass::LikelyPathogenic,
            AcmgClass::Pathogenic,
        ]),
    )
}

fn any_variant() -> impl Strategy<Value = AnnotatedVariant> {
    let score = || prop::option::of(0.0_f32..=1.0);
    let frequency = prop::option::of((-6.0_f32..0.0).prop_map(|power| 10.0_f32.powf(power)));
    let clinvar = prop::option::weighted(0.3, (any_class(), any::<bool>(), 0_u8..=4));
    (score(), score(), score(), frequency, clinvar, any_class()).prop_map(
        |(revel, alpha_missense, splice_ai, frequency, clinvar, stated)| {
            let mut item = variant();
            item.scores.revel = revel;
            item.scores.alpha_missense = alpha_missense;
            item.scores.splice_ai = splice_ai;
            item.frequency = frequency.map(|value| AlleleFrequency { value, source: "grpmax".to_owned() });
            item.clinvar = clinvar.map(|(class, conflicting, stars)| ClinVar { class, conflicting, stars });
            item.stated = stated;
            item
        },
    )
}

fn any_gene() -> impl Strategy<Value = GeneFacts> {
    (prop::option::of(0.0_f32..2.0), prop::option::of(0.0_f32..2.0), any::<Option<bool>>()).prop_map(
        |(oe_lof, oe_mis, loss_of_function_known)| GeneFacts {
            oe_lof,
            oe_mis,
            loss_of_function_known,
            ..GeneFacts::default()
        },
    )
}

fn any_setting() -> impl Strategy<Value = Setting> {
    let modes = vec![
        None,
        Some(ModeOfInheritance::AutosomalDominant),
        Some(ModeOfInheritance::AutosomalRecessive),
        Some(ModeOfInheritance::XLinked),
        Some(ModeOfInheritance::Mitochondrial),
    ];
    prop::sample::select(modes).prop_map(|mode| Setting { mode, ..Setting::default() })
}

fn any_effect() -> impl Strategy<Value = GeneEffect> {
    prop::sample::select(Consequence::ALL).prop_map(|consequence| effect(consequence.as_str()))
}

proptest! {
    #[test]
    fn weights_are_probabilities(
        item in any_variant(),
        on in any_effect(),
        gene in any_gene(),
        setting in any_setting(),
    ) {
        let assessment = assess(&item, &on, &gene, &setting);
        let weight = pathogenic_weight(&item, &on, &gene, &assessment);
        prop_assert!(weight > 0.0 && weight < 1.0);
        prop_assert!(assessment.probability > 0.0 && assessment.probability < 1.0);
        prop_assert_eq!(weight.to_bits(), quick_weight(&item, &on, &gene, &setting).to_bits());
    }

    #[test]
    fn more_pathogenic_evidence_never_lowers_it(
        item in any_variant(),
        on in any_effect(),
        gene in any_gene(),
        setting in any_setting(),
        criterion in prop::sample::select(AcmgCriterion::ALL),
        strength in prop::sample::select(STRENGTHS.to_vec()),
    ) {
        let plain = assess(&item, &on, &gene, &setting);
        let mut evidence: Vec<AcmgEvidence> = plain.evidence.clone();
        for piece in evidence.iter_mut().filter(|piece| piece.criterion == criterion) {
            let met = AcmgEvidence { state: AcmgState::Met(strength), ..piece.clone() };
            if met.points() > piece.points() {
                *piece = met;
            }
        }
        let more = Assessment::of(evidence, item.stated, setting.mode);
        prop_assert!(more.probability >= plain.probability);
        let weight = |assessment| pathogenic_weight(&item, &on, &gene, assessment);
        let (before, after) = (weight(&plain), weight(&more));
        prop_assert!(after >= before, "{before} {after}");
    }

    #[test]
    fn a_higher_frequency_never_raises_it(
        item in any_variant(),
        on in any_effect(),
        gene in any_gene(),
        setting in any_setting(),
        powers in (-6.0_f32..0.0, -6.0_f32..0.0),
    ) {
        let at = |power: f32| {
            let mut item = item.clone();
            item.frequency = Some(AlleleFrequency { value: 10.0_f32.powf(power), source: "grpmax".to_owned() });
            quick_weight(&item, &on, &gene, &setting)
        };
        prop_assert!(at(powers.0.min(powers.1)) >= at(powers.0.max(powers.1)));
    }

    #[test]
    fn a_higher_score_never_lowers_it(
        item in any_variant(),
        gene in any_gene(),
        setting in any_setting(),
        scores in (0.0_f32..=1.0, 0.0_f32..=1.0),
    ) {
        let on = effect("missense_variant");
        let at = |revel: f32| {
            let mut item = item.clone();
            item.scores.revel = Some(revel);
            quick_weight(&item, &on, &gene, &setting)
        };
        prop_assert!(at(scores.0.min(scores.1)) <= at(scores.0.max(scores.1)));
    }
}
