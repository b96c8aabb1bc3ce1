//! BA1, BS1 and PM2: how common a variant may be.
//!
//! The highest value decides: the largest population value of the file, or the Japanese value where that is higher.

use super::criteria::{Answer, Input, met, not_assessed, not_met};
use crate::domain::{AlleleFrequency, AnnotatedVariant, Assembly, GeneEffect, Locus, ModeOfInheritance, Strength};

const BA1_SOURCE: &str = "doi:10.1002/humu.23642";
const MITOCHONDRIAL_SOURCE: &str = "doi:10.1002/humu.24107";
const BS1_SOURCE: &str = "doi:10.1038/gim.2017.26";
const PM2_SOURCE: &str = "ClinGen SVI PM2 v1.0 (2020); cut-offs doi:10.1002/humu.23630";

/// Allele frequency above which a variant causes no rare disease: 5 % (doi 10.1002/humu.23642).
pub const BA1: f32 = 0.05;
/// The same for mitochondrial variants: 1 % (doi 10.1002/humu.24107).
pub const BA1_MITOCHONDRIAL: f32 = 0.01;

/// Allele frequencies, 0 to 1, that separate absent, rare, too common for a mode, and too common for any disease.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CutOffs {
    /// PM2 is met at or below (ClinGen's hearing loss panel, doi 10.1002/humu.23630: 0.00002 dominant, 0.00007
    /// recessive; its mitochondrial panel, doi 10.1002/humu.24107: below 0.00002).
    pub rare: f32,
    /// BS1 is met at or above; see [`cut_offs`].
    pub common: f32,
    /// BA1 is met above.
    pub benign: f32,
}

/// Cut-offs of a mode of inheritance.
///
/// BS1 is the maximum credible allele frequency of Whiffin 2017 (doi 10.1038/gim.2017.26) for a disease that is as
/// frequent as a rare disease may be, 1 in 2,000 persons, so that the true value of most diseases is far lower:
///
/// - dominant: ½ × 1/2,000 × contribution 1 ÷ penetrance ¼ = 0.001
/// - recessive: √(1/2,000 × gene's and allele's contribution 1/10 ÷ penetrance ½) = 0.01
/// - X-linked: 1/1,000 of males × contribution ½ ÷ penetrance ½ = 0.001; Y-linked alike
/// - mitochondrial: 0.005 (doi 10.1002/humu.24107)
///
/// Where the mode is not known each criterion takes the cut-off that is hardest to meet.
#[must_use]
pub fn cut_offs(mode: Option<ModeOfInheritance>) -> CutOffs {
    use ModeOfInheritance as M;
    match mode {
        Some(M::AutosomalDominant | M::XLinkedDominant | M::XLinkedRecessive | M::XLinked | M::YLinked) => {
            CutOffs { rare: 0.000_02, common: 0.001, benign: BA1 }
        }
        Some(M::AutosomalRecessive) => CutOffs { rare: 0.000_07, common: 0.01, benign: BA1 },
        Some(M::Mitochondrial) => CutOffs { rare: 0.000_02, common: 0.005, benign: BA1_MITOCHONDRIAL },
        None => CutOffs { rare: 0.000_02, common: 0.01, benign: BA1 },
    }
}

/// What is known of a variant's frequency.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// The highest value, and whether it is the Japanese one.
    pub(super) highest: Option<(&'a AlleleFrequency, bool)>,
    /// Whether a value besides the Japanese one is known.
    pub(super) worldwide: bool,
}

impl<'a> Known<'a> {
    pub(super) fn of(variant: &'a AnnotatedVariant) -> Self {
        let usable = |frequency: &'a Option<AlleleFrequency>| {
            frequency.as_ref().filter(|frequency| (0.0..=1.0).contains(&frequency.value))
        };
        let (world, japan) = (usable(&variant.frequency), usable(&variant.japanese_frequency));
        let highest = match (world, japan) {
            (Some(world), Some(japan)) if japan.value > world.value => Some((japan, true)),
            (Some(world), _) => Some((world, false)),
            (None, japan) => japan.map(|japan| (japan, true)),
        };
        Self { highest, worldwide: world.is_some() }
    }
}

const UNKNOWN: &str = "no population frequency given";

fn named(frequency: &AlleleFrequency, japanese: bool) -> String {
    let which = if japanese { " (Japanese, the higher)" } else { "" };
    format!("{} {}{which}", frequency.source, frequency.value)
}

/// A benign criterion by a least frequency.
fn above(input: &Input<'_>, limit: f32, inclusive: bool, strength: Strength, source: &'static str) -> Answer {
    let known = Known::of(input.variant);
    let Some((frequency, japanese)) = known.highest else { return not_assessed(UNKNOWN, source) };
    let over = frequency.value > limit || (inclusive && frequency.value >= limit);
    let sign = match (over, inclusive) {
        (true, true) => ">=",
        (true, false) => ">",
        (false, true) => "<",
        (false, false) => "<=",
    };
    if over && is_exempt(input.variant, input.effect, &input.gene.symbol) {
        let value =
            input.say(|| format!("{} {sign} {limit}, but on ClinGen's list of exceptions", named(frequency, japanese)));
        return not_met(value, BA1_SOURCE);
    }
    if over {
        return met(strength, input.say(|| format!("{} {sign} {limit}", named(frequency, japanese))), source);
    }
    if !known.worldwide {
        let value =
            input.say(|| format!("{} {sign} {limit}; none given for other populations", named(frequency, true)));
        return not_assessed(value, source);
    }
    not_met(input.say(|| format!("{} {sign} {limit}", named(frequency, japanese))), source)
}

