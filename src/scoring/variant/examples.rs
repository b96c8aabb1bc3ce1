//! Whole variants, worked through from the criteria to the weight.

use super::criteria::tests::{effect, variant};
use super::{Assessment, DeNovo, GeneFacts, InTrans, ResidueReports, Setting, TransPhase, assess, pathogenic_weight};
use crate::domain::{
    AcmgClass, AcmgCriterion, AcmgState, AlleleFrequency, AnnotatedVariant, ClinVar, GeneEffect, ModeOfInheritance,
    Strength,
};

fn frequency(value: f32) -> AlleleFrequency {
    AlleleFrequency { value, source: "gnomAD_AF_grpmax".to_owned() }
}

fn met(assessment: &Assessment) -> Vec<(&'static str, Strength)> {
    let strength = |state| match state {
        AcmgState::Met(strength) => Some(strength),
        _ => None,
    };
    assessment.evidence.iter().filter_map(|item| Some((item.criterion.as_str(), strength(item.state)?))).collect()
}

fn established(symbol: &str) -> GeneFacts {
    GeneFacts { symbol: symbol.to_owned(), loss_of_function_known: Some(true), ..GeneFacts::default() }
}

/// Null variant, absent, de novo with parentage confirmed, findings fitting: PVS1 8 + PM2 1 + PS2 2 = 11 points (points
/// of doi 10.1002/humu.24088, tree of doi 10.1002/humu.23626).
#[test]
fn a_new_stop_in_a_dominant_gene_is_pathogenic() {
    let item = AnnotatedVariant { frequency: Some(frequency(0.0)), ..variant() };
    let on = GeneEffect { exon: Some((3, 20)), ..effect("stop_gained") };
    let setting = Setting {
        mode: Some(ModeOfInheritance::AutosomalDominant),
        de_novo: Some(DeNovo { confirmed: true }),
        ..Setting::default()
    };
    let gene = established("KMT2D");
    let assessment = assess(&item, &on, &gene, &setting);
    assert_eq!(
        met(&assessment),
        [("PVS1", Strength::VeryStrong), ("PS2", Strength::Moderate), ("PM2", Strength::Supporting)]
    );
    assert_eq!((assessment.points, assessment.class), (11, AcmgClass::Pathogenic));
    assert!(pathogenic_weight(&item, &on, &gene, &assessment) > 0.98);
}

/// Richards 2015 (doi 10.1038/gim.2015.30) names MYH7 as a gene where PVS1 does not hold: missense is the mechanism.
#[test]
fn a_stop_in_a_gene_of_another_mechanism_is_uncertain() {
    let item = AnnotatedVariant { frequency: Some(frequency(0.0)), ..variant() };
    let on = GeneEffect { exon: Some((10, 40)), ..effect("stop_gained") };
    let gene = GeneFacts { loss_of_function_known: Some(false), ..established("MYH7") };
    let setting = Setting { mode: Some(ModeOfInheritance::AutosomalDominant), ..Setting::default() };
    let assessment = assess(&item, &on, &gene, &setting);
    assert_eq!(met(&assessment), [("PM2", Strength::Supporting)]);
    assert_eq!(assessment.class, AcmgClass::UncertainSignificance);
    assert!(pathogenic_weight(&item, &on, &gene, &assessment) < 0.5);
}

/// Missense, REVEL 0.95, absent, the amino acid known for another pathogenic change: PP3 4 + PM2 1 + PM5 2 = 7.
#[test]
fn a_missense_variant_by_its_score() {
    let mut item = AnnotatedVariant { frequency: Some(frequency(0.0)), ..variant() };
    item.scores.revel = Some(0.95);
    let setting = Setting {
        mode: Some(ModeOfInheritance::AutosomalDominant),
        residue: Some(ResidueReports { same_change: None, other_change: Some(AcmgClass::Pathogenic) }),
        ..Setting::default()
    };
    let on = effect("missense_variant");
    let assessment = assess(&item, &on, &GeneFacts::default(), &setting);
    assert_eq!(
        met(&assessment),
        [("PM2", Strength::Supporting), ("PM5", Strength::Moderate), ("PP3", Strength::Strong)]
    );
    assert_eq!((assessment.points, assessment.class), (7, AcmgClass::LikelyPathogenic));
    assert!((assessment.probability - 0.949).abs() < 0.001);
}

