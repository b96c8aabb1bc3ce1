//! What a reader is asked for, and what it returns.

use super::super::family::Pedigree;
use super::profile::AnnotationProfile;
use crate::domain::{AnnotatedVariant, Assembly, CaseVariants, GeneEffect, GeneId, InputIssue, LeftOut, Locus, Sex};

/// Genes as the knowledge base knows them.
pub trait GeneLookup: Sync {
    /// By approved, previous or alias symbol.
    fn by_symbol(&self, symbol: &str) -> Option<GeneId>;
    /// By Ensembl gene id without version, such as `ENSG00000066468`.
    fn by_ensembl(&self, id: &str) -> Option<GeneId>;
    /// The MANE Select transcript, Ensembl and RefSeq joined: `ENST00000316623.10|NM_000138.5`.
    fn mane_select(&self, gene: GeneId) -> Option<&str>;
    /// Whether variants of the gene are wanted.
    fn matters(&self, gene: GeneId) -> bool;
}

/// Effects of variants of a file that is not annotated.
pub trait Annotate: Sync {
    /// One effect for each gene that the allele touches.
    fn effects(&self, locus: &Locus) -> Vec<GeneEffect>;
}

/// How to read a variant file.
#[derive(Clone, Copy)]
pub struct VcfOptions<'a> {
    /// Genes.
    pub genes: &'a dyn GeneLookup,
    /// Asked where the file is not annotated.
    pub annotator: Option<&'a dyn Annotate>,
    /// Names of fields.
    pub profile: &'a AnnotationProfile,
    /// The family.
    pub pedigree: Option<&'a Pedigree>,
    /// The proband's sample, where it is not plain from the pedigree or the file.
    pub sample: Option<&'a str>,
    /// What the case itself calls the patient; taken for the sample where one has the name and none is asked for.
    pub subject: Option<&'a str>,
    /// The proband's sex where the pedigree does not tell.
    pub sex: Sex,
    /// The assembly where the file does not tell.
    pub assembly: Option<Assembly>,
    /// Alleles more common than this in any population are left out.
    pub max_frequency: f32,
    /// Whether the file is of a panel: of some genes, so that what it does not have was not said to be absent.
    pub panel: bool,
    /// Whether alleles are used whose FILTER failed.
    pub keep_filtered: bool,
    /// Whether a file without genotypes is used, every allele with unknown zygosity.
    pub accept_sites: bool,
    /// A gene of which every record is accounted for.
    pub watch: Option<GeneId>,
    /// Most bytes of decompressed data, for files from strangers.
    pub max_bytes: Option<u64>,
}

impl<'a> VcfOptions<'a> {
    /// More common in any population than any allele of a rare disease that is not known by name (BA1, ClinGen SVI,
    /// doi 10.1002/humu.23642).
    pub const MAX_FREQUENCY: f32 = 0.05;

    /// Everything as usual.
    #[must_use]
    pub fn new(genes: &'a dyn GeneLookup, profile: &'a AnnotationProfile) -> Self {
        Self {
            genes,
            annotator: None,
            profile,
            pedigree: None,
            sample: None,
            subject: None,
            sex: Sex::Unknown,
            assembly: None,
            max_frequency: Self::MAX_FREQUENCY,
            panel: false,
            keep_filtered: false,
            accept_sites: false,
            watch: None,
            max_bytes: None,
        }
    }
}

/// Who said what a variant does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnnotatedBy {
    /// Ensembl VEP, INFO `CSQ`.
    Vep,
    /// `SnpEff`, INFO `ANN`.
    SnpEff,
    /// bcftools csq, INFO `BCSQ`.
    BcftoolsCsq,
    /// Nobody before; the annotator of the options.
    Annotator,
}

impl AnnotatedBy {
    /// The words written to users.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vep => "VEP (CSQ)",
            Self::SnpEff => "SnpEff (ANN)",
            Self::BcftoolsCsq => "bcftools csq (BCSQ)",
            Self::Annotator => "transcript overlap",
        }
    }
}

/// What became of one allele of the watched gene.
#[derive(Debug, Clone, PartialEq)]
pub struct TrailEntry {
    /// `line 812 of trio.vcf.gz`.
    pub place: String,
    /// Where; `None` for alleles that are no change.
    pub locus: Option<Locus>,
    /// The effect on the watched gene.
    pub effect: Option<GeneEffect>,
    /// Why it was left out; `None` if it was kept.
    pub left_out: Option<LeftOut>,
    /// The value that decided, and the bound.
    pub detail: String,
    /// What is known of an allele that the patient carries, or may carry, and that was left out.
    pub variant: Option<AnnotatedVariant>,
}

/// A variant file, read.
#[derive(Debug, Clone, PartialEq)]
pub struct VcfContent {
    /// Variants kept, and the account of the others.
    pub variants: CaseVariants,
    /// Assembly of the positions.
    pub assembly: Option<Assembly>,
    /// Whose annotation was used.
    pub annotated_by: AnnotatedBy,
    /// Complaints.
    pub issues: Vec<InputIssue>,
    /// The account of the watched gene, 1,000 entries at most.
    pub trail: Vec<TrailEntry>,
}
