//! A short list held against the knowledge base: every item gets an answer.

use super::VariantItem;
use super::origin::with_parents;
use crate::domain::{
    AcmgClass, Alternate, AnnotatedVariant, Assembly, Call, CaseVariants, Consequence, Contig, ContigSet, Coverage,
    GeneEffect, GeneId, Genotype, InputIssue, Locus, Member, Severity, Sex, TranscriptChoice, VariantTally,
};
use crate::intake::Policy;
use crate::intake::hgvs::{HgvsCheck, check_hgvs, consequence_of_hgvs, residue_of_hgvs, without_reference};
use crate::knowledge::KnowledgeBase;

/// Effects of a place in the genome, where transcripts are at hand.
pub type EffectsOf<'a> = &'a dyn Fn(&Locus) -> Vec<GeneEffect>;

/// A list with its answers.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedVariants {
    /// The items that are used.
    pub variants: CaseVariants,
    /// One answer an item, and what else there is to say.
    pub issues: Vec<InputIssue>,
}

/// Holds items against the knowledge base. An item that cannot be used is an error, or a warning where `policy` is
/// lenient; one that is used is a note that says as what.
#[must_use]
pub fn resolve_variants(
    kb: &KnowledgeBase,
    items: &[VariantItem],
    sex: Sex,
    effects: Option<EffectsOf<'_>>,
    policy: Policy,
) -> ListedVariants {
    let refused = if policy == Policy::Lenient { Severity::Warning } else { Severity::Error };
    let mut variants = CaseVariants {
        members: vec![Member::proband("proband", sex)],
        variants: Vec::new(),
        tally: VariantTally { records: items.len() as u64, ..VariantTally::default() },
        coverage: Coverage::Selected,
        contigs: ContigSet::default(),
    };
    let mut issues = Vec::new();
    for item in items {
        match variant_of(kb, item, effects, &mut issues) {
            Ok(variant) => {
                variants.tally.alleles += 1;
                variants.tally.kept += 1;
                issues.push(used(kb, item, &variant));
                variants.variants.push(variant);
            }
            Err((message, suggestion)) => {
                variants.tally.malformed += 1;
                issues.push(InputIssue::new(refused, &item.place, format!("not used: {message}")).suggest(suggestion));
            }
        }
    }
    let used: Vec<&VariantItem> =
        items.iter().filter(|item| variants.variants.iter().any(|variant| variant.place == item.place)).collect();
    with_parents(&mut variants, &used, &mut issues);
    ListedVariants { variants, issues }
}

/// What is wrong, and the remedy.
type Refusal = (String, String);

fn variant_of(
    kb: &KnowledgeBase,
    item: &VariantItem,
    effects: Option<EffectsOf<'_>>,
    issues: &mut Vec<InputIssue>,
) -> Result<AnnotatedVariant, Refusal> {
    if item.is_empty() {
        return Err(("names no gene and no variant".to_owned(), "write for example FBN1 c.1948C>T het".to_owned()));
    }
    let locus = item.variant.as_deref().map(|text| locus_of(text, item.assembly.as_deref())).transpose()?;
    let gene = item.gene.as_deref().map(|name| gene_of(kb, name)).transpose()?;
    match check_hgvs(kb, gene, item.hgvs_c.as_deref(), item.hgvs_p.as_deref()) {
        HgvsCheck::Good => {}
        HgvsCheck::Doubt(message) => issues
            .push(InputIssue::new(Severity::Warning, &item.place, message).suggest("name the transcript: NM_…:c.…")),
        HgvsCheck::Wrong(message) => {
            return Err((message, "check the expression against the report it is from".to_owned()));
        }
    }
    let stated = item.acmg_class.as_deref().map(class_of).transpose()?;
    let call = call_of(item, issues)?;
    let known = match (&locus, effects) {
        (Some(locus), Some(effects)) => effects(locus),
        _ => Vec::new(),
    };
    let effects = effects_of(item, gene, known)?;
    Ok(AnnotatedVariant { locus, stated, ..AnnotatedVariant::bare(&item.place, effects, vec![call]) })
}

/// What the item says of its effect goes before what the transcripts say.
fn effects_of(
    item: &VariantItem,
    gene: Option<GeneId>,
    mut known: Vec<GeneEffect>,
) -> Result<Vec<GeneEffect>, Refusal> {
    if let Some(gene) = gene {
        known.retain(|effect| effect.gene == gene);
    }
    let said = match &item.consequence {
        Some(text) => Some(text.parse::<Consequence>().map_err(|error| {
            (error.to_string(), "write a Sequence Ontology term such as missense_variant, or leave it out".to_owned())
        })?),
        None => consequence_of_hgvs(item.hgvs_c.as_deref(), item.hgvs_p.as_deref()),
    };
    let transcript = item
        .hgvs_c
        .as_deref()
        .and_then(|text| text.split_once(':'))
        .map(|(before, _)| before.split('(').next().unwrap_or(before).to_owned());
    let from_known = known.first().filter(|effect| effect.consequence != Consequence::CodingSequence);
    let Some(consequence) =
        said.or_else(|| from_known.map(|effect| effect.consequence)).or_else(|| known.first().map(|e| e.consequence))
    else {
        let what = if gene.is_some() { "what it does to the gene is not said" } else { "its gene is not said" };
        return Err((
            what.to_owned(),
            "add HGVS (c. or p.), a consequence such as stop_gained, or set up transcripts and give chr-pos-ref-alt"
                .to_owned(),
        ));
    };
    if known.is_empty() {
        let Some(gene) = gene else {
            return Err(("its gene is not known".to_owned(), "add the gene's symbol".to_owned()));
        };
        known.push(GeneEffect::given(gene, consequence));
    }
    if let Some(effect) = known.first_mut() {
        if said.is_some() {
            effect.consequence = consequence;
        }
        if transcript.is_some_and(|transcript| {
            effect.transcript = Some(transcript).filter(|text| !text.is_empty()).or_else(|| effect.transcript.take());
            effect.transcript.is_some()
        }) {
            effect.choice = TranscriptChoice::Given;
        }
        if let Some(text) = &item.hgvs_c {
            effect.hgvs_c = Some(without_reference(text).to_owned());
        }
        if let Some(text) = &item.hgvs_p {
            effect.hgvs_p = Some(without_reference(text).to_owned());
            effect.residue = residue_of_hgvs(text);
        }
    }
    Ok(known)
}

