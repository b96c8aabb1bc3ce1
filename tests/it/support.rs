//! What several tests need.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use shirube::diagnosis::Engine;
use shirube::domain::{Case, FeatureStatus, PhenotypicFeature};
use shirube::knowledge::KnowledgeBase;
use shirube::knowledge::acquire::Silent;
use shirube::knowledge::build::{BuildReport, Inputs, SourceFile, from_inputs};
use shirube::search::SearchIndex;

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn mini_folder() -> PathBuf {
    root().join("tests/data/mini")
}

/// Sources of the mini knowledge base: name in the manifest, file, whether it is required.
pub const MINI_SOURCES: &[(&str, &str, bool)] = &[
    ("hpo", "hp.obo", true),
    ("hpoa", "phenotype.hpoa", true),
    ("genes-to-phenotype", "genes_to_phenotype.txt", true),
    ("mondo", "mondo.sssom.tsv", true),
    ("hgnc", "hgnc_complete_set.txt", true),
    ("hp-ja", "hp-ja.babelon.tsv", false),
    ("nando", "nando.ttl", false),
    ("mondo-nando", "mondo_hasdbxref_nando.sssom.tsv", false),
    ("clingen", "clingen.csv", false),
    ("gnomad-constraint", "gnomad.csv", false),
    ("orphadata-ages", "orphadata_ages.xml", false),
    ("orphadata-prevalence", "orphadata_prevalence.xml", false),
    ("refseq-grch37", "hg19_genes.txt", false),
    ("refseq-grch38", "hg38_genes.txt", false),
];

pub fn mini_inputs() -> Inputs {
    let own = root().join("ontology/insured-genetic-tests.tsv");
    let files = MINI_SOURCES.iter().map(|(name, file, _)| (*name, mini_folder().join(file)));
    let source = |(name, path): (&str, PathBuf)| SourceFile {
        name: name.to_owned(),
        file: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: Some(std::fs::read(path).unwrap()),
        ..SourceFile::default()
    };
    Inputs::from_files(files.chain([("insured-genetic-tests", own)]).map(source).collect())
}

pub fn mini_kb() -> (KnowledgeBase, BuildReport) {
    let built = from_inputs(&mini_inputs(), &Silent).unwrap();
    (built.open_in_memory().unwrap(), built.report)
}

/// The mini engine and index, made once.
pub fn mini() -> &'static (Engine, SearchIndex) {
    static MINI: OnceLock<(Engine, SearchIndex)> = OnceLock::new();
    MINI.get_or_init(|| {
        let (kb, _) = mini_kb();
        let search = shirube::search::build(&kb, None, &Silent).unwrap();
        (Engine::new(kb).unwrap(), search)
    })
}

/// A manifest over the mini files, for the real program.
pub fn mini_manifest() -> String {
    use std::fmt::Write;
    let mut text = String::new();
    for (name, file, required) in MINI_SOURCES {
        let path = mini_folder().join(file);
        let sha256 = shirube::knowledge::acquire::file_sha256(&path).unwrap();
        let bytes = std::fs::metadata(&path).unwrap().len();
        write!(
            text,
            "[[source]]\nname = \"{name}\"\ntitle = \"{name}\"\nfile = \"{file}\"\nrelease = \"mini\"\nrequired = {required}\nsha256 = \"{sha256}\"\nbytes = {bytes}\nexpected_rows = 1\nlicense = \"Apache-2.0\"\nattribution = \"shirube\"\n\n"
        )
        .unwrap();
    }
    text
}

/// A data folder set up from the mini files by the real program, made once.
pub fn mini_data() -> &'static Path {
    static DATA: OnceLock<tempfile::TempDir> = OnceLock::new();
    DATA.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let manifest = folder.path().join("sources.toml");
        std::fs::write(&manifest, mini_manifest()).unwrap();
        program(&folder.path().join("data"))
            .args(["setup", "--offline", "--mirror"])
            .arg(mini_folder())
            .arg("--manifest")
            .arg(manifest)
            .assert()
            .success();
        folder
    })
    .path()
}

/// The real program on a data folder, without color and without the user's settings.
pub fn program(data: &Path) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_shirube"));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", data)
        .arg("--data")
        .arg(data);
    command
}

pub fn mini_program() -> assert_cmd::Command {
    program(&mini_data().join("data"))
}

pub fn case(observed: &[&str], excluded: &[&str]) -> Case {
    let feature = |id: &&str, status| PhenotypicFeature { status, ..PhenotypicFeature::observed(id.parse().unwrap()) };
    Case {
        id: "test".to_owned(),
        features: observed
            .iter()
            .map(|id| feature(id, FeatureStatus::Observed))
            .chain(excluded.iter().map(|id| feature(id, FeatureStatus::Excluded)))
            .collect(),
        ..Case::default()
    }
}

pub fn shared_cases() -> PathBuf {
    root().join("../shared/cases/dev.jsonl.gz")
}

/// The artefact of the user's own data folder, where the program has been set up there.
pub fn real_release() -> Option<PathBuf> {
    let data = std::env::var_os("SHIRUBE_DATA").map(PathBuf::from).or_else(|| {
        let base = std::env::var_os("XDG_DATA_HOME")
            .map(PathBuf::from)
            .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/share")))?;
        Some(base.join("shirube"))
    })?;
    shirube::knowledge::DataFolder::at(data).current().ok()
}

/// What the tests on real data lack on this machine.
pub fn missing_real_data() -> Option<&'static str> {
    if real_release().is_none() {
        return Some("knowledge base (run `shirube setup`)");
    }
    (!shared_cases().is_file()).then_some("../shared/cases")
}
