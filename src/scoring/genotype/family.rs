//! What relatives say of an allele.

use super::parameters::{
    CONTRADICTED, DE_NOVO_SHARE, INHERITED_FROM_UNAFFECTED, PARENT_DEPTH, PARENT_FRACTION, PARENT_QUALITY,
};
use crate::domain::{AnnotatedVariant, Call, Member, Relation, Zygosity};

/// Whom a heterozygous or hemizygous allele came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Neither parent carries it, by calls good enough to say so.
    DeNovo,
    /// The father alone carries it.
    Father,
    /// The mother alone carries it.
    Mother,
    /// Both carry it.
    Both,
    /// A parent's genotype is missing or too weak.
    Unknown,
}

impl Origin {
    /// Whether the allele is new in the patient.
    #[must_use]
    pub fn is_de_novo(self) -> bool {
        self == Self::DeNovo
    }

    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DeNovo => "de_novo",
            Self::Father => "paternal",
            Self::Mother => "maternal",
            Self::Both => "both_parents",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether two alleles of a gene lie on different copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhaseRelation {
    /// On different copies.
    Trans,
    /// On the same copy.
    Cis,
    /// Not known.
    Unphased,
}

/// The relatives whose genotypes are given, by place among the members.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Family {
    father: Option<usize>,
    mother: Option<usize>,
    affected: [Option<bool>; 2],
    /// Siblings with a known state: place, affected.
    siblings: Vec<(usize, bool)>,
}

/// What a call says of carrying an allele.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carrying {
    Yes,
    No,
    Unknown,
}

impl Family {
    /// Relatives among the members of a case.
    #[must_use]
    pub fn of(members: &[Member]) -> Self {
        let find = |relation| members.iter().position(|member| member.relation == relation);
        let (father, mother) = (find(Relation::Father), find(Relation::Mother));
        let state = |place: Option<usize>| place.and_then(|place| members[place].affected);
        Self {
            father,
            mother,
            affected: [state(father), state(mother)],
            siblings: members
                .iter()
                .enumerate()
                .filter(|(_, member)| member.relation == Relation::Sibling)
                .filter_map(|(place, member)| Some((place, member.affected?)))
                .collect(),
        }
    }

    /// Whether both parents' genotypes are given.
    #[must_use]
    pub fn is_trio(&self) -> bool {
        self.father.is_some() && self.mother.is_some()
    }

    /// Whether a parent has the disease.
    #[must_use]
    pub fn has_affected_parent(&self) -> bool {
        self.affected.contains(&Some(true))
    }

    /// Whom the allele came from.
    #[must_use]
    pub fn origin(&self, variant: &AnnotatedVariant) -> Origin {
        let (father, mother) = (carrying(variant, self.father), carrying(variant, self.mother));
        match (father, mother) {
            (Carrying::Yes, Carrying::Yes) => Origin::Both,
            (Carrying::Yes, Carrying::No) => Origin::Father,
            (Carrying::No, Carrying::Yes) => Origin::Mother,
            (Carrying::No, Carrying::No) if is_solid(variant.calls.first()) => Origin::DeNovo,
            _ => Origin::Unknown,
        }
    }

    /// How much likelier the relatives' genotypes are where one copy of this allele causes the disease than where it is
    /// there by chance. `de_novo` is the share of chance alleles that are de novo.
    #[must_use]
    pub fn dominant(&self, variant: &AnnotatedVariant, origin: Origin, de_novo: f64) -> f64 {
        let by_parents = match origin {
            // What an affected parent lacks is not what runs in the family, and new only by chance.
            Origin::DeNovo if self.has_affected_parent() => CONTRADICTED,
            Origin::DeNovo => DE_NOVO_SHARE / de_novo.max(1e-4),
            Origin::Unknown => 1.0,
            Origin::Both => self.from(0).min(self.from(1)),
            Origin::Father => self.from(0) * self.lacking(1),
            Origin::Mother => self.from(1) * self.lacking(0),
        };
        by_parents * self.harmless(variant) * self.siblings_factor(|place| carrying(variant, Some(place)))
    }

