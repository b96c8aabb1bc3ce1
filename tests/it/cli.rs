//! The real program: what it prints and how it ends.

use crate::support::{mini_folder, mini_program, program};

pub const TESTS: &[crate::Test] = &[
    ("cli::help_names_every_command", help),
    ("cli::a_ranking_reads_like_a_page", page),
    ("cli::a_ranking_in_japanese", japanese),
    ("cli::json_and_tsv_are_well_formed", formats),
    ("cli::names_stand_for_ids", names),
    ("cli::wrong_input_ends_with_two_and_names_the_place", wrong),
    ("cli::lenient_leaves_out_and_says_so", lenient),
    ("cli::a_label_that_contradicts_its_id_is_warned_about", labels),
    ("cli::search_and_show", search_show),
    ("cli::batch_keeps_order_and_shape", batch),
    ("cli::batch_of_a_damaged_cohort_is_refused", batch_damaged),
    ("cli::evaluate_writes_its_files_and_holds_the_floor", evaluate),
    ("cli::completions_are_made", completions),
];

fn stdout(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

fn stderr(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

/// Snapshots live beside the tests; `cargo insta review` accepts a change.
fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(crate::support::root().join("tests/it/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn help() {
    let done = mini_program().arg("--help").assert().success();
    let text = stdout(&done);
    for command in [
        "setup",
        "rank",
        "report",
        "why",
        "search",
        "show",
        "batch",
        "evaluate",
        "serve",
        "doctor",
        "completions",
        "Exit codes",
    ] {
        assert!(text.contains(command), "{command} is not in the help");
    }
    mini_program().assert().code(2);
    mini_program().args(["rank", "--nonsense"]).assert().code(2);
}

fn page() {
    let done = mini_program()
        .args([
            "rank",
            "--hpo",
            "HP:0001166,HP:0001083",
            "--exclude",
            "HP:0001250",
            "--age",
            "12y",
            "--sex",
            "male",
            "--top",
            "3",
        ])
        .assert()
        .success();
    snapshot("rank_page", &stdout(&done));
    assert!(!stdout(&done).contains('\u{1b}'), "no colors where there is no terminal");
}

fn japanese() {
    let done = mini_program()
        .args(["rank", "--hpo", "HP:0001166,HP:0001083", "--lang", "ja", "--top", "1"])
        .assert()
        .success();
    snapshot("rank_page_ja", &stdout(&done));
}

fn formats() {
    let json = mini_program()
        .args(["rank", "--hpo", "HP:0001166,HP:0001083", "--format", "json", "--top", "2"])
        .assert()
        .success();
    let value: serde_json::Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(value["candidates"].as_array().unwrap().len(), 2);
    assert_eq!(value["candidates"][0]["rank"], 1);
    assert!(value["candidates"][0]["findings"][0]["references"][0]["id"].is_string());
    assert_eq!(value["provenance"]["data"], "2025-01-16");
    let tsv = mini_program().args(["rank", "--hpo", "HP:0001166", "--format", "tsv", "--top", "3"]).assert().success();
    let lines: Vec<String> = stdout(&tsv).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|line| line.split('\t').count() == 12), "{lines:?}");
}

fn names() {
    let by_name =
        mini_program().args(["rank", "--hpo", "arachnodactyly, Ectopia lentis", "--format", "json"]).assert().success();
    let by_id = mini_program().args(["rank", "--hpo", "HP:0001166,HP:0001083", "--format", "json"]).assert().success();
    let candidates = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap()["candidates"].clone();
    assert_eq!(candidates(stdout(&by_name)), candidates(stdout(&by_id)));
}

fn wrong() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, text: &[u8]| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name).display().to_string()
    };
    let (not_json, latin, old) = (
        at("a.json", b"{"),
        at("b.json", b"{\"id\":\"\xe9\"}"),
        at("c.json", br#"{"phenotypicFeatures":[],"metaData":{"phenopacketSchemaVersion":"1.0"}}"#),
    );
    let table: &[(&[&str], &str)] = &[
        (&["rank", "--hpo", "XX:1234567"], "--hpo[1]"),
        (&["rank", "--hpo", "HP:0001250,ab€123"], "--hpo[2]"),
        (&["rank", "--hpo", "HP:9999999"], "not in HPO 2025-01-16"),
        (&["rank", "--hpo", "HP:0000006"], "mode of inheritance"),
        (&["rank", "--hpo", "HP:0000118"], "says nothing about the patient"),
        (&["rank", "--hpo", "arachnodactily"], "did you mean Arachnodactyly (HP:0001166)"),
        (&["rank", "--hpo", "HP0001250"], "did you mean HP:0001250"),
        (&["rank", "--hpo", "HP:0001250", "--exclude", "HP:0001250"], "as observed and as excluded"),
        (&["rank", "--hpo", "HP:0002373", "--exclude", "HP:0001250"], "is excluded, but"),
        (&["rank", "--hpo", ""], "--hpo is empty"),
        (&["rank"], "no patient given"),
        (&["rank", "--example", "--exclude", "HP:0001250"], "cannot be used with"),
        (&["rank", "--hpo", "HP:0001250", "--age", "old"], "--age"),
        (&["rank", "--hpo", "HP:0001250", "--sex", "x"], "--sex"),
        (&["rank", "--phenopacket", "missing.json"], "missing.json"),
        (&["rank", "--phenopacket", &not_json], "not valid JSON"),
        (&["rank", "--phenopacket", &latin], "b.json"),
        (&["rank", "--phenopacket", &old], "schema version 1"),
        (&["show", "XX:12"], "not an id"),
    ];
    for (args, needle) in table {
        let failed = mini_program().args(*args).assert().code(2);
        assert!(stderr(&failed).contains(needle), "{args:?}: {}", stderr(&failed));
        assert!(stdout(&failed).is_empty(), "{args:?} prints a result beside the error");
    }
    let many: Vec<String> = (0..10_000).map(|n| format!("HP:{n:07}")).collect();
    let failed = mini_program().args(["rank", "--hpo", &many.join(",")]).assert().code(2);
    assert!(stderr(&failed).contains("10000 terms; at most 500"), "{}", stderr(&failed));
}

