//! The learned model: that tract computes what training computed, that its parts add up, that a wrong file is refused.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use ndarray::Array2;
use shirube::diagnosis::{DifferentialDiagnosis, Engine, Pretest, RankOptions, StepOutcome, rank};
use shirube::domain::Sex;
use shirube::rerank::{FEATURES, RerankError, Reranker};

use crate::support::{case, mini, mini_data, mini_folder, mini_kb, program};

pub const TESTS: &[crate::Test] = &[
    ("rerank::tract_computes_what_onnxruntime_computed", reference),
    ("rerank::attributions_sum_to_the_logit", attributions),
    ("rerank::unknown_values_are_replaced_as_in_training", unknown),
    ("rerank::files_that_do_not_belong_together_are_refused", refused),
    ("rerank::probabilities_and_none_of_these_sum_to_one", sums),
    ("rerank::the_order_of_features_never_matters", order),
    ("rerank::a_pretest_moves_the_posterior", pretest),
    ("rerank::without_a_model_the_result_says_so", without),
    ("rerank::exported_features_are_those_of_the_network", exported),
    ("rerank::the_program_takes_another_model_or_none", program_options),
];

const ONNX: &[u8] = include_bytes!("../../models/ranker.onnx");
const CARD: &str = include_str!("../../models/ranker.json");

fn model() -> &'static Reranker {
    static MODEL: OnceLock<Reranker> = OnceLock::new();
    MODEL.get_or_init(|| Reranker::built_in().unwrap())
}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(mini_kb().0).unwrap().with_reranker(Some(model().clone())))
}

fn all(case: &shirube::domain::Case) -> DifferentialDiagnosis {
    rank(engine(), case, &RankOptions { top: 0, explain: usize::MAX, ..RankOptions::default() }).unwrap()
}

/// Features of 100 cases with the logits that onnxruntime gave for them (written by models/training/export.py).
fn stored() -> (Array2<f32>, Vec<f32>) {
    let stored: serde_json::Value = serde_json::from_str(include_str!("../../models/reference-outputs.json")).unwrap();
    let numbers = |value: &serde_json::Value| -> Vec<f32> {
        value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap() as f32).collect()
    };
    let rows: Vec<Vec<f32>> = stored["features"].as_array().unwrap().iter().map(numbers).collect();
    let features = Array2::from_shape_vec((rows.len(), FEATURES.len()), rows.concat()).unwrap();
    (features, numbers(&stored["logits"]))
}

fn reference() {
    let (features, wanted) = stored();
    assert!(wanted.len() >= 100);
    let found = model().logits(&features).unwrap();
    assert_eq!(found.len(), wanted.len());
    for (row, (found, wanted)) in found.iter().zip(&wanted).enumerate() {
        assert!((found - wanted).abs() <= 1e-4 * wanted.abs().max(1.0), "row {row}: {found} is not {wanted}");
    }
    let spread =
        wanted.iter().copied().fold(f32::NEG_INFINITY, f32::max) - wanted.iter().copied().fold(f32::INFINITY, f32::min);
    assert!(spread > 1.0, "the outputs tell candidates apart");
}

fn attributions() {
    let (features, _) = stored();
    let rows = [0, 7, 50];
    let logits = model().logits(&features).unwrap();
    let found = model().attributions(&features, &rows).unwrap();
    assert_eq!(found.len(), rows.len());
    for (attribution, row) in found.iter().zip(rows) {
        let sum: f32 = attribution.by_group().map(|(_, part)| part).sum();
        assert!((attribution.logit - logits[row]).abs() < 1e-4);
        assert!((attribution.reference + sum - attribution.logit).abs() < 1e-3, "{attribution:?}");
        assert!(attribution.by_group().any(|(_, part)| part.abs() > 1e-3), "{attribution:?}");
    }
}

fn unknown() {
    let (mut features, _) = stored();
    let at = FEATURES.iter().position(|name| name == "log_prevalence").unwrap();
    features.column_mut(at).fill(f32::NAN);
    assert!(model().logits(&features).unwrap().iter().all(|logit| logit.is_finite()));
    assert!(model().logits(&Array2::zeros((0, FEATURES.len()))).unwrap().is_empty());
}

fn refused() {
    let changed: Vec<u8> = ONNX.iter().copied().chain([0]).collect();
    assert!(matches!(Reranker::new(&changed, CARD), Err(RerankError::Checksum { .. })));
    let card = CARD.replacen("\"feature_version\": ", "\"feature_version\": 9", 1);
    assert!(matches!(Reranker::new(ONNX, &card), Err(RerankError::FeatureVersion { .. })));
    let card = CARD.replacen("\"evidence_gap\"", "\"luck\"", 1);
    let error = Reranker::new(ONNX, &card).unwrap_err();
    assert!(error.to_string().contains("luck") && error.to_string().contains("evidence_gap"), "{error}");
    assert!(matches!(Reranker::new(ONNX, "no card"), Err(RerankError::Card(_))));
    assert!(matches!(model().member(b"no network"), Err(RerankError::Onnx(_))));
}

fn sums() {
    for terms in [&["HP:0001250"][..], &["HP:0001166", "HP:0001083", "HP:0002650"]] {
        let result = all(&case(terms, &[]));
        assert_eq!(result.candidates.len(), result.considered);
        let listed: f64 = result.candidates.iter().map(|candidate| candidate.probability.value()).sum();
        let none = result.none_of_these.unwrap().value();
        assert!(none > 0.0 && none < 1.0);
        // The mini knowledge base is all on the shortlist.
        assert!((listed + none - 1.0).abs() < 1e-3, "{listed} + {none}");
        for pair in result.candidates.windows(2) {
            assert!(pair[0].probability.value() >= pair[1].probability.value() - 1e-9);
        }
        let mut places: Vec<usize> = result.candidates.iter().map(|candidate| candidate.evidence_rank).collect();
        places.sort_unstable();
        assert_eq!(places, (1..=result.considered).collect::<Vec<_>>());
        assert!(result.candidates.iter().take(10).all(|c| c.model.as_ref().is_some_and(|m| m.attribution.is_some())));
    }
}

