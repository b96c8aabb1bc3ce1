//! What is known besides the variant: of its gene, and of the case.

use crate::domain::{AcmgClass, ModeOfInheritance};

/// What is known of a gene. Unknown is `None`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GeneFacts {
    /// HGNC symbol.
    pub symbol: String,
    /// Observed over expected loss-of-function variants in the population, 0 or more (gnomAD, doi
    /// 10.1038/s41586-020-2308-7).
    pub oe_lof: Option<f32>,
    /// Observed over expected missense variants, 0 or more (same source).
    pub oe_mis: Option<f32>,
    /// Probability of intolerance to the loss of one copy, 0 to 1 (doi 10.1038/nature19057).
    pub pli: Option<f32>,
    /// Whether loss of function is an established way in which the gene causes disease.
    pub loss_of_function_known: Option<bool>,
    /// Whether disease in this gene comes mostly from missense variants.
    pub missense_dominates: Option<bool>,
    /// Length of the coding sequence of the chosen transcript in bases, stop codon included.
    pub coding_length: Option<u32>,
}

impl GeneFacts {
    /// Whether the population shows that the loss of one copy is not tolerated: o/e below 0.35 or pLI above 0.9; `None`
    /// where neither is known (doi 10.1038/s41586-020-2308-7, which sets 0.35 for the upper bound of o/e, so that the
    /// estimate used here is lenient).
    #[must_use]
    pub fn is_constrained(&self) -> Option<bool> {
        match (finite(self.oe_lof), finite(self.pli)) {
            (None, None) => None,
            (oe_lof, pli) => Some(oe_lof.is_some_and(|oe| oe < 0.35) || pli.is_some_and(|pli| pli > 0.9)),
        }
    }

    /// Amino acids of the protein; `None` where the coding length is not known.
    #[must_use]
    pub fn residues(&self) -> Option<u32> {
        self.coding_length.map(|bases| (bases / 3).saturating_sub(1)).filter(|residues| *residues > 0)
    }
}

/// A number that is one.
pub(super) fn finite(value: Option<f32>) -> Option<f32> {
    value.filter(|value| value.is_finite())
}

/// What is known of the case. The default knows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Setting {
    /// Mode of inheritance by which the variant is judged.
    pub mode: Option<ModeOfInheritance>,
    /// The variant is new in the patient.
    pub de_novo: Option<DeNovo>,
    /// What lies on the other copy of the gene.
    pub in_trans: Option<InTrans>,
    /// Whether a pathogenic variant is known on the same copy. `false` does not say that there is none.
    pub in_cis_pathogenic: bool,
    /// How the variant runs in the family.
    pub segregates: Option<Segregation>,
    /// What a `ClinVar` file says of other variants of the same amino acid; `None` without such a file.
    pub residue: Option<ResidueReports>,
    /// Adults of a population database who have both copies changed (one, for males on X), none of them chosen for
    /// the disease; `None` where not counted.
    pub homozygotes: Option<u32>,
}

/// A variant that neither parent carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeNovo {
    /// Whether both parents were shown to be the parents.
    pub confirmed: bool,
}

/// The variant on the other copy of the gene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InTrans {
    /// Its class, judged without this variant.
    pub class: AcmgClass,
    /// How the phase is known.
    pub phase: TransPhase,
}

/// How it is known that two alleles lie on different copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransPhase {
    /// By parents, offspring or reads.
    Confirmed,
    /// Not known; the alleles may lie on one copy.
    Unphased,
    /// The same allele on both copies.
    Homozygous,
}

/// How a variant runs in the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Segregation {
    /// Informative meioses, the proband's own left out, in which variant and disease went together.
    pub meioses: u8,
    /// Affected relatives without the variant.
    pub affected_without: u8,
}

/// What a `ClinVar` file says of other variants of the same amino acid. Only records with at least one review star
/// belong here, and never the variant itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ResidueReports {
    /// Highest class among other base changes with the same amino acid change; `None` where there are none.
    pub same_change: Option<AcmgClass>,
    /// Highest class among other amino acid changes; `None` where there are none.
    pub other_change: Option<AcmgClass>,
}

/// Whether one changed copy does not suffice.
pub(super) fn is_recessive(mode: ModeOfInheritance) -> bool {
    matches!(mode, ModeOfInheritance::AutosomalRecessive)
}
