//! Variants of a patient, annotated.

use super::{AcmgClass, Call, Consequence, ContigSet, GeneId, Locus, Member};

/// A patient's variants, as far as they can matter, with an account of all that were read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CaseVariants {
    /// The family, the proband first; never empty once variants were read.
    pub members: Vec<Member>,
    /// What is kept.
    pub variants: Vec<AnnotatedVariant>,
    /// What was read and what became of it.
    pub tally: VariantTally,
    /// How far variants that are not listed may be taken for absent.
    pub coverage: Coverage,
    /// Chromosomes that the file has any record of; where it has none, nothing is absent.
    pub contigs: ContigSet,
}

/// How far a gene without a variant in the list may be taken for a gene without a variant in the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Coverage {
    /// A list of chosen variants: what is not on it was not said to be absent.
    #[default]
    Selected,
    /// All variants of an exome or genome that passed the caller; which genes were covered is not known.
    Genomewide,
}

/// One alternate allele with what is known of it. What is not known is `None`, never zero.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnotatedVariant {
    /// Where it was read: `line 812 of trio.vcf.gz`, `variants[0]`.
    pub place: String,
    /// Where in the genome; `None` for a variant given as HGVS only.
    pub locus: Option<Locus>,
    /// Its effect on each gene it touches, one transcript a gene; at least one.
    pub effects: Vec<GeneEffect>,
    /// Calls in the order of the members.
    pub calls: Vec<Call>,
    /// How common it is.
    pub frequency: Option<AlleleFrequency>,
    /// How common it is in Japan.
    pub japanese_frequency: Option<AlleleFrequency>,
    /// Computed scores.
    pub scores: PathogenicityScores,
    /// What `ClinVar` says.
    pub clinvar: Option<ClinVar>,
    /// The class that the caller states; used as said, in place of our own.
    pub stated: Option<AcmgClass>,
}

/// A variant's effect on one gene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneEffect {
    /// The gene.
    pub gene: GeneId,
    /// The most severe consequence on the chosen transcript.
    pub consequence: Consequence,
    /// The transcript, with version where given.
    pub transcript: Option<String>,
    /// Why this transcript.
    pub choice: TranscriptChoice,
    /// `c.1234A>G`, without the transcript.
    pub hgvs_c: Option<String>,
    /// `p.Arg412Gly`, without the protein.
    pub hgvs_p: Option<String>,
    /// Amino acid number, from 1.
    pub residue: Option<u32>,
    /// Exon or intron number and how many there are.
    pub exon: Option<(u16, u16)>,
    /// Whether a premature stop is expected to escape nonsense-mediated decay (last exon, or the last 50 bases of the
    /// one before); `None` where the transcript does not tell.
    pub escapes_decay: Option<bool>,
    /// Share of a gene's coding sequence that a structural variant covers, 0 to 100 percent.
    pub covered_percent: Option<u8>,
}

impl GeneEffect {
    /// An effect as the caller gave it, of which nothing more is known.
    #[must_use]
    pub fn given(gene: GeneId, consequence: Consequence) -> Self {
        Self {
            gene,
            consequence,
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
}

impl AnnotatedVariant {
    /// A variant of which nothing is known but its effects and who carries it.
    #[must_use]
    pub fn bare(place: impl Into<String>, effects: Vec<GeneEffect>, calls: Vec<Call>) -> Self {
        Self {
            place: place.into(),
            locus: None,
            effects,
            calls,
            frequency: None,
            japanese_frequency: None,
            scores: PathogenicityScores::default(),
            clinvar: None,
            stated: None,
        }
    }
}

/// Why a transcript was chosen for a gene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TranscriptChoice {
    /// MANE Select.
    ManeSelect,
    /// Ensembl's canonical transcript.
    Canonical,
    /// The one with the most severe consequence.
    MostSevere,
    /// As the caller gave it.
    Given,
    /// The protein-coding transcript with the longest coding sequence, where the gene has no MANE Select.
    LongestCoding,
}

impl TranscriptChoice {
    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ManeSelect => "mane_select",
            Self::Canonical => "canonical",
            Self::MostSevere => "most_severe",
            Self::Given => "given",
            Self::LongestCoding => "longest_coding",
        }
    }
}

