//! A variant as a person types it.

use super::VariantItem;

/// Forms that are read, for those who wrote another one.
pub const HOW_TO_WRITE_VARIANTS: &str = "write words with spaces between them, such as FBN1 c.1948C>T p.Arg650Ter het, \
    CFTR c.1521_1523del hom, FBN1 c.35dup het pathogenic, or 15-48488193-G-A GRCh38 het; where exons or the whole gene are \
    deleted, write the gene and what that does to it, such as SMN1 transcript_ablation hom, or give a VCF";

/// Reads `FBN1 c.1948C>T p.Arg650Ter het LP`, `NM_000138.5(FBN1):c.1948C>T`, `15-48780390-G-A hom`: words in any order,
/// separated by spaces. Words that cannot be placed are returned beside the item.
#[must_use]
pub fn item_of_text(text: &str, place: &str) -> (VariantItem, Vec<String>) {
    let mut item = VariantItem { place: place.to_owned(), ..VariantItem::default() };
    let mut strange = Vec::new();
    // "likely pathogenic" is one word to us.
    // Full-width letters and signs are what a Japanese keyboard gives.
    let narrow: String = text.chars().map(narrow).collect();
    let joined = narrow.replace("ikely pathogenic", "ikely_pathogenic").replace("ikely benign", "ikely_benign");
    for word in joined.split([' ', '\t', '\u{3000}']).filter(|word| !word.is_empty()) {
        // ClinVar writes the protein in brackets behind the coding change.
        let word = if word.starts_with("(p.") { word.trim_matches(['(', ')']) } else { word };
        // `c.[a;b]` names two alleles: one item is one.
        if word.contains(['[', ';']) || !place_word(&mut item, word) {
            strange.push(word.chars().take(60).collect());
        }
    }
    (item, strange)
}

