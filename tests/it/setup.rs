//! Set-up by the real program: mirror, damage, resumption.

use crate::support::{MINI_SOURCES, mini_folder, mini_manifest, mini_program, program};

pub const TESTS: &[crate::Test] = &[
    ("setup::a_mirror_makes_a_release", mirror),
    ("setup::a_damaged_required_file_is_named_and_nothing_is_built", damaged),
    ("setup::a_damaged_optional_file_is_stated_and_left_out", optional),
    ("setup::a_second_setup_keeps_the_release", again),
    ("setup::a_broken_artefact_is_refused_with_the_remedy", broken),
    ("setup::doctor_says_what_is_there_and_what_is_missing", doctor),
];

/// A mirror with the mini files, one of them replaced, and the manifest of the sound files.
fn mirror_with(replaced: &str, bytes: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (_, file, _) in MINI_SOURCES {
        std::fs::copy(mini_folder().join(file), folder.path().join(file)).unwrap();
    }
    if !replaced.is_empty() {
        std::fs::write(folder.path().join(replaced), bytes).unwrap();
    }
    std::fs::write(folder.path().join("sources.toml"), mini_manifest()).unwrap();
    folder
}

fn setup(folder: &tempfile::TempDir) -> assert_cmd::assert::Assert {
    let data = folder.path().join("data");
    program(&data)
        .args(["setup", "--offline", "--mirror"])
        .arg(folder.path())
        .arg("--manifest")
        .arg(folder.path().join("sources.toml"))
        .assert()
}

fn stderr(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

fn mirror() {
    let folder = mirror_with("", b"");
    let done = setup(&folder).success();
    assert!(stderr(&done).contains("Ready:"));
    let releases: Vec<_> = std::fs::read_dir(folder.path().join("data/releases"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(matches!(&releases[..], [one] if one.starts_with("hpo-2025-01-16-")), "{releases:?}");
    let report =
        std::fs::read_to_string(folder.path().join("data/releases").join(&releases[0]).join("build-report.txt"))
            .unwrap();
    assert!(report.contains("agrees with crate hpo"), "{report}");
}

fn damaged() {
    let whole = std::fs::read(mini_folder().join("phenotype.hpoa")).unwrap();
    let folder = mirror_with("phenotype.hpoa", &whole[..whole.len() / 2]);
    let failed = setup(&folder).code(3);
    let text = stderr(&failed);
    assert!(
        text.contains("phenotype.hpoa") && text.contains("not the pinned release") && text.contains("--mirror"),
        "{text}"
    );
    assert!(!folder.path().join("data/current").exists());
}

fn optional() {
    let folder = mirror_with("nando.ttl", b"");
    let text = stderr(&setup(&folder).success());
    assert!(text.contains("without these optional sources") && text.contains("nando"), "{text}");
}

fn again() {
    let folder = mirror_with("", b"");
    setup(&folder).success();
    let current = std::fs::read_to_string(folder.path().join("data/current")).unwrap();
    setup(&folder).success();
    let second = std::fs::read_to_string(folder.path().join("data/current")).unwrap();
    assert!(second.starts_with(&current), "the same sources make the same release: {second} after {current}");
    assert_eq!(std::fs::read_dir(folder.path().join("data/releases")).unwrap().count(), 1, "nothing is left behind");
}

fn broken() {
    let folder = mirror_with("", b"");
    setup(&folder).success();
    let data = folder.path().join("data");
    let current = std::fs::read_to_string(data.join("current")).unwrap();
    let artefact = data.join("releases").join(&current).join("knowledge.shirube");
    let mut bytes = std::fs::read(&artefact).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(&artefact, bytes).unwrap();
    let failed = program(&data).args(["rank", "--hpo", "HP:0001250"]).assert().code(3);
    let text = stderr(&failed);
    assert!(text.contains("checksum") && text.contains("shirube setup"), "{text}");
    program(&data).arg("doctor").assert().code(3);
    let index = data.join("releases").join(&current).join("search");
    for entry in std::fs::read_dir(&index).unwrap() {
        let path = entry.unwrap().path();
        let good = std::fs::read(&path).unwrap();
        let mut bad = good.clone();
        bad.truncate(good.len() / 2);
        bad.push(b'x');
        std::fs::write(&path, bad).unwrap();
        let outcome = program(&data).args(["search", "seizure"]).assert();
        let lock = path.extension().is_some_and(|extension| extension == "lock");
        if !lock {
            let text = stderr(&outcome.code(3));
            assert!(text.contains("shirube setup"), "{}: {text}", path.display());
        }
        std::fs::write(&path, good).unwrap();
    }
    // Setting up again mends it, although the release of that name is there.
    setup(&folder).success();
    program(&data).args(["rank", "--hpo", "HP:0001250"]).assert().success();
}

fn doctor() {
    let done = mini_program().arg("doctor").assert().success();
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert!(text.contains("✓ knowledge base") && text.contains("✓ search index"), "{text}");
    let empty = tempfile::tempdir().unwrap();
    let failed = program(empty.path()).arg("doctor").assert().code(3);
    assert!(String::from_utf8_lossy(&failed.get_output().stdout).contains("shirube setup"));
}
