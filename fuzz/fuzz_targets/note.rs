//! A clinical note: recognition of findings, and notes whose findings are marked.

#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use shirube::evaluation::parse_notes;
use shirube::knowledge::KnowledgeBase;
use shirube::knowledge::acquire::Silent;
use shirube::knowledge::build::{Inputs, SourceFile, from_inputs};
use shirube::search::Recognizer;

/// The mini ontology, without Japanese labels of its own; the tables of phrases are part of the program.
fn recognizer() -> &'static (KnowledgeBase, Recognizer) {
    static MINI: OnceLock<(KnowledgeBase, Recognizer)> = OnceLock::new();
    MINI.get_or_init(|| {
        let source = |name: &str, file: &str, bytes: &[u8]| SourceFile {
            name: name.to_owned(),
            file: file.to_owned(),
            bytes: Some(bytes.to_vec()),
            ..SourceFile::default()
        };
        let inputs = Inputs::from_files(vec![
            source("hpo", "hp.obo", include_bytes!("../../tests/data/mini/hp.obo")),
            source("hpoa", "phenotype.hpoa", include_bytes!("../../tests/data/mini/phenotype.hpoa")),
            source("genes-to-phenotype", "g.txt", include_bytes!("../../tests/data/mini/genes_to_phenotype.txt")),
            source("mondo", "mondo.sssom.tsv", include_bytes!("../../tests/data/mini/mondo.sssom.tsv")),
            source("hgnc", "hgnc.txt", include_bytes!("../../tests/data/mini/hgnc_complete_set.txt")),
            source("hp-ja", "hp-ja.tsv", include_bytes!("../../tests/data/mini/hp-ja.babelon.tsv")),
        ]);
        let kb = from_inputs(&inputs, &Silent).unwrap().open_in_memory().unwrap();
        let recognizer = Recognizer::new(&kb);
        (kb, recognizer)
    })
}

fuzz_target!(|text: &str| {
    let (kb, recognizer) = recognizer();
    let mut end = 0;
    for mention in recognizer.recognize(kb, text) {
        assert!(mention.span.start >= end && !text[mention.span.clone()].is_empty());
        assert!(mention.cue.is_none_or(|cue| text.get(cue).is_some()));
        end = mention.span.end;
    }
    if let Ok(notes) = parse_notes(text) {
        for note in notes {
            assert!(note.mentions.iter().all(|mention| note.text.get(mention.span.clone()).is_some()));
        }
    }
});
