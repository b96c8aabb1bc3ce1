//! The alleles of one gene, and how they fit each mode of inheritance.

use super::background::Background;
use super::family::{Family, Origin, PhaseRelation};
use super::parameters::{CARRIERS, COMPOUND, FEMALE_CARRIER, FOUND, HOMOZYGOUS, ONE_FOUND};
use crate::domain::{AnnotatedVariant, Call, CaseVariants, Contig, Coverage, ModeOfInheritance, Sex, Zygosity};
use crate::knowledge::GeneIndex;

/// One allele of one gene in the patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Allele {
    /// Place among the case's variants.
    pub variant: usize,
    /// Place among the variant's effects.
    pub effect: usize,
    /// The patient's genotype.
    pub zygosity: Zygosity,
    /// Whom it came from.
    pub origin: Origin,
    /// Odds that it damages the gene enough to cause disease, judged by the frequencies that a dominant and a recessive
    /// disease allow.
    pub odds: [f64; 2],
}

/// A gene's alleles.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneGenotypes {
    /// The gene.
    pub gene: GeneIndex,
    /// Its alleles, in the order of the list.
    pub alleles: Vec<Allele>,
    /// Length of the coding sequence in bases; `None` where it is not known.
    pub coding_length: Option<u32>,
}

/// A way in which alleles of a gene may cause a disease.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Mode of inheritance.
    pub mode: ModeOfInheritance,
    /// How the alleles make it up.
    pub kind: FitKind,
    /// Places among the gene's alleles: one or two.
    pub alleles: Vec<usize>,
    /// How much likelier these alleles are with the disease, by this cause, than by chance.
    pub ratio: f64,
}

/// How alleles make up a genotype that can cause a disease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FitKind {
    /// One changed copy suffices.
    OneCopy,
    /// The same allele on both copies.
    BothCopies,
    /// Two alleles, one on each copy as far as is known.
    TwoAlleles(PhaseRelation),
    /// One allele of the two that a recessive disease needs; the other was not found.
    OneOfTwo,
    /// The only copy there is.
    OnlyCopy,
    /// In the mitochondrial genome, of which a cell has many copies.
    Mitochondrial,
}

impl FitKind {
    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OneCopy => "heterozygous",
            Self::BothCopies => "homozygous",
            Self::TwoAlleles(PhaseRelation::Trans) => "compound_heterozygous",
            Self::TwoAlleles(PhaseRelation::Cis) => "two_alleles_in_cis",
            Self::TwoAlleles(PhaseRelation::Unphased) => "possible_compound_heterozygous",
            Self::OneOfTwo => "one_allele_of_two",
            Self::OnlyCopy => "hemizygous",
            Self::Mitochondrial => "mitochondrial",
        }
    }
}

/// What all genes of a case are judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    pub variants: &'a [AnnotatedVariant],
    pub family: &'a Family,
    pub sex: Sex,
    pub background: &'a Background,
}

/// A mitochondrial variant in few of the genomes rarely causes disease: it has to pass a threshold that differs between
/// tissues and is mostly above half (doi 10.1038/nrg3966).
fn heteroplasmy(variant: &AnnotatedVariant) -> f64 {
    match variant.calls.first().and_then(Call::allele_fraction) {
        // Hardly told from errors of reading.
        Some(fraction) if fraction < 0.03 => 0.01,
        Some(fraction) if fraction < 0.1 => 0.1,
        Some(fraction) if fraction < 0.4 => 0.5,
        _ => 1.0,
    }
}

/// The genotype ratio of a gene without any allele. A gene that is not on a list of chosen variants was not said to be
/// without one, nor one on a chromosome of which the file has no record.
pub(super) fn absent(case: &CaseVariants, contig: Option<Contig>) -> f64 {
    let seen = contig.is_none_or(|contig| case.contigs.contains(contig)) && case.tally.records > 0;
    if case.coverage == Coverage::Genomewide && seen { 1.0 - FOUND } else { 1.0 }
}

