//! `shirube doctor`

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use super::args::DoctorArgs;
use super::outcome::{CliError, print};
use crate::diagnosis::Engine;
use crate::knowledge::DataFolder;
use crate::rerank::FEATURES;
use crate::search::{SearchIndex, SearchOptions};

/// Checks everything a ranking needs; the first fault decides the exit code, all are listed.
pub fn run(data: &DataFolder, state: &Path, args: &DoctorArgs) -> Result<(), CliError> {
    let mut text = String::new();
    let _ = writeln!(text, "shirube {}", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(text, "data folder        {}", data.root().display());
    let mut faults = check(data, &mut text);
    if let Some(path) = &args.config {
        faults += super::service::check(state, path, &mut text);
    }
    print(&text)?;
    if faults == 0 {
        Ok(())
    } else {
        Err(anyhow::anyhow!("{faults} of the checks failed; the lines marked ✗ say what to do").into())
    }
}

fn check(data: &DataFolder, text: &mut String) -> usize {
    let artefact = match data.artefact() {
        Ok(path) => path,
        Err(error) => {
            let _ = writeln!(text, "✗ {error}");
            return 1;
        }
    };
    let start = Instant::now();
    let engine = match Engine::open(&artefact) {
        Ok(engine) => engine,
        Err(error) => {
            let _ = writeln!(text, "✗ {error}");
            return 1;
        }
    };
    let kb = engine.kb();
    let _ = writeln!(
        text,
        "✓ knowledge base   HPO {}, {} diseases, {} terms, {} genes; opened in {:.0} ms",
        kb.hpo_release(),
        kb.disease_count(),
        kb.ontology().len(),
        kb.gene_count(),
        start.elapsed().as_secs_f64() * 1000.0
    );
    let _ = writeln!(text, "  scoring tables   {} postings", engine.phenotype().posting_count());
    if let Some(model) = engine.reranker() {
        let card = model.card();
        let _ = writeln!(text, "✓ learned model    {} {}, {} features", card.name, card.version, FEATURES.len());
    }
    let mut faults = 0;
    let found = data
        .search_index()
        .map_err(|e| e.to_string())
        .and_then(|path| SearchIndex::open(&path).map_err(|e| e.to_string()))
        .and_then(|index| index.search(kb, "seizure", &SearchOptions::default()).map_err(|e| e.to_string()));
    match found {
        Ok(hits) if !hits.is_empty() => {
            let _ = writeln!(text, "✓ search index");
        }
        Ok(_) => {
            faults += 1;
            let _ = writeln!(text, "✗ search index     is empty; run `shirube setup`");
        }
        Err(error) => {
            faults += 1;
            let _ = writeln!(text, "✗ {error}");
        }
    }
    for source in kb.sources() {
        if source.present {
            let _ = writeln!(text, "✓ {:20} {}", source.name, source.release);
        } else {
            let _ = writeln!(text, "– {:20} missing (optional): {}", source.name, source.title);
        }
    }
    faults
}