fn labels() {
    let packet = r#"{"id":"p","phenotypicFeatures":[{"type":{"id":"HP:0001250","label":"Arachnodactyly"}},
        {"type":{"id":"HP:0001166","label":"a label of another release"}}]}"#;
    let done = mini_program().args(["rank", "--phenopacket", "-", "--top", "1"]).write_stdin(packet).assert().success();
    let text = stdout(&done);
    assert!(text.contains("the label is the name of Arachnodactyly") && text.contains("is no name of it"), "{text}");
    assert_eq!(text.matches("warning").count(), 2, "{text}");
}

fn lenient() {
    let done = mini_program()
        .args(["rank", "--lenient", "--hpo", "HP:0001166,HP:9999999,HP:0002279", "--top", "1"])
        .assert()
        .success();
    let text = stdout(&done);
    assert!(
        text.contains("HP:9999999 is not in HPO")
            && text.contains("it was not used")
            && text.contains("its replacement Seizure"),
        "{text}"
    );
    let failed = mini_program().args(["rank", "--lenient", "--hpo", "HP:9999999"]).assert().code(2);
    assert!(stderr(&failed).contains("no observed phenotype term"));
}

fn search_show() {
    let done = mini_program().args(["search", "seizure"]).assert().success();
    assert!(stdout(&done).starts_with("HP:0001250"), "{}", stdout(&done));
    let nothing = mini_program().args(["search", "qqqqzzzz"]).assert().code(1);
    assert!(stderr(&nothing).contains("nothing resembles"));
    for unknown in ["HP:9999999", "OMIM:999999", "ＨＰ：９９９９９９９"] {
        mini_program().args(["search", unknown]).assert().code(1);
    }
    snapshot("show_disease", &stdout(&mini_program().args(["show", "ORPHA:558"]).assert().success()));
    snapshot("show_term", &stdout(&mini_program().args(["show", "HP:0001250"]).assert().success()));
    snapshot("show_gene", &stdout(&mini_program().args(["show", "fbn1"]).assert().success()));
    mini_program().args(["show", "OMIM:999999"]).assert().code(1);
}

