//! Variants of a result.

use serde::Serialize;
use utoipa::ToSchema;

use crate::diagnosis::{CandidateGenotype, ListedAllele, ListedFit, VariantSummary};
use crate::domain::{AcmgEvidence, AcmgState, AlleleFrequency, Coverage, LeftOut, Member};
use crate::knowledge::KnowledgeBase;

/// What variants say of a candidate.
#[derive(Debug, Serialize, ToSchema)]
pub struct GenotypeWire {
    /// `fits`, `no_fit`, `no_known_gene` or `not_listed`.
    pub status: &'static str,
    /// How much likelier the genotypes are with the disease; posterior odds change by it. 1 says nothing.
    pub likelihood_ratio: f32,
    /// Symbol of the gene that speaks most for the disease.
    pub gene: Option<String>,
    /// Modes of inheritance that the gene was judged by (AD, AR, XL, XLD, XLR, YL, MT).
    pub modes: Vec<&'static str>,
    /// Whether a source states the modes; otherwise they follow from the chromosome alone.
    pub modes_stated: bool,
    /// The likeliest ways in which the alleles cause the disease.
    pub fits: Vec<FitWire>,
}

/// A way in which alleles may cause a disease.
#[derive(Debug, Serialize, ToSchema)]
pub struct FitWire {
    /// Mode of inheritance.
    pub mode: &'static str,
    /// `heterozygous`, `homozygous`, `compound_heterozygous`, `possible_compound_heterozygous`, `two_alleles_in_cis`,
    /// `one_allele_of_two`, `hemizygous` or `mitochondrial`.
    pub genotype: &'static str,
    /// How much likelier these alleles are with the disease than by chance.
    pub likelihood_ratio: f32,
    /// One or two alleles.
    pub alleles: Vec<AlleleWire>,
}

/// An allele.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlleleWire {
    /// Where it was read.
    pub place: String,
    /// `chromosome-position-reference-alternate`.
    pub variant: Option<String>,
    /// Assembly of `variant`.
    pub assembly: Option<&'static str>,
    /// Symbol.
    pub gene: String,
    /// Sequence Ontology term.
    pub consequence: &'static str,
    /// Transcript.
    pub transcript: Option<String>,
    /// Why that transcript: `mane_select`, `canonical`, `most_severe` or `given`.
    pub transcript_choice: &'static str,
    /// HGVS, coding DNA.
    pub hgvs_c: Option<String>,
    /// HGVS, protein.
    pub hgvs_p: Option<String>,
    /// Genotype of each family member, the proband first.
    pub genotypes: Vec<CallWire>,
    /// `de_novo`, `paternal`, `maternal`, `both_parents` or `unknown`.
    pub origin: &'static str,
    /// Largest population frequency; null is unknown.
    pub frequency: Option<FrequencyWire>,
    /// Frequency in Japan; null is unknown.
    pub japanese_frequency: Option<FrequencyWire>,
    /// Computed scores; null is unknown.
    pub scores: ScoresWire,
    /// What `ClinVar` says; null where the file says nothing.
    pub clinvar: Option<ClinVarWire>,
    /// Class as stated by the caller.
    pub stated_class: Option<&'static str>,
    /// Class by the points below.
    pub acmg_class: &'static str,
    /// Sum of points.
    pub acmg_points: i32,
    /// Every criterion that is met or was held and not met; those that could not be assessed are named in `not_assessed`.
    pub acmg: Vec<CriterionWire>,
    /// Criteria for which the data was not there.
    pub not_assessed: Vec<&'static str>,
}

/// A family member's genotype.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallWire {
    /// Sample.
    pub sample: String,
    /// `proband`, `father`, `mother`, `sibling` or `other`.
    pub relation: &'static str,
    /// `heterozygous`, `homozygous`, `hemizygous`, `absent` or `unknown`.
    pub zygosity: &'static str,
    /// Reads; null is unknown.
    pub depth: Option<u32>,
    /// Phred-scaled confidence; null is unknown.
    pub quality: Option<f32>,
    /// Share of reads with the allele (heteroplasmy in the mitochondrial genome); null is unknown.
    pub allele_fraction: Option<f32>,
}

