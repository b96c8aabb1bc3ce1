//! Variants of a patient, from whichever option gave them.

use std::fs::File;
use std::path::{Path, PathBuf};

use clap::Args;

use super::outcome::CliError;
use crate::domain::{Assembly, CaseVariants, GeneId, InputIssue, Locus, Severity, Sex};
use crate::intake::{
    Annotate, AnnotatedBy, AnnotationProfile, HOW_TO_WRITE_VARIANTS, KnownGenes, KnownTranscripts, Pedigree, Policy,
    TrailEntry, VariantItem, VcfOptions, has_pedigree, item_of_text, items_of_interpretations, items_of_json,
    items_of_table, parse_ped, pedigree_of_family, read_variants, resolve_variants, review_variants, subject_of_packet,
};
use crate::knowledge::KnowledgeBase;

/// Where a patient's variants are.
#[derive(Debug, Args, Default)]
pub struct VariantArgs {
    /// A VCF or BCF file (plain, gzip or bgzip) of the patient, alone or with relatives
    #[arg(long, value_name = "FILE", conflicts_with_all = ["variant", "variants", "use_interpretations"])]
    pub vcf: Option<PathBuf>,
    /// Pedigree of the VCF's samples: PED, or a phenopacket Family (.json)
    #[arg(long, value_name = "FILE", requires = "vcf")]
    pub ped: Option<PathBuf>,
    /// The patient's sample in the VCF
    #[arg(long, value_name = "NAME", requires = "vcf")]
    pub sample: Option<String>,
    /// GRCh37 or GRCh38, where the VCF does not tell
    #[arg(long)]
    pub assembly: Option<String>,
    /// Names of the VCF's annotation fields, in TOML, over the built-in ones
    #[arg(long, value_name = "FILE", requires = "vcf")]
    pub annotation_profile: Option<PathBuf>,
    /// Reference genome (FASTA with .fai) of a VCF that is not annotated: tells missense from synonymous
    #[arg(long, value_name = "FASTA", requires = "vcf")]
    pub reference: Option<PathBuf>,
    /// Leave out alleles more common than this in any population
    #[arg(long, value_name = "FREQUENCY", requires = "vcf")]
    pub max_frequency: Option<f32>,
    /// The file is of a gene panel: a gene without a variant in it may not have been looked at
    #[arg(long, requires = "vcf")]
    pub panel: bool,
    /// Use alleles whose FILTER failed
    #[arg(long, requires = "vcf")]
    pub keep_filtered: bool,
    /// A variant, such as "FBN1 c.1948C>T het" or "15-48488193-G-A het" (repeatable)
    #[arg(long, value_name = "TEXT")]
    pub variant: Vec<String>,
    /// A list of variants: JSON (.json) or a tab-separated table
    #[arg(long, value_name = "FILE")]
    pub variants: Option<PathBuf>,
    /// Use the variants of the phenopacket's interpretations
    #[arg(long, requires = "phenopacket")]
    pub use_interpretations: bool,
}

/// Variants as read.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The variants; `None` where no option gave any.
    pub variants: Option<CaseVariants>,
    /// Complaints and answers.
    pub issues: Vec<InputIssue>,
    /// The account of the watched gene.
    pub trail: Vec<TrailEntry>,
}

/// What else is known when variants are read.
#[derive(Debug, Clone, Copy)]
pub struct Patient<'a> {
    /// Sex.
    pub sex: Sex,
    /// The phenopacket, where one was given.
    pub packet: Option<&'a str>,
    /// What to do with items that cannot be used.
    pub policy: Policy,
    /// A gene of which every record is accounted for.
    pub watch: Option<GeneId>,
}

/// Reads the variants of the options.
pub fn gather(kb: &KnowledgeBase, args: &VariantArgs, patient: &Patient<'_>) -> Result<Gathered, CliError> {
    let (mut gathered, name) = match &args.vcf {
        Some(path) => (from_vcf(kb, path, args, patient)?, path.display().to_string()),
        None => (from_lists(kb, args, patient)?, "variants".to_owned()),
    };
    if let Some(variants) = &mut gathered.variants {
        gathered.issues.extend(review_variants(variants, &name));
    }
    Ok(gathered)
}