fn batch() {
    let folder = tempfile::tempdir().unwrap();
    let cohort = folder.path().join("cases.jsonl");
    let mut text = std::fs::read_to_string(mini_folder().join("cases.jsonl")).unwrap();
    text.push_str("{\"id\":\"broken\"}\n");
    std::fs::write(&cohort, &text).unwrap();
    let run = |out: &str, threads: &str| {
        let out = folder.path().join(out);
        let done = mini_program()
            .args(["batch", "--top", "3", "--threads", threads, "--cases"])
            .arg(&cohort)
            .arg("--out")
            .arg(&out)
            .assert()
            .success();
        (std::fs::read_to_string(out).unwrap(), stderr(&done))
    };
    let (one, said) = run("one.jsonl", "1");
    assert_eq!(one, run("two.jsonl", "2").0, "the number of threads changes nothing");
    assert!(said.contains("1 of 11 cases could not be ranked"), "{said}");
    let ids = |text: &str| {
        text.lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].clone())
            .collect::<Vec<_>>()
    };
    let mut wanted = ids(&text);
    *wanted.last_mut().unwrap() = "".into();
    assert_eq!(ids(&one), wanted, "lines are in input order");
    for line in one.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["candidates", "id", "issues", "none_of_these"]);
        let errors = value["issues"].as_array().unwrap().iter().any(|issue| issue["severity"] == "error");
        assert_eq!(
            value["candidates"].as_array().unwrap().is_empty(),
            errors,
            "an empty list is always explained by an error"
        );
        for candidate in value["candidates"].as_array().unwrap() {
            for key in ["rank", "disease_id", "ids", "name", "genes", "probability", "score", "evidence_rank"] {
                assert!(!candidate[key].is_null(), "{key} is missing");
            }
        }
    }
}

fn batch_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.jsonl");
    std::fs::copy(mini_folder().join("cases.jsonl"), &own).unwrap();
    let failed = mini_program().args(["batch", "--cases"]).arg(&own).arg("--out").arg(&own).assert().code(2);
    assert!(stderr(&failed).contains("is the input"));
    let bad = folder.path().join("bad.jsonl");
    std::fs::write(&bad, "{}\n{broken\n").unwrap();
    let failed =
        mini_program().args(["batch", "--cases"]).arg(&bad).arg("--out").arg(folder.path().join("o")).assert().code(2);
    assert!(stderr(&failed).contains("none of the 2 cases"), "{}", stderr(&failed));
    let cohort = folder.path().join("cases.jsonl.gz");
    std::fs::write(&cohort, b"\x1f\x8b\x08\x00nonsense").unwrap();
    let out = folder.path().join("out.jsonl");
    let failed = mini_program().args(["batch", "--cases"]).arg(&cohort).arg("--out").arg(&out).assert().code(2);
    assert!(stderr(&failed).contains("cases.jsonl.gz") && !out.exists());
}

fn evaluate() {
    let folder = tempfile::tempdir().unwrap();
    let cases = mini_folder().join("cases.jsonl");
    let out = folder.path().join("report");
    let done = mini_program()
        .args(["evaluate", "--floor", "0,0", "--cases"])
        .arg(&cases)
        .arg("--out")
        .arg(&out)
        .assert()
        .success();
    let text = stdout(&done);
    assert!(text.find("fresh (").unwrap() < text.find("cited (").unwrap(), "the honest class comes first");
    assert_eq!(std::fs::read_to_string(out.join("cases.tsv")).unwrap().lines().count(), 11);
    assert_eq!(std::fs::read_to_string(out.join("report.txt")).unwrap(), text);
    let low = mini_program().args(["evaluate", "--floor", "101,101", "--cases"]).arg(&cases).assert().code(3);
    assert!(stderr(&low).contains("accuracy floor"));
    let empty = folder.path().join("x.json");
    std::fs::write(&empty, "{}").unwrap();
    mini_program().args(["evaluate", "--cases"]).arg(&empty).assert().code(2);
}

fn completions() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let done = program(folder.path()).args(["completions", shell]).assert().success();
        assert!(stdout(&done).contains("shirube"));
    }
}