/// A frequency.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrequencyWire {
    /// 0 to 1.
    pub value: f32,
    /// The field it is from.
    pub source: String,
}

/// Computed scores.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoresWire {
    /// REVEL.
    pub revel: Option<f32>,
    /// `AlphaMissense`.
    pub alpha_missense: Option<f32>,
    /// CADD, Phred-scaled.
    pub cadd: Option<f32>,
    /// Largest `SpliceAI` delta score.
    pub splice_ai: Option<f32>,
}

/// `ClinVar`'s aggregate classification.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClinVarWire {
    /// Class; null where submitters disagree or it is another kind of statement.
    pub class: Option<&'static str>,
    /// Whether submitters disagree.
    pub conflicting: bool,
    /// Review stars, 0 to 4.
    pub stars: u8,
}

/// A criterion of ACMG/AMP.
#[derive(Debug, Serialize, ToSchema)]
pub struct CriterionWire {
    /// Such as `PVS1`.
    pub criterion: &'static str,
    /// `met` or `not_met`.
    pub state: &'static str,
    /// `supporting`, `moderate`, `strong`, `very_strong` or `stand_alone`; null where not met.
    pub strength: Option<&'static str>,
    /// Points; negative for benign.
    pub points: i32,
    /// What it rests on.
    pub value: String,
    /// Where the rule is from.
    pub source: &'static str,
}

/// The variants of a case as a whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct VariantSummaryWire {
    /// The family.
    pub members: Vec<MemberWire>,
    /// `genomewide` or `selected`: whether a gene without a listed variant may be taken for one without any.
    pub coverage: &'static str,
    /// Records or items read.
    pub records: u64,
    /// Records that could not be read.
    pub malformed: u64,
    /// Alternate alleles read.
    pub alleles: u64,
    /// Alleles kept.
    pub kept: u64,
    /// Alleles left out, by reason.
    pub left_out: Vec<LeftOutWire>,
    /// Genes without a known disease whose variants stand out.
    pub candidate_genes: Vec<CandidateGeneWire>,
}

/// A person of the family.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberWire {
    /// Sample.
    pub sample: String,
    /// Relation to the proband.
    pub relation: &'static str,
    /// `female`, `male` or `unknown`.
    pub sex: &'static str,
    /// Null is unknown.
    pub affected: Option<bool>,
}

/// How many alleles were left out for one reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeftOutWire {
    /// `not_carried`, `not_called`, `filtered`, `common`, `no_gene`, `no_effect`, `not_an_allele`,
    /// `other_contig` or `duplicate`.
    pub reason: &'static str,
    /// How many.
    pub alleles: u64,
}

/// A gene without a known disease.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateGeneWire {
    /// HGNC id.
    pub gene_id: String,
    /// Symbol.
    pub symbol: String,
    /// What stands out.
    pub fit: FitWire,
}

pub(super) fn genotype_wire(kb: &KnowledgeBase, genotype: &CandidateGenotype, members: &[Member]) -> GenotypeWire {
    GenotypeWire {
        status: genotype.status.as_str(),
        likelihood_ratio: genotype.ratio.ratio(),
        gene: genotype.gene.map(|gene| kb.gene(gene).symbol().to_owned()),
        modes: genotype.modes.iter().flat_map(|modes| &modes.modes).map(|mode| mode.as_str()).collect(),
        modes_stated: genotype.modes.as_ref().is_some_and(|modes| modes.stated),
        fits: genotype.fits.iter().map(|fit| fit_wire(kb, fit, members)).collect(),
    }
}

pub(super) fn summary_wire(kb: &KnowledgeBase, summary: &VariantSummary) -> VariantSummaryWire {
    let tally = &summary.tally;
    let reason = |reason: LeftOut| LeftOutWire { reason: reason.as_str(), alleles: tally.count(reason) };
    VariantSummaryWire {
        members: summary.members.iter().map(member_wire).collect(),
        coverage: match summary.coverage {
            Coverage::Genomewide => "genomewide",
            Coverage::Selected => "selected",
        },
        records: tally.records,
        malformed: tally.malformed,
        alleles: tally.alleles,
        kept: tally.kept,
        left_out: LeftOut::ALL.into_iter().map(reason).filter(|item| item.alleles > 0).collect(),
        candidate_genes: summary
            .candidate_genes
            .iter()
            .map(|found| CandidateGeneWire {
                gene_id: kb.gene(found.gene).id().to_string(),
                symbol: kb.gene(found.gene).symbol().to_owned(),
                fit: fit_wire(kb, &found.fit, &summary.members),
            })
            .collect(),
    }
}

