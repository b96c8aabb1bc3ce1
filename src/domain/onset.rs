//! HPO's classes of onset.

use super::{Age, TermId};

/// A class of onset: one of HPO's terms below Onset (HP:0003674).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OnsetClass {
    /// Number of the HPO term.
    term: u32,
    /// Earliest age, in years; 0 for what begins before birth.
    pub from: f32,
    /// Latest age, in years.
    pub to: f32,
    /// An age typical of the class, in days: birth for what begins before or at it, else about the geometric middle.
    typical: u32,
}

/// Ages as HPO defines the terms.
#[rustfmt::skip]
const CLASSES: [OnsetClass; 19] = [
    OnsetClass { term:  30_674, from:  0.0,  to:  0.0,  typical:      0 }, // antenatal
    OnsetClass { term:  11_460, from:  0.0,  to:  0.0,  typical:      0 }, // embryonal
    OnsetClass { term:  11_461, from:  0.0,  to:  0.0,  typical:      0 }, // fetal
    OnsetClass { term:  34_199, from:  0.0,  to:  0.0,  typical:      0 }, // late first trimester
    OnsetClass { term:  34_198, from:  0.0,  to:  0.0,  typical:      0 }, // second trimester
    OnsetClass { term:  34_197, from:  0.0,  to:  0.0,  typical:      0 }, // third trimester
    OnsetClass { term:   3_577, from:  0.0,  to:  0.0,  typical:      0 }, // congenital
    OnsetClass { term:   3_623, from:  0.0,  to:  0.08, typical:     10 }, // neonatal
    OnsetClass { term:   3_593, from:  0.08, to:  1.0,  typical:    120 }, // infantile
    OnsetClass { term:  11_463, from:  1.0,  to:  5.0,  typical:    900 }, // childhood
    OnsetClass { term:   3_621, from:  5.0,  to: 15.0,  typical:  3_300 }, // juvenile
    OnsetClass { term: 410_280, from:  0.0,  to: 15.0,  typical:  1_800 }, // pediatric
    OnsetClass { term:   3_581, from: 16.0,  to: 80.0,  typical:  9_500 }, // adult
    OnsetClass { term:  11_462, from: 16.0,  to: 40.0,  typical:  9_500 }, // young adult
    OnsetClass { term:  25_708, from: 16.0,  to: 19.0,  typical:  6_400 }, // early young adult
    OnsetClass { term:  25_709, from: 19.0,  to: 25.0,  typical:  8_000 }, // intermediate young adult
    OnsetClass { term:  25_710, from: 25.0,  to: 40.0,  typical: 11_700 }, // late young adult
    OnsetClass { term:   3_596, from: 40.0,  to: 60.0,  typical: 18_000 }, // middle age
    OnsetClass { term:   3_584, from: 60.0,  to: 80.0,  typical: 24_500 }, // late
];

impl OnsetClass {
    /// The class that a term names; `None` for any other term.
    #[must_use]
    pub fn of(term: TermId) -> Option<Self> {
        CLASSES.into_iter().find(|class| class.term == term.number())
    }

    /// An age typical of the class.
    #[must_use]
    pub fn typical_age(self) -> Option<Age> {
        Age::from_days(self.typical)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typical_ages_lie_in_their_class() {
        for class in CLASSES {
            let years = class.typical_age().unwrap().years() as f32;
            assert!(class.from <= years && years <= class.to, "{class:?}");
        }
    }
}
