//! The 28 criteria held against one variant.

use std::borrow::Cow;

use super::assessment::Assessment;
use super::setting::{GeneFacts, Setting};
use super::{family, frequency, null, pathogenicity, protein};
use crate::domain::{AcmgCriterion, AcmgEvidence, AcmgState, AnnotatedVariant, GeneEffect, Strength};

/// Source of criteria that are used as the guideline has them.
pub(super) const GUIDELINE: &str = "doi:10.1038/gim.2015.30";
const REPUTABLE_SOURCE: &str = "doi:10.1038/gim.2018.42";

/// What a criterion is judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) variant: &'a AnnotatedVariant,
    pub(super) effect: &'a GeneEffect,
    pub(super) gene: &'a GeneFacts,
    pub(super) setting: &'a Setting,
    /// Whether values are put into words; ranking needs none of them.
    pub(super) words: bool,
}

impl Input<'_> {
    /// Words, where they are wanted.
    pub(super) fn say(&self, words: impl FnOnce() -> String) -> Cow<'static, str> {
        if self.words { Cow::Owned(words()) } else { Cow::Borrowed("") }
    }
}

/// What became of one criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) state: AcmgState,
    pub(super) value: Cow<'static, str>,
    pub(super) source: &'static str,
}

impl Answer {
    pub(super) fn is_met(&self) -> bool {
        matches!(self.state, AcmgState::Met(_))
    }
}

pub(super) fn met(strength: Strength, value: impl Into<Cow<'static, str>>, source: &'static str) -> Answer {
    Answer { state: AcmgState::Met(strength), value: value.into(), source }
}

pub(super) fn not_met(value: impl Into<Cow<'static, str>>, source: &'static str) -> Answer {
    Answer { state: AcmgState::NotMet, value: value.into(), source }
}

pub(super) fn not_assessed(value: impl Into<Cow<'static, str>>, source: &'static str) -> Answer {
    Answer { state: AcmgState::NotAssessed, value: value.into(), source }
}

/// Answers that other criteria depend on, so that nothing is counted twice.
struct Shared {
    pvs1: Answer,
    pp3: Answer,
    bp4: Answer,
    ba1: Answer,
    bs1: Answer,
}

/// Holds a variant's effect on one gene against the criteria of ACMG/AMP (doi 10.1038/gim.2015.30) as `ClinGen` has
/// refined them, sums up their points (doi 10.1002/humu.24088), and gives the class and the probability.
///
/// The evidence has all 28 criteria, in the order of the guideline. Each says on which value it rests or what would be
/// needed. A class that the caller stated takes the place of ours; the evidence and the points stay.
#[must_use]
pub fn assess(variant: &AnnotatedVariant, effect: &GeneEffect, gene: &GeneFacts, setting: &Setting) -> Assessment {
    of(&Input { variant, effect, gene, setting, words: true })
}

/// An assessment with or without words.
pub(super) fn of(input: &Input<'_>) -> Assessment {
    let pvs1 = null::pvs1(input);
    let (pp3, bp4) = pathogenicity::computed(input, &pvs1);
    let ba1 = frequency::ba1(input);
    let bs1 = frequency::bs1(input, &ba1);
    let shared = Shared { pvs1, pp3, bp4, ba1, bs1 };
    let evidence = AcmgCriterion::ALL.iter().map(|criterion| evidence(input, &shared, *criterion)).collect();
    Assessment::of(evidence, input.variant.stated, input.setting.mode)
}

fn evidence(input: &Input<'_>, shared: &Shared, criterion: AcmgCriterion) -> AcmgEvidence {
    let answer = answer(input, shared, criterion);
    let value = if input.words { answer.value.into_owned() } else { String::new() };
    AcmgEvidence { criterion, state: answer.state, value, source: answer.source }
}