/// Alleles of a gene that pairs are made of, the strongest: a list with hundreds in one gene says little of any.
const PAIRED: usize = 24;

/// Odds for modes that one copy suffices for, and for those that need both.
const ONE: usize = 0;
const BOTH: usize = 1;

impl GeneGenotypes {
    /// The genotype ratio under one mode: what the alleles found explain, and the chance that the cause was missed.
    pub(super) fn ratio(fits: &[Fit]) -> f64 {
        (1.0 - FOUND) + FOUND * fits.iter().map(|fit| fit.ratio).sum::<f64>()
    }

    /// All ways in which the alleles fit a mode, the likeliest first.
    pub(super) fn fits(&self, setting: &Setting<'_>, mode: ModeOfInheritance) -> Vec<Fit> {
        use ModeOfInheritance as M;
        let mut fits = match mode {
            M::AutosomalDominant => self.one_copy(setting, mode, 1.0),
            M::AutosomalRecessive => self.both_copies(setting, mode),
            M::XLinkedDominant | M::XLinked | M::XLinkedRecessive => self.x_linked(setting, mode),
            M::YLinked | M::Mitochondrial => self.only_copy(setting, mode),
        };
        fits.sort_by(|a, b| b.ratio.total_cmp(&a.ratio).then_with(|| a.alleles.cmp(&b.alleles)));
        fits
    }

