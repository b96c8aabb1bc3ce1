//! What the criteria amount to.

use crate::domain::{AcmgClass, AcmgEvidence, AcmgState, ModeOfInheritance, Strength};

/// Probability that a variant is pathogenic before any evidence (doi 10.1038/gim.2017.210).
pub const PRIOR: f64 = 0.10;
/// Odds that one very strong criterion stands for (doi 10.1038/gim.2017.210).
pub const VERY_STRONG_ODDS: f64 = 350.0;

/// Probabilities are kept this far from 0 and from 1.
pub(super) const MARGIN: f64 = 1e-6;

/// The criteria held against one variant, and what they amount to.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// All 28 criteria, in the order of the guideline.
    pub evidence: Vec<AcmgEvidence>,
    /// Sum of the points (doi 10.1002/humu.24088).
    pub points: i32,
    /// The class that the caller stated, else the class of the points.
    pub class: AcmgClass,
    /// Probability of being pathogenic, above 0 and below 1: by the points, held within the bounds of a stated class.
    pub probability: f32,
    /// Whether `class` is the caller's and not that of the points.
    pub stated: bool,
    /// The class of the points, whatever was stated.
    pub computed_class: AcmgClass,
    /// Mode of inheritance by which the frequency was judged.
    pub mode: Option<ModeOfInheritance>,
}

impl Assessment {
    /// Sums up evidence; the order does not matter.
    #[must_use]
    pub fn of(evidence: Vec<AcmgEvidence>, stated: Option<AcmgClass>, mode: Option<ModeOfInheritance>) -> Self {
        let points = evidence.iter().map(AcmgEvidence::points).sum();
        let computed_class = AcmgClass::of(&evidence);
        let alone = evidence.iter().any(|item| item.state == AcmgState::Met(Strength::StandAlone));
        let computed = if alone { posterior(points).min(bounds(AcmgClass::Benign).1) } else { posterior(points) };
        let probability = stated.map_or(computed, |class| within(computed, class));
        Self {
            evidence,
            points,
            class: stated.unwrap_or(computed_class),
            probability: open(probability),
            stated: stated.is_some(),
            computed_class,
            mode,
        }
    }
}

/// Probability of being pathogenic by points: O = 350^(points/8), P = 0.1 O / (0.1 (O − 1) + 1) (Tavtigian 2018, doi
/// 10.1038/gim.2017.210, with the points of Tavtigian 2020, doi 10.1002/humu.24088). 0 to 1.
#[must_use]
pub fn posterior(points: i32) -> f64 {
    let odds = VERY_STRONG_ODDS.powf(f64::from(points) / 8.0);
    if odds.is_infinite() { 1.0 } else { odds * PRIOR / ((odds - 1.0) * PRIOR + 1.0) }
}

/// Probabilities that a class stands for (doi 10.1038/gim.2017.210: pathogenic above 0.99, likely pathogenic from 0.90,
/// likely benign below 0.10, benign below 0.001).
pub(super) fn bounds(class: AcmgClass) -> (f64, f64) {
    match class {
        AcmgClass::Pathogenic => (0.99, 1.0),
        AcmgClass::LikelyPathogenic => (0.90, 0.99),
        AcmgClass::UncertainSignificance => (0.10, 0.90),
        AcmgClass::LikelyBenign => (0.001, 0.10),
        AcmgClass::Benign => (0.0, 0.001),
    }
}

/// A probability moved into the bounds of a class.
pub(super) fn within(probability: f64, class: AcmgClass) -> f64 {
    let (least, most) = bounds(class);
    probability.clamp(least, most)
}

