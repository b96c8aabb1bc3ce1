//! Every parser of a downloaded file; the first byte chooses which.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shirube::domain::Assembly;
use shirube::knowledge::sources::{clingen, genepred, genes_to_phenotype, gnomad, hgnc, hp_ja, hpo, hpoa, ja_synonyms, mondo, nando, orphadata};

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let file = "file";
    match choice % 13 {
        0 => drop(std::str::from_utf8(bytes).map(|text| hpo::parse(file, text))),
        1 => drop(hpoa::parse(file, bytes)),
        2 => drop(mondo::parse(file, bytes)),
        3 => drop(hgnc::parse(file, bytes)),
        4 => drop(genes_to_phenotype::parse(file, bytes)),
        5 => drop(hp_ja::parse(file, bytes)),
        6 => drop(ja_synonyms::parse(file, bytes)),
        7 => drop(clingen::parse(file, bytes)),
        8 => drop(gnomad::parse(file, bytes)),
        9 => drop(orphadata::parse_ages(file, bytes)),
        10 => drop(orphadata::parse_prevalence(file, bytes)),
        11 => drop(genepred::parse(file, bytes, Assembly::Grch38)),
        _ => drop(nando::parse(file, bytes)),
    }
});
