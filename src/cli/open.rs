//! Opening what a command needs, setting it up where it is not there yet.

use std::path::{Path, PathBuf};

use anyhow::Context;
use etcetera::BaseStrategy;

use super::args::SetupArgs;
use super::outcome::CliError;
use super::setup;
use crate::diagnosis::{Engine, Pretest};
use crate::domain::DiseaseId;
use crate::knowledge::{DataFolder, KnowledgeBase};
use crate::search::SearchIndex;

/// The data folder: as given, or `shirube` in the user's data folder.
pub fn data_folder(given: Option<&Path>) -> Result<DataFolder, CliError> {
    if let Some(folder) = given {
        return Ok(DataFolder::at(folder));
    }
    let strategy = etcetera::choose_base_strategy().context("no home folder; give one with --data DIR")?;
    Ok(DataFolder::at(strategy.data_dir().join("shirube")))
}

/// Sets up where nothing is set up yet, as a user would by `shirube setup`.
pub fn ensure_set_up(data: &DataFolder) -> Result<(), CliError> {
    if data.current().is_ok() {
        return Ok(());
    }
    anstream::eprintln!("No knowledge base in {} yet: setting it up (once).", data.root().display());
    let mirror = std::env::var_os("SHIRUBE_MIRROR").map(PathBuf::from);
    setup::run(data, &SetupArgs { mirror, ..SetupArgs::default() })
}

/// The engine of the release in use.
pub fn engine(data: &DataFolder) -> Result<Engine, CliError> {
    Ok(Engine::open(&data.artefact()?)?)
}

/// The search index of the release in use.
pub fn search(data: &DataFolder) -> Result<SearchIndex, CliError> {
    Ok(SearchIndex::open(&data.search_index()?)?)
}

/// Pretest probabilities from a file of `disease id <tab> probability` lines; uniform without one.
pub fn pretest(kb: &KnowledgeBase, path: Option<&Path>) -> Result<Pretest, CliError> {
    let Some(path) = path else { return Ok(Pretest::Uniform) };
    let text =
        std::fs::read_to_string(path).map_err(|error| CliError::Input(format!("{}: {error}", path.display())))?;
    let mut values = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |message: String| CliError::Input(format!("line {} of {}: {message}", index + 1, path.display()));
        let (id, value) =
            line.split_once('\t').ok_or_else(|| wrong("expected disease id, tab, probability".to_owned()))?;
        let id: DiseaseId = id.trim().parse().map_err(|error: crate::domain::IdError| wrong(error.to_string()))?;
        let value: f64 = value.trim().parse().map_err(|_| wrong(format!("{:?} is not a number", value.trim())))?;
        values.push((id, value));
    }
    Pretest::given(kb, values).map_err(|error| CliError::Input(format!("{}: {error}", path.display())))
}

/// Runs `work` on a pool of its own where a number of threads was asked for.
pub fn on_threads<T: Send>(threads: Option<u16>, work: impl FnOnce() -> T + Send) -> Result<T, CliError> {
    match threads {
        None => Ok(work()),
        Some(count) => Ok(rayon::ThreadPoolBuilder::new().num_threads(usize::from(count)).build()?.install(work)),
    }
}
