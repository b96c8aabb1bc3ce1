//! Criteria that rest on the patient's family and on what healthy people carry: PS2, PM6, PM3, PP1, BS2, BS4, BP2.

use super::criteria::{Answer, GUIDELINE, Input, met, not_assessed, not_met};
use super::setting::{InTrans, TransPhase, is_recessive};
use crate::domain::{AcmgClass, ModeOfInheritance, Strength};

const DE_NOVO: &str = "ClinGen SVI PS2/PM6 v1.1 (2021)";
const IN_TRANS: &str = "ClinGen SVI PM3 v1.0 (2019)";
const SEGREGATION: &str = "doi:10.1016/j.ajhg.2016.04.003";

/// Homozygotes in a population database from which BS2 is met: one may be a patient or an error.
const HOMOZYGOTES: u32 = 3;

/// Strength of `ClinGen`'s points for one case, in quarters: 0.5 supporting, 1 moderate, 2 strong, 4 very strong. The
/// scales of PS2/PM6 and of PM3 are the same.
fn strength_of(quarters: u8) -> Option<Strength> {
    match quarters {
        16.. => Some(Strength::VeryStrong),
        8..=15 => Some(Strength::Strong),
        4..=7 => Some(Strength::Moderate),
        2..=3 => Some(Strength::Supporting),
        0..=1 => None,
    }
}

/// PS2: one patient whose findings fit the gene without being specific for it: 1 point.
pub(super) fn ps2(input: &Input<'_>) -> Answer {
    de_novo(input, true, 4)
}

/// PM6: the same with parents who were not shown to be the parents: ½ point.
pub(super) fn pm6(input: &Input<'_>) -> Answer {
    de_novo(input, false, 2)
}

fn de_novo(input: &Input<'_>, confirmed: bool, quarters: u8) -> Answer {
    let Some(de_novo) = input.setting.de_novo else {
        return not_assessed("needs the genotypes of both parents", DE_NOVO);
    };
    if input.setting.mode.is_some_and(is_recessive) {
        return not_assessed("de novo, but one new allele does not explain a recessive disease", DE_NOVO);
    }
    if de_novo.confirmed != confirmed {
        let other = if de_novo.confirmed { "counted as PS2" } else { "counted as PM6: parentage is not confirmed" };
        return not_assessed(other, DE_NOVO);
    }
    let value = if confirmed {
        "de novo, parentage confirmed, findings fit the gene: 1 point"
    } else {
        "de novo, parentage assumed, findings fit the gene: 0.5 points"
    };
    strength_of(quarters).map_or_else(|| not_met(value, DE_NOVO), |strength| met(strength, value, DE_NOVO))
}

/// PM3: what lies on the other copy, in a recessive disease. A variant that is too common for the disease does not
/// count.
pub(super) fn pm3(input: &Input<'_>, common: bool) -> Answer {
    let Some(other) = input.setting.in_trans else {
        return not_assessed("needs a second variant of the gene", IN_TRANS);
    };
    match input.setting.mode {
        None => return not_assessed("mode of inheritance not known", IN_TRANS),
        Some(mode) if !is_recessive(mode) => {
            return not_assessed(input.say(|| format!("not for {} inheritance", mode.as_str())), IN_TRANS);
        }
        Some(_) => {}
    }
    if common {
        return not_met("too common for the disease", IN_TRANS);
    }
    let quarters = quarters(other);
    let value = input.say(|| words(other, quarters));
    match strength_of(quarters) {
        Some(strength) => met(strength, value, IN_TRANS),
        None => not_met(value, IN_TRANS),
    }
}

/// Quarter points of one patient. An uncertain variant counts a quarter where it is rare and in trans.
fn quarters(other: InTrans) -> u8 {
    match (other.phase, other.class) {
        (_, AcmgClass::Benign | AcmgClass::LikelyBenign) | (TransPhase::Unphased, AcmgClass::UncertainSignificance) => {
            0
        }
        (TransPhase::Homozygous, _) | (TransPhase::Unphased, AcmgClass::Pathogenic) => 2,
        (TransPhase::Confirmed, AcmgClass::Pathogenic | AcmgClass::LikelyPathogenic) => 4,
        (TransPhase::Unphased, AcmgClass::LikelyPathogenic)
        | (TransPhase::Confirmed, AcmgClass::UncertainSignificance) => 1,
    }
}

fn words(other: InTrans, quarters: u8) -> String {
    let points = f32::from(quarters) / 4.0;
    match other.phase {
        TransPhase::Homozygous => format!("homozygous: {points} points"),
        TransPhase::Confirmed => format!("in trans with a {} variant: {points} points", other.class),
        TransPhase::Unphased => format!("beside a {} variant, phase not known: {points} points", other.class),
    }
}