fn answer(input: &Input<'_>, shared: &Shared, criterion: AcmgCriterion) -> Answer {
    use AcmgCriterion as C;
    let common = shared.ba1.is_met() || shared.bs1.is_met();
    match criterion {
        C::PVS1 => shared.pvs1.clone(),
        C::PS1 => protein::ps1(input),
        C::PS2 => family::ps2(input),
        C::PM2 => frequency::pm2(input),
        C::PM3 => family::pm3(input, common),
        C::PM4 => protein::pm4(input, &shared.pvs1),
        C::PM5 => protein::pm5(input),
        C::PM6 => family::pm6(input),
        C::PP1 => family::pp1(input),
        C::PP2 => protein::pp2(input),
        C::PP3 => shared.pp3.clone(),
        C::BA1 => shared.ba1.clone(),
        C::BS1 => shared.bs1.clone(),
        C::BS2 => family::bs2(input),
        C::BS4 => family::bs4(input),
        C::BP1 => protein::bp1(input),
        C::BP2 => family::bp2(input),
        C::BP3 => protein::bp3(input),
        C::BP4 => shared.bp4.clone(),
        C::BP7 => protein::bp7(input),
        C::PS3 | C::PS4 | C::PM1 | C::PP4 | C::PP5 | C::BS3 | C::BP5 | C::BP6 => out_of_reach(criterion),
    }
}

/// Criteria for which the data is not here, and what they would need.
fn out_of_reach(criterion: AcmgCriterion) -> Answer {
    use AcmgCriterion as C;
    match criterion {
        C::PS3 | C::BS3 => not_assessed("needs a functional study", "doi:10.1186/s13073-019-0690-2"),
        C::PS4 => not_assessed("needs counts of patients and controls with the variant", GUIDELINE),
        C::PM1 => not_assessed("needs a map of hot spots and critical domains", GUIDELINE),
        C::PP4 => not_assessed("the findings are weighed by the ranking, and not a second time here", GUIDELINE),
        C::PP5 | C::BP6 => not_assessed("retired; what ClinVar says is shown beside", REPUTABLE_SOURCE),
        _ => not_assessed("needs another proven cause of the disease", GUIDELINE),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::{GeneId, PathogenicityScores, TranscriptChoice};

    pub(crate) fn effect(consequence: &str) -> GeneEffect {
        GeneEffect {
            gene: GeneId::from_number(1),
            consequence: consequence.parse().unwrap(),
            transcript: None,
            choice: TranscriptChoice::Given,
            hgvs_c: None,
            hgvs_p: None,
            residue: None,
            exon: None,
            escapes_decay: None,
            covered_percent: None,
        }
    }

    pub(crate) fn variant() -> AnnotatedVariant {
        AnnotatedVariant {
            place: "variants[0]".to_owned(),
            locus: None,
            effects: Vec::new(),
            calls: Vec::new(),
            frequency: None,
            japanese_frequency: None,
            scores: PathogenicityScores::default(),
            clinvar: None,
            stated: None,
        }
    }

    #[test]
    fn every_criterion_is_answered_in_words_with_a_source() {
        for consequence in crate::domain::Consequence::ALL {
            let assessment =
                assess(&variant(), &effect(consequence.as_str()), &GeneFacts::default(), &Setting::default());
            let criteria: Vec<AcmgCriterion> = assessment.evidence.iter().map(|item| item.criterion).collect();
            assert_eq!(criteria, AcmgCriterion::ALL, "{consequence:?}");
            for item in &assessment.evidence {
                assert!(!item.value.is_empty() && !item.source.is_empty(), "{consequence:?} {:?}", item.criterion);
            }
        }
    }

    #[test]
    fn nothing_known_is_uncertain() {
        let assessment = assess(&variant(), &effect("missense_variant"), &GeneFacts::default(), &Setting::default());
        assert_eq!((assessment.points, assessment.class.as_str()), (0, "uncertain_significance"));
        assert!((assessment.probability - 0.1).abs() < 1e-6);
    }

    #[test]
    fn retired_criteria_say_so() {
        let mut item = variant();
        item.clinvar = Some(crate::domain::ClinVar {
            class: Some(crate::domain::AcmgClass::Pathogenic),
            conflicting: false,
            stars: 4,
        });
        let assessment = assess(&item, &effect("missense_variant"), &GeneFacts::default(), &Setting::default());
        for item in
            assessment.evidence.iter().filter(|item| matches!(item.criterion, AcmgCriterion::PP5 | AcmgCriterion::BP6))
        {
            assert_eq!(item.state, AcmgState::NotAssessed);
            assert!(item.value.contains("retired"));
        }
        assert_eq!(assessment.points, 0);
    }
}
