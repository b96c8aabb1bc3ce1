//! What to look for next.

use shirube::diagnosis::{Engine, RankOptions, next_questions, rank};
use shirube::domain::{Case, FeatureStatus};
use shirube::ontology::TermIndex;

use crate::support::{case, mini, real_release};

pub const TESTS: &[crate::Test] = &[
    ("questions::none_is_answered_by_the_case_already", open),
    ("questions::the_same_case_gets_the_same_questions", same),
];

pub const REAL: &[crate::Test] = &[("questions::answers_move_the_differential_as_they_say", kept)];

fn implied(engine: &Engine, case: &Case, term: TermIndex) -> bool {
    let ontology = engine.kb().ontology();
    case.features.iter().any(|feature| {
        let known = ontology.index(feature.term).unwrap();
        match feature.status {
            FeatureStatus::Observed => ontology.is_a(known, term),
            FeatureStatus::Excluded => ontology.is_a(term, known),
        }
    })
}

fn open() {
    let (engine, _) = mini();
    let case = case(&["HP:0001166", "HP:0001083"], &["HP:0001250"]);
    let questions = next_questions(engine, &case, &RankOptions::default(), 5).unwrap();
    assert!(!questions.is_empty() && questions.len() <= 5);
    for question in &questions {
        assert!(!implied(engine, &case, question.term), "{:?}", engine.kb().term(question.term).name());
        assert!(question.expected_gain >= 0.0 && question.expected_gain.is_finite());
    }
    assert!(questions.is_sorted_by(|a, b| a.expected_gain >= b.expected_gain), "the most telling first");
    assert!(next_questions(engine, &case, &RankOptions::default(), 0).unwrap().is_empty());
}

fn same() {
    let (engine, _) = mini();
    let [one, other] = [&["HP:0001166", "HP:0001083"], &["HP:0001083", "HP:0001166"]]
        .map(|observed| next_questions(engine, &case(observed, &[]), &RankOptions::default(), 5).unwrap());
    assert_eq!(one, other, "the order of findings never matters");
}

/// What a question foretells of its answers is what ranking with the answer gives.
fn kept() {
    let engine = Engine::open(&real_release().unwrap().join("knowledge.shirube")).unwrap();
    let asked = case(&["HP:0001250", "HP:0001252", "HP:0001263"], &[]);
    let options = RankOptions { top: 60, explain: 0, ..RankOptions::default() };
    let questions = next_questions(&engine, &asked, &options, 3).unwrap();
    assert_eq!(questions.len(), 3);
    for question in questions {
        assert!(question.expected_gain > 0.005, "an answer tells something");
        let mut answered = asked.clone();
        let term = engine.kb().ontology().id(question.term);
        answered.features.push(shirube::domain::PhenotypicFeature::observed(term));
        let after = rank(&engine, &answered, &options).unwrap();
        for shift in question.if_present {
            let found = after.candidates.iter().find(|candidate| candidate.disease == shift.disease).unwrap();
            assert!((found.probability.value() - shift.after.value()).abs() < 1e-9);
        }
    }
}