fn gene_of(kb: &KnowledgeBase, name: &str) -> Result<GeneId, Refusal> {
    let found = match name.parse::<GeneId>() {
        Ok(id) => kb.gene_by_id(id),
        Err(_) => kb.gene_by_symbol(name),
    };
    found.map(|gene| kb.gene(gene).id()).ok_or_else(|| {
        let shown: String = name.chars().take(40).collect();
        (
            format!("{shown:?} is not a human gene of the knowledge base"),
            "give the approved symbol or HGNC id".to_owned(),
        )
    })
}

fn class_of(text: &str) -> Result<AcmgClass, Refusal> {
    text.parse().map_err(|error: crate::domain::AcmgClassError| (error.to_string(), "write it so".to_owned()))
}

fn call_of(item: &VariantItem, issues: &mut Vec<InputIssue>) -> Result<Call, Refusal> {
    let Some(text) = &item.zygosity else {
        issues.push(
            InputIssue::new(
                Severity::Note,
                &item.place,
                "no zygosity was given; at least one copy is taken to be there",
            )
            .suggest("add het, hom or hemi"),
        );
        return Ok(Call::default());
    };
    genotype(text).map(Call::of).ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        (format!("{shown:?} is not a zygosity"), "write het, hom, hemi or a genotype such as 0/1".to_owned())
    })
}

/// A genotype in words or as VCF writes it.
pub(super) fn genotype(text: &str) -> Option<Genotype> {
    match text.to_ascii_lowercase().as_str() {
        "het" | "heterozygous" | "ヘテロ接合" | "0/1" | "1/0" | "0|1" | "1|0" | "./1" | "ヘテロ" => {
            Some(Genotype::HETEROZYGOUS)
        }
        "hom" | "homozygous" | "ホモ接合" | "1/1" | "1|1" | "ホモ" => Some(Genotype::HOMOZYGOUS),
        "hemi" | "hemizygous" | "ヘミ" => Some(Genotype::HEMIZYGOUS),
        _ => None,
    }
}

/// `15-48488193-G-A`, also `chr15:48488193:G:A` and `chr15:48488193_G>A`.
fn locus_of(text: &str, assembly: Option<&str>) -> Result<Locus, Refusal> {
    let remedy = || "write chromosome-position-reference-alternate as in VCF, such as 15-48488193-G-A".to_owned();
    let shown: String = text.chars().take(60).collect();
    let assembly: Assembly = match assembly {
        None => Assembly::Grch38,
        Some(name) => name.parse().map_err(|error: crate::domain::AssemblyError| (error.to_string(), remedy()))?,
    };
    let parts: Vec<&str> = text.split(['-', ':', '_', '>']).collect();
    let [contig, position, reference, alternate] = parts[..] else {
        return Err((format!("{shown:?} does not name a place and two alleles"), remedy()));
    };
    let contig: Contig = contig.parse().map_err(|error: crate::domain::ContigError| (error.to_string(), remedy()))?;
    let position: u32 =
        position.parse().ok().filter(|&at| at >= 1 && at <= contig.length(assembly)).ok_or_else(|| {
            (
                format!("{shown:?}: position {position} does not lie on chromosome {contig} of {}", assembly.as_str()),
                "check the assembly".to_owned(),
            )
        })?;
    let bases = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| matches!(b.to_ascii_uppercase(), b'A' | b'C' | b'G' | b'T' | b'N'))
    };
    if !bases(reference) || !bases(alternate) || reference.eq_ignore_ascii_case(alternate) {
        return Err((format!("{shown:?}: the alleles must be two different texts of A, C, G and T"), remedy()));
    }
    Ok(Locus {
        assembly,
        contig,
        position,
        end: position + reference.len() as u32 - 1,
        reference: reference.to_ascii_uppercase(),
        alternate: Alternate::Sequence(alternate.to_ascii_uppercase()),
    })
}

/// The note that an item was used, and as what.
fn used(kb: &KnowledgeBase, item: &VariantItem, variant: &AnnotatedVariant) -> InputIssue {
    let effects: Vec<String> = variant
        .effects
        .iter()
        .map(|effect| {
            let symbol = kb.gene_by_id(effect.gene).map_or("", |gene| kb.gene(gene).symbol());
            format!("{symbol} {}", effect.consequence.as_str())
        })
        .collect();
    let zygosity = variant.calls.first().map_or("unknown", |call| call.genotype.zygosity().as_str());
    InputIssue::new(Severity::Note, &item.place, format!("used as {}, zygosity {zygosity}", effects.join(" and ")))
}
