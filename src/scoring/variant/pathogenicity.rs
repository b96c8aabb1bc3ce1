//! PP3 and BP4: computed scores by their calibrated thresholds.
//!
//! One tool decides for missense, chosen before its score is looked at: REVEL, else `AlphaMissense`, else CADD. Taking
//! the best of several would undo the calibration (doi 10.1016/j.ajhg.2022.10.013). Splicing is another mechanism and
//! is judged beside it (doi 10.1016/j.ajhg.2023.06.002): a predicted effect on splicing takes away BP4 and gives PP3.

use super::criteria::{Answer, Input, met, not_assessed, not_met};
use super::setting::finite;
use crate::domain::{Consequence, PathogenicityScores, Strength};

const PEJAVER: &str = "doi:10.1016/j.ajhg.2022.10.013";
const BERGQUIST: &str = "doi:10.1016/j.gim.2025.101402";
const WALKER: &str = "doi:10.1016/j.ajhg.2023.06.002";

/// Largest `SpliceAI` delta score that speaks against an effect on splicing (doi 10.1016/j.ajhg.2023.06.002).
pub(super) const NO_SPLICING: f32 = 0.1;
/// Least `SpliceAI` delta score that speaks for one (same source).
pub(super) const SPLICING: f32 = 0.2;

/// A tool that scores variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    /// REVEL, 0 to 1.
    Revel,
    /// `AlphaMissense`, 0 to 1.
    AlphaMissense,
    /// CADD, Phred-scaled, 0 to 100.
    Cadd,
    /// `SpliceAI`, largest delta score, 0 to 1.
    SpliceAi,
}

/// What a score says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// PP3 with this strength.
    Damaging(Strength),
    /// BP4 with this strength.
    Tolerated(Strength),
    /// Neither.
    Indeterminate,
}

/// Thresholds of a tool.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Least scores of PP3, the strongest first.
    pub damaging: &'static [(f32, Strength)],
    /// Largest scores of BP4, the strongest first.
    pub tolerated: &'static [(f32, Strength)],
    /// Where they are from.
    pub source: &'static str,
}

/// Pejaver 2022, table 2.
const REVEL: Scale = Scale {
    damaging: &[(0.932, Strength::Strong), (0.773, Strength::Moderate), (0.644, Strength::Supporting)],
    tolerated: &[
        (0.003, Strength::VeryStrong),
        (0.016, Strength::Strong),
        (0.183, Strength::Moderate),
        (0.290, Strength::Supporting),
    ],
    source: PEJAVER,
};

/// Pejaver 2022, table 2.
const CADD: Scale = Scale {
    damaging: &[(28.1, Strength::Moderate), (25.3, Strength::Supporting)],
    tolerated: &[(0.15, Strength::Strong), (17.3, Strength::Moderate), (22.7, Strength::Supporting)],
    source: PEJAVER,
};

/// Bergquist 2025.
const ALPHA_MISSENSE: Scale = Scale {
    damaging: &[(0.990, Strength::Strong), (0.906, Strength::Moderate), (0.792, Strength::Supporting)],
    tolerated: &[(0.099, Strength::Moderate), (0.169, Strength::Supporting)],
    source: BERGQUIST,
};

/// Walker 2023.
const SPLICE_AI: Scale = Scale {
    damaging: &[(SPLICING, Strength::Supporting)],
    tolerated: &[(NO_SPLICING, Strength::Supporting)],
    source: WALKER,
};

