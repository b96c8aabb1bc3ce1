//! Variants of a request: a list in JSON, those of the phenopacket, or an uploaded file.

use std::io::Cursor;

use bytes::Bytes;
use serde::Deserialize;
use utoipa::ToSchema;

use super::problem::Problem;
use crate::diagnosis::Engine;
use crate::domain::{Assembly, CaseVariants, GeneId, InputIssue, Locus, Severity, Sex};
use crate::intake::{
    Annotate, AnnotatedBy, AnnotationProfile, HOW_TO_WRITE_VARIANTS, KnownGenes, KnownTranscripts, Pedigree, Policy,
    TrailEntry, VariantItem, VcfError, VcfOptions, has_pedigree, item_of_text, items_of_interpretations, parse_ped,
    pedigree_of_family, read_variants, resolve_variants, review_variants, subject_of_packet,
};
use crate::report::TrailLine;

/// How many times larger than the upload its decompressed data may be: VCF compresses 5- to 20-fold.
const LARGEST_EXPANSION: u64 = 25;

/// Most variants of a list in JSON; beyond it a list is a file.
pub(super) const MOST_LISTED: usize = 1_000;

/// A variant: as a clinician types it, or field by field.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum VariantRequest {
    /// `FBN1 c.1948C>T p.Arg650Ter het likely_pathogenic`, `15-48488193-G-A het`.
    Text(String),
    /// Field by field.
    Fields(VariantFields),
}

/// A variant, field by field.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VariantFields {
    /// HGNC symbol or id.
    #[serde(default)]
    gene: Option<String>,
    /// HGVS, coding DNA, with or without the transcript.
    #[serde(default)]
    hgvs_c: Option<String>,
    /// HGVS, protein.
    #[serde(default)]
    hgvs_p: Option<String>,
    /// `chromosome-position-reference-alternate`, as in VCF.
    #[serde(default)]
    variant: Option<String>,
    /// Assembly of `variant`; GRCh38 where not given.
    #[serde(default)]
    assembly: Option<String>,
    /// `heterozygous`, `homozygous`, `hemizygous`.
    #[serde(default)]
    zygosity: Option<String>,
    /// ACMG class as classified elsewhere; used in place of ours.
    #[serde(default)]
    acmg_class: Option<String>,
    /// Sequence Ontology term.
    #[serde(default)]
    consequence: Option<String>,
    /// `de_novo`, `paternal`, `maternal`, `both`.
    #[serde(default)]
    origin: Option<String>,
}

/// A file sent with the request.
#[derive(Debug, Default)]
pub(super) struct Upload {
    /// The variant file.
    pub vcf: Option<Bytes>,
    /// The pedigree.
    pub ped: Option<String>,
    /// The patient's sample.
    pub sample: Option<String>,
    /// The assembly, where the file does not tell.
    pub assembly: Option<String>,
    /// Whether the file is of a gene panel, `true` or `false`.
    pub panel: Option<String>,
    /// Whether alleles are used whose FILTER failed, `true` or `false`.
    pub keep_filtered: Option<String>,
    /// Alleles more common than this are left out; above 0 and at most 1.
    pub max_frequency: Option<String>,
}

impl Upload {
    /// Whether a file came at all.
    pub(super) fn is_empty(&self) -> bool {
        let texts = [&self.ped, &self.sample, &self.assembly, &self.panel, &self.keep_filtered, &self.max_frequency];
        let described = texts.into_iter().any(Option::is_some);
        self.vcf.is_none() && !described
    }
}

/// Variants of a list.
pub(super) fn of_list(
    engine: &Engine,
    list: &[VariantRequest],
    packet: Option<&serde_json::Value>,
    sex: Sex,
    policy: Policy,
    issues: &mut Vec<InputIssue>,
) -> CaseVariants {
    let mut items: Vec<VariantItem> = Vec::new();
    for (index, request) in list.iter().enumerate() {
        items.push(item(request, &format!("variants[{index}]"), issues));
    }
    if let Some((found, left)) = packet.map(items_of_interpretations) {
        items.extend(found);
        issues.extend(left);
    }
    of_items(engine, &items, sex, policy, issues)
}

/// Variants of items that were read already.
pub(super) fn of_items(
    engine: &Engine,
    items: &[VariantItem],
    sex: Sex,
    policy: Policy,
    issues: &mut Vec<InputIssue>,
) -> CaseVariants {
    let transcripts = KnownTranscripts::new(engine.kb(), None).ok().flatten();
    let effects = |locus: &Locus| transcripts.as_ref().map(|known| known.effects(locus)).unwrap_or_default();
    let listed = resolve_variants(engine.kb(), items, sex, Some(&effects), policy);
    issues.extend(listed.issues);
    let mut variants = listed.variants;
    issues.extend(review_variants(&mut variants, "variants"));
    variants
}

