//! ACMG/AMP evidence and its points.
//!
//! Criteria: Richards et al. 2015 (doi 10.1038/gim.2015.30). Points and classes: Tavtigian et al. 2020 (doi
//! 10.1002/humu.24088): supporting 1, moderate 2, strong 4, very strong 8; pathogenic at 10 or more, likely
//! pathogenic from 6, uncertain from 0, likely benign from −6, benign below.

use std::fmt;
use std::str::FromStr;

macro_rules! criteria {
    ($($name:ident, $side:ident, $meaning:literal;)*) => {
        /// A criterion.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum AcmgCriterion { $(#[doc = $meaning] $name,)* }

        impl AcmgCriterion {
            /// All of them, in the order of the guideline.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name, such as `PVS1`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// What it says.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }

            /// Which way it speaks.
            #[must_use]
            pub fn side(self) -> Side {
                match self { $(Self::$name => Side::$side,)* }
            }
        }
    };
}

criteria! {
    PVS1, Pathogenic, "Null variant in a gene where loss of function causes disease";
    PS1, Pathogenic, "Same amino acid change as an established pathogenic variant";
    PS2, Pathogenic, "De novo, both parents confirmed";
    PS3, Pathogenic, "Functional studies show a damaging effect";
    PS4, Pathogenic, "Far more frequent in patients than in controls";
    PM1, Pathogenic, "In a mutational hot spot or a critical domain";
    PM2, Pathogenic, "Absent from population databases, or extremely rare";
    PM3, Pathogenic, "In trans with a pathogenic variant, in a recessive disease";
    PM4, Pathogenic, "Protein length changed by an in-frame variant or a lost stop codon";
    PM5, Pathogenic, "Another change of an amino acid of which a pathogenic change is known";
    PM6, Pathogenic, "Assumed de novo, parents not confirmed";
    PP1, Pathogenic, "Cosegregates with the disease in the family";
    PP2, Pathogenic, "Missense in a gene where missense is rarely benign and often causes disease";
    PP3, Pathogenic, "Computed scores predict a damaging effect";
    PP4, Pathogenic, "The patient's phenotype is highly specific for the gene";
    PP5, Pathogenic, "A reputable source says pathogenic (no longer recommended)";
    BA1, Benign, "Too common for any rare disease";
    BS1, Benign, "More common than expected for the disease";
    BS2, Benign, "Seen in healthy adults for a fully penetrant disease";
    BS3, Benign, "Functional studies show no damaging effect";
    BS4, Benign, "Does not cosegregate with the disease";
    BP1, Benign, "Missense in a gene where only truncating variants cause disease";
    BP2, Benign, "In cis with a pathogenic variant, or in trans for a dominant disease";
    BP3, Benign, "In-frame change in a repeat without known function";
    BP4, Benign, "Computed scores predict no effect";
    BP5, Benign, "Another cause of the disease was found";
    BP6, Benign, "A reputable source says benign (no longer recommended)";
    BP7, Benign, "Synonymous or deep intronic without predicted effect on splicing";
}

/// Which way a criterion speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// For pathogenic.
    Pathogenic,
    /// For benign.
    Benign,
}

/// How strongly a criterion that is met counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// 1 point.
    Supporting,
    /// 2 points.
    Moderate,
    /// 4 points.
    Strong,
    /// 8 points.
    VeryStrong,
    /// Decides alone (BA1).
    StandAlone,
}

impl Strength {
    /// Points; `StandAlone` counts as very strong and decides the class besides.
    #[must_use]
    pub fn points(self) -> i32 {
        match self {
            Self::Supporting => 1,
            Self::Moderate => 2,
            Self::Strong => 4,
            Self::VeryStrong | Self::StandAlone => 8,
        }
    }

    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supporting => "supporting",
            Self::Moderate => "moderate",
            Self::Strong => "strong",
            Self::VeryStrong => "very_strong",
            Self::StandAlone => "stand_alone",
        }
    }
}

/// What became of a criterion. Not assessed is a state of its own: it is never taken for not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AcmgState {
    /// Met, with the strength.
    Met(Strength),
    /// Assessed and not met.
    NotMet,
    /// The data that it needs was not there.
    NotAssessed,
}

/// One criterion held against one variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcmgEvidence {
    /// The criterion.
    pub criterion: AcmgCriterion,
    /// What became of it.
    pub state: AcmgState,
    /// The value it rests on, or what was missing, in a short phrase such as `REVEL 0.93 >= 0.932`.
    pub value: String,
    /// Where the rule or its threshold is from: a DOI or a name.
    pub source: &'static str,
}

impl AcmgEvidence {
    /// Points for pathogenic, negative for benign, 0 where not met or not assessed.
    #[must_use]
    pub fn points(&self) -> i32 {
        match (self.state, self.criterion.side()) {
            (AcmgState::Met(strength), Side::Pathogenic) => strength.points(),
            (AcmgState::Met(strength), Side::Benign) => -strength.points(),
            _ => 0,
        }
    }
}

