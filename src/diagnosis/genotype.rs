//! A candidate's variants, with what each rests on.

use crate::domain::{
    AnnotatedVariant, Coverage, GeneEffect, LogLikelihoodRatio, Member, ModeOfInheritance, VariantTally,
};
use crate::knowledge::{DiseaseIndex, GeneIndex, KnowledgeBase};
use crate::scoring::genotype::{Fit, FitKind, GenotypeStatus, Modes, Origin, VariantEvidence};
use crate::scoring::variant::Assessment;

/// Fits listed for a candidate.
const LISTED: usize = 3;
/// Genes without a disease listed for a case.
const CANDIDATE_GENES: usize = 10;

/// What the variants say of one candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateGenotype {
    /// Weight of the genotypes; posterior odds change by it.
    pub ratio: LogLikelihoodRatio,
    /// How the genes came out.
    pub status: GenotypeStatus,
    /// The gene that speaks most for the disease; `None` without alleles in any.
    pub gene: Option<GeneIndex>,
    /// Modes that gene was judged by.
    pub modes: Option<Modes>,
    /// The likeliest ways in which the gene's alleles cause the disease; empty beyond the explained candidates.
    pub fits: Vec<ListedFit>,
}

/// A way in which alleles may cause the disease, with the alleles.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedFit {
    /// Mode of inheritance.
    pub mode: ModeOfInheritance,
    /// How the alleles make it up.
    pub kind: FitKind,
    /// How much likelier the alleles are with the disease than by chance.
    pub ratio: LogLikelihoodRatio,
    /// One or two alleles.
    pub alleles: Vec<ListedAllele>,
}

/// An allele as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedAllele {
    /// The variant.
    pub variant: AnnotatedVariant,
    /// Its effect on the gene in question.
    pub effect: GeneEffect,
    /// Whom it came from.
    pub origin: Origin,
    /// ACMG/AMP evidence.
    pub assessment: Assessment,
}

/// A gene without a known disease whose alleles stand out.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateGene {
    /// The gene.
    pub gene: GeneIndex,
    /// Its best fit.
    pub fit: ListedFit,
}

/// The variants of a case as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantSummary {
    /// The family, the proband first.
    pub members: Vec<Member>,
    /// What was read and left out.
    pub tally: VariantTally,
    /// How far what is not listed may be taken for absent.
    pub coverage: Coverage,
    /// Genes without a known disease, the most striking first.
    pub candidate_genes: Vec<CandidateGene>,
}

impl VariantSummary {
    pub(super) fn of(kb: &KnowledgeBase, evidence: &VariantEvidence<'_>) -> Self {
        let found = evidence.candidate_genes(kb, CANDIDATE_GENES);
        Self {
            members: evidence.case.members.clone(),
            tally: evidence.case.tally.clone(),
            coverage: evidence.case.coverage,
            candidate_genes: found
                .into_iter()
                .map(|(gene, fit)| CandidateGene { gene, fit: listed(kb, evidence, gene, &fit) })
                .collect(),
        }
    }
}

impl CandidateGenotype {
    pub(super) fn of(kb: &KnowledgeBase, evidence: &VariantEvidence<'_>, disease: DiseaseIndex, explain: bool) -> Self {
        let found = evidence.of_disease(kb, disease);
        let (gene, modes, fits) = match found.best {
            None => (None, None, Vec::new()),
            Some((gene, modes, fits)) => {
                let shown = if explain { LISTED } else { 0 };
                let fits = fits.iter().take(shown).map(|fit| listed(kb, evidence, gene, fit)).collect();
                (Some(gene), Some(modes), fits)
            }
        };
        Self { ratio: found.ratio, status: found.status, gene, modes, fits }
    }
}

fn listed(kb: &KnowledgeBase, evidence: &VariantEvidence<'_>, gene: GeneIndex, fit: &Fit) -> ListedFit {
    let genotypes = &evidence.genes[&gene];
    let allele = |&place: &usize| {
        let item = &genotypes.alleles[place];
        let variant = evidence.case.variants[item.variant].clone();
        ListedAllele {
            effect: variant.effects[item.effect].clone(),
            origin: item.origin,
            assessment: evidence.assessment(kb, gene, place, fit),
            variant,
        }
    };
    ListedFit {
        mode: fit.mode,
        kind: fit.kind,
        ratio: LogLikelihoodRatio::from_ln(fit.ratio.max(1e-6).ln() as f32),
        alleles: fit.alleles.iter().map(allele).collect(),
    }
}
