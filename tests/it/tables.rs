//! The tables written for this project.

use std::collections::{BTreeMap, BTreeSet};

use shirube::domain::TermId;
use shirube::knowledge::sources::ja_synonyms;

pub const TESTS: &[crate::Test] =
    &[("tables::japanese_synonyms_are_sound", synonyms), ("tables::label_corrections_are_sound", corrections)];

fn synonyms() {
    let bytes = std::fs::read(crate::support::root().join("ontology/ja-synonyms.tsv")).unwrap();
    let rows = ja_synonyms::parse("ja-synonyms.tsv", &bytes).unwrap().rows;
    assert!(rows.len() >= 3000, "only {} synonyms", rows.len());
    let mut by_text: BTreeMap<String, BTreeSet<TermId>> = BTreeMap::new();
    for row in &rows {
        by_text.entry(shirube::search::normalize(&row.text)).or_default().insert(row.term);
        assert!(!row.text.contains(['\t', '"']) && row.text.trim() == row.text, "{:?}", row.text);
    }
    let shared: Vec<_> = by_text.iter().filter(|(_, terms)| terms.len() > 1).collect();
    assert!(shared.is_empty(), "synonyms that point at two terms: {shared:?}");
    for everyday in ["ひきつけ", "発達の遅れ", "言葉が遅い", "首がすわらない"] {
        assert!(by_text.contains_key(&shirube::search::normalize(everyday)), "{everyday} is missing");
    }
}

fn corrections() {
    let text = std::fs::read_to_string(crate::support::root().join("ontology/ja-label-corrections.tsv")).unwrap();
    let mut seen = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 3, "{line:?}");
        let term: TermId = fields[0].parse().unwrap();
        assert!(seen.insert(term) && !fields[1].is_empty() && !fields[2].is_empty(), "{line:?}");
    }
    assert!(seen.len() >= 400);
}