/// PP1: variant and disease go together through 3 (supporting), 4 (moderate) or 5 (strong) informative meioses, which
/// by chance has probability 1/8, 1/16 or 1/32 (doi 10.1016/j.ajhg.2016.04.003, one family).
pub(super) fn pp1(input: &Input<'_>) -> Answer {
    let Some(family) = input.setting.segregates else {
        return not_assessed("needs genotypes of affected relatives", SEGREGATION);
    };
    let value = input.say(|| match family.affected_without {
        0 => format!("{} informative meioses", family.meioses),
        without => format!("{without} affected relatives without the variant"),
    });
    let strength = match (family.affected_without, family.meioses) {
        (1.., _) | (0, 0..=2) => return not_met(value, SEGREGATION),
        (0, 3) => Strength::Supporting,
        (0, 4) => Strength::Moderate,
        (0, _) => Strength::Strong,
    };
    met(strength, value, SEGREGATION)
}

/// BS4: an affected relative without the variant.
pub(super) fn bs4(input: &Input<'_>) -> Answer {
    match input.setting.segregates {
        None => not_assessed("needs genotypes of affected relatives", GUIDELINE),
        Some(family) if family.affected_without > 0 => {
            let value = input.say(|| format!("{} affected relatives without the variant", family.affected_without));
            met(Strength::Strong, value, GUIDELINE)
        }
        Some(_) => not_met("no affected relative without the variant", GUIDELINE),
    }
}

/// BS2: people not chosen for the disease have what is said to cause it. Only homozygotes (males, on X) are counted:
/// one copy in a database is no proof against a dominant disease of late onset or reduced penetrance.
pub(super) fn bs2(input: &Input<'_>) -> Answer {
    use ModeOfInheritance as M;
    let Some(count) = input.setting.homozygotes else {
        return not_assessed("needs counts of homozygotes in a population", GUIDELINE);
    };
    let fits = matches!(input.setting.mode, Some(M::AutosomalRecessive | M::XLinkedRecessive | M::XLinked));
    if !fits {
        return not_assessed("homozygotes are counted against recessive and X-linked diseases only", GUIDELINE);
    }
    if count >= HOMOZYGOTES {
        return met(Strength::Strong, input.say(|| format!("{count} homozygotes >= {HOMOZYGOTES}")), GUIDELINE);
    }
    not_met(input.say(|| format!("{count} homozygotes < {HOMOZYGOTES}")), GUIDELINE)
}

