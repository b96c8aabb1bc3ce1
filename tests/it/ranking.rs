//! Properties of the ranking, on the mini knowledge base.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use shirube::diagnosis::{DifferentialDiagnosis, Engine, Pretest, PublicationMask, RankError, RankOptions, rank};
use shirube::domain::{Case, FeatureStatus, MatchKind, PhenotypicFeature, Reference, Sex, TermId};
use shirube::evaluation::{EvaluateOptions, Leakage, Perturbation, evaluate, perturb};
use shirube::intake::{Cohort, Policy, resolve};
use shirube::ontology::TermIndex;
use shirube::scoring::phenotype::{Query, Scores, score_all, score_one};

use crate::support::{case, mini, mini_folder};

pub const TESTS: &[crate::Test] = &[
    ("ranking::findings_add_up_to_the_score", adds_up),
    ("ranking::postings_and_profiles_agree", agree),
    ("ranking::the_order_of_features_never_matters", order),
    ("ranking::any_case_is_ranked_without_panic_and_probabilities_hold", any_case),
    ("ranking::a_matched_finding_is_never_worth_less_than_an_unmatched_one", monotone),
    ("ranking::threads_do_not_change_a_result", threads),
    ("ranking::unusable_cases_are_refused_in_words", refused),
    ("ranking::the_twin_ids_rank_as_one", twins),
    ("ranking::match_kinds_are_told_apart", kinds),
    ("ranking::sex_counts_against_x_linked_recessive_disease", sex),
    ("ranking::a_pretest_moves_the_posterior", pretest),
    ("ranking::masking_removes_a_paper", masking),
    ("ranking::evaluation_tells_the_leakage_classes", classes),
    ("ranking::perturbed_cases_are_what_they_say", perturbations),
];

fn engine() -> &'static Engine {
    &mini().0
}

fn all(case: &Case) -> DifferentialDiagnosis {
    rank(engine(), case, &RankOptions { top: 0, explain: usize::MAX, ..RankOptions::default() }).unwrap()
}

/// Cases of up to eight phenotypic terms of the mini ontology.
fn cases() -> impl Strategy<Value = Case> {
    let ontology = engine().kb().ontology();
    let terms: Vec<TermId> = ontology.terms().filter(|&t| ontology.is_phenotypic(t)).map(|t| ontology.id(t)).collect();
    let sex = prop_oneof![Just(Sex::Unknown), Just(Sex::Female), Just(Sex::Male)];
    (proptest::sample::subsequence(terms.clone(), 1..8.min(terms.len())), any::<u8>(), sex).prop_map(
        |(terms, mask, sex)| Case {
            id: String::new(),
            features: terms
                .into_iter()
                .enumerate()
                .map(|(at, term)| {
                    if at > 0 && mask >> (at % 8) & 1 == 1 {
                        PhenotypicFeature::excluded(term)
                    } else {
                        PhenotypicFeature::observed(term)
                    }
                })
                .collect(),
            onset: None,
            age: None,
            sex,
            variants: None,
        },
    )
}

fn check(property: impl Fn(Case) -> Result<(), TestCaseError>) {
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    )
    .run(&cases(), property)
    .unwrap();
}

fn adds_up() {
    check(|case| {
        for candidate in all(&case).candidates {
            let sum: f32 = candidate.findings.iter().map(|finding| finding.ratio.ln()).sum::<f32>()
                + candidate.description_prior
                + candidate.sex;
            prop_assert!((sum - candidate.score).abs() < 1e-3, "{sum} is not {}", candidate.score);
        }
        Ok(())
    });
}

fn agree() {
    check(|case| {
        let ontology = engine().kb().ontology();
        let query = Query::new(&case, ontology, engine().phenotype());
        let mut scores = Scores::default();
        score_all(engine().phenotype(), ontology, &query, None, &mut scores);
        for disease in engine().kb().diseases() {
            let one = score_one(engine().phenotype(), ontology, &query, None, disease.index());
            prop_assert!((one - scores.totals()[disease.index().at()]).abs() < 1e-4);
        }
        Ok(())
    });
}

fn order() {
    check(|case| {
        let mut reversed = case.clone();
        reversed.features.reverse();
        prop_assert_eq!(all(&case), all(&reversed));
        Ok(())
    });
}

fn any_case() {
    check(|case| {
        let result = all(&case);
        let sum: f64 = result.candidates.iter().map(|c| c.probability.value()).sum();
        prop_assert!((sum - 1.0).abs() < 1e-6, "probabilities sum to {}", sum);
        prop_assert!(result.candidates.windows(2).all(|pair| pair[0].score >= pair[1].score - 1e-4));
        prop_assert_eq!(result.candidates.len(), result.considered);
        Ok(())
    });
}

