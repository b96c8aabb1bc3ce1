//! `shirube setup`

use std::path::Path;

use super::args::SetupArgs;
use super::outcome::CliError;
use super::progress::Bars;
use crate::knowledge::acquire::{AcquireOptions, AcquiredSource, Progress, acquire, file_sha256};
use crate::knowledge::build::{BuildReport, build};
use crate::knowledge::{DataFolder, Manifest};
use crate::ontology::{Ontology, cross_check};
use crate::search;

/// Fetches, builds, puts in place.
pub fn run(data: &DataFolder, args: &SetupArgs) -> Result<(), CliError> {
    let bars = Bars::new();
    let options = AcquireOptions { mirror: args.mirror.clone(), offline: args.offline, latest: args.latest };
    if let Some(mirror) = args.mirror.as_ref().filter(|mirror| !mirror.is_dir()) {
        return Err(CliError::Input(format!("--mirror {} is not a folder", mirror.display())));
    }
    let manifest = manifest(args.manifest.as_deref())?;
    // Taken before anything is downloaded: a second set-up waits, and then finds the downloads there.
    let staging = data.stage()?;
    let sources = acquire(&manifest, &data.downloads(), &options, &bars)?;
    let mut built = build(&sources, &bars)?;
    built.write(&staging.artefact())?;
    let kb = crate::knowledge::KnowledgeBase::open(&staging.artefact())?;
    second_opinion(kb.ontology(), &sources, &mut built.report, &bars);
    search::build(&kb, Some(&staging.search_index()), &bars)?;
    for source in &sources {
        built.report.note(format!("{}: {}", source.spec.name, source.notes.join("; ")));
    }
    let id = format!("hpo-{}-{}", kb.hpo_release(), &file_sha256(&staging.artefact())?[..12]);
    std::fs::write(staging.report(), built.report.to_text())?;
    drop(kb);
    let folder = staging.commit(&id)?;
    announce(&folder, &built.report, &sources);
    Ok(())
}

fn manifest(path: Option<&Path>) -> Result<Manifest, CliError> {
    let Some(path) = path else { return Ok(Manifest::built_in()?) };
    let wrong = |error: String| CliError::Input(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    Manifest::parse(&text).map_err(|error| wrong(error.to_string()))
}

/// Compares our graph with that of the crate `hpo`; a difference is noted in the report and said aloud.
fn second_opinion(ontology: &Ontology, sources: &[AcquiredSource], report: &mut BuildReport, bars: &Bars) {
    let folder = tempfile::tempdir().and_then(|folder| {
        for source in sources {
            if let (Some(path), "hpo" | "hpoa" | "genes-to-phenotype") = (&source.path, source.spec.name.as_str()) {
                let target = folder.path().join(&source.spec.file);
                // A hard link where the file system allows one; the files are large.
                let from = path.canonicalize()?;
                if std::fs::hard_link(&from, &target).is_err() {
                    std::fs::copy(&from, &target)?;
                }
            }
        }
        Ok(folder)
    });
    bars.begin("checking the ontology with crate hpo", None);
    let note = match folder
        .map_err(|error| error.to_string())
        .and_then(|f| cross_check(ontology, f.path()).map_err(|e| e.to_string()))
    {
        Ok(check) if check.differing.is_empty() => {
            format!("ontology graph agrees with crate hpo on all {} terms", check.terms)
        }
        Ok(check) => format!(
            "ontology graph differs from crate hpo on {} terms, first {}",
            check.differing.len(),
            check.differing[0]
        ),
        Err(error) => format!("ontology graph was not compared with crate hpo: {error}"),
    };
    bars.finish(&note);
    report.note(note);
}

fn announce(folder: &Path, report: &BuildReport, sources: &[AcquiredSource]) {
    anstream::eprintln!("Ready: {}", report.headline());
    anstream::eprintln!("  in {} (build-report.txt says what was read, dropped and merged)", folder.display());
    let missing: Vec<&AcquiredSource> = sources.iter().filter(|source| source.path.is_none()).collect();
    if !missing.is_empty() {
        anstream::eprintln!("  without these optional sources:");
        for source in missing {
            let why = source.notes.first().map(|note| format!(": {note}")).unwrap_or_default();
            anstream::eprintln!("    {} ({}){why}", source.spec.name, source.spec.title);
        }
        anstream::eprintln!(
            "  Everything else works. To add them: shirube setup --mirror FOLDER, or shirube setup with internet access."
        );
    }
}
