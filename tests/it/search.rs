//! Search on the mini knowledge base.

use shirube::search::{Kinds, SearchOptions};

use crate::support::mini;

pub const TESTS: &[crate::Test] = &[
    ("search::names_ids_and_misspellings_are_found", finds),
    ("search::kinds_and_limits_are_kept", kinds),
    ("search::any_query_is_answered_without_panic", any),
];

fn first(query: &str) -> Option<String> {
    let (engine, search) = mini();
    search.search(engine.kb(), query, &SearchOptions::default()).unwrap().first().map(|hit| hit.id.clone())
}

fn finds() {
    for (query, wanted) in [
        ("seizure", "HP:0001250"),
        ("seiz", "HP:0001250"),
        ("SEIZURE", "HP:0001250"),
        ("arachnodactyly", "HP:0001166"),
        ("arachnodactily", "HP:0001166"),
        ("arachnodactlyly", "HP:0001166"),
        ("ectopia len", "HP:0001083"),
        ("HP:0001250", "HP:0001250"),
        ("hp:0001250", "HP:0001250"),
        ("HP:0002279", "HP:0001250"),
        ("OMIM:154700", "OMIM:154700"),
        ("ORPHA:558", "OMIM:154700"),
        ("HGNC:3603", "HGNC:3603"),
        ("FBN1", "HGNC:3603"),
        ("マルファン症候群", "OMIM:154700"),
        ("ﾏﾙﾌｧﾝ", "OMIM:154700"),
        ("まるふぁん", "OMIM:154700"),
    ] {
        assert_eq!(first(query).as_deref(), Some(wanted), "{query:?}");
    }
    assert_eq!(first("zzzzqqqq"), None);
    assert_eq!(first("  "), None);
}

fn kinds() {
    let (engine, search) = mini();
    let options =
        SearchOptions { kinds: Kinds { terms: false, diseases: true, genes: false }, limit: 2, phenotypic_only: false };
    let hits = search.search(engine.kb(), "marfan", &options).unwrap();
    assert!(!hits.is_empty() && hits.len() <= 2 && hits.iter().all(|hit| hit.kind.as_str() == "disease"));
    let terms = SearchOptions { kinds: Kinds::TERMS, limit: 50, phenotypic_only: true };
    let hits = search.search(engine.kb(), "a", &terms).unwrap();
    assert!(hits.iter().all(|hit| hit.id.starts_with("HP:")) && !hits.iter().any(|hit| hit.id == "HP:0000118"));
    let mut ids: Vec<&String> = hits.iter().map(|hit| &hit.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), hits.len(), "each entry once");
}

fn any() {
    let (engine, search) = mini();
    for query in [
        "\u{0}",
        "\"",
        "a\"b",
        "*",
        "(",
        "a AND",
        "ab€123",
        "🧬",
        "ー",
        "ァ",
        "か\u{3099}",
        &"x".repeat(100_000),
        &"てんかん".repeat(5_000),
        "a b c d e f g h i j k l m n o p",
    ] {
        assert!(
            search.search(engine.kb(), query, &SearchOptions::default()).is_ok(),
            "{:?}",
            query.chars().take(20).collect::<String>()
        );
    }
}