/// BA1: too common for any rare disease.
pub(super) fn ba1(input: &Input<'_>) -> Answer {
    let mitochondrial = input.setting.mode == Some(ModeOfInheritance::Mitochondrial);
    let source = if mitochondrial { MITOCHONDRIAL_SOURCE } else { BA1_SOURCE };
    above(input, cut_offs(input.setting.mode).benign, false, Strength::StandAlone, source)
}

/// BS1: too common for a disease of this mode. Not counted beside BA1, which rests on the same number.
pub(super) fn bs1(input: &Input<'_>, ba1: &Answer) -> Answer {
    if ba1.is_met() {
        return not_assessed("counted as BA1", BS1_SOURCE);
    }
    let mitochondrial = input.setting.mode == Some(ModeOfInheritance::Mitochondrial);
    let source = if mitochondrial { MITOCHONDRIAL_SOURCE } else { BS1_SOURCE };
    above(input, cut_offs(input.setting.mode).common, true, Strength::Strong, source)
}

/// PM2, supporting: absent or extremely rare.
pub(super) fn pm2(input: &Input<'_>) -> Answer {
    let limit = cut_offs(input.setting.mode).rare;
    let known = Known::of(input.variant);
    let Some((frequency, japanese)) = known.highest else { return not_assessed(UNKNOWN, PM2_SOURCE) };
    if frequency.value > limit {
        return not_met(input.say(|| format!("{} > {limit}", named(frequency, japanese))), PM2_SOURCE);
    }
    if !known.worldwide {
        let value = input.say(|| format!("{} <= {limit}; none given for other populations", named(frequency, true)));
        return not_assessed(value, PM2_SOURCE);
    }
    let value = input.say(|| match frequency.value {
        0.0 => format!("{}: absent", named(frequency, japanese)),
        _ => format!("{} <= {limit}", named(frequency, japanese)),
    });
    met(Strength::Supporting, value, PM2_SOURCE)
}

/// A variant above 5 % that is not to be called benign for that.
struct Exempt {
    symbol: &'static str,
    change: &'static str,
    contig: &'static str,
    positions: [u32; 2],
    bases: (&'static str, &'static str),
}

const fn exempt(
    symbol: &'static str,
    change: &'static str,
    contig: &'static str,
    positions: [u32; 2],
    bases: (&'static str, &'static str),
) -> Exempt {
    Exempt { symbol, change, contig, positions, bases }
}

/// `ClinGen`'s exceptions to BA1 (doi 10.1002/humu.23642), with positions on `GRCh37` and `GRCh38`.
static EXEMPT: [Exempt; 9] = [
    exempt("ACAD9", "c.-44_-41dup", "3", [128_598_490, 128_879_647], ("C", "CTAAG")),
    exempt("GJB2", "c.109G>A", "13", [20_763_612, 20_189_473], ("C", "T")),
    exempt("HFE", "c.187C>G", "6", [26_091_179, 26_090_951], ("C", "G")),
    exempt("HFE", "c.845G>A", "6", [26_093_141, 26_092_913], ("G", "A")),
    exempt("MEFV", "c.1105C>T", "16", [3_299_586, 3_249_586], ("G", "A")),
    exempt("MEFV", "c.1223G>A", "16", [3_299_468, 3_249_468], ("C", "T")),
    exempt("PIBF1", "c.1214G>A", "13", [73_409_497, 72_835_359], ("G", "A")),
    exempt("ACADS", "c.511C>T", "12", [121_175_678, 120_737_875], ("C", "T")),
    exempt("BTD", "c.1330G>C", "3", [15_686_693, 15_645_186], ("G", "C")),
];

