//! Findings in clinical text.

use std::collections::BTreeSet;

use shirube::domain::FeatureStatus;
use shirube::evaluation::{measure_notes, parse_notes};
use shirube::knowledge::KnowledgeBase;
use shirube::search::{Experiencer, Recognizer};

use crate::support::{mini, mini_program, real_release, root};

pub const TESTS: &[crate::Test] = &[
    ("recognize::spans_point_into_the_text_as_given", spans),
    ("recognize::the_program_prints_what_it_recognized", program),
    ("recognize::the_marked_notes_can_be_read", marked),
];

pub const REAL: &[crate::Test] = &[
    ("recognize::denials_and_relatives_are_told_apart", statements),
    ("recognize::held_out_notes_hold_the_floor", floor),
];

fn spans() {
    let (engine, _) = mini();
    let kb = engine.kb();
    let recognizer = Recognizer::new(kb);
    for text in [
        "",
        " ",
        "\u{0}seizures\u{0}",
        "😀 Seizures 😀, no arachnodactyly\r\n母にけいれん。",
        "ﾃﾝｶﾝ発作、けいれん(−)、e\u{301}pilepsie, arachnodactyly.",
        &"no seizures and ".repeat(2_000),
        &"けいれんなし、".repeat(2_000),
        &"a".repeat(50_000),
        &"(".repeat(20_000),
    ] {
        let mentions = recognizer.recognize(kb, text);
        let mut end = 0;
        for mention in &mentions {
            let words = text.get(mention.span.clone()).unwrap();
            assert!(!words.trim().is_empty() && mention.span.start >= end, "{words:?} in {text:.80}");
            assert!(mention.cue.as_ref().is_none_or(|cue| text.get(cue.clone()).is_some()));
            assert!(mention.confidence > 0.0 && mention.confidence <= 1.0);
            end = mention.span.end;
        }
        assert_eq!(mentions, recognizer.recognize(kb, text), "the same text, the same mentions");
    }
}

fn program() {
    let shown =
        mini_program().args(["recognize", "Arachnodactyly, no seizures. Mother has seizures."]).assert().success();
    let text = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("+ HP:0001166") && lines[1].starts_with("− HP:0001250"), "{text}");
    assert!(lines[2].starts_with("+ HP:0001250") && lines[2].contains("(family)"), "{text}");
    mini_program().args(["recognize", "nothing of note"]).assert().code(1);
    mini_program().args(["recognize", " "]).assert().code(2);
    mini_program().args(["recognize", "--file", "not/there.txt"]).assert().code(2);
}

/// Presence: `+` there, `-` denied; `f` of a relative; nothing else may be recognized.
fn statements() {
    let kb = KnowledgeBase::open(&real_release().unwrap().join("knowledge.shirube")).unwrap();
    let recognizer = Recognizer::new(&kb);
    for (text, wanted) in [
        ("He has wide-set eyes and no hearing loss.", "+HP:0000316 -HP:0000365"),
        ("Hypotonia and absent reflexes.", "+HP:0001252 +HP:0001284"),
        ("Scoliosis no cataracts. Seizures: no.", "+HP:0002650 -HP:0000518 -HP:0001250"),
        ("Seizures, none. Ataxia and tremor denied.", "-HP:0001250 -HP:0001251 -HP:0001337"),
        ("Hepatomegaly and splenomegaly were absent.", "-HP:0002240 -HP:0001744"),
        ("No seizures, ataxia or tremor, but has scoliosis.", "-HP:0001250 -HP:0001251 -HP:0001337 +HP:0002650"),
        ("Not only ataxia but also tremor.", "+HP:0001251 +HP:0001337"),
        ("His mother has scoliosis. He has ptosis.", "+fHP:0002650 +HP:0000508"),
        ("Vision: normal. Hearing was normal.", "-HP:0000505 -HP:0000365"),
        ("Tremor +, jaundice -, ptosis (-).", "+HP:0001337 -HP:0000952 -HP:0000508"),
        ("Denied: seizures, ptosis.", "-HP:0001250 -HP:0000508"),
        ("Brother of patient has ptosis. No FH of scoliosis.", "+fHP:0000508 -fHP:0002650"),
        ("Low neutrophils.", "+HP:0001875"),
        ("K 2.4, Na 138, sats 98%.", "+HP:0002900"),
        ("No raised lactate. ALT and AST up.", "-HP:0002151 +HP:0031964 +HP:0031956"),
        ("Temp 36.8, INR 1.1, weight 12.4 kg.", ""),
        ("Cannot tolerate light. Seizure-free.", "+HP:0000613 -HP:0001250"),
        ("Family: sister with ptosis, father left-handed. She also has eczema.", "+fHP:0000508 +HP:0000964"),
        ("Screen for cataracts; will return if he develops fever.", ""),
        ("7歳男児。けいれんを繰り返す。肝腫大なし。母にてんかん。", "+HP:0001250 -HP:0002240 +fHP:0001250"),
        ("けいれん、難聴、側弯なし。", "-HP:0001250 -HP:0000365 -HP:0002650"),
        ("難聴はないが側弯を認める。", "-HP:0000365 +HP:0002650"),
        ("けいれんだけでなく難聴もある。", "+HP:0001250 +HP:0000365"),
        ("聴力は正常。眼瞼下垂(−)、側弯(＋)。", "-HP:0000365 -HP:0000508 +HP:0002650"),
        ("けいれんは明らかでない。難聴の可能性は低い。", "-HP:0001250 -HP:0000365"),
        ("けいれんなし。He has scoliosis and no ptosis.", "-HP:0001250 +HP:0002650 -HP:0000508"),
    ] {
        let found: Vec<String> = recognizer
            .recognize(&kb, text)
            .into_iter()
            .map(|mention| {
                let sign = if mention.status == FeatureStatus::Excluded { '-' } else { '+' };
                let person = if mention.experiencer == Experiencer::Patient { "" } else { "f" };
                format!("{sign}{person}{}", mention.term)
            })
            .collect();
        assert_eq!(found.join(" "), wanted, "{text}");
    }
}

fn notes(name: &str) -> String {
    std::fs::read_to_string(root().join("tests/data/notes").join(name)).unwrap()
}

fn marked() {
    let mut names = BTreeSet::new();
    for (file, least) in [
        ("en-development.txt", 40),
        ("en-development-2.txt", 40),
        ("ja-development.txt", 40),
        ("en-held-out.txt", 60),
        ("ja-held-out.txt", 60),
    ] {
        let notes = parse_notes(&notes(file)).unwrap();
        assert!(notes.len() >= least, "{file} has {} notes", notes.len());
        for note in notes {
            assert!(!note.mentions.is_empty() && names.insert(note.name.clone()), "{file}: {}", note.name);
        }
    }
}

fn floor() {
    let kb = KnowledgeBase::open(&real_release().unwrap().join("knowledge.shirube")).unwrap();
    let recognizer = Recognizer::new(&kb);
    for (file, floor) in [("en-held-out.txt", 0.75), ("ja-held-out.txt", 0.70)] {
        let notes = parse_notes(&notes(file)).unwrap();
        let figures = measure_notes(&notes, kb.ontology(), |text| recognizer.recognize(&kb, text));
        assert!(figures.exact.f1().unwrap() >= floor, "{file}: {:?}", figures.exact);
    }
}