/// An allele frequency and the field it is from.
#[derive(Debug, Clone, PartialEq)]
pub struct AlleleFrequency {
    /// 0 to 1.
    pub value: f32,
    /// Field or population, such as `gnomAD_AF_grpmax`.
    pub source: String,
}

/// Computed scores; unknown is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PathogenicityScores {
    /// REVEL, 0 to 1 (doi 10.1016/j.ajhg.2016.08.016).
    pub revel: Option<f32>,
    /// `AlphaMissense`, 0 to 1 (doi 10.1126/science.adg7492).
    pub alpha_missense: Option<f32>,
    /// CADD, Phred-scaled (doi 10.1093/nar/gky1016).
    pub cadd: Option<f32>,
    /// Largest `SpliceAI` delta score, 0 to 1 (doi 10.1016/j.cell.2018.12.015).
    pub splice_ai: Option<f32>,
}

/// An aggregate classification of `ClinVar`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClinVar {
    /// The class; `None` where submitters disagree or the class is another kind of statement.
    pub class: Option<AcmgClass>,
    /// Whether submitters disagree.
    pub conflicting: bool,
    /// Review stars, 0 to 4.
    pub stars: u8,
}

/// Alternate alleles read, and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VariantTally {
    /// Records or list items read.
    pub records: u64,
    /// Records that could not be read, by reason; the first place of each is among the issues.
    pub malformed: u64,
    /// Alternate alleles of the records read.
    pub alleles: u64,
    /// Alleles kept.
    pub kept: u64,
    /// Alleles left out, by reason.
    pub left_out: [u64; LeftOut::ALL.len()],
}

/// Why an allele was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LeftOut {
    /// The proband does not carry it.
    NotCarried,
    /// The proband's genotype was not called.
    NotCalled,
    /// The caller's filter failed.
    Filtered,
    /// Too common for any rare disease.
    Common,
    /// In no gene that the knowledge base knows.
    NoGene,
    /// No consequence that changes a gene product or its splicing.
    NoEffect,
    /// A spanning deletion (`*`), a reference block (`<NON_REF>`) or another allele without a change of its own.
    NotAnAllele,
    /// On a contig outside the primary assembly.
    OtherContig,
    /// Listed before: the same allele counts once.
    Duplicate,
}

impl LeftOut {
    /// All reasons, in the order of [`VariantTally::left_out`].
    pub const ALL: [Self; 9] = [
        Self::NotCarried,
        Self::NotCalled,
        Self::Filtered,
        Self::Common,
        Self::NoGene,
        Self::NoEffect,
        Self::NotAnAllele,
        Self::OtherContig,
        Self::Duplicate,
    ];

    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotCarried => "not_carried",
            Self::NotCalled => "not_called",
            Self::Filtered => "filtered",
            Self::Common => "common",
            Self::NoGene => "no_gene",
            Self::NoEffect => "no_effect",
            Self::NotAnAllele => "not_an_allele",
            Self::OtherContig => "other_contig",
            Self::Duplicate => "duplicate",
        }
    }
}

impl VariantTally {
    /// Counts an allele left out.
    pub fn leave_out(&mut self, reason: LeftOut) {
        self.left_out[reason as usize] += 1;
    }

    /// How many alleles were left out for one reason.
    #[must_use]
    pub fn count(&self, reason: LeftOut) -> u64 {
        self.left_out[reason as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_stand_at_their_places() {
        for (place, reason) in LeftOut::ALL.iter().enumerate() {
            assert_eq!(*reason as usize, place);
        }
        let mut tally = VariantTally::default();
        tally.leave_out(LeftOut::Common);
        assert_eq!((tally.count(LeftOut::Common), tally.count(LeftOut::NoGene)), (1, 0));
    }
}
