//! A short list held against the knowledge base: every item gets an answer.

use super::VariantItem;
use super::origin::with_parents;
use super::typed::HOW_TO_WRITE_VARIANTS;
use crate::domain::refseq_chromosome;
use crate::domain::{
    AcmgClass, Alternate, AnnotatedVariant, Assembly, Call, CaseVariants, Consequence, Contig, ContigSet, Coverage,
    GeneEffect, GeneId, Genotype, Impact, InputIssue, Locus, Member, Severity, Sex, TranscriptChoice, VariantTally,
};
use crate::intake::Policy;
use crate::intake::hgvs::{
    HgvsCheck, check_hgvs, consequence_of_hgvs, gene_of_accession, residue_of_hgvs, without_reference,
};
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
                issues.extend(super::copies::strange_copies(kb, item, &variant, sex));
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
    issues.extend(unchecked(&used, &variants.variants));
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
    one_gene(kb, item, gene)?;
    let gene = gene.or_else(|| gene_of_accession(kb, item.hgvs_c.as_deref()?));
    if let (Some(gene), Some(locus)) = (gene, &locus) {
        inside(kb, gene, locus)?;
    }
    match check_hgvs(kb, gene, item.hgvs_c.as_deref(), item.hgvs_p.as_deref()) {
        HgvsCheck::Good => {}
        HgvsCheck::Doubt(message) => issues
            .push(InputIssue::new(Severity::Warning, &item.place, message).suggest("name the transcript: NM_…:c.…")),
        HgvsCheck::Malformed(message) => return Err((message, HOW_TO_WRITE_VARIANTS.to_owned())),
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
    let elsewhere = genes_of(kb, gene, &known);
    let effects = effects_of(item, gene, known).map_err(|(message, remedy)| match elsewhere {
        Some(genes) => (format!("{message}; the place lies in {genes}"), remedy),
        None => (message, remedy),
    })?;
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
    contradiction(item, said)?;
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
        return Err((what.to_owned(), HOW_TO_WRITE_VARIANTS.to_owned()));
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

/// A consequence that is stated and one that the description tells must be equally severe.
fn contradiction(item: &VariantItem, said: Option<Consequence>) -> Result<(), Refusal> {
    let told = consequence_of_hgvs(item.hgvs_c.as_deref(), item.hgvs_p.as_deref());
    let (Some(said), Some(told), true) = (said, told, item.consequence.is_some()) else { return Ok(()) };
    let is_plain = |one: Consequence| matches!(one.impact(), Impact::High | Impact::Low);
    if said.impact() == told.impact() || !(is_plain(said) && is_plain(told)) {
        return Ok(());
    }
    let message = format!("{} is stated, and the description is that of a {}", said.as_str(), told.as_str());
    Err((message, "correct one of them, or leave the consequence out".to_owned()))
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

/// The genes at a place, where the one that was named is not among them.
fn genes_of(kb: &KnowledgeBase, named: Option<GeneId>, known: &[GeneEffect]) -> Option<String> {
    let named = named?;
    if known.is_empty() || known.iter().any(|effect| effect.gene == named) {
        return None;
    }
    let symbols = known.iter().filter_map(|effect| Some(kb.gene(kb.gene_by_id(effect.gene)?).symbol()));
    Some(symbols.take(3).collect::<Vec<_>>().join(" and "))
}

/// Refuses an item that calls its gene by the names of two: by id and symbol, or in brackets behind the transcript.
fn one_gene(kb: &KnowledgeBase, item: &VariantItem, gene: Option<GeneId>) -> Result<(), Refusal> {
    let Some(gene) = gene else { return Ok(()) };
    let bracketed = [&item.hgvs_c, &item.hgvs_p].into_iter().flatten().filter_map(|expression| {
        let (_, inside) = expression.split_once(':')?.0.split_once('(')?;
        Some(inside.trim_end_matches(')').to_owned())
    });
    for label in item.gene_labels.iter().cloned().chain(bracketed) {
        let Some(other) = another_gene(kb, gene, label.trim()) else { continue };
        let symbol = |id| kb.gene_by_id(id).map_or("", |gene| kb.gene(gene).symbol());
        let shown: String = label.chars().take(40).collect();
        let message = format!("it names two genes: {gene} is {}, and {shown:?} is {}", symbol(gene), symbol(other));
        return Err((message, "correct whichever is wrong".to_owned()));
    }
    Ok(())
}

/// The gene that a label names, where it is not this one under any of its names.
fn another_gene(kb: &KnowledgeBase, gene: GeneId, label: &str) -> Option<GeneId> {
    let own = kb.gene(kb.gene_by_id(gene)?);
    // An alias may be the approved symbol of another gene, as people still use it for this one.
    let mut names = own.aliases().chain(own.previous_symbols()).chain([own.symbol(), own.name()]);
    if names.any(|name| name.eq_ignore_ascii_case(label)) {
        return None;
    }
    gene_of(kb, label).ok().filter(|other| *other != gene)
}

/// How far from a gene's transcript a variant may lie and still be the gene's: promoters, and exons of other transcripts.
const MARGIN: u32 = 100_000;

/// Refuses a place that is not in the gene: nobody can say which of the two is wrong.
fn inside(kb: &KnowledgeBase, gene: GeneId, locus: &Locus) -> Result<(), Refusal> {
    let Some(view) = kb.gene_by_id(gene).map(|index| kb.gene(index)) else { return Ok(()) };
    let Some(transcript) = view.transcript(locus.assembly) else { return Ok(()) };
    let reach = transcript.start().saturating_sub(MARGIN)..=transcript.end().saturating_add(MARGIN);
    let near = reach.contains(&locus.position) || reach.contains(&locus.end);
    // The gene may have its copy on Y in the pseudoautosomal regions.
    let same = transcript.contig() == locus.contig || locus.contig.is_pseudoautosomal(locus.assembly, locus.position);
    if same && (near || transcript.contig() != locus.contig) {
        return Ok(());
    }
    let there = kb.transcripts(locus.assembly).overlapping(locus.contig, locus.position, locus.end);
    let mut there: Vec<&str> = there.map(|transcript| kb.gene(transcript.gene()).symbol()).collect();
    there.dedup();
    there.truncate(3);
    let there =
        if there.is_empty() { "outside every known gene".to_owned() } else { format!("in {}", there.join(" and ")) };
    let message = format!(
        "{}-{} lies {there} on {}, not in {} (chromosome {})",
        locus.contig,
        locus.position,
        locus.assembly.as_str(),
        view.symbol(),
        transcript.contig()
    );
    Err((message, "correct the gene, the place or the assembly".to_owned()))
}

/// What was taken without proof, once for the whole list.
fn unchecked(used: &[&VariantItem], variants: &[AnnotatedVariant]) -> Vec<InputIssue> {
    let mut issues = Vec::new();
    let others = |count: usize| match count {
        0 | 1 => String::new(),
        2 => " (and 1 other)".to_owned(),
        n => format!(" (and {} others)", n - 1),
    };
    let placed: Vec<&AnnotatedVariant> = variants.iter().filter(|variant| variant.locus.is_some()).collect();
    if let Some(first) = placed.first() {
        let message =
            format!("the reference allele was not held against a genome{}; none is at hand", others(placed.len()));
        issues.push(InputIssue::new(Severity::Note, &first.place, message));
    }
    let assumed = |item: &&&VariantItem| {
        let contig = item.variant.as_deref().and_then(|text| locus_of(text, None).ok()).map(|locus| locus.contig);
        item.assembly.is_none()
            && contig.is_some_and(|contig| contig != Contig::MT)
            && item.variant.as_deref().is_none_or(|text| !text.starts_with("NC_"))
    };
    let assumed: Vec<_> = used.iter().filter(assumed).collect();
    if let Some(first) = assumed.first() {
        let message = format!("no assembly was given; the place was taken to be of GRCh38{}", others(assumed.len()));
        issues.push(InputIssue::new(Severity::Note, &first.place, message).suggest("add GRCh37 or GRCh38"));
    }
    issues
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
        "het" | "hetero" | "heterozygous" | "ヘテロ接合" | "ヘテロ接合体" | "ヘテロ接合性" | "0/1" | "1/0" | "0|1"
        | "1|0" | "./1" | "ヘテロ" => Some(Genotype::HETEROZYGOUS),
        "hom" | "homo" | "homozygous" | "ホモ接合" | "ホモ接合体" | "ホモ接合性" | "1/1" | "1|1" | "ホモ" => {
            Some(Genotype::HOMOZYGOUS)
        }
        "hemi" | "hemizygous" | "ヘミ" | "ヘミ接合" | "ヘミ接合体" | "ヘミ接合性" => {
            Some(Genotype::HEMIZYGOUS)
        }
        _ => None,
    }
}

/// Chromosome, position and bases of `chr15:48488193G>A`, `NC_000015.10:g.48488193G>A` and `m.3243A>G`.
pub(super) fn substitution(text: &str) -> Option<[&str; 4]> {
    let (contig, rest) = match text.strip_prefix("m.") {
        Some(rest) => ("MT", rest),
        None => text.split_once(':')?,
    };
    contig.parse::<Contig>().ok()?;
    let rest = rest.strip_prefix("g.").or_else(|| rest.strip_prefix("m.")).unwrap_or(rest);
    let (position, bases) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
    let (reference, alternate) = bases.split_once('>')?;
    let is_base = |text: &str| matches!(text, "A" | "C" | "G" | "T" | "a" | "c" | "g" | "t");
    (!position.is_empty() && is_base(reference) && is_base(alternate))
        .then_some([contig, position, reference, alternate])
}

/// The assembly of an accession's version, which a stated one must not contradict.
fn assembly_of_accession(accession: &str, stated: Option<&str>) -> Result<Option<Assembly>, Refusal> {
    let Some((contig, by_version)) = refseq_chromosome(accession) else { return Ok(None) };
    let stated = stated.and_then(|name| name.parse::<Assembly>().ok());
    match (by_version, stated) {
        (Some(by_version), Some(stated)) if by_version != stated => {
            let message = format!("{accession} is of {}, and {} is stated", by_version.as_str(), stated.as_str());
            Err((message, "correct whichever is wrong".to_owned()))
        }
        (None, None) if contig != Contig::MT => {
            let shown: String = accession.chars().take(40).collect();
            Err((
                format!("the version of {shown:?} is neither GRCh37's nor GRCh38's"),
                "write the accession with its version, or name the assembly".to_owned(),
            ))
        }
        (by_version, _) => Ok(by_version),
    }
}

/// `15-48488193-G-A`, also `chr15:48488193:G:A`, `chr15:48488193_G>A` and what [`substitution`] reads.
fn locus_of(text: &str, assembly: Option<&str>) -> Result<Locus, Refusal> {
    let remedy = || "write chromosome-position-reference-alternate as in VCF, such as 15-48488193-G-A".to_owned();
    let shown: String = text.chars().take(60).collect();
    let short = substitution(text);
    let by_accession = match short {
        Some([accession, ..]) => assembly_of_accession(accession, assembly)?,
        None => None,
    };
    let assembly: Assembly = match assembly {
        None => by_accession.unwrap_or(Assembly::Grch38),
        Some(name) => name.parse().map_err(|error: crate::domain::AssemblyError| (error.to_string(), remedy()))?,
    };
    let parts: Vec<&str> = match short {
        Some(parts) => parts.to_vec(),
        None => text.split(['-', ':', '_', '>']).collect(),
    };
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
    let class = variant.stated.map_or_else(String::new, |class| format!(", {} as stated", class.as_str()));
    let message = format!("used as {}, zygosity {zygosity}{class}", effects.join(" and "));
    InputIssue::new(Severity::Note, &item.place, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_in_the_ways_people_write_them() {
        let shown = |text: &str, assembly: Option<&str>| {
            locus_of(text, assembly).map(|locus| format!("{} {locus}", locus.assembly.as_str())).ok()
        };
        let wanted = shown("15-48488193-G-A", None);
        assert!(wanted.is_some());
        for text in ["chr15:48488193:G:A", "chr15:48488193_G>A", "chr15:48488193G>A", "NC_000015.10:g.48488193G>A"] {
            assert_eq!(shown(text, None), wanted, "{text}");
        }
        let old = locus_of("NC_000015.9:g.48780390G>A", None).unwrap();
        assert_eq!(old.assembly, Assembly::Grch37);
        assert_eq!(locus_of("m.3243A>G", None).unwrap().contig, Contig::MT);
        assert!(locus_of("NC_000015:g.48488193G>A", Some("GRCh38")).is_ok());
        for (text, assembly) in [
            ("NC_000015.10:g.48488193G>A", Some("GRCh37")),
            ("NC_000015:g.48488193G>A", None),
            ("NC_000015.3:g.48488193G>A", None),
            ("NC_000015.10:g.48488193del", None),
            ("chr15:48488193G>G", None),
            ("chr15:0G>A", None),
            ("chr15:999999999G>A", None),
            ("€:1G>A", None),
        ] {
            assert!(locus_of(text, assembly).is_err(), "{text}");
        }
    }

    #[test]
    fn zygosity_is_read_in_both_languages() {
        for (word, wanted) in [
            ("hetero", Some(Genotype::HETEROZYGOUS)),
            ("ヘテロ接合体", Some(Genotype::HETEROZYGOUS)),
            ("Homo", Some(Genotype::HOMOZYGOUS)),
            ("ホモ接合体", Some(Genotype::HOMOZYGOUS)),
            ("ヘミ接合", Some(Genotype::HEMIZYGOUS)),
            ("homoplasmic", None),
            ("", None),
        ] {
            assert_eq!(genotype(word), wanted, "{word}");
        }
    }
}
