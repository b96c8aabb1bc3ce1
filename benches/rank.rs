//! Speed of the parts a user waits for, on the real knowledge base where the program has been set up
//! (`shirube setup`), else on nothing: `cargo bench`.

#![allow(clippy::expect_used, clippy::print_stderr, missing_docs, reason = "a benchmark fails by panicking")]

use std::path::PathBuf;
use std::sync::OnceLock;

use shirube::diagnosis::{Engine, RankOptions, rank};
use shirube::domain::{Case, PhenotypicFeature};
use shirube::knowledge::{Aspect, DataFolder};
use shirube::search::{SearchIndex, SearchOptions};

fn release() -> PathBuf {
    let data = std::env::var_os("SHIRUBE_DATA").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").expect("HOME")).join(".local/share/shirube");
    DataFolder::at(data.unwrap_or_else(home)).current().expect("run `shirube setup` first")
}

fn engine_with_model() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::open(&release().join("knowledge.shirube")).expect("engine"))
}

/// Likelihood ratios alone.
fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::open(&release().join("knowledge.shirube")).expect("engine").with_reranker(None))
}

/// A case of `count` terms: the most specific annotations of a richly described disease (Rubinstein-Taybi syndrome 1).
fn case(count: usize) -> Case {
    let kb = engine().kb();
    let disease = kb.disease_by_id("OMIM:180849".parse().expect("id")).expect("disease");
    let terms = kb.disease(disease).terms_of(Aspect::Phenotype);
    let features = terms
        .into_iter()
        .filter(|&t| kb.ontology().is_phenotypic(t))
        .take(count)
        .map(|t| PhenotypicFeature::observed(kb.ontology().id(t)));
    Case { features: features.collect(), ..Case::default() }
}

fn main() {
    divan::main();
}

#[divan::bench(args = [5, 20, 50])]
fn rank_and_explain_50(bencher: divan::Bencher<'_, '_>, terms: usize) {
    let case = case(terms);
    bencher.bench_local(|| rank(engine(), &case, &RankOptions::default()).expect("ranked"));
}

#[divan::bench(args = [5, 20, 50])]
fn rank_only(bencher: divan::Bencher<'_, '_>, terms: usize) {
    let case = case(terms);
    bencher.bench_local(|| {
        rank(engine(), &case, &RankOptions { explain: 0, genes: 0, ..RankOptions::default() }).expect("ranked")
    });
}

/// What a service does for one case, all of it: evidence, features, the model, its probabilities, 50 explanations.
#[divan::bench(args = [5, 20, 50])]
fn rank_with_the_model(bencher: divan::Bencher<'_, '_>, terms: usize) {
    let case = case(terms);
    bencher.bench_local(|| rank(engine_with_model(), &case, &RankOptions::default()).expect("ranked"));
}

/// The same order without explanations.
#[divan::bench(args = [5, 20, 50])]
fn rank_only_with_the_model(bencher: divan::Bencher<'_, '_>, terms: usize) {
    let case = case(terms);
    bencher.bench_local(|| {
        rank(engine_with_model(), &case, &RankOptions { explain: 0, genes: 0, ..RankOptions::default() })
            .expect("ranked")
    });
}

#[divan::bench]
fn open() -> Engine {
    Engine::open(&release().join("knowledge.shirube")).expect("engine")
}

#[divan::bench(args = ["s", "seiz", "seizure", "arachnodactily", "global developmental delay", "て", "けいれん", "マルファン", "zzzzqqqq"])]
fn search(bencher: divan::Bencher<'_, '_>, query: &str) {
    let index = SearchIndex::open(&release().join("search")).expect("index");
    bencher.bench_local(|| index.search(engine().kb(), query, &SearchOptions::default()).expect("found"));
}
