//! Variants as files and lists hold them: VCF with its annotation fields, PED, HGVS, typed lists, tables.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shirube::domain::{AcmgClass, Assembly, Consequence, Contig, GeneId};
use shirube::intake::{
    AnnotationProfile, GeneLookup, VcfOptions, consequence_of_hgvs, item_of_text, items_of_interpretations,
    items_of_json, items_of_table, parse_ped, read_variants, residue_of_hgvs,
};

/// Every name is some gene.
struct Genes;

impl GeneLookup for Genes {
    fn by_symbol(&self, symbol: &str) -> Option<GeneId> {
        Some(GeneId::from_number(symbol.len() as u32 + 1))
    }

    fn by_ensembl(&self, id: &str) -> Option<GeneId> {
        self.by_symbol(id)
    }

    fn mane_select(&self, _: GeneId) -> Option<&str> {
        None
    }

    fn matters(&self, _: GeneId) -> bool {
        true
    }
}

fuzz_target!(|bytes: &[u8]| {
    let profile = AnnotationProfile::default();
    let mut options = VcfOptions::new(&Genes, &profile);
    options.max_bytes = Some(1 << 20);
    if let Ok(content) = read_variants(bytes, "fuzz", &options) {
        assert_eq!(content.variants.tally.kept as usize, content.variants.variants.len());
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = parse_ped(text);
    let _ = item_of_text(text, "x");
    let _ = items_of_table(text, "x");
    let _ = items_of_json(text, "x");
    if let Ok(value) = serde_json::from_str(text) {
        let _ = items_of_interpretations(&value);
    }
    let _ = consequence_of_hgvs(Some(text), Some(text));
    let _ = residue_of_hgvs(text);
    let _ = Consequence::most_severe(text);
    let _ = text.parse::<AcmgClass>();
    let _ = text.parse::<Assembly>();
    if let Ok(contig) = text.parse::<Contig>() {
        assert!(contig.to_string().parse() == Ok(contig));
    }
});