impl Tool {
    /// The tool's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revel => "REVEL",
            Self::AlphaMissense => "AlphaMissense",
            Self::Cadd => "CADD",
            Self::SpliceAi => "SpliceAI",
        }
    }

    /// Its thresholds.
    #[must_use]
    pub fn scale(self) -> Scale {
        match self {
            Self::Revel => REVEL,
            Self::AlphaMissense => ALPHA_MISSENSE,
            Self::Cadd => CADD,
            Self::SpliceAi => SPLICE_AI,
        }
    }

    /// What a score says.
    #[must_use]
    pub fn verdict(self, score: f32) -> Verdict {
        let scale = self.scale();
        if let Some((_, strength)) = scale.damaging.iter().find(|(least, _)| score >= *least) {
            return Verdict::Damaging(*strength);
        }
        let tolerated = scale.tolerated.iter().find(|(most, _)| score <= *most);
        tolerated.map_or(Verdict::Indeterminate, |(_, strength)| Verdict::Tolerated(*strength))
    }

    fn score(self, scores: &PathogenicityScores) -> Option<f32> {
        let (score, most) = match self {
            Self::Revel => (scores.revel, 1.0),
            Self::AlphaMissense => (scores.alpha_missense, 1.0),
            Self::Cadd => (scores.cadd, 100.0),
            Self::SpliceAi => (scores.splice_ai, 1.0),
        };
        finite(score).filter(|score| (0.0..=most).contains(score))
    }

    /// The score in words, with the threshold that it passed.
    fn says(self, score: f32) -> String {
        let scale = self.scale();
        let name = self.as_str();
        if let Some((least, _)) = scale.damaging.iter().find(|(least, _)| score >= *least) {
            return format!("{name} {score} >= {least}");
        }
        if let Some((most, _)) = scale.tolerated.iter().find(|(most, _)| score <= *most) {
            return format!("{name} {score} <= {most}");
        }
        format!("{name} {score} is indeterminate")
    }
}

/// A usable `SpliceAI` score.
pub(super) fn splicing_score(scores: &PathogenicityScores) -> Option<f32> {
    Tool::SpliceAi.score(scores)
}

/// The tool that decides about the protein, with its score.
pub(super) fn deciding(consequence: Consequence, scores: &PathogenicityScores) -> Option<(Tool, f32)> {
    let tools: &[Tool] = match consequence {
        Consequence::Missense => &[Tool::Revel, Tool::AlphaMissense, Tool::Cadd],
        // Scored by these two, it is a missense variant; CADD scores all variants.
        Consequence::CodingSequence | Consequence::ProteinAltering => &[Tool::Revel, Tool::AlphaMissense],
        _ => &[],
    };
    tools.iter().find_map(|tool| tool.score(scores).map(|score| (*tool, score)))
}

/// Whether a consequence leaves the protein as it is unless splicing changes.
fn only_splicing(consequence: Consequence) -> bool {
    use Consequence as C;
    matches!(
        consequence,
        C::SpliceDonorFifthBase
            | C::SpliceRegion
            | C::SpliceDonorRegion
            | C::SplicePolypyrimidine
            | C::StartRetained
            | C::StopRetained
            | C::Synonymous
            | C::FivePrimeUtr
            | C::ThreePrimeUtr
            | C::Intron
    )
}

/// PP3 and BP4, which rest on the same scores and are never both met.
pub(super) fn computed(input: &Input<'_>, pvs1: &Answer) -> (Answer, Answer) {
    let consequence = input.effect.consequence;
    let scores = &input.variant.scores;
    if pvs1.is_met() {
        return both(|| not_assessed("not used beside PVS1, which rests on the same prediction", WALKER));
    }
    let splicing = splicing_score(scores);
    let protein = deciding(consequence, scores);
    match (protein, splicing) {
        (Some(protein), splicing) => missense(input, protein, splicing),
        (None, Some(score)) if score >= SPLICING || only_splicing(consequence) => single(input, Tool::SpliceAi, score),
        (None, Some(score)) => both(|| {
            not_assessed(input.say(|| format!("{}; no score of the protein", Tool::SpliceAi.says(score))), WALKER)
        }),
        (None, None) => match consequence {
            Consequence::Missense => both(|| not_assessed("no REVEL, AlphaMissense or CADD score given", PEJAVER)),
            Consequence::CodingSequence => both(|| not_assessed("no REVEL or AlphaMissense score given", PEJAVER)),
            _ => both(|| not_assessed("no SpliceAI score given, and no other tool is calibrated for it", WALKER)),
        },
    }
}

fn both(answer: impl Fn() -> Answer) -> (Answer, Answer) {
    (answer(), answer())
}

/// One tool by itself.
fn single(input: &Input<'_>, tool: Tool, score: f32) -> (Answer, Answer) {
    let source = tool.scale().source;
    let value = || input.say(|| tool.says(score));
    match tool.verdict(score) {
        Verdict::Damaging(strength) => (met(strength, value(), source), not_met(value(), source)),
        Verdict::Tolerated(strength) => (not_met(value(), source), met(strength, value(), source)),
        Verdict::Indeterminate => both(|| not_met(value(), source)),
    }
}