fn item(request: &VariantRequest, place: &str, issues: &mut Vec<InputIssue>) -> VariantItem {
    let fields = match request {
        VariantRequest::Text(text) => {
            let (item, strange) = item_of_text(text, place);
            if !strange.is_empty() {
                let message = format!("cannot be placed: {}", strange.join(", "));
                issues.push(InputIssue::new(Severity::Error, place, message).suggest(HOW_TO_WRITE_VARIANTS));
            }
            return item;
        }
        VariantRequest::Fields(fields) => fields.clone(),
    };
    VariantItem {
        place: place.to_owned(),
        gene: fields.gene,
        gene_labels: Vec::new(),
        hgvs_c: fields.hgvs_c,
        hgvs_p: fields.hgvs_p,
        variant: fields.variant,
        assembly: fields.assembly,
        zygosity: fields.zygosity,
        acmg_class: fields.acmg_class,
        consequence: fields.consequence,
        origin: fields.origin,
    }
}

/// A PED file, or a phenopacket `Family`.
fn pedigree(text: &str) -> Result<Pedigree, Problem> {
    if text.trim_start().starts_with('{') {
        return pedigree_of_family(text).map_err(|error| Problem::field("ped", error.to_string()));
    }
    parse_ped(text).map_err(|error| Problem::field("ped", error.to_string()))
}

fn truth(name: &str, text: Option<&str>) -> Result<bool, Problem> {
    match text {
        None | Some("false" | "") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Problem::field(name, "is neither true nor false")),
    }
}

/// The command line's options are parts of the form here.
fn in_words_of_the_form(message: &str) -> String {
    ["assembly", "sample", "panel"]
        .iter()
        .fold(message.to_owned(), |message, name| message.replace(&format!("--{name}"), &format!("the part {name}")))
}

/// Variants of an uploaded file, read as the command line reads it. `packet` is the case, where it is a phenopacket.
pub(super) fn of_upload(
    engine: &Engine,
    upload: &Upload,
    sex: Sex,
    packet: Option<&serde_json::Value>,
    watch: Option<GeneId>,
    issues: &mut Vec<InputIssue>,
) -> Result<(CaseVariants, Vec<TrailLine>), Problem> {
    let Some(bytes) = &upload.vcf else {
        return Err(Problem::field("vcf", "is missing: the other parts describe a vcf part"));
    };
    let pedigree = match (&upload.ped, packet.filter(|packet| has_pedigree(packet))) {
        (Some(text), _) => Some(pedigree(text)?),
        // A Family brings its own.
        (None, Some(family)) => Some(
            pedigree_of_family(&family.to_string())
                .map_err(|error| Problem::field("phenopacket", error.to_string()))?,
        ),
        (None, None) => None,
    };
    let assembly = match &upload.assembly {
        None => None,
        Some(text) => Some(text.parse::<Assembly>().map_err(|error| Problem::field("assembly", error.to_string()))?),
    };
    let (genes, profile) = (KnownGenes::new(engine.kb()), AnnotationProfile::default());
    // Without a reference genome nothing can fail.
    let transcripts = KnownTranscripts::new(engine.kb(), None).ok().flatten();
    let mut options = VcfOptions::new(&genes, &profile);
    options.annotator = transcripts.as_ref().map(|transcripts| transcripts as &dyn Annotate);
    options.pedigree = pedigree.as_ref();
    options.sample = upload.sample.as_deref();
    options.subject = packet.and_then(subject_of_packet);
    options.sex = sex;
    options.assembly = assembly;
    options.panel = truth("panel", upload.panel.as_deref())?;
    options.keep_filtered = truth("keep_filtered", upload.keep_filtered.as_deref())?;
    if let Some(text) = &upload.max_frequency {
        let most = text.trim().parse::<f32>().ok().filter(|most| *most > 0.0 && *most <= 1.0);
        options.max_frequency = most.ok_or_else(|| Problem::field("max_frequency", "is not above 0 and at most 1"))?;
    }
    options.watch = watch;
    options.max_bytes = Some((bytes.len() as u64).saturating_mul(LARGEST_EXPANSION).max(1 << 20));
    let content = read_variants(Cursor::new(bytes.clone()), "vcf", &options)
        .map_err(|error: VcfError| Problem::field("vcf", in_words_of_the_form(&error.to_string())))?;
    issues.extend(content.issues);
    if content.annotated_by == AnnotatedBy::Annotator {
        issues.extend(transcripts.iter().flat_map(|transcripts| transcripts.issues(content.assembly, "vcf")));
    }
    let line = |entry: &TrailEntry| {
        let (locus, effect) = (entry.locus.as_ref(), entry.effect.as_ref());
        let outcome = (entry.left_out, entry.detail.as_str());
        TrailLine::new(engine.kb(), &entry.place, locus, effect, outcome, entry.variant.as_ref())
    };
    let mut variants = content.variants;
    issues.extend(review_variants(&mut variants, "vcf").into_iter().map(|mut issue| {
        issue.suggestion = issue.suggestion.map(|remedy| in_words_of_the_form(&remedy));
        issue
    }));
    Ok((variants, content.trail.iter().map(line).collect()))
}