/// The five classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AcmgClass {
    /// Class 1.
    Benign,
    /// Class 2.
    LikelyBenign,
    /// Class 3.
    UncertainSignificance,
    /// Class 4.
    LikelyPathogenic,
    /// Class 5.
    Pathogenic,
}

impl AcmgClass {
    /// The class that evidence amounts to. BA1 alone makes benign.
    #[must_use]
    pub fn of(evidence: &[AcmgEvidence]) -> Self {
        if evidence.iter().any(|item| item.state == AcmgState::Met(Strength::StandAlone)) {
            return Self::Benign;
        }
        Self::of_points(evidence.iter().map(AcmgEvidence::points).sum())
    }

    /// The class of a sum of points (Tavtigian 2020, table 2).
    #[must_use]
    pub fn of_points(points: i32) -> Self {
        match points {
            10.. => Self::Pathogenic,
            6..=9 => Self::LikelyPathogenic,
            0..=5 => Self::UncertainSignificance,
            -6..=-1 => Self::LikelyBenign,
            _ => Self::Benign,
        }
    }

    /// The word written to wire formats (`ClinVar`'s, in lower case with underscores).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Benign => "benign",
            Self::LikelyBenign => "likely_benign",
            Self::UncertainSignificance => "uncertain_significance",
            Self::LikelyPathogenic => "likely_pathogenic",
            Self::Pathogenic => "pathogenic",
        }
    }
}

impl fmt::Display for AcmgClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Benign => "benign",
            Self::LikelyBenign => "likely benign",
            Self::UncertainSignificance => "uncertain significance",
            Self::LikelyPathogenic => "likely pathogenic",
            Self::Pathogenic => "pathogenic",
        })
    }
}

/// Why a text does not name a class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an ACMG class (pathogenic, likely pathogenic, VUS, likely benign, benign, or 1 to 5)")]
pub struct AcmgClassError(pub String);

impl FromStr for AcmgClass {
    type Err = AcmgClassError;

    fn from_str(text: &str) -> Result<Self, AcmgClassError> {
        match text.trim().to_ascii_lowercase().replace([' ', '-'], "_").as_str() {
            "pathogenic" | "p" | "5" => Ok(Self::Pathogenic),
            "likely_pathogenic" | "lp" | "4" => Ok(Self::LikelyPathogenic),
            "uncertain_significance" | "uncertain" | "vus" | "3" => Ok(Self::UncertainSignificance),
            "likely_benign" | "lb" | "2" => Ok(Self::LikelyBenign),
            "benign" | "b" | "1" => Ok(Self::Benign),
            _ => Err(AcmgClassError(text.chars().take(40).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tavtigian 2020, table 2, and the combinations of Richards 2015 that it explains.
    #[test]
    fn points_make_classes() {
        for (points, class) in [
            (10, AcmgClass::Pathogenic),
            (9, AcmgClass::LikelyPathogenic),
            (6, AcmgClass::LikelyPathogenic),
            (5, AcmgClass::UncertainSignificance),
            (0, AcmgClass::UncertainSignificance),
            (-1, AcmgClass::LikelyBenign),
            (-6, AcmgClass::LikelyBenign),
            (-7, AcmgClass::Benign),
        ] {
            assert_eq!(AcmgClass::of_points(points), class, "{points}");
        }
    }

    #[test]
    fn what_was_not_assessed_counts_nothing_and_stand_alone_decides() {
        let evidence = |criterion, state| AcmgEvidence { criterion, state, value: String::new(), source: "" };
        let unknown = evidence(AcmgCriterion::PS3, AcmgState::NotAssessed);
        let strong = evidence(AcmgCriterion::PVS1, AcmgState::Met(Strength::VeryStrong));
        let rare = evidence(AcmgCriterion::PM2, AcmgState::Met(Strength::Supporting));
        assert_eq!(AcmgClass::of(std::slice::from_ref(&unknown)), AcmgClass::UncertainSignificance);
        assert_eq!(AcmgClass::of(&[unknown, strong.clone(), rare]), AcmgClass::LikelyPathogenic);
        let common = evidence(AcmgCriterion::BA1, AcmgState::Met(Strength::StandAlone));
        assert_eq!(AcmgClass::of(&[strong, common]), AcmgClass::Benign);
    }

    #[test]
    fn classes_are_read_as_people_write_them() {
        assert_eq!("Likely pathogenic".parse(), Ok(AcmgClass::LikelyPathogenic));
        assert_eq!("VUS".parse(), Ok(AcmgClass::UncertainSignificance));
        assert!("certain".parse::<AcmgClass>().is_err());
    }
}