/// The protein's tool, unless splicing is predicted to change and the tool does not find damage by itself.
fn missense(input: &Input<'_>, (tool, score): (Tool, f32), splicing: Option<f32>) -> (Answer, Answer) {
    match (tool.verdict(score), splicing) {
        (Verdict::Tolerated(_) | Verdict::Indeterminate, Some(splice)) if splice >= SPLICING => {
            let value = || input.say(|| format!("{}, whatever {}", Tool::SpliceAi.says(splice), tool.says(score)));
            (met(Strength::Supporting, value(), WALKER), not_met(value(), WALKER))
        }
        _ => single(input, tool, score),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AcmgState;
    use crate::scoring::variant::criteria::tests::{effect, variant};
    use crate::scoring::variant::{GeneFacts, Setting};
    use proptest::prelude::*;

    const SUPPORTING: Strength = Strength::Supporting;
    const MODERATE: Strength = Strength::Moderate;
    const STRONG: Strength = Strength::Strong;

    /// Pejaver 2022 (doi 10.1016/j.ajhg.2022.10.013), table 2, at the ends of its intervals; `AlphaMissense` by
    /// Bergquist 2025 (doi 10.1016/j.gim.2025.101402); `SpliceAI` by Walker 2023 (doi 10.1016/j.ajhg.2023.06.002).
    #[test]
    fn intervals_end_where_they_were_published() {
        use Verdict::{Damaging, Indeterminate, Tolerated};
        for (tool, score, verdict) in [
            (Tool::Revel, 1.0, Damaging(STRONG)),
            (Tool::Revel, 0.932, Damaging(STRONG)),
            (Tool::Revel, 0.931, Damaging(MODERATE)),
            (Tool::Revel, 0.773, Damaging(MODERATE)),
            (Tool::Revel, 0.772, Damaging(SUPPORTING)),
            (Tool::Revel, 0.644, Damaging(SUPPORTING)),
            (Tool::Revel, 0.643, Indeterminate),
            (Tool::Revel, 0.291, Indeterminate),
            (Tool::Revel, 0.290, Tolerated(SUPPORTING)),
            (Tool::Revel, 0.184, Tolerated(SUPPORTING)),
            (Tool::Revel, 0.183, Tolerated(MODERATE)),
            (Tool::Revel, 0.017, Tolerated(MODERATE)),
            (Tool::Revel, 0.016, Tolerated(STRONG)),
            (Tool::Revel, 0.004, Tolerated(STRONG)),
            (Tool::Revel, 0.003, Tolerated(Strength::VeryStrong)),
            (Tool::Cadd, 28.1, Damaging(MODERATE)),
            (Tool::Cadd, 28.0, Damaging(SUPPORTING)),
            (Tool::Cadd, 25.3, Damaging(SUPPORTING)),
            (Tool::Cadd, 25.2, Indeterminate),
            (Tool::Cadd, 22.8, Indeterminate),
            (Tool::Cadd, 22.7, Tolerated(SUPPORTING)),
            (Tool::Cadd, 17.4, Tolerated(SUPPORTING)),
            (Tool::Cadd, 17.3, Tolerated(MODERATE)),
            (Tool::Cadd, 0.16, Tolerated(MODERATE)),
            (Tool::Cadd, 0.15, Tolerated(STRONG)),
            (Tool::AlphaMissense, 0.990, Damaging(STRONG)),
            (Tool::AlphaMissense, 0.989, Damaging(MODERATE)),
            (Tool::AlphaMissense, 0.906, Damaging(MODERATE)),
            (Tool::AlphaMissense, 0.792, Damaging(SUPPORTING)),
            (Tool::AlphaMissense, 0.791, Indeterminate),
            (Tool::AlphaMissense, 0.170, Indeterminate),
            (Tool::AlphaMissense, 0.169, Tolerated(SUPPORTING)),
            (Tool::AlphaMissense, 0.099, Tolerated(MODERATE)),
            (Tool::SpliceAi, 0.2, Damaging(SUPPORTING)),
            (Tool::SpliceAi, 0.19, Indeterminate),
            (Tool::SpliceAi, 0.11, Indeterminate),
            (Tool::SpliceAi, 0.1, Tolerated(SUPPORTING)),
        ] {
            assert_eq!(tool.verdict(score), verdict, "{} {score}", tool.as_str());
        }
    }

    fn judge(consequence: &str, scores: PathogenicityScores, pvs1: bool) -> (AcmgState, AcmgState, String) {
        let mut item = variant();
        item.scores = scores;
        let (on, gene, setting) = (effect(consequence), GeneFacts::default(), Setting::default());
        let input = Input { variant: &item, effect: &on, gene: &gene, setting: &setting, words: true };
        let pvs1 = if pvs1 { met(STRONG, "", "") } else { not_met("", "") };
        let (pp3, bp4) = computed(&input, &pvs1);
        (pp3.state, bp4.state, pp3.value.into_owned())
    }

    #[test]
    fn one_tool_decides_and_is_named() {
        const NO: AcmgState = AcmgState::NotMet;
        const UNKNOWN: AcmgState = AcmgState::NotAssessed;
        let met = AcmgState::Met;
        let scores =
            |revel, alpha_missense, cadd, splice_ai| PathogenicityScores { revel, alpha_missense, cadd, splice_ai };
        for (consequence, scores, pp3, bp4, value) in [
            (
                "missense_variant",
                scores(Some(0.1), Some(0.995), Some(35.0), None),
                NO,
                met(MODERATE),
                "REVEL 0.1 <= 0.183",
            ),
            (
                "missense_variant",
                scores(None, Some(0.995), Some(3.0), None),
                met(STRONG),
                NO,
                "AlphaMissense 0.995 >= 0.99",
            ),
            ("missense_variant", scores(None, None, Some(26.0), None), met(SUPPORTING), NO, "CADD 26 >= 25.3"),
            ("missense_variant", scores(Some(0.5), None, None, None), NO, NO, "REVEL 0.5 is indeterminate"),
            ("missense_variant", scores(Some(0.95), None, None, Some(0.9)), met(STRONG), NO, "REVEL 0.95 >= 0.932"),
            (
                "missense_variant",
                scores(Some(f32::NAN), None, Some(26.0), None),
                met(SUPPORTING),
                NO,
                "CADD 26 >= 25.3",
            ),
            (
                "missense_variant",
                scores(Some(0.1), None, None, Some(0.5)),
                met(SUPPORTING),
                NO,
                "SpliceAI 0.5 >= 0.2, whatever REVEL 0.1 <= 0.183",
            ),
            (
                "missense_variant",
                scores(None, None, None, None),
                UNKNOWN,
                UNKNOWN,
                "no REVEL, AlphaMissense or CADD score given",
            ),
            (
                "synonymous_variant",
                scores(None, None, Some(30.0), Some(0.05)),
                NO,
                met(SUPPORTING),
                "SpliceAI 0.05 <= 0.1",
            ),
            ("intron_variant", scores(None, None, None, Some(0.3)), met(SUPPORTING), NO, "SpliceAI 0.3 >= 0.2"),
            (
                "inframe_deletion",
                scores(None, None, Some(30.0), Some(0.0)),
                UNKNOWN,
                UNKNOWN,
                "SpliceAI 0 <= 0.1; no score of the protein",
            ),
            ("coding_sequence_variant", scores(Some(0.8), None, None, None), met(MODERATE), NO, "REVEL 0.8 >= 0.773"),
            (
                "coding_sequence_variant",
                scores(None, None, Some(35.0), None),
                UNKNOWN,
                UNKNOWN,
                "no REVEL or AlphaMissense score given",
            ),
        ] {
            assert_eq!(judge(consequence, scores, false), (pp3, bp4, value.to_owned()), "{consequence} {scores:?}");
        }
    }

    #[test]
    fn scores_are_not_counted_beside_pvs1() {
        let scores = PathogenicityScores { splice_ai: Some(0.99), ..PathogenicityScores::default() };
        assert_eq!(judge("splice_donor_variant", scores, true).0, AcmgState::NotAssessed);
        assert_eq!(judge("splice_donor_variant", scores, false).0, AcmgState::Met(SUPPORTING));
    }

    fn points(verdict: Verdict) -> i32 {
        match verdict {
            Verdict::Damaging(strength) => strength.points(),
            Verdict::Tolerated(strength) => -strength.points(),
            Verdict::Indeterminate => 0,
        }
    }

    proptest! {
        #[test]
        fn higher_scores_never_say_less(a in 0.0_f32..1.0, b in 0.0_f32..1.0) {
            let (low, high) = (a.min(b), a.max(b));
            for tool in [Tool::Revel, Tool::AlphaMissense, Tool::Cadd, Tool::SpliceAi] {
                let scale = if tool == Tool::Cadd { 60.0 } else { 1.0 };
                prop_assert!(points(tool.verdict(low * scale)) <= points(tool.verdict(high * scale)));
            }
        }
    }
}