pub(super) fn is_exempt(variant: &AnnotatedVariant, effect: &GeneEffect, symbol: &str) -> bool {
    let at = |exempt: &Exempt, locus: &Locus| {
        let position = exempt.positions[usize::from(locus.assembly == Assembly::Grch38)];
        let (reference, alternate) = exempt.bases;
        locus.position == position
            && locus.contig.to_string() == exempt.contig
            && locus.reference == reference
            && matches!(&locus.alternate, crate::domain::Alternate::Sequence(bases) if bases == alternate)
    };
    EXEMPT.iter().any(|exempt| {
        let named =
            || exempt.symbol == symbol && effect.hgvs_c.as_deref().is_some_and(|c| c.starts_with(exempt.change));
        variant.locus.as_ref().is_some_and(|locus| at(exempt, locus)) || named()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AcmgState;
    use crate::scoring::variant::criteria::tests::{effect, variant};
    use crate::scoring::variant::{GeneFacts, Setting};

    fn frequency(value: f32, source: &str) -> AlleleFrequency {
        AlleleFrequency { value, source: source.to_owned() }
    }

    fn judge(world: Option<f32>, japan: Option<f32>, mode: Option<ModeOfInheritance>) -> ([AcmgState; 3], [String; 3]) {
        let mut item = variant();
        item.frequency = world.map(|value| frequency(value, "grpmax"));
        item.japanese_frequency = japan.map(|value| frequency(value, "ToMMo"));
        let (on, gene, setting) =
            (effect("missense_variant"), GeneFacts::default(), Setting { mode, ..Setting::default() });
        let input = Input { variant: &item, effect: &on, gene: &gene, setting: &setting, words: true };
        let alone = ba1(&input);
        let strong = bs1(&input, &alone);
        let rare = pm2(&input);
        let states = [alone.state, strong.state, rare.state];
        (states, [alone.value.into_owned(), strong.value.into_owned(), rare.value.into_owned()])
    }

    const ALONE: AcmgState = AcmgState::Met(Strength::StandAlone);
    const STRONG: AcmgState = AcmgState::Met(Strength::Strong);
    const RARE: AcmgState = AcmgState::Met(Strength::Supporting);
    const NO: AcmgState = AcmgState::NotMet;
    const UNKNOWN: AcmgState = AcmgState::NotAssessed;

    #[test]
    fn cut_offs_are_met_at_their_edges() {
        use ModeOfInheritance as M;
        for (world, mode, states) in [
            (0.050_1, Some(M::AutosomalRecessive), [ALONE, UNKNOWN, NO]),
            (0.05, Some(M::AutosomalRecessive), [NO, STRONG, NO]),
            (0.01, Some(M::AutosomalRecessive), [NO, STRONG, NO]),
            (0.009_9, Some(M::AutosomalRecessive), [NO, NO, NO]),
            (0.001, Some(M::AutosomalDominant), [NO, STRONG, NO]),
            (0.000_99, Some(M::AutosomalDominant), [NO, NO, NO]),
            (0.000_07, Some(M::AutosomalRecessive), [NO, NO, RARE]),
            (0.000_07, Some(M::AutosomalDominant), [NO, NO, NO]),
            (0.000_02, Some(M::AutosomalDominant), [NO, NO, RARE]),
            (0.0, Some(M::XLinkedRecessive), [NO, NO, RARE]),
            (0.011, Some(M::Mitochondrial), [ALONE, UNKNOWN, NO]),
            (0.005, Some(M::Mitochondrial), [NO, STRONG, NO]),
            (0.005, None, [NO, NO, NO]),
            (0.01, None, [NO, STRONG, NO]),
        ] {
            assert_eq!(judge(Some(world), None, mode).0, states, "{world} {mode:?}");
        }
    }

    #[test]
    fn unknown_is_not_absent() {
        let (states, values) = judge(None, None, None);
        assert_eq!(states, [UNKNOWN, UNKNOWN, UNKNOWN]);
        assert_eq!(values[2], "no population frequency given");
        assert_eq!(judge(Some(f32::NAN), None, None).0, [UNKNOWN, UNKNOWN, UNKNOWN]);
        assert_eq!(judge(Some(-0.1), None, None).0, [UNKNOWN, UNKNOWN, UNKNOWN]);
    }

    #[test]
    fn the_higher_of_both_decides_and_is_named() {
        let mode = Some(ModeOfInheritance::AutosomalDominant);
        let (states, values) = judge(Some(0.0), Some(0.002), mode);
        assert_eq!(states, [NO, STRONG, NO]);
        assert_eq!(values[1], "ToMMo 0.002 (Japanese, the higher) >= 0.001");
        assert_eq!(judge(Some(0.002), Some(0.0), mode).1[1], "grpmax 0.002 >= 0.001");
        // Low in Japan says nothing of the rest of the world; high in Japan suffices.
        assert_eq!(judge(None, Some(0.0), mode).0, [UNKNOWN, UNKNOWN, UNKNOWN]);
        assert_eq!(judge(None, Some(0.06), mode).0, [ALONE, UNKNOWN, NO]);
    }

    /// GJB2 c.109G>A, frequent in East Asia and pathogenic (doi 10.1002/humu.23642).
    #[test]
    fn exceptions_are_not_called_benign_for_their_frequency() {
        let mut item = variant();
        item.frequency = Some(frequency(0.08, "gnomAD_EAS"));
        let mut on = effect("missense_variant");
        on.hgvs_c = Some("c.109G>A".to_owned());
        for (symbol, state) in [("GJB2", NO), ("GJB6", ALONE)] {
            let gene = GeneFacts { symbol: symbol.to_owned(), ..GeneFacts::default() };
            let setting = Setting::default();
            let input = Input { variant: &item, effect: &on, gene: &gene, setting: &setting, words: true };
            assert_eq!(ba1(&input).state, state, "{symbol}");
        }
    }
}