/// The words that [`item_of_text`] reads as the item. What they have no word for (labels, places) is not in them.
#[must_use]
pub fn text_of_item(item: &VariantItem) -> String {
    let zygosity = item.zygosity.as_deref().map(|zygosity| match zygosity.to_ascii_lowercase().as_str() {
        "heterozygous" => "het".to_owned(),
        "homozygous" => "hom".to_owned(),
        "hemizygous" => "hemizygous".to_owned(),
        _ => one_word(zygosity),
    });
    let class = item.acmg_class.as_deref().map(|class| one_word(&class.to_ascii_lowercase()));
    let named = [&item.gene, &item.hgvs_c, &item.hgvs_p, &item.variant, &item.assembly, &item.consequence];
    let words = named.into_iter().flatten().map(|word| one_word(word)).chain(zygosity).chain(class);
    let mut words: Vec<String> = words.chain(item.origin.as_deref().map(one_word)).collect();
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// A word without blanks: with them it would be several.
fn one_word(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_")
}

fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Puts a word where it belongs; false where it belongs nowhere, or its place is taken.
fn place_word(item: &mut VariantItem, word: &str) -> bool {
    let field = if is_zygosity(word) {
        &mut item.zygosity
    } else if matches!(word, "de_novo" | "denovo" | "paternal" | "maternal") {
        &mut item.origin
    } else if is_locus(word) {
        &mut item.variant
    } else if let Some(rest) = expression(word, 'c') {
        if let Some(gene) = gene_of(word) {
            item.gene.get_or_insert(gene);
        }
        return fill(&mut item.hgvs_c, rest);
    } else if let Some(rest) = expression(word, 'p') {
        if let Some(gene) = gene_of(word) {
            item.gene.get_or_insert(gene);
        }
        return fill(&mut item.hgvs_p, rest);
    } else if item.gene.is_some() && word.parse::<crate::domain::AcmgClass>().is_ok() {
        &mut item.acmg_class
    } else if word.parse::<crate::domain::Consequence>().is_ok() {
        &mut item.consequence
    } else if word.parse::<crate::domain::Assembly>().is_ok() && word.len() > 2 {
        &mut item.assembly
    } else if is_symbol(word) && item.gene.is_none() {
        &mut item.gene
    } else if word.parse::<crate::domain::AcmgClass>().is_ok() {
        &mut item.acmg_class
    } else {
        return false;
    };
    fill(field, word)
}

fn fill(field: &mut Option<String>, word: &str) -> bool {
    if field.is_some() {
        return false;
    }
    *field = Some(word.to_owned());
    true
}

fn is_zygosity(word: &str) -> bool {
    super::resolve::genotype(word).is_some()
}

/// `7-117559590-ATCT-A`, also with colons; `chr15:48488193G>A`, `NC_000015.10:g.48488193G>A`, `m.3243A>G`.
fn is_locus(word: &str) -> bool {
    if super::resolve::substitution(word).is_some() {
        return true;
    }
    let parts: Vec<&str> = word.split(['-', ':', '_', '>']).collect();
    parts.len() >= 4 && parts[0].parse::<crate::domain::Contig>().is_ok() && parts[1].parse::<u32>().is_ok()
}

/// The word, where it is an expression of the kind, with or without what it refers to.
fn expression(word: &str, kind: char) -> Option<&str> {
    (word.starts_with(&format!("{kind}.")) || word.contains(&format!(":{kind}."))).then_some(word)
}

/// `FBN1` of `NM_000138.5(FBN1):c.…` or of `FBN1:c.…`.
fn gene_of(word: &str) -> Option<String> {
    let (before, _) = word.rsplit_once(':')?;
    if let Some((_, inside)) = before.split_once('(') {
        return Some(inside.trim_end_matches(')').to_owned()).filter(|gene| is_symbol(gene));
    }
    is_symbol(before).then(|| before.to_owned())
}

/// Whether a word looks like a gene symbol or an HGNC id, and not like an accession.
fn is_symbol(word: &str) -> bool {
    let accession =
        ["NM_", "NP_", "NC_", "NG_", "NR_", "XM_", "ENS", "LRG_"].iter().any(|start| word.starts_with(start));
    !accession
        && word.len() <= 25
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '@' | ':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> VariantItem {
        let (item, strange) = item_of_text(text, "");
        assert!(strange.is_empty(), "{text}: {strange:?}");
        item
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "FBN1 NM_000138.5:c.1948C>T p.Arg650Ter 15-48488193-G-A GRCh38 het pathogenic de_novo",
            "CFTR c.1521_1523del hom",
            "SMN1 transcript_ablation hom",
            "15-48488193-G-A GRCh37 hemizygous",
        ] {
            let item = read(text);
            assert_eq!(read(&text_of_item(&item)), item, "{}", text_of_item(&item));
        }
        let worded = VariantItem {
            gene: Some("FBN1".to_owned()),
            zygosity: Some("Heterozygous".to_owned()),
            acmg_class: Some("LIKELY_PATHOGENIC".to_owned()),
            ..VariantItem::default()
        };
        assert_eq!(text_of_item(&worded), "FBN1 het likely_pathogenic");
    }

    #[test]
    fn people_type_variants_in_many_ways() {
        let full = read("FBN1 c.1948C>T p.Arg650Ter het likely pathogenic");
        assert_eq!(full.gene.as_deref(), Some("FBN1"));
        assert_eq!(full.hgvs_c.as_deref(), Some("c.1948C>T"));
        assert_eq!(full.hgvs_p.as_deref(), Some("p.Arg650Ter"));
        assert_eq!(full.zygosity.as_deref(), Some("het"));
        assert_eq!(full.acmg_class.as_deref(), Some("likely_pathogenic"));
        let transcript = read("NM_000138.5(FBN1):c.1948C>T");
        assert_eq!(transcript.gene.as_deref(), Some("FBN1"));
        assert_eq!(transcript.hgvs_c.as_deref(), Some("NM_000138.5(FBN1):c.1948C>T"));
        assert_eq!(read("FBN1:c.1948C>T").gene.as_deref(), Some("FBN1"));
        let locus = read("chr15-48780390-G-A 1/1 hg38");
        assert_eq!((locus.variant.as_deref(), locus.zygosity.as_deref()), (Some("chr15-48780390-G-A"), Some("1/1")));
        assert_eq!(locus.assembly.as_deref(), Some("hg38"));
        for place in ["chr15:48488193G>A", "15:48488193G>A", "NC_000015.10:g.48488193G>A", "m.3243A>G"] {
            let item = read(&format!("{place} ヘテロ接合体"));
            assert_eq!((item.variant.as_deref(), item.zygosity.as_deref()), (Some(place), Some("ヘテロ接合体")));
        }
        assert_eq!(read("CFTR c.1521_1523del homo").zygosity.as_deref(), Some("homo"));
        assert_eq!(read("SMN1 transcript_ablation hom").consequence.as_deref(), Some("transcript_ablation"));
        assert_eq!(read("TTN stop_gained de_novo VUS").acmg_class.as_deref(), Some("VUS"));
    }

    #[test]
    fn words_without_a_place_are_told() {
        assert_eq!(item_of_text("FBN1 c.1A>G c.2A>G", "").1, ["c.2A>G"]);
        assert_eq!(item_of_text("FBN1 変異", "").1, ["変異"]);
        for text in ["NC_000015.10:g.48488193del", "chr15:48488193G>", "chrZ:5G>A", "chr15:G>A", "SMN1 exon_7_deletion"]
        {
            assert_eq!(item_of_text(text, "").1.len(), 1, "{text}");
        }
        assert_eq!(item_of_text("FBN1 c.[1948C>T;1950G>A]", "").1.len(), 1);
        assert_eq!(read("ＦＢＮ１　ｃ．１９４８Ｃ＞Ｔ").hgvs_c.as_deref(), Some("c.1948C>T"));
        assert_eq!(read("NM_000138.5(FBN1):c.1948C>T (p.Arg650Ter)").hgvs_p.as_deref(), Some("p.Arg650Ter"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,60}") {
            let _ = item_of_text(&text, "");
        }
    }
}