/// Of two diseases alike in breadth, the one that shows the finding gains at least as much: the weight of evidence of
/// a match is never below that of no match (which is the breadth penalty alone).
fn monotone() {
    check(|case| {
        for candidate in all(&case).candidates {
            let observed = || candidate.findings.iter().filter(|finding| finding.status == FeatureStatus::Observed);
            let unmatched = observed()
                .filter(|f| f.kind == MatchKind::Unmatched)
                .map(|f| f.ratio.ln())
                .fold(f32::NEG_INFINITY, f32::max);
            let matched =
                observed().filter(|f| f.kind == MatchKind::Exact).map(|f| f.ratio.ln()).fold(f32::INFINITY, f32::min);
            // An unmatched finding may still carry a trace (below 0.1 nats) of a distant relation.
            prop_assert!(matched >= unmatched - 0.1 || !matched.is_finite() || !unmatched.is_finite());
        }
        Ok(())
    });
}

fn threads() {
    let case = case(&["HP:0001166", "HP:0001083", "HP:0001250"], &["HP:0001249"]);
    let alone = all(&case);
    let results: Vec<DifferentialDiagnosis> = std::thread::scope(|scope| {
        (0..8).map(|_| scope.spawn(|| all(&case))).collect::<Vec<_>>().into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert!(results.iter().all(|result| *result == alone));
}

fn refused() {
    let none = case(&[], &["HP:0001250"]);
    assert_eq!(rank(engine(), &none, &RankOptions::default()).unwrap_err(), RankError::NoObservedTerm);
    let unknown = case(&["HP:9999999"], &[]);
    assert!(matches!(rank(engine(), &unknown, &RankOptions::default()).unwrap_err(), RankError::UnresolvedTerm(_)));
    let many =
        Case { features: vec![PhenotypicFeature::observed("HP:0001250".parse().unwrap()); 501], ..Case::default() };
    assert_eq!(rank(engine(), &many, &RankOptions::default()).unwrap_err(), RankError::TooManyTerms(501));
}

fn twins() {
    let result = all(&case(&["HP:0001166", "HP:0001083", "HP:0002616"], &[]));
    let kb = engine().kb();
    assert!(kb.disease(result.candidates[0].disease).ids().any(|id| id.to_string() == "OMIM:154700"));
    let places = result
        .candidates
        .iter()
        .filter(|c| {
            kb.disease(c.disease).ids().any(|id| ["OMIM:154700", "ORPHA:558"].contains(&id.to_string().as_str()))
        })
        .count();
    assert_eq!(places, 1);
    assert!(result.genes.iter().any(|ranked| kb.gene(ranked.gene).symbol() == "FBN1" && ranked.rank == 1));
}

fn kinds() {
    // Every kind occurs somewhere among all single-term queries of the mini ontology.
    let ontology = engine().kb().ontology();
    let mut seen = std::collections::BTreeSet::new();
    let terms: Vec<TermIndex> = ontology.terms().filter(|&t| ontology.is_phenotypic(t)).collect();
    for &term in &terms {
        let id = ontology.id(term).to_string();
        for candidate in all(&case(&[&id], &[])).candidates {
            for finding in &candidate.findings {
                seen.insert(finding.kind);
                let matched = finding.matched.and_then(|id| ontology.index(id));
                match (finding.kind, matched) {
                    (MatchKind::Exact, Some(matched)) if !finding.borrowed => assert_eq!(matched, term),
                    (MatchKind::QueryMoreSpecific, Some(matched)) => {
                        assert!(matched != term && ontology.is_a(term, matched));
                    }
                    (MatchKind::QueryMoreGeneral, Some(matched)) => {
                        assert!(matched != term && ontology.is_a(matched, term));
                    }
                    (MatchKind::Unmatched, matched) => assert_eq!(matched, None),
                    _ => {}
                }
            }
        }
    }
    for kind in [MatchKind::Exact, MatchKind::QueryMoreGeneral, MatchKind::Unmatched, MatchKind::Contradicted] {
        assert!(seen.contains(&kind), "{kind:?} never occurs: {seen:?}");
    }
}

fn sex() {
    let male = Case { sex: Sex::Male, ..case(&["HP:0001252"], &[]) };
    let female = Case { sex: Sex::Female, ..male.clone() };
    let moved: Vec<f32> = all(&female).candidates.iter().map(|c| c.sex).filter(|s| *s != 0.0).collect();
    assert!(
        !moved.is_empty() && moved.iter().all(|s| *s < 0.0),
        "an X-linked recessive disease is less likely in a female"
    );
    assert!(all(&male).candidates.iter().all(|c| c.sex == 0.0));
}

fn pretest() {
    let case = case(&["HP:0001250"], &[]);
    let kb = engine().kb();
    let last = all(&case).candidates.last().unwrap().disease;
    let id = kb.disease(last).primary_id();
    let pretest = Pretest::given(kb, [(id, 0.999_999)]).unwrap();
    let result = rank(engine(), &case, &RankOptions { pretest: &pretest, ..RankOptions::default() }).unwrap();
    assert_eq!(result.candidates[0].disease, last);
    for bad in [0.0, 1.0, 1.2, -0.5, f64::NAN] {
        assert!(Pretest::given(kb, [(id, bad)]).is_err(), "{bad}");
    }
    assert!(Pretest::given(kb, [("OMIM:999999".parse().unwrap(), 0.1)]).is_err());
    assert!(
        Pretest::given(kb, [("OMIM:154700".parse().unwrap(), 0.1), ("ORPHA:558".parse().unwrap(), 0.1)]).is_err(),
        "twins are one disease"
    );
}

fn masking() {
    let index = PublicationMask::index(engine().kb());
    let paper = Reference::PubMed(11_111_111);
    let mask = PublicationMask::new(engine(), paper.clone(), &index[&paper]);
    let disease = *index[&paper].first().unwrap();
    let ontology = engine().kb().ontology();
    let own: Vec<String> = engine()
        .kb()
        .disease(disease)
        .phenotypes(|_| true)
        .iter()
        .filter(|row| !row.absent && row.references == [paper.clone()])
        .map(|row| ontology.id(row.term).to_string())
        .collect();
    assert!(!own.is_empty());
    let terms: Vec<&str> = own.iter().map(String::as_str).collect();
    let case = case(&terms, &[]);
    let place = |mask| {
        let options = RankOptions { top: 0, explain: 0, mask, ..RankOptions::default() };
        rank(engine(), &case, &options).unwrap().candidates.into_iter().find(|c| c.disease == disease).unwrap().score
    };
    assert!(place(Some(&mask)) < place(None));
    let spared: Vec<_> = own.iter().filter_map(|id| ontology.index(id.parse().unwrap())).collect();
    let partly = PublicationMask::sparing(engine(), paper.clone(), &index[&paper], spared[..1].to_vec());
    assert!(place(Some(&mask)) < place(Some(&partly)), "a spared finding still counts");
    let nothing = PublicationMask::sparing(engine(), paper.clone(), &index[&paper], spared);
    assert!((place(Some(&nothing)) - place(None)).abs() < 1e-4);
}

fn perturbations() {
    let kb = engine().kb();
    let terms = ["HP:0001250", "HP:0001166", "HP:0001083", "HP:0002650", "HP:0000767"];
    let whole = case(&terms, &["HP:0001249"]);
    let observed = |case: &Case| -> Vec<String> {
        let observed = case.features.iter().filter(|feature| feature.status == FeatureStatus::Observed);
        observed.map(|feature| feature.term.to_string()).collect()
    };
    for how in [Perturbation::TwoRandomTerms, Perturbation::HalfToParents, Perturbation::ThreeTerms] {
        assert_eq!(perturb(kb, &whole, how), perturb(kb, &whole, how), "the same on every run");
    }
    let more = observed(&perturb(kb, &whole, Perturbation::TwoRandomTerms));
    assert_eq!(more.len(), terms.len() + 2);
    assert!(terms.iter().all(|term| more.contains(&(*term).to_owned())));
    let fewer = perturb(kb, &whole, Perturbation::ThreeTerms);
    assert_eq!((observed(&fewer).len(), fewer.features.len()), (3, 3), "no excluded term is left");
    let parents = observed(&perturb(kb, &whole, Perturbation::HalfToParents));
    assert_eq!(parents.len(), terms.len());
    assert_eq!(parents.iter().filter(|term| !terms.contains(&term.as_str())).count(), 3);
}

fn classes() {
    let cohort = Cohort::read(&mini_folder().join("cases.jsonl")).unwrap();
    let evaluation = evaluate(engine(), &cohort, &EvaluateOptions::default()).unwrap();
    let count = |class| evaluation.cases.iter().filter(|case| case.class == class).count();
    assert_eq!([Leakage::Fresh, Leakage::Cited, Leakage::New].map(count), [4, 4, 2]);
    assert!(evaluation.cases.iter().filter(|case| case.class == Leakage::New).all(|case| case.rank.is_none()));
    let masked =
        evaluate(engine(), &cohort, &EvaluateOptions { mask_own_publication: true, ..EvaluateOptions::default() })
            .unwrap();
    assert_eq!(masked.cases.len(), 10);
    let genes =
        evaluate(engine(), &cohort, &EvaluateOptions { gene_level: true, ..EvaluateOptions::default() }).unwrap();
    assert!(genes.cases.iter().any(|case| case.rank == Some(1)));
    // The diagnosis of a case must not reach the ranking: without it the ranks are the same.
    for packet in &cohort.packets {
        let mut value: serde_json::Value = serde_json::from_str(&packet.text).unwrap();
        let with = shirube::intake::parse_phenopacket(&packet.text).unwrap();
        value.as_object_mut().unwrap().retain(|key, _| key != "interpretations" && key != "diseases");
        let blind = shirube::intake::parse_phenopacket(&value.to_string()).unwrap();
        let ranked = |draft| all(&resolve(engine().kb(), None, draft, Policy::Lenient).case);
        assert_eq!(ranked(with), ranked(blind));
    }
}