fn from_vcf(kb: &KnowledgeBase, path: &Path, args: &VariantArgs, patient: &Patient<'_>) -> Result<Gathered, CliError> {
    let name = path.display().to_string();
    let wrong = |error: &dyn std::fmt::Display| CliError::Input(error.to_string());
    let profile = match &args.annotation_profile {
        None => AnnotationProfile::default(),
        Some(path) => AnnotationProfile::with(&text_of(path)?)
            .map_err(|error| CliError::Input(format!("{}: {error}", path.display())))?,
    };
    let packet: Option<serde_json::Value> = patient.packet.and_then(|text| serde_json::from_str(text).ok());
    let pedigree = match (&args.ped, patient.packet) {
        (Some(path), _) => Some(pedigree(path)?),
        // A Family brings its own.
        (None, Some(text)) if packet.as_ref().is_some_and(has_pedigree) => {
            Some(pedigree_of_family(text).map_err(|error| CliError::Input(format!("--phenopacket: {error}")))?)
        }
        (None, _) => None,
    };
    let genes = KnownGenes::new(kb);
    let transcripts = KnownTranscripts::new(kb, args.reference.as_deref())
        .map_err(|error| CliError::Input(format!("--reference: {error}")))?;
    let mut options = VcfOptions::new(&genes, &profile);
    options.annotator = transcripts.as_ref().map(|transcripts| transcripts as &dyn Annotate);
    options.pedigree = pedigree.as_ref();
    options.sample = args.sample.as_deref();
    options.subject = packet.as_ref().and_then(subject_of_packet);
    options.sex = patient.sex;
    options.assembly = assembly(args)?;
    options.keep_filtered = args.keep_filtered;
    options.panel = args.panel;
    options.watch = patient.watch;
    if let Some(most) = args.max_frequency {
        if !(most > 0.0 && most <= 1.0) {
            return Err(CliError::Input(format!("--max-frequency: {most} is not above 0 and at most 1")));
        }
        options.max_frequency = most;
    }
    let file = File::open(path).map_err(|error| CliError::Input(format!("{name}: {error}")))?;
    let content = read_variants(file, &name, &options).map_err(|error| wrong(&error))?;
    let mut issues = content.issues;
    if content.annotated_by == AnnotatedBy::Annotator {
        issues.extend(transcripts.iter().flat_map(|transcripts| transcripts.issues(content.assembly, &name)));
    }
    Ok(Gathered { variants: Some(content.variants), issues, trail: content.trail })
}

/// A PED file, or the pedigree of a phenopacket's family.
fn pedigree(path: &Path) -> Result<Pedigree, CliError> {
    let text = text_of(path)?;
    let wrong = |error: &dyn std::fmt::Display| CliError::Input(format!("{}: {error}", path.display()));
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return pedigree_of_family(&text).map_err(|error| wrong(&error));
    }
    parse_ped(&text).map_err(|error| wrong(&error))
}

fn from_lists(kb: &KnowledgeBase, args: &VariantArgs, patient: &Patient<'_>) -> Result<Gathered, CliError> {
    let mut items: Vec<VariantItem> = Vec::new();
    let mut issues = Vec::new();
    for (index, text) in args.variant.iter().enumerate() {
        let place = format!("--variant[{}]", index + 1);
        let (item, strange) = item_of_text(text, &place);
        if !strange.is_empty() {
            issues.push(
                InputIssue::new(Severity::Error, place, format!("cannot be placed: {}", strange.join(", ")))
                    .suggest(HOW_TO_WRITE_VARIANTS),
            );
        }
        items.push(item);
    }
    if let Some(path) = &args.variants {
        let (text, name) = (text_of(path)?, path.display().to_string());
        let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let read = if json {
            items_of_json(&text, &name).map(|items| (items, Vec::new()))
        } else {
            items_of_table(&text, &name)
        };
        let (read, unread) = read.map_err(|error| CliError::Input(error.to_string()))?;
        items.extend(read);
        issues.extend(unread);
    }
    if args.use_interpretations {
        let packet = patient
            .packet
            .ok_or_else(|| CliError::Input("--use-interpretations needs --phenopacket FILE".to_owned()))?;
        let value = serde_json::from_str(packet).map_err(|error| CliError::Input(error.to_string()))?;
        let (found, left) = items_of_interpretations(&value);
        items.extend(found);
        issues.extend(left);
    }
    if let Some(assembly) = assembly(args)? {
        for item in items.iter_mut().filter(|item| item.assembly.is_none()) {
            item.assembly = Some(assembly.as_str().to_owned());
        }
    }
    let asked = args.use_interpretations || args.variants.is_some() || !args.variant.is_empty();
    if !asked {
        return Ok(Gathered::default());
    }
    let transcripts = KnownTranscripts::new(kb, None).map_err(|error| CliError::Input(error.to_string()))?;
    let effects = |locus: &Locus| transcripts.as_ref().map(|known| known.effects(locus)).unwrap_or_default();
    let listed = resolve_variants(kb, &items, patient.sex, Some(&effects), patient.policy);
    issues.extend(listed.issues);
    Ok(Gathered { variants: Some(listed.variants), issues, trail: Vec::new() })
}

fn assembly(args: &VariantArgs) -> Result<Option<Assembly>, CliError> {
    let parse =
        |text: &String| text.parse::<Assembly>().map_err(|error| CliError::Input(format!("--assembly: {error}")));
    args.assembly.as_ref().map(parse).transpose()
}

fn text_of(path: &Path) -> Result<String, CliError> {
    std::fs::read_to_string(path).map_err(|error| CliError::Input(format!("{}: {error}", path.display())))
}
