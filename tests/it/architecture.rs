//! The layer rules of ARCHITECTURE.md, held against the source.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub const TESTS: &[crate::Test] = &[
    ("architecture::layers_use_only_what_lies_below", layers),
    ("architecture::outside_crates_have_one_owner", owners),
    ("architecture::the_core_has_no_clock_chance_or_io", purity),
    ("architecture::only_the_command_line_prints", printing),
];

/// A folder of `src` and the folders it may use.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("ontology", &["domain"]),
    ("knowledge", &["domain", "ontology"]),
    ("search", &["domain", "ontology", "knowledge"]),
    ("intake", &["domain", "ontology", "knowledge", "search"]),
    ("scoring", &["domain", "ontology", "knowledge"]),
    ("rerank", &["domain", "ontology", "knowledge", "scoring"]),
    ("diagnosis", &["domain", "ontology", "knowledge", "scoring", "rerank"]),
    ("report", &["domain", "ontology", "knowledge", "search", "scoring", "rerank", "diagnosis"]),
    ("fhir", &["domain", "ontology", "knowledge", "search", "intake", "scoring", "rerank", "diagnosis", "report"]),
    ("evaluation", &["domain", "ontology", "knowledge", "search", "intake", "scoring", "rerank", "diagnosis"]),
    ("cds", &["domain", "ontology", "knowledge", "scoring", "rerank", "diagnosis", "report"]),
    ("web", &[]),
    ("access", &[]),
    ("audit", &[]),
    ("config", &["access"]),
    (
        "api",
        &[
            "domain",
            "ontology",
            "knowledge",
            "search",
            "intake",
            "scoring",
            "rerank",
            "diagnosis",
            "report",
            "fhir",
            "cds",
            "web",
            "access",
            "audit",
            "config",
        ],
    ),
    (
        "cli",
        &[
            "domain",
            "ontology",
            "knowledge",
            "search",
            "intake",
            "scoring",
            "rerank",
            "diagnosis",
            "report",
            "fhir",
            "evaluation",
            "cds",
            "web",
            "access",
            "audit",
            "config",
            "api",
        ],
    ),
];

/// A crate and the folder that may name it; `ureq` has two, one for sources and one for the keys of identity providers. (Crate `hpo` has the name of a module of ours; `src/ontology/crosscheck.rs`
/// is its one user.)
const OWNERS: &[(&str, &str)] = &[
    ("axum", "api"),
    ("tokio", "api"),
    ("metrics_exporter_prometheus", "api"),
    ("clap", "cli"),
    ("indicatif", "cli"),
    ("anyhow", "cli"),
    ("tantivy", "search"),
    ("tract_onnx", "rerank"),
    ("ndarray_npy", "evaluation"),
    ("rkyv", "knowledge"),
    ("memmap2", "knowledge"),
    ("ureq", "knowledge access"),
    ("jsonwebtoken", "access"),
    ("governor", "access"),
    ("hmac", "audit"),
    ("tokio_rustls", "api"),
    ("tower_http", "api"),
    ("oxttl", "knowledge"),
    ("roxmltree", "knowledge"),
    ("csv", "knowledge"),
    ("noodles", "intake"),
    ("maud", "report"),
];

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let relative = path.strip_prefix(&root).unwrap().to_owned();
            let folder = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            files.push((folder, relative, text));
        }
    }
    assert!(files.len() > 50, "the walk found only {} files", files.len());
    files
}

/// The code of a file without comment lines and without its tests.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    text[..end]
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn layers() {
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (folder, path, text) in sources() {
        if path.components().count() == 1 {
            continue;
        }
        let may = allowed.get(folder.as_str()).unwrap_or_else(|| panic!("src/{folder} is not in the table of layers"));
        for (number, line) in code(&text) {
            for (at, _) in line.match_indices("crate::") {
                let module: String =
                    line[at + 7..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                if module != folder && allowed.contains_key(module.as_str()) && !may.contains(&module.as_str()) {
                    wrong.push(format!("src/{}:{number} uses {module}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn owners() {
    let mut wrong = Vec::new();
    for (folder, path, text) in sources() {
        for (number, line) in code(&text) {
            for (name, owner) in OWNERS {
                let uses = line.contains(&format!("use {name}::"))
                    || line.contains(&format!(" {name}::"))
                    || line.contains(&format!("({name}::"));
                if uses && !owner.split(' ').any(|owner| owner == folder) {
                    wrong.push(format!("src/{}:{number} uses {name}, which belongs to {owner}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn purity() {
    let forbidden = [
        "std::time",
        "SystemTime",
        "Instant::",
        "fastrand",
        "std::fs",
        "std::env",
        "std::net",
        "static mut",
        "thread_local",
        "Mutex",
        "serde",
    ];
    let mut wrong = Vec::new();
    for (folder, path, text) in sources() {
        if !["domain", "scoring", "rerank", "diagnosis", "fhir", "cds"].contains(&folder.as_str()) {
            continue;
        }
        for (number, line) in code(&text) {
            wrong.extend(
                forbidden
                    .iter()
                    .filter(|word| line.contains(**word))
                    // The model card and FHIR are JSON.
                    .filter(|word| !["rerank", "fhir", "cds"].contains(&folder.as_str()) || **word != "serde")
                    .map(|word| format!("src/{}:{number} uses {word}", path.display())),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn printing() {
    for (folder, path, text) in sources() {
        if folder != "cli" {
            for (number, line) in code(&text) {
                assert!(
                    !line.contains("println!(") && !line.contains("eprintln!("),
                    "src/{}:{number} prints",
                    path.display()
                );
            }
        }
    }
}