    /// The same where both copies must be changed and this allele is on both.
    #[must_use]
    pub fn homozygous(&self, variant: &AnnotatedVariant) -> f64 {
        let mut factor = 1.0;
        for (place, affected) in [(self.father, self.affected[0]), (self.mother, self.affected[1])] {
            match zygosity(variant, place) {
                Some(Zygosity::Absent) if carrying(variant, place) == Carrying::No => factor *= 0.1,
                Some(Zygosity::Homozygous) if affected != Some(true) => factor *= CONTRADICTED,
                _ => {}
            }
        }
        factor * self.siblings_factor(|place| both_copies(zygosity(variant, Some(place))))
    }

    /// The same where both copies must be changed and the two alleles differ.
    #[must_use]
    pub fn compound(&self, one: &AnnotatedVariant, other: &AnnotatedVariant) -> f64 {
        let both = |place| match (carrying(one, Some(place)), carrying(other, Some(place))) {
            (Carrying::Yes, Carrying::Yes) => Carrying::Yes,
            (Carrying::No, _) | (_, Carrying::No) => Carrying::No,
            _ => Carrying::Unknown,
        };
        self.siblings_factor(both) * self.harmless(one) * self.harmless(other)
    }

    /// An unaffected parent with no other copy than this allele shows that it does little by itself: on both copies of an
    /// autosome, in all of a mother's mitochondria, on a father's only copy.
    #[must_use]
    pub fn harmless(&self, variant: &AnnotatedVariant) -> f64 {
        let parents = [(self.father, self.affected[0]), (self.mother, self.affected[1])];
        let shown = parents.into_iter().any(|(place, affected)| {
            affected == Some(false)
                && matches!(zygosity(variant, place), Some(Zygosity::Homozygous | Zygosity::Hemizygous))
        });
        if shown { CONTRADICTED } else { 1.0 }
    }

    /// The same for a male's only copy of an allele on X: his father is no source of it.
    #[must_use]
    pub fn hemizygous(&self, variant: &AnnotatedVariant, de_novo: f64) -> f64 {
        let by_parents = match (carrying(variant, self.mother), carrying(variant, self.father)) {
            (_, Carrying::Yes) if self.affected[0] != Some(true) => CONTRADICTED,
            (Carrying::No, _) if is_solid(variant.calls.first()) => 0.3 / de_novo.max(1e-4),
            // A mother with nothing but the allele who is well shows that it does little.
            (Carrying::Yes, _)
                if zygosity(variant, self.mother) == Some(Zygosity::Homozygous) && self.affected[1] == Some(false) =>
            {
                CONTRADICTED
            }
            _ => 1.0,
        };
        by_parents * self.siblings_factor(|place| both_copies(zygosity(variant, Some(place))))
    }

    /// How two alleles of one gene lie to each other: by the parents, else by phase sets.
    #[must_use]
    pub fn phase(&self, one: &AnnotatedVariant, other: &AnnotatedVariant) -> PhaseRelation {
        let (a, b) = (self.origin(one), self.origin(other));
        match (a, b) {
            (Origin::Father, Origin::Mother) | (Origin::Mother, Origin::Father) => return PhaseRelation::Trans,
            (Origin::Father, Origin::Father) | (Origin::Mother, Origin::Mother) => return PhaseRelation::Cis,
            _ => {}
        }
        if let Some(relation) = self.by_one_parent(one, other) {
            return relation;
        }
        let phase = |variant: &AnnotatedVariant| variant.calls.first().and_then(|call| call.phase.clone());
        match (phase(one), phase(other)) {
            (Some(a), Some(b)) if a.set == b.set => {
                if a.haplotype == b.haplotype {
                    PhaseRelation::Cis
                } else {
                    PhaseRelation::Trans
                }
            }
            _ => PhaseRelation::Unphased,
        }
    }