/// BP2: a pathogenic variant lies on the same copy, or on the other copy of a dominant gene of full penetrance.
pub(super) fn bp2(input: &Input<'_>) -> Answer {
    if input.setting.in_cis_pathogenic {
        return met(Strength::Supporting, "in cis with a pathogenic variant", GUIDELINE);
    }
    let dominant = input.setting.mode == Some(ModeOfInheritance::AutosomalDominant);
    let pathogenic = input
        .setting
        .in_trans
        .is_some_and(|other| other.phase == TransPhase::Confirmed && other.class >= AcmgClass::LikelyPathogenic);
    if dominant && pathogenic {
        return not_assessed("in trans with a pathogenic variant; needs to know that penetrance is full", GUIDELINE);
    }
    not_assessed("no pathogenic variant known on the same copy", GUIDELINE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AcmgState;
    use crate::scoring::variant::criteria::tests::{effect, variant};
    use crate::scoring::variant::{DeNovo, GeneFacts, Segregation, Setting};

    fn judge(setting: Setting, criterion: impl Fn(&Input<'_>) -> Answer) -> AcmgState {
        let (item, on, gene) = (variant(), effect("missense_variant"), GeneFacts::default());
        criterion(&Input { variant: &item, effect: &on, gene: &gene, setting: &setting, words: true }).state
    }

    fn state(strength: Option<Strength>) -> AcmgState {
        strength.map_or(AcmgState::NotMet, AcmgState::Met)
    }

    /// The table of the SVI recommendation for PM3, version 1.0, one patient.
    #[test]
    fn the_other_copy_counts_by_class_and_phase() {
        use AcmgClass::{Benign, LikelyPathogenic, Pathogenic, UncertainSignificance};
        use TransPhase::{Confirmed, Homozygous, Unphased};
        let recessive = Some(ModeOfInheritance::AutosomalRecessive);
        for (phase, class, strength) in [
            (Confirmed, Pathogenic, Some(Strength::Moderate)),
            (Confirmed, LikelyPathogenic, Some(Strength::Moderate)),
            (Confirmed, UncertainSignificance, None),
            (Confirmed, Benign, None),
            (Unphased, Pathogenic, Some(Strength::Supporting)),
            (Unphased, LikelyPathogenic, None),
            (Unphased, UncertainSignificance, None),
            (Homozygous, UncertainSignificance, Some(Strength::Supporting)),
            (Homozygous, Benign, None),
        ] {
            let setting = Setting { mode: recessive, in_trans: Some(InTrans { class, phase }), ..Setting::default() };
            assert_eq!(judge(setting, |input| pm3(input, false)), state(strength), "{phase:?} {class:?}");
            assert_eq!(judge(setting, |input| pm3(input, true)), AcmgState::NotMet);
            let dominant = Setting { mode: Some(ModeOfInheritance::AutosomalDominant), ..setting };
            assert_eq!(judge(dominant, |input| pm3(input, false)), AcmgState::NotAssessed);
        }
        assert_eq!(judge(Setting::default(), |input| pm3(input, false)), AcmgState::NotAssessed);
    }

    /// The scale of the SVI recommendations: 0.5, 1, 2 and 4 points.
    #[test]
    fn points_of_cases_have_their_strengths() {
        for (quarters, strength) in [
            (1, None),
            (2, Some(Strength::Supporting)),
            (3, Some(Strength::Supporting)),
            (4, Some(Strength::Moderate)),
            (8, Some(Strength::Strong)),
            (16, Some(Strength::VeryStrong)),
        ] {
            assert_eq!(strength_of(quarters), strength, "{quarters}");
        }
    }

    #[test]
    fn a_new_allele_counts_once() {
        let setting = |confirmed, mode| Setting { mode, de_novo: Some(DeNovo { confirmed }), ..Setting::default() };
        for (confirmed, in_ps2, in_pm6) in [
            (true, AcmgState::Met(Strength::Moderate), AcmgState::NotAssessed),
            (false, AcmgState::NotAssessed, AcmgState::Met(Strength::Supporting)),
        ] {
            let dominant = setting(confirmed, Some(ModeOfInheritance::AutosomalDominant));
            assert_eq!((judge(dominant, ps2), judge(dominant, pm6)), (in_ps2, in_pm6));
            let recessive = setting(confirmed, Some(ModeOfInheritance::AutosomalRecessive));
            assert_eq!(
                (judge(recessive, ps2), judge(recessive, pm6)),
                (AcmgState::NotAssessed, AcmgState::NotAssessed)
            );
        }
        assert_eq!(judge(Setting::default(), ps2), AcmgState::NotAssessed);
    }

    /// Jarvik and Browning 2016 (doi 10.1016/j.ajhg.2016.04.003), one family.
    #[test]
    fn meioses_are_counted() {
        for (meioses, affected_without, strength) in [
            (2, 0, None),
            (3, 0, Some(Strength::Supporting)),
            (4, 0, Some(Strength::Moderate)),
            (5, 0, Some(Strength::Strong)),
            (9, 0, Some(Strength::Strong)),
            (9, 1, None),
        ] {
            let setting = Setting { segregates: Some(Segregation { meioses, affected_without }), ..Setting::default() };
            assert_eq!(judge(setting, pp1), state(strength), "{meioses}");
            let against = if affected_without > 0 { Some(Strength::Strong) } else { None };
            assert_eq!(judge(setting, bs4), state(against));
        }
        assert_eq!(judge(Setting::default(), pp1), AcmgState::NotAssessed);
        assert_eq!(judge(Setting::default(), bs4), AcmgState::NotAssessed);
    }

    #[test]
    fn homozygotes_count_against_recessive_diseases_only() {
        let recessive = Some(ModeOfInheritance::AutosomalRecessive);
        for (mode, homozygotes, expected) in [
            (recessive, Some(3), AcmgState::Met(Strength::Strong)),
            (recessive, Some(2), AcmgState::NotMet),
            (recessive, None, AcmgState::NotAssessed),
            (Some(ModeOfInheritance::AutosomalDominant), Some(30), AcmgState::NotAssessed),
            (None, Some(30), AcmgState::NotAssessed),
        ] {
            assert_eq!(judge(Setting { mode, homozygotes, ..Setting::default() }, bs2), expected);
        }
    }

    #[test]
    fn a_pathogenic_variant_on_the_same_copy_speaks_against() {
        let cis = Setting { in_cis_pathogenic: true, ..Setting::default() };
        assert_eq!(judge(cis, bp2), AcmgState::Met(Strength::Supporting));
        assert_eq!(judge(Setting::default(), bp2), AcmgState::NotAssessed);
    }
}
