//! `shirube batch`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;

use super::args::BatchArgs;
use super::open;
use super::outcome::CliError;
use super::progress::Bars;
use crate::diagnosis::{Engine, RankOptions, rank};
use crate::domain::{InputIssue, Severity};
use crate::intake::{Cohort, Packet, Policy, parse_phenopacket, resolve};
use crate::knowledge::DataFolder;
use crate::knowledge::acquire::Progress;
use crate::report::{BatchLine, batch_line};
use crate::search::SearchIndex;

/// Cases ranked between two writes.
const CHUNK: usize = 512;

/// Ranks every packet; one line each, in input order.
pub fn run(data: &DataFolder, args: &BatchArgs) -> Result<(), CliError> {
    let cohort = Cohort::read(&args.cases).map_err(|error| CliError::Input(error.to_string()))?;
    open::ensure_set_up(data)?;
    let engine = open::engine(data)?;
    let search = open::search(data)?;
    let pretest = open::pretest(engine.kb(), args.pretest.as_deref())?;
    let options = RankOptions { top: args.top as usize, explain: 0, genes: 0, pretest: &pretest, mask: None };
    let to_stdout = args.out == Path::new("-");
    // Written beside its place and renamed at the end: a batch that was cut short never looks whole.
    let folder = args.out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut part = if to_stdout { None } else { Some(tempfile::NamedTempFile::new_in(folder)?) };
    let mut out: BufWriter<Box<dyn Write + Send>> = match &part {
        Some(file) => BufWriter::new(Box::new(file.reopen()?) as Box<dyn Write + Send>),
        None => BufWriter::new(Box::new(std::io::stdout())),
    };
    let bars = Bars::new();
    bars.begin("ranking", Some(cohort.packets.len() as u64));
    let failed = open::on_threads(args.threads, || -> Result<usize, CliError> {
        let mut failed = 0;
        for chunk in cohort.packets.chunks(CHUNK) {
            let lines: Vec<(bool, Vec<u8>)> = chunk.par_iter().map(|packet| line(&engine, &search, packet, &options)).collect::<Result<_, _>>()?;
            for (ranked, line) in lines {
                failed += usize::from(!ranked);
                out.write_all(&line)?;
            }
            bars.advance(chunk.len() as u64);
        }
        out.flush()?;
        Ok(failed)
    })??;
    bars.finish("");
    if let Some(file) = part.take() {
        persist(file, &args.out)?;
    }
    if failed > 0 {
        anstream::eprintln!("{failed} of {} cases could not be ranked; their lines say why under \"issues\"", cohort.packets.len());
    }
    Ok(())
}

/// Puts the finished file in place, readable like any file the user makes.
fn persist(file: tempfile::NamedTempFile, path: &Path) -> Result<(), CliError> {
    let finished = file.persist(path).map_err(|error| error.error)?;
    share(&finished)
}

#[cfg(unix)]
fn share(file: &File) -> Result<(), CliError> {
    use std::os::unix::fs::PermissionsExt;
    // Temporary files are private; the result of a batch is an ordinary file.
    file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
    Ok(())
}

#[cfg(not(unix))]
fn share(_: &File) -> Result<(), CliError> {
    Ok(())
}

fn line(engine: &Engine, search: &SearchIndex, packet: &Packet, options: &RankOptions<'_>) -> Result<(bool, Vec<u8>), CliError> {
    let (ranked, line) = ranked_line(engine, search, packet, options);
    let mut bytes = serde_json::to_vec(&line)?;
    bytes.push(b'\n');
    Ok((ranked, bytes))
}

fn ranked_line(engine: &Engine, search: &SearchIndex, packet: &Packet, options: &RankOptions<'_>) -> (bool, BatchLine) {
    let draft = match parse_phenopacket(&packet.text) {
        Ok(draft) => draft,
        Err(error) => {
            let issue = InputIssue::new(Severity::Error, &packet.place, error.to_string());
            return (false, batch_line(engine, "", &[issue], None));
        }
    };
    let resolved = resolve(engine.kb(), Some(search), draft, Policy::Lenient);
    let mut issues = resolved.issues;
    match rank(engine, &resolved.case, options) {
        Ok(result) => (true, batch_line(engine, &resolved.case.id, &issues, Some(&result))),
        Err(error) => {
            issues.push(InputIssue::new(Severity::Error, &packet.place, error.to_string()));
            (false, batch_line(engine, &resolved.case.id, &issues, None))
        }
    }
}