    /// A single parent who carries exactly one of two alleles puts the other on the other copy.
    fn by_one_parent(&self, one: &AnnotatedVariant, other: &AnnotatedVariant) -> Option<PhaseRelation> {
        let ((Some(place), None) | (None, Some(place))) = (self.father, self.mother) else { return None };
        match (carrying(one, Some(place)), carrying(other, Some(place))) {
            (Carrying::Yes, Carrying::No) | (Carrying::No, Carrying::Yes) => Some(PhaseRelation::Trans),
            (Carrying::Yes, Carrying::Yes) => Some(PhaseRelation::Cis),
            _ => None,
        }
    }

    /// A parent who carries a dominant allele: expected where affected, unlikely where not.
    fn from(&self, parent: usize) -> f64 {
        match self.affected[parent] {
            Some(true) => 1.8,
            Some(false) => INHERITED_FROM_UNAFFECTED,
            None => 0.6,
        }
    }

    /// The other parent, who lacks it: affected for another reason at best.
    fn lacking(&self, parent: usize) -> f64 {
        if self.affected[parent] == Some(true) { CONTRADICTED } else { 1.0 }
    }

    /// Siblings who are ill should have the genotype, those who are not should lack it.
    fn siblings_factor(&self, has: impl Fn(usize) -> Carrying) -> f64 {
        self.siblings
            .iter()
            .map(|(place, affected)| match (affected, has(*place)) {
                (true, Carrying::Yes) => 2.0,
                (false, Carrying::No) => 1.3,
                (true, Carrying::No) => CONTRADICTED,
                (false, Carrying::Yes) => 2.0 * CONTRADICTED,
                (_, Carrying::Unknown) => 1.0,
            })
            .product()
    }
}

fn zygosity(variant: &AnnotatedVariant, place: Option<usize>) -> Option<Zygosity> {
    Some(variant.calls.get(place?)?.genotype.zygosity())
}

fn both_copies(zygosity: Option<Zygosity>) -> Carrying {
    match zygosity {
        Some(Zygosity::Homozygous | Zygosity::Hemizygous) => Carrying::Yes,
        Some(Zygosity::Absent | Zygosity::Heterozygous) => Carrying::No,
        Some(Zygosity::Unknown) | None => Carrying::Unknown,
    }
}

/// Whether a call has neither reads nor confidence where the patient's has them: tools that merge files fill in the reference
/// where they saw nothing.
fn is_bare(call: &Call, variant: &AnnotatedVariant) -> bool {
    let is_stated = |call: &Call| call.depth.is_some() || call.quality.is_some();
    !is_stated(call) && variant.calls.first().is_some_and(is_stated)
}

/// Whether a relative carries the allele. A reference call that is thin, unsure or has some reads with the allele says
/// neither yes nor no: it must not make an allele de novo.
fn carrying(variant: &AnnotatedVariant, place: Option<usize>) -> Carrying {
    let Some(call) = place.and_then(|place| variant.calls.get(place)) else { return Carrying::Unknown };
    match call.genotype.zygosity() {
        Zygosity::Absent if is_solid(Some(call)) && !may_be_mosaic(call) && !is_bare(call, variant) => Carrying::No,
        Zygosity::Absent | Zygosity::Unknown => Carrying::Unknown,
        Zygosity::Heterozygous | Zygosity::Homozygous | Zygosity::Hemizygous => Carrying::Yes,
    }
}

/// Whether a reference call is good enough to say that a person does not carry an allele.
#[must_use]
pub fn is_reliably_absent(call: &Call) -> bool {
    call.genotype.zygosity() == Zygosity::Absent && is_solid(Some(call)) && !may_be_mosaic(call)
}

/// Enough reads and confidence, where the file states them.
fn is_solid(call: Option<&Call>) -> bool {
    call.is_some_and(|call| {
        call.depth.is_none_or(|depth| depth >= PARENT_DEPTH)
            && call.quality.is_none_or(|quality| quality >= PARENT_QUALITY)
    })
}

