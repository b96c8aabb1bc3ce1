//! `shirube evaluate --notes`: how right the recognition of findings in text is.

use std::fmt::Write;
use std::path::Path;

use super::args::EvaluateArgs;
use super::open;
use super::outcome::{CliError, print};
use crate::evaluation::{Counts, measure_notes, parse_notes};
use crate::knowledge::{DataFolder, KnowledgeBase};
use crate::search::Recognizer;

/// Measures and prints; fails where F1 is below the floor.
pub fn run(data: &DataFolder, args: &EvaluateArgs, path: &Path) -> Result<(), CliError> {
    let wrong = |error: String| CliError::Input(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let notes = parse_notes(&text).map_err(|error| wrong(error.to_string()))?;
    if notes.is_empty() {
        return Err(wrong("holds no note".to_owned()));
    }
    open::ensure_set_up(data)?;
    let kb = KnowledgeBase::open(&data.artefact()?)?;
    let recognizer = Recognizer::new(&kb);
    let start = std::time::Instant::now();
    let figures = measure_notes(&notes, kb.ontology(), |text| recognizer.recognize(&kb, text));
    let elapsed = start.elapsed().as_secs_f64();
    let mut text = format!(
        "{} notes, {} marked mentions; knowledge base HPO {}\n\n{:44} {:>9} {:>9} {:>9}\n",
        figures.notes,
        figures.exact.marked,
        kb.hpo_release(),
        "",
        "precision",
        "recall",
        "F1"
    );
    for (what, counts) in [
        ("mention: words, term, status, person", figures.exact),
        ("mention: a parent or child term counts, too", figures.near),
        ("mention: words only", figures.span),
        ("note: set of term, status, person", figures.set),
    ] {
        let _ = writeln!(text, "{what:44} {}", row(counts));
    }
    let _ = writeln!(text, "{:.2} ms a note", 1_000.0 * elapsed / notes.len() as f64);
    print(&text)?;
    match (args.floor.first(), figures.exact.f1()) {
        (Some(floor), found) if found.is_none_or(|found| 100.0 * found < *floor) => {
            Err(CliError::Failure(anyhow::anyhow!("F1 of mentions is below the floor of {floor} %")))
        }
        _ => Ok(()),
    }
}

fn row(counts: Counts) -> String {
    let percent = |share: Option<f64>| share.map_or("–".to_owned(), |share| format!("{:.1}", 100.0 * share));
    format!("{:>9} {:>9} {:>9}", percent(counts.precision()), percent(counts.recall()), percent(counts.f1()))
}
