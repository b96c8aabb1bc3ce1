//! The tables written for this project.

use std::collections::{BTreeMap, BTreeSet};

use shirube::domain::TermId;
use shirube::knowledge::sources::{insured, ja_synonyms};
use shirube::knowledge::{FeeGroup, Scope};

pub const TESTS: &[crate::Test] = &[
    ("tables::japanese_synonyms_are_sound", synonyms),
    ("tables::label_corrections_are_sound", corrections),
    ("tables::insured_genetic_tests_are_sound", insured),
    ("tables::recognition_phrases_are_sound", spoken),
];

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

/// Names of the Ministry's list, with the number of names in each group and item.
fn insured() {
    let bytes = std::fs::read(crate::support::root().join("ontology/insured-genetic-tests.tsv")).unwrap();
    let rows = insured::parse("insured-genetic-tests.tsv", &bytes).unwrap().rows;
    let mut items: BTreeMap<(FeeGroup, u8), usize> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for row in &rows {
        *items.entry((row.group, row.item)).or_default() += 1;
        assert!(names.insert(&row.name_ja), "{} is listed twice", row.name_ja);
        let diseases: BTreeSet<_> = row.diseases.iter().collect();
        assert_eq!(diseases.len(), row.diseases.len(), "{} names an id twice", row.name_ja);
        assert!(row.scope == Scope::Family || row.diseases.len() < 40, "{} is no single disease", row.name_ja);
    }
    let [a, i, u, e] = FeeGroup::ALL;
    let wanted = [
        ((a, 1), 3),
        ((a, 2), 2),
        ((a, 3), 2),
        ((i, 1), 1),
        ((i, 2), 3),
        ((u, 1), 2),
        ((u, 2), 13),
        ((u, 3), 8),
        ((e, 1), 2),
        ((e, 2), 24),
        ((e, 3), 15),
    ];
    assert_eq!(items, BTreeMap::from(wanted));
}

fn spoken() {
    let rows: Vec<_> = shirube::search::phrases().collect();
    let count = |japanese: bool| rows.iter().filter(|row| row.japanese == japanese).count();
    assert!(count(false) >= 1_000 && count(true) >= 1_500, "{} English, {} Japanese", count(false), count(true));
    for row in &rows {
        assert!(row.text.trim() == row.text && !row.text.contains(['{', '}', '|', ';', '\t']), "{row:?}");
        assert!(row.text.chars().count() > 1, "{row:?} is too short to mean anything");
    }
}