fn may_be_mosaic(call: &Call) -> bool {
    call.alternate_depth.is_some_and(|reads| reads >= 2)
        && call.allele_fraction().is_none_or(|fraction| fraction > PARENT_FRACTION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Genotype, Phase, Sex};

    fn member(relation: Relation, affected: Option<bool>) -> Member {
        Member { sample: String::new(), relation, sex: Sex::Unknown, affected }
    }

    fn trio() -> Family {
        Family::of(&[
            member(Relation::Proband, Some(true)),
            member(Relation::Father, Some(false)),
            member(Relation::Mother, Some(false)),
        ])
    }

    fn call(alternate: u8, depth: u32, with: u32) -> Call {
        Call {
            genotype: Genotype { alternate, reference: 2 - alternate, other: 0, missing: 0 },
            depth: Some(depth),
            alternate_depth: Some(with),
            ..Call::default()
        }
    }

    fn variant(calls: Vec<Call>) -> AnnotatedVariant {
        AnnotatedVariant::bare("", Vec::new(), calls)
    }

    #[test]
    fn a_thin_or_mosaic_parent_makes_no_de_novo_allele() {
        let family = trio();
        for (father, mother, origin) in [
            (call(0, 30, 0), call(0, 40, 0), Origin::DeNovo),
            (call(0, 5, 0), call(0, 40, 0), Origin::Unknown),
            (call(0, 30, 4), call(0, 40, 0), Origin::Unknown),
            (call(1, 30, 15), call(0, 40, 0), Origin::Father),
            (call(0, 30, 0), call(1, 40, 21), Origin::Mother),
            (call(1, 30, 15), call(1, 40, 21), Origin::Both),
        ] {
            assert_eq!(family.origin(&variant(vec![call(1, 30, 14), father, mother])), origin);
        }
        assert_eq!(family.origin(&variant(vec![call(1, 30, 14)])), Origin::Unknown);
    }

    #[test]
    fn a_new_allele_speaks_for_and_one_of_a_healthy_parent_against_a_dominant_disease() {
        let family = trio();
        let new = variant(vec![call(1, 30, 14), call(0, 30, 0), call(0, 30, 0)]);
        let old = variant(vec![call(1, 30, 14), call(1, 30, 15), call(0, 30, 0)]);
        assert!(family.dominant(&new, family.origin(&new), 0.003) > 100.0);
        assert!(family.dominant(&old, family.origin(&old), 0.003) < 0.2);
        assert!((Family::default().dominant(&new, Origin::Unknown, 0.003) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn phase_is_told_by_parents_then_by_phase_sets() {
        let family = trio();
        let paternal = variant(vec![call(1, 30, 14), call(1, 30, 15), call(0, 30, 0)]);
        let maternal = variant(vec![call(1, 30, 14), call(0, 30, 0), call(1, 30, 15)]);
        assert_eq!(family.phase(&paternal, &maternal), PhaseRelation::Trans);
        assert_eq!(family.phase(&paternal, &paternal), PhaseRelation::Cis);
        let phased = |set: &str, haplotype| {
            variant(vec![Call { phase: Some(Phase { set: set.to_owned(), haplotype }), ..call(1, 30, 14) }])
        };
        let alone = Family::default();
        assert_eq!(alone.phase(&phased("1", 0), &phased("1", 1)), PhaseRelation::Trans);
        assert_eq!(alone.phase(&phased("1", 0), &phased("1", 0)), PhaseRelation::Cis);
        assert_eq!(alone.phase(&phased("1", 0), &phased("2", 1)), PhaseRelation::Unphased);
    }

    #[test]
    fn a_healthy_sibling_with_the_same_genotype_speaks_against() {
        let family = Family::of(&[
            member(Relation::Proband, Some(true)),
            member(Relation::Sibling, Some(false)),
            member(Relation::Sibling, Some(true)),
        ]);
        let healthy_too = variant(vec![call(2, 30, 30), call(2, 30, 30), call(2, 30, 30)]);
        let ill_only = variant(vec![call(2, 30, 30), call(1, 30, 15), call(2, 30, 30)]);
        assert!(family.homozygous(&healthy_too) < 0.5);
        assert!(family.homozygous(&ill_only) > 2.0);
    }
}
