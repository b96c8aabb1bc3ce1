//! Opening what a command needs, setting it up where it is not there yet.

use std::path::{Path, PathBuf};

use anyhow::Context;
use etcetera::BaseStrategy;

use super::args::{ModelArgs, SetupArgs};
use super::outcome::CliError;
use super::setup;
use crate::diagnosis::{Engine, EngineError, Pretest};
use crate::domain::DiseaseId;
use crate::knowledge::{DataFolder, KnowledgeBase};
use crate::rerank::Reranker;
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

/// The engine of the release in use, with the model that was asked for.
pub fn engine(data: &DataFolder, model: &ModelArgs) -> Result<Engine, CliError> {
    let engine = Engine::new(KnowledgeBase::open(&data.artefact()?).map_err(EngineError::from)?)?;
    Ok(engine.with_reranker(reranker(model)?))
}

/// The learned model: the built-in one, one from a folder, or none.
fn reranker(args: &ModelArgs) -> Result<Option<Reranker>, CliError> {
    if args.no_model {
        return Ok(None);
    }
    let Some(folder) = &args.model else {
        return Ok(Some(Reranker::built_in().map_err(EngineError::from)?));
    };
    let (onnx, card) = (folder.join("ranker.onnx"), folder.join("ranker.json"));
    let wrong = |path: &Path, error: std::io::Error| CliError::Input(format!("{}: {error}", path.display()));
    let bytes = std::fs::read(&onnx).map_err(|error| wrong(&onnx, error))?;
    let text = std::fs::read_to_string(&card).map_err(|error| wrong(&card, error))?;
    let model =
        Reranker::new(&bytes, &text).map_err(|error| CliError::Input(format!("{}: {error}", folder.display())))?;
    Ok(Some(model))
}

/// The search index of the release in use.
pub fn search(data: &DataFolder) -> Result<SearchIndex, CliError> {
    Ok(SearchIndex::open(&data.search_index()?)?)
}

/// The id of the knowledge base in use: the name of its release's folder.
pub fn knowledge_base(data: &DataFolder) -> Option<String> {
    Some(data.current().ok()?.file_name()?.to_string_lossy().into_owned())
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