fn member_wire(member: &Member) -> MemberWire {
    MemberWire {
        sample: member.sample.clone(),
        relation: member.relation.as_str(),
        sex: member.sex.as_str(),
        affected: member.affected,
    }
}

fn fit_wire(kb: &KnowledgeBase, fit: &ListedFit, members: &[Member]) -> FitWire {
    FitWire {
        mode: fit.mode.as_str(),
        genotype: fit.kind.as_str(),
        likelihood_ratio: fit.ratio.ratio(),
        alleles: fit.alleles.iter().map(|allele| allele_wire(kb, allele, members)).collect(),
    }
}

fn allele_wire(kb: &KnowledgeBase, allele: &ListedAllele, members: &[Member]) -> AlleleWire {
    let (variant, effect) = (&allele.variant, &allele.effect);
    let not_assessed = |item: &&AcmgEvidence| item.state == AcmgState::NotAssessed;
    AlleleWire {
        place: variant.place.clone(),
        variant: variant.locus.as_ref().map(ToString::to_string),
        assembly: variant.locus.as_ref().map(|locus| locus.assembly.as_str()),
        gene: kb.gene_by_id(effect.gene).map(|gene| kb.gene(gene).symbol().to_owned()).unwrap_or_default(),
        consequence: effect.consequence.as_str(),
        transcript: effect.transcript.clone(),
        transcript_choice: effect.choice.as_str(),
        hgvs_c: effect.hgvs_c.clone(),
        hgvs_p: effect.hgvs_p.clone(),
        genotypes: calls(allele, members),
        origin: allele.origin.as_str(),
        frequency: variant.frequency.as_ref().map(frequency_wire),
        japanese_frequency: variant.japanese_frequency.as_ref().map(frequency_wire),
        scores: ScoresWire {
            revel: variant.scores.revel,
            alpha_missense: variant.scores.alpha_missense,
            cadd: variant.scores.cadd,
            splice_ai: variant.scores.splice_ai,
        },
        clinvar: variant.clinvar.map(|found| ClinVarWire {
            class: found.class.map(crate::domain::AcmgClass::as_str),
            conflicting: found.conflicting,
            stars: found.stars,
        }),
        stated_class: variant.stated.map(crate::domain::AcmgClass::as_str),
        acmg_class: allele.assessment.computed_class.as_str(),
        acmg_points: allele.assessment.points,
        acmg: allele.assessment.evidence.iter().filter(|item| !not_assessed(item)).map(criterion_wire).collect(),
        not_assessed: allele
            .assessment
            .evidence
            .iter()
            .filter(not_assessed)
            .map(|item| item.criterion.as_str())
            .collect(),
    }
}

fn calls(allele: &ListedAllele, members: &[Member]) -> Vec<CallWire> {
    members
        .iter()
        .zip(&allele.variant.calls)
        .map(|(member, call)| CallWire {
            sample: member.sample.clone(),
            relation: member.relation.as_str(),
            zygosity: call.genotype.zygosity().as_str(),
            depth: call.depth,
            quality: call.quality,
            allele_fraction: call.allele_fraction(),
        })
        .collect()
}

fn frequency_wire(frequency: &AlleleFrequency) -> FrequencyWire {
    FrequencyWire { value: frequency.value, source: frequency.source.clone() }
}

fn criterion_wire(item: &AcmgEvidence) -> CriterionWire {
    let strength = match item.state {
        AcmgState::Met(strength) => Some(strength.as_str()),
        AcmgState::NotMet | AcmgState::NotAssessed => None,
    };
    CriterionWire {
        criterion: item.criterion.as_str(),
        state: if strength.is_some() { "met" } else { "not_met" },
        strength,
        points: item.points(),
        value: item.value.clone(),
        source: item.source,
    }
}
