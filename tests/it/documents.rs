//! Documents name only what exists.

use std::path::Path;

pub const TESTS: &[crate::Test] =
    &[("documents::every_path_they_name_exists", paths), ("documents::no_registry_host_is_written", hosts)];

const DOCUMENTS: &[&str] = &[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/ranking.md",
    "docs/model.md",
    "docs/variants.md",
    "docs/report.md",
    "docs/configuration.md",
    "docs/audit.md",
    "docs/integration.md",
    "docs/fhir.md",
    "docs/page.md",
    "docs/smart.md",
    "models/README.md",
    "tests/data/mini/README.md",
];

fn paths() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["src/", "docs/", "ontology/", "tests/", "benches/", "fuzz/", ".ci/", "models/"];
    let mut wrong = Vec::new();
    for document in DOCUMENTS {
        let text = std::fs::read_to_string(root.join(document)).unwrap_or_else(|error| panic!("{document}: {error}"));
        for quoted in text.split('`').skip(1).step_by(2) {
            let path = quoted.split([' ', ':']).next().unwrap_or_default();
            if folders.iter().any(|folder| path.starts_with(folder))
                && !path.contains(['*', '{', '<', '…'])
                && !root.join(path).exists()
            {
                wrong.push(format!("{document} names {path}, which does not exist"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn hosts() {
    // The ordinary clients know their registries; a written host would bind the project to one.
    let hosts = [
        ["pypi", ".org"].concat(),
        ["crates", ".io"].concat(),
        ["pythonhosted", ".org"].concat(),
        ["registry.", "npmjs"].concat(),
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in DOCUMENTS.iter().chain(&[
        "ontology/sources.toml",
        ".ci/run",
        "deny.toml",
        "Cargo.toml",
        "src/knowledge/acquire/package.rs",
    ]) {
        let text = std::fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        for host in &hosts {
            assert!(!text.contains(host.as_str()), "{file} names {host}");
        }
    }
}