/// Frameshift in trans with a pathogenic variant of a recessive gene: PVS1 8 + PM2 1 + PM3 2 (SVI PM3 v1.0) = 11.
#[test]
fn the_second_allele_of_a_recessive_disease() {
    let item = AnnotatedVariant { frequency: Some(frequency(0.000_05)), ..variant() };
    let on = GeneEffect { exon: Some((2, 20)), ..effect("frameshift_variant") };
    let setting = Setting {
        mode: Some(ModeOfInheritance::AutosomalRecessive),
        in_trans: Some(InTrans { class: AcmgClass::Pathogenic, phase: TransPhase::Confirmed }),
        ..Setting::default()
    };
    let assessment = assess(&item, &on, &established("PAH"), &setting);
    assert_eq!((assessment.points, assessment.class), (11, AcmgClass::Pathogenic));
    let unphased = InTrans { class: AcmgClass::Pathogenic, phase: TransPhase::Unphased };
    let assessment = assess(&item, &on, &established("PAH"), &Setting { in_trans: Some(unphased), ..setting });
    assert_eq!((assessment.points, assessment.class), (10, AcmgClass::Pathogenic));
}

/// CFTR `c.1521_1523del`, carried by more than 2 % of Europeans: generic cut-offs meet BS1, as for other founder
/// variants; the class by points is not to be relied on, and `ClinVar`'s four stars keep the weight.
#[test]
fn a_founder_variant_keeps_its_weight_by_clinvar() {
    let item = AnnotatedVariant {
        frequency: Some(frequency(0.013)),
        clinvar: Some(ClinVar { class: Some(AcmgClass::Pathogenic), conflicting: false, stars: 4 }),
        ..variant()
    };
    let on = effect("inframe_deletion");
    let setting = Setting { mode: Some(ModeOfInheritance::AutosomalRecessive), ..Setting::default() };
    let gene = established("CFTR");
    let assessment = assess(&item, &on, &gene, &setting);
    assert!(met(&assessment).contains(&("BS1", Strength::Strong)));
    assert!(pathogenic_weight(&item, &on, &gene, &assessment) >= 0.98);
    let without = AnnotatedVariant { clinvar: None, ..item };
    assert!(pathogenic_weight(&without, &on, &gene, &assessment) <= 0.01);
}

/// Silent, no effect on splicing predicted: BP4 and BP7 (doi 10.1016/j.ajhg.2023.06.002), −2 points, likely benign.
#[test]
fn a_silent_variant_is_likely_benign() {
    let mut item = variant();
    item.scores.splice_ai = Some(0.02);
    let on = effect("synonymous_variant");
    let assessment = assess(&item, &on, &GeneFacts::default(), &Setting::default());
    assert_eq!(met(&assessment), [("BP4", Strength::Supporting), ("BP7", Strength::Supporting)]);
    assert_eq!(assessment.class, AcmgClass::LikelyBenign);
}

/// A common variant is benign whatever else is said (BA1, doi 10.1002/humu.23642).
#[test]
fn a_common_null_variant_is_benign() {
    let item = AnnotatedVariant { frequency: Some(frequency(0.2)), ..variant() };
    let on = GeneEffect { exon: Some((2, 20)), ..effect("stop_gained") };
    let gene = established("KMT2D");
    let assessment = assess(&item, &on, &gene, &Setting::default());
    assert_eq!(assessment.class, AcmgClass::Benign);
    assert!(assessment.probability <= 0.001);
    assert!(pathogenic_weight(&item, &on, &gene, &assessment) < 0.001);
}

#[test]
fn the_same_data_is_not_counted_twice() {
    let mut item = AnnotatedVariant { frequency: Some(frequency(0.2)), ..variant() };
    item.scores.splice_ai = Some(0.99);
    let on = GeneEffect { escapes_decay: Some(false), ..effect("splice_donor_variant") };
    let setting = Setting { de_novo: Some(DeNovo { confirmed: true }), ..Setting::default() };
    let assessment = assess(&item, &on, &established("KMT2D"), &setting);
    let state = |criterion| assessment.evidence.iter().find(|item| item.criterion == criterion).map(|item| item.state);
    for criterion in [AcmgCriterion::PP3, AcmgCriterion::PM4, AcmgCriterion::BS1, AcmgCriterion::PM6] {
        assert_eq!(state(criterion), Some(AcmgState::NotAssessed), "{criterion:?}");
    }
}