    fn variant<'a>(&self, setting: &Setting<'a>, allele: usize) -> &'a AnnotatedVariant {
        &setting.variants[self.alleles[allele].variant]
    }

    /// Odds of an allele over those that chance puts into the gene.
    fn relative(&self, setting: &Setting<'_>, allele: usize, needs: usize) -> f64 {
        let item = &self.alleles[allele];
        let chance = setting.background.of_gene(self.coding_length, item.odds[ONE]) * self.crowding(setting, 1);
        item.odds[needs] / chance
    }

    /// How crowded the gene is beside as many alleles in question.
    fn crowding(&self, setting: &Setting<'_>, in_question: usize) -> f64 {
        setting.background.crowding(self.coding_length, self.alleles.len() - in_question)
    }

    fn one_copy(&self, setting: &Setting<'_>, mode: ModeOfInheritance, weight: f64) -> Vec<Fit> {
        let fit = |(place, allele): (usize, &Allele)| {
            let variant = self.variant(setting, place);
            // Two changed copies are rarely what a dominant disease is found with.
            let copies = if allele.zygosity == Zygosity::Homozygous { 0.2 } else { 1.0 };
            let family = setting.family.dominant(variant, allele.origin, setting.background.de_novo);
            let ratio = weight * copies * family * self.relative(setting, place, ONE);
            Fit { mode, kind: FitKind::OneCopy, alleles: vec![place], ratio }
        };
        self.alleles.iter().enumerate().map(fit).collect()
    }

    fn both_copies(&self, setting: &Setting<'_>, mode: ModeOfInheritance) -> Vec<Fit> {
        let mut fits = Vec::new();
        let paired = self.strongest();
        for (place, allele) in self.alleles.iter().enumerate() {
            let relative = self.relative(setting, place, BOTH);
            let variant = self.variant(setting, place);
            if matches!(allele.zygosity, Zygosity::Homozygous | Zygosity::Hemizygous) {
                let family = setting.family.homozygous(variant);
                let ratio = HOMOZYGOUS * relative * family / setting.background.homozygous;
                fits.push(Fit { mode, kind: FitKind::BothCopies, alleles: vec![place], ratio });
            } else {
                let ratio = ONE_FOUND * relative.min(1.0 / CARRIERS) * setting.family.harmless(variant);
                fits.push(Fit { mode, kind: FitKind::OneOfTwo, alleles: vec![place], ratio });
                if paired.contains(&place) {
                    let others = paired.iter().copied().filter(|other| *other > place);
                    fits.extend(others.filter_map(|other| self.pair(setting, mode, place, other)));
                }
            }
        }
        fits
    }

    /// Places of the strongest alleles, ascending.
    fn strongest(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.alleles.len()).collect();
        places.sort_by(|&a, &b| self.alleles[b].odds[BOTH].total_cmp(&self.alleles[a].odds[BOTH]).then(a.cmp(&b)));
        places.truncate(PAIRED);
        places.sort_unstable();
        places
    }

    /// Two different heterozygous alleles. Unordered pairs: the density of a pair is twice the product, and half of the
    /// chance pairs lie in trans.
    fn pair(&self, setting: &Setting<'_>, mode: ModeOfInheritance, one: usize, other: usize) -> Option<Fit> {
        if self.alleles[other].zygosity == Zygosity::Homozygous {
            return None;
        }
        let (a, b) = (self.variant(setting, one), self.variant(setting, other));
        let phase = setting.family.phase(a, b);
        let by_phase = match phase {
            PhaseRelation::Trans => 4.0,
            PhaseRelation::Unphased => 2.0,
            // One copy is spared: no pair, whatever the alleles.
            PhaseRelation::Cis => return None,
        };
        let own = self.alleles[one].odds[ONE] + self.alleles[other].odds[ONE];
        let first =
            self.alleles[one].odds[BOTH] / setting.background.of_gene(self.coding_length, self.alleles[one].odds[ONE]);
        let second = self.alleles[other].odds[BOTH] / setting.background.beside(self.coding_length, own);
        let crowding = self.crowding(setting, 2).powi(2);
        let ratio = COMPOUND * by_phase * first * second / crowding * setting.family.compound(a, b);
        Some(Fit { mode, kind: FitKind::TwoAlleles(phase), alleles: vec![one, other], ratio })
    }

    fn only_copy(&self, setting: &Setting<'_>, mode: ModeOfInheritance) -> Vec<Fit> {
        let fit = |place: usize| Fit {
            mode,
            kind: if mode == ModeOfInheritance::Mitochondrial { FitKind::Mitochondrial } else { FitKind::OnlyCopy },
            alleles: vec![place],
            ratio: self.relative(setting, place, ONE)
                * setting.family.harmless(self.variant(setting, place))
                * heteroplasmy(self.variant(setting, place)),
        };
        (0..self.alleles.len()).map(fit).collect()
    }

    /// On X. Callers write a male's only copy as `1` or as `1/1`; a heterozygous call in a male is an error of some kind.
    fn x_linked(&self, setting: &Setting<'_>, mode: ModeOfInheritance) -> Vec<Fit> {
        let mut fits = Vec::new();
        for (place, allele) in self.alleles.iter().enumerate() {
            let variant = self.variant(setting, place);
            let relative = self.relative(setting, place, ONE);
            let one_copy = allele.zygosity == Zygosity::Heterozygous || allele.zygosity == Zygosity::Unknown;
            let male = setting.sex == Sex::Male || (setting.sex == Sex::Unknown && !one_copy);
            let (kind, ratio) = if male {
                let called = if one_copy { 0.2 } else { 1.0 };
                let family = setting.family.hemizygous(variant, setting.background.de_novo);
                (FitKind::OnlyCopy, called * family * relative)
            } else if one_copy {
                let weight = match mode {
                    ModeOfInheritance::XLinkedRecessive => FEMALE_CARRIER,
                    ModeOfInheritance::XLinked => 0.4,
                    _ => 1.0,
                };
                let family = setting.family.dominant(variant, allele.origin, setting.background.de_novo);
                (FitKind::OneCopy, weight * family * relative)
            } else {
                let family = setting.family.homozygous(variant);
                (FitKind::BothCopies, 0.2 * relative * family / setting.background.homozygous)
            };
            fits.push(Fit { mode, kind, alleles: vec![place], ratio });
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Call, Genotype};

    fn gene(zygosities: &[Zygosity], odds: f64) -> (GeneGenotypes, Vec<AnnotatedVariant>) {
        let variants = zygosities
            .iter()
            .map(|_| AnnotatedVariant::bare("", Vec::new(), vec![Call::of(Genotype::HETEROZYGOUS)]))
            .collect();
        let allele = |(variant, &zygosity): (usize, &Zygosity)| Allele {
            variant,
            effect: 0,
            zygosity,
            origin: Origin::Unknown,
            odds: [odds, odds],
        };
        let alleles = zygosities.iter().enumerate().map(allele).collect();
        (GeneGenotypes { gene: GeneIndex(0), alleles, coding_length: Some(1_700) }, variants)
    }

    fn best(zygosities: &[Zygosity], odds: f64, mode: ModeOfInheritance, sex: Sex) -> (f64, Option<FitKind>) {
        let (gene, variants) = gene(zygosities, odds);
        let background = Background { odds: 60.0, homozygous: 0.03, de_novo: 0.003, company: 1.0, alleles: 0.0 };
        let family = Family::default();
        let setting = Setting { variants: &variants, family: &family, sex, background: &background };
        let fits = gene.fits(&setting, mode);
        (GeneGenotypes::ratio(&fits), fits.first().map(|fit| fit.kind))
    }

    #[test]
    fn a_recessive_disease_needs_both_copies() {
        use ModeOfInheritance::AutosomalRecessive as Recessive;
        let one = best(&[Zygosity::Heterozygous], 9.0, Recessive, Sex::Female);
        let two = best(&[Zygosity::Heterozygous; 2], 9.0, Recessive, Sex::Female);
        let both = best(&[Zygosity::Homozygous], 9.0, Recessive, Sex::Female);
        assert_eq!(one.1, Some(FitKind::OneOfTwo));
        assert_eq!(two.1, Some(FitKind::TwoAlleles(PhaseRelation::Unphased)));
        assert_eq!(both.1, Some(FitKind::BothCopies));
        assert!(two.0 > 10.0 * one.0 && both.0 > 10.0 * one.0, "{one:?} {two:?} {both:?}");
    }

    #[test]
    fn a_carrier_is_hardly_a_patient() {
        let (ratio, fit) = best(&[Zygosity::Heterozygous], 60.0, ModeOfInheritance::AutosomalRecessive, Sex::Female);
        assert_eq!(fit, Some(FitKind::OneOfTwo));
        assert!(ratio < 20.0, "{ratio}");
    }

    #[test]
    fn no_variant_makes_a_disease_fall_but_not_vanish() {
        let (ratio, fit) = best(&[], 9.0, ModeOfInheritance::AutosomalDominant, Sex::Male);
        assert_eq!(fit, None);
        assert!(ratio > 0.01 && ratio < 0.2, "{ratio}");
    }

    #[test]
    fn a_male_has_one_x_and_a_female_two() {
        use ModeOfInheritance::XLinkedRecessive as Recessive;
        let male = best(&[Zygosity::Hemizygous], 9.0, Recessive, Sex::Male);
        let written_as_two = best(&[Zygosity::Homozygous], 9.0, Recessive, Sex::Male);
        let carrier = best(&[Zygosity::Heterozygous], 9.0, Recessive, Sex::Female);
        assert_eq!((male.1, written_as_two.1), (Some(FitKind::OnlyCopy), Some(FitKind::OnlyCopy)));
        assert!(male.0 > 5.0 * carrier.0);
        assert!((male.0 - written_as_two.0).abs() < 1e-9);
    }

    #[test]
    fn a_long_gene_is_expected_to_hold_more() {
        let background = Background { odds: 60.0, homozygous: 0.03, de_novo: 0.003, company: 1.0, alleles: 0.0 };
        let (short, long) = (background.of_gene(Some(1_000), 0.0), background.of_gene(Some(100_000), 0.0));
        assert!((long / short - 100.0).abs() < 1e-6);
        assert!(background.of_gene(None, 0.0) > short);
    }
}