/// A probability that is neither 0 nor 1.
pub(super) fn open(probability: f64) -> f32 {
    probability.clamp(MARGIN, 1.0 - MARGIN) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AcmgCriterion;
    use proptest::prelude::*;

    /// Tavtigian 2018 (doi 10.1038/gim.2017.210): with prior 0.10 and odds 350 the guideline's combinations reach 0.994
    /// (very strong and moderate), 0.975 (two strong), 0.900 (strong and moderate), 0.812 (strong and supporting).
    #[test]
    fn combinations_have_the_published_probabilities() {
        for (points, probability) in [
            (0, 0.100),
            (1, 0.188),
            (2, 0.325),
            (4, 0.675),
            (5, 0.812),
            (6, 0.900),
            (7, 0.949),
            (8, 0.975),
            (10, 0.994),
            (12, 0.999),
            (-1, 0.051),
            (-2, 0.025),
            (-4, 0.006),
            (-7, 0.001),
        ] {
            assert!((posterior(points) - probability).abs() < 0.000_6, "{points}: {}", posterior(points));
        }
    }

    fn met(criterion: AcmgCriterion, strength: Strength) -> AcmgEvidence {
        AcmgEvidence { criterion, state: AcmgState::Met(strength), value: String::new(), source: "" }
    }

    /// Richards 2015 (doi 10.1038/gim.2015.30), table 5, by the points of Tavtigian 2020, table 2.
    #[test]
    fn combinations_have_the_published_classes() {
        use AcmgCriterion as C;
        use Strength::{Moderate, StandAlone, Strong, Supporting, VeryStrong};
        for (evidence, class) in [
            (vec![met(C::PVS1, VeryStrong), met(C::PM2, Moderate)], AcmgClass::Pathogenic),
            (vec![met(C::PVS1, VeryStrong), met(C::PM2, Supporting)], AcmgClass::LikelyPathogenic),
            (vec![met(C::PS2, Strong), met(C::PM1, Moderate)], AcmgClass::LikelyPathogenic),
            (vec![met(C::PM1, Moderate), met(C::PM4, Moderate), met(C::PM5, Moderate)], AcmgClass::LikelyPathogenic),
            (vec![met(C::PM1, Moderate), met(C::PP3, Supporting)], AcmgClass::UncertainSignificance),
            (vec![met(C::BS1, Strong), met(C::BP4, Supporting)], AcmgClass::LikelyBenign),
            (vec![met(C::BS1, Strong), met(C::BS2, Strong)], AcmgClass::Benign),
            (vec![met(C::BA1, StandAlone), met(C::PVS1, VeryStrong)], AcmgClass::Benign),
        ] {
            let names: Vec<&str> = evidence.iter().map(|item| item.criterion.as_str()).collect();
            assert_eq!(Assessment::of(evidence.clone(), None, None).class, class, "{names:?}");
        }
    }

    #[test]
    fn a_stated_class_holds_the_probability_within_its_bounds() {
        let evidence = vec![met(AcmgCriterion::PP3, Strength::Strong)];
        let stated = |class| Assessment::of(evidence.clone(), Some(class), None);
        let pathogenic = stated(AcmgClass::Pathogenic);
        assert_eq!((pathogenic.class, pathogenic.stated, pathogenic.points), (AcmgClass::Pathogenic, true, 4));
        assert_eq!(pathogenic.computed_class, AcmgClass::UncertainSignificance);
        assert!(pathogenic.probability >= 0.99);
        assert!((stated(AcmgClass::UncertainSignificance).probability - 0.675).abs() < 0.001);
        assert!(stated(AcmgClass::Benign).probability <= 0.001);
    }

    fn any_evidence() -> impl Strategy<Value = AcmgEvidence> {
        let strengths = [Strength::Supporting, Strength::Moderate, Strength::Strong, Strength::VeryStrong];
        let state = prop_oneof![
            prop::sample::select(strengths.to_vec()).prop_map(AcmgState::Met),
            Just(AcmgState::NotMet),
            Just(AcmgState::NotAssessed)
        ];
        (prop::sample::select(AcmgCriterion::ALL), state).prop_map(|(criterion, state)| AcmgEvidence {
            criterion,
            state,
            value: String::new(),
            source: "",
        })
    }

    proptest! {
        #[test]
        fn the_order_of_evidence_does_not_matter(
            evidence in prop::collection::vec(any_evidence(), 0..28),
            turn in 0_usize..28,
        ) {
            let mut other = evidence.clone();
            other.rotate_left(turn.min(evidence.len()));
            other.reverse();
            let (a, b) = (Assessment::of(evidence, None, None), Assessment::of(other, None, None));
            prop_assert_eq!((a.points, a.class, a.probability), (b.points, b.class, b.probability));
            prop_assert!(a.probability > 0.0 && a.probability < 1.0);
        }

        #[test]
        fn what_was_not_assessed_changes_nothing(evidence in prop::collection::vec(any_evidence(), 0..28)) {
            let known: Vec<AcmgEvidence> =
                evidence.iter().filter(|item| item.state != AcmgState::NotAssessed).cloned().collect();
            let (a, b) = (Assessment::of(evidence, None, None), Assessment::of(known, None, None));
            prop_assert_eq!((a.points, a.class, a.probability), (b.points, b.class, b.probability));
        }

        #[test]
        fn the_posterior_rises_with_points(points in -200_i32..200) {
            prop_assert!(posterior(points) <= posterior(points + 1));
        }
    }
}
