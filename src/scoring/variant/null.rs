//! PVS1: null variants, by the decision tree of `ClinGen` (doi 10.1002/humu.23626) as far as the data goes.

use std::borrow::Cow;

use super::criteria::{Answer, Input, met, not_met};
use super::setting::is_recessive;
use crate::domain::{Consequence, ModeOfInheritance, Strength};

const SOURCE: &str = "doi:10.1002/humu.23626";

/// Share of the protein, 0 to 1, beyond which its loss counts as strong where the transcript is not decayed (doi
/// 10.1002/humu.23626).
pub(super) const LARGE_SHARE: f32 = 0.10;

/// A branch of the tree: its strength where loss of function is the mechanism, and why.
type Branch = (Option<Strength>, Cow<'static, str>);

/// PVS1.
pub(super) fn pvs1(input: &Input<'_>) -> Answer {
    let consequence = input.effect.consequence;
    if !consequence.is_null() {
        return not_met(input.say(|| format!("{} is no null variant", consequence.as_str())), SOURCE);
    }
    let (branch, why) = branch(input);
    let (steps, mechanism) = mechanism(input);
    let strength = steps.and_then(|steps| (0..steps).fold(branch, |strength, _| strength.and_then(weaker)));
    let value = input.say(|| format!("{}: {why}; {mechanism}", consequence.as_str()));
    strength.map_or_else(|| not_met(value.clone(), SOURCE), |strength| met(strength, value.clone(), SOURCE))
}

fn branch(input: &Input<'_>) -> Branch {
    match input.effect.consequence {
        Consequence::TranscriptAblation | Consequence::FeatureTruncation => deletion(input),
        Consequence::SpliceAcceptor | Consequence::SpliceDonor => splice(input),
        // Moderate where a pathogenic variant lies before the next start codon, which is assumed; it is not known here.
        Consequence::StartLost => (Some(Strength::Moderate), Cow::Borrowed("another start codon may serve")),
        _ => truncation(input),
    }
}

/// Nonsense and frameshift.
fn truncation(input: &Input<'_>) -> Branch {
    match escapes(input) {
        Some(false) => (Some(Strength::VeryStrong), Cow::Borrowed("the transcript is expected to decay")),
        Some(true) => by_share(input, "the transcript escapes decay"),
        None => (Some(Strength::Strong), Cow::Borrowed("not known whether the transcript decays")),
    }
}

/// Canonical splice sites: whether the skipped exon keeps the reading frame is not known, unless the annotation says
/// what becomes of the transcript.
fn splice(input: &Input<'_>) -> Branch {
    let last = input.effect.exon.is_some_and(|(number, count)| number == count);
    match input.effect.escapes_decay {
        Some(false) => (Some(Strength::VeryStrong), Cow::Borrowed("the transcript is expected to decay")),
        Some(true) => by_share(input, "the transcript escapes decay"),
        None if last => by_share(input, "the last exon is affected, whose loss escapes decay"),
        None => (Some(Strength::Strong), Cow::Borrowed("not known whether skipping the exon keeps the reading frame")),
    }
}

/// Deletions of whole exons, by the share of the coding sequence that they cover.
fn deletion(input: &Input<'_>) -> Branch {
    let whole = input.effect.consequence == Consequence::TranscriptAblation;
    match input.effect.covered_percent {
        Some(100) => (Some(Strength::VeryStrong), Cow::Borrowed("the whole coding sequence is deleted")),
        None if whole => (Some(Strength::VeryStrong), Cow::Borrowed("the whole transcript is deleted")),
        Some(0) => (None, Cow::Borrowed("no coding sequence is deleted")),
        Some(percent) if f32::from(percent) > 100.0 * LARGE_SHARE => (
            Some(Strength::Strong),
            input.say(|| format!("{percent} % of the coding sequence deleted, reading frame not known")),
        ),
        Some(percent) => (
            Some(Strength::Moderate),
            input.say(|| format!("{percent} % of the coding sequence deleted, reading frame not known")),
        ),
        None => (Some(Strength::Moderate), Cow::Borrowed("not known how much is deleted")),
    }
}

/// What is lost of a protein that is still made.
fn by_share(input: &Input<'_>, why: &'static str) -> Branch {
    match removed(input) {
        Some(share) => {
            let strength = if share > LARGE_SHARE { Strength::Strong } else { Strength::Moderate };
            (Some(strength), input.say(|| format!("{why}, {:.0} % of the protein lost", 100.0 * share)))
        }
        None => (Some(Strength::Moderate), input.say(|| format!("{why}, not known how much of the protein is lost"))),
    }
}

/// Share of the protein after the changed amino acid, 0 to 1.
fn removed(input: &Input<'_>) -> Option<f32> {
    let (residue, residues) = (input.effect.residue?, input.gene.residues()?);
    Some(residues.saturating_sub(residue.saturating_sub(1)) as f32 / residues as f32)
}

/// Whether a premature stop escapes decay: as annotated, else by the exon. In the exon before the last it may or may
/// not.
fn escapes(input: &Input<'_>) -> Option<bool> {
    if input.setting.mode == Some(ModeOfInheritance::Mitochondrial) {
        return Some(true);
    }
    input.effect.escapes_decay.or_else(|| match input.effect.exon? {
        (number, count) if number >= count => Some(true),
        (number, count) if number + 1 < count => Some(false),
        _ => None,
    })
}

/// Steps that the strength falls by because the mechanism is not established; `None` where it is another one.
fn mechanism(input: &Input<'_>) -> (Option<u8>, &'static str) {
    let dominant = input.setting.mode == Some(ModeOfInheritance::AutosomalDominant);
    match (input.gene.loss_of_function_known, input.gene.is_constrained()) {
        (Some(true), _) => (Some(0), "loss of function is the mechanism"),
        (Some(false), _) => (None, "loss of function is not the mechanism"),
        (None, Some(true)) => (Some(1), "mechanism not known, the gene tolerates no loss"),
        (None, Some(false)) if dominant => (Some(2), "mechanism not known, the gene tolerates the loss of a copy"),
        (None, _) if input.setting.mode.is_some_and(is_recessive) => (Some(1), "mechanism not known, recessive"),
        (None, _) => (Some(1), "mechanism not known"),
    }
}

fn weaker(strength: Strength) -> Option<Strength> {
    match strength {
        Strength::StandAlone | Strength::VeryStrong => Some(Strength::Strong),
        Strength::Strong => Some(Strength::Moderate),
        Strength::Moderate => Some(Strength::Supporting),
        Strength::Supporting => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AcmgState, GeneEffect};
    use crate::scoring::variant::criteria::tests::{effect, variant};
    use crate::scoring::variant::{GeneFacts, Setting};

    fn judge(on: &GeneEffect, gene: &GeneFacts, mode: Option<ModeOfInheritance>) -> Answer {
        let (item, setting) = (variant(), Setting { mode, ..Setting::default() });
        pvs1(&Input { variant: &item, effect: on, gene, setting: &setting, words: true })
    }

    fn established() -> GeneFacts {
        GeneFacts { loss_of_function_known: Some(true), coding_length: Some(3_003), ..GeneFacts::default() }
    }

    /// The branches of the tree (doi 10.1002/humu.23626) in a gene of 1,000 amino acids where loss of function is the
    /// mechanism.
    #[test]
    fn the_tree_is_followed() {
        const YES: Option<bool> = Some(true);
        const NO: Option<bool> = Some(false);
        let very_strong = Some(Strength::VeryStrong);
        let strong = Some(Strength::Strong);
        let moderate = Some(Strength::Moderate);
        for (consequence, escapes_decay, exon, residue, covered_percent, strength) in [
            ("stop_gained", NO, None, Some(500), None, very_strong),
            ("frameshift_variant", None, Some((3, 10)), Some(500), None, very_strong),
            ("frameshift_variant", None, Some((9, 10)), Some(850), None, strong),
            ("stop_gained", None, Some((10, 10)), Some(850), None, strong),
            ("stop_gained", YES, None, Some(901), None, moderate),
            ("stop_gained", YES, None, Some(900), None, strong),
            ("stop_gained", YES, None, None, None, moderate),
            ("stop_gained", None, Some((1, 1)), Some(10), None, strong),
            ("stop_gained", None, None, Some(500), None, strong),
            ("splice_donor_variant", NO, None, None, None, very_strong),
            ("splice_donor_variant", None, Some((3, 9)), None, None, strong),
            ("splice_acceptor_variant", None, Some((9, 9)), None, None, moderate),
            ("start_lost", None, Some((1, 10)), Some(1), None, moderate),
            ("transcript_ablation", None, None, None, None, very_strong),
            ("transcript_ablation", None, None, None, Some(100), very_strong),
            ("feature_truncation", None, None, None, Some(40), strong),
            ("feature_truncation", None, None, None, Some(10), moderate),
            ("feature_truncation", None, None, None, Some(0), None),
            ("feature_truncation", None, None, None, None, moderate),
            ("missense_variant", None, None, Some(5), None, None),
            ("stop_lost", None, None, None, None, None),
            ("transcript_amplification", None, None, None, Some(100), None),
        ] {
            let on = GeneEffect { residue, exon, escapes_decay, covered_percent, ..effect(consequence) };
            let expected = strength.map_or(AcmgState::NotMet, AcmgState::Met);
            let answer = judge(&on, &established(), None);
            assert_eq!(
                answer.state, expected,
                "{consequence} {escapes_decay:?} {exon:?} {residue:?}: {}",
                answer.value
            );
        }
    }

    #[test]
    fn an_unknown_mechanism_is_never_very_strong() {
        use ModeOfInheritance::{AutosomalDominant, AutosomalRecessive};
        let on = GeneEffect { escapes_decay: Some(false), ..effect("stop_gained") };
        let gene =
            |loss_of_function_known, oe_lof| GeneFacts { oe_lof, loss_of_function_known, ..GeneFacts::default() };
        for (gene, mode, strength) in [
            (gene(None, None), None, Some(Strength::Strong)),
            (gene(None, Some(0.1)), Some(AutosomalDominant), Some(Strength::Strong)),
            (gene(None, Some(0.9)), Some(AutosomalDominant), Some(Strength::Moderate)),
            (gene(None, Some(0.9)), Some(AutosomalRecessive), Some(Strength::Strong)),
            (gene(Some(false), Some(0.1)), Some(AutosomalDominant), None),
            (gene(Some(true), Some(0.9)), Some(AutosomalRecessive), Some(Strength::VeryStrong)),
        ] {
            let expected = strength.map_or(AcmgState::NotMet, AcmgState::Met);
            assert_eq!(judge(&on, &gene, mode).state, expected, "{gene:?} {mode:?}");
        }
        assert_eq!(
            judge(&on, &gene(None, Some(0.9)), Some(AutosomalDominant)).value,
            "stop_gained: the transcript is expected to decay; mechanism not known, the gene tolerates the loss of a copy"
        );
    }

    #[test]
    fn mitochondrial_transcripts_do_not_decay() {
        let on = GeneEffect { escapes_decay: None, residue: Some(990), ..effect("stop_gained") };
        let answer = judge(&on, &established(), Some(ModeOfInheritance::Mitochondrial));
        assert_eq!(answer.state, AcmgState::Met(Strength::Moderate), "{}", answer.value);
    }
}