fn order() {
    let forward = case(&["HP:0001166", "HP:0001083", "HP:0002650"], &["HP:0001250"]);
    let mut backward = forward.clone();
    backward.features.reverse();
    assert_eq!(all(&forward).candidates, all(&backward).candidates);
    let mut female = forward.clone();
    female.sex = Sex::Female;
    assert_eq!(all(&female).candidates.len(), all(&forward).candidates.len());
}

fn pretest() {
    let case = case(&["HP:0001250"], &[]);
    let last = all(&case).candidates.last().unwrap().disease;
    let id = engine().kb().disease(last).primary_id();
    let pretest = Pretest::given(engine().kb(), [(id, 0.999_999)]).unwrap();
    let options = RankOptions { pretest: &pretest, ..RankOptions::default() };
    let result = rank(engine(), &case, &options).unwrap();
    let place = result.candidates.iter().position(|candidate| candidate.disease == last).unwrap();
    assert!(place < all(&case).candidates.len() - 1, "moved to {place}");
    // The odds of two candidates change by exactly what was given.
    let [first, second] = [0, 1].map(|place| all(&case).candidates[place].clone());
    let given = Pretest::given(engine().kb(), [(engine().kb().disease(second.disease).primary_id(), 0.5)]).unwrap();
    let options = RankOptions { pretest: &given, top: 0, ..RankOptions::default() };
    let moved = rank(engine(), &case, &options).unwrap();
    let share = |disease| moved.candidates.iter().find(|c| c.disease == disease).unwrap().probability.value();
    let before = second.probability.value() / first.probability.value();
    let factor = 0.5 / (0.5 / (engine().kb().disease_count() - 1) as f64);
    let ratio = share(second.disease) / share(first.disease) / before / factor;
    assert!((ratio - 1.0).abs() < 1e-3, "{ratio}");
    // The place by evidence is the findings' alone.
    let free: BTreeMap<_, _> = all(&case).candidates.iter().map(|c| (c.disease, c.evidence_rank)).collect();
    let everyone = RankOptions { pretest: &pretest, top: 0, ..RankOptions::default() };
    for engine in [engine(), &mini().0] {
        for candidate in rank(engine, &case, &everyone).unwrap().candidates {
            assert_eq!(candidate.evidence_rank, free[&candidate.disease]);
        }
    }
}

fn without() {
    let case = case(&["HP:0001166"], &[]);
    let plain = rank(&mini().0, &case, &RankOptions::default()).unwrap();
    let step = |result: &DifferentialDiagnosis| result.steps.iter().find(|step| step.name == "model").unwrap().outcome;
    assert_eq!(step(&plain), StepOutcome::NotRun);
    assert!(plain.none_of_these.is_none() && plain.candidates.iter().all(|candidate| candidate.model.is_none()));
    assert_eq!(step(&all(&case)), StepOutcome::Done);
}

fn exported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("features.npz");
    let cases = mini_folder().join("cases.jsonl");
    let mut text = std::fs::read_to_string(&cases).unwrap();
    text.push_str("{\"id\": \"no diagnosis\"}\n");
    let cohort = folder.path().join("cases.jsonl");
    std::fs::write(&cohort, text).unwrap();
    let data = mini_data().join("data");
    let run = |extra: &[&str]| {
        let mut program = program(&data);
        program.args(["evaluate", "--cases"]).arg(&cohort).arg("--export-features").arg(&file).args(extra);
        program.output().unwrap()
    };
    let output = run(&[]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains("1 packets were left out"), "{said}");
    let mut npz = ndarray_npy::NpzReader::new(std::fs::File::open(&file).unwrap()).unwrap();
    let header: ndarray::Array1<u8> = npz.by_name("header").unwrap();
    let header: serde_json::Value = serde_json::from_slice(header.as_slice().unwrap()).unwrap();
    let features: Array2<f32> = npz.by_name("features").unwrap();
    let rows: u64 = header["cases"].as_array().unwrap().iter().map(|case| case["rows"].as_u64().unwrap()).sum();
    assert_eq!((features.nrows() as u64, features.ncols()), (rows, FEATURES.len()));
    assert_eq!(header["cases"].as_array().unwrap().len(), 10);
    assert_eq!(run(&["--gene-level"]).status.code(), Some(2), "options that export does not heed are refused");
}

fn program_options() {
    let data = mini_data().join("data");
    let run = |extra: &[&str]| {
        let output =
            program(&data).args(["rank", "--hpo", "HP:0001166", "--format", "json"]).args(extra).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let (code, text, _) = run(&[]);
    assert_eq!(code, Some(0));
    assert_eq!(json(&text)["provenance"]["model"]["name"], "shirube-ranker");
    let (code, text, _) = run(&["--no-model"]);
    assert_eq!(code, Some(0));
    assert!(json(&text)["provenance"]["model"].is_null() && json(&text)["none_of_these"].is_null());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let (code, _, error) = run(&["--model", path]);
    assert_eq!(code, Some(2));
    assert!(error.contains("ranker.onnx"), "{error}");
    std::fs::write(folder.path().join("ranker.onnx"), b"other").unwrap();
    std::fs::write(folder.path().join("ranker.json"), CARD).unwrap();
    let (code, text, error) = run(&["--model", path]);
    assert_eq!(code, Some(2));
    assert!(text.is_empty() && error.contains("SHA-256"), "{error}");
}
