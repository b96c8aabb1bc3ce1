//! `shirube batch`

use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use rayon::prelude::*;

use super::args::BatchArgs;
use super::open;
use super::outcome::CliError;
use super::progress::Bars;
use crate::diagnosis::{Engine, RankError, RankOptions, rank};
use crate::domain::{InputIssue, Severity};
use crate::intake::{Cohort, Packet, Policy, parse_phenopacket, resolve};
use crate::knowledge::acquire::Progress;
use crate::knowledge::{DataFolder, write_atomically};
use crate::report::{BatchLine, batch_line};
use crate::search::SearchIndex;

/// Cases ranked between two writes.
const CHUNK: usize = 512;

/// Ranks every packet; one line each, in input order.
pub fn run(data: &DataFolder, args: &BatchArgs) -> Result<(), CliError> {
    refuse_own_input(args)?;
    let cohort = Cohort::read(&args.cases).map_err(|error| CliError::Input(error.to_string()))?;
    open::ensure_set_up(data)?;
    let engine = open::engine(data, &args.engine)?;
    let search = open::search(data)?;
    let pretest = open::pretest(engine.kb(), args.pretest.as_deref())?;
    let options =
        RankOptions { top: args.top as usize, explain: 0, genes: 0, pretest: &pretest, ..RankOptions::default() };
    let bars = Bars::new();
    bars.begin("ranking", Some(cohort.packets.len() as u64));
    let work = |out: &mut (dyn Write + Send)| {
        open::on_threads(args.threads, || all(&engine, &search, &cohort, &options, out, &bars))?
    };
    let failed;
    if args.out == Path::new("-") {
        failed = work(&mut std::io::stdout())?;
    } else if is_special(&args.out) {
        let mut out = BufWriter::new(std::fs::File::create(&args.out)?);
        failed = work(&mut out)?;
        out.flush()?;
    } else {
        // Renamed into place at the end: a batch that was cut short never looks whole.
        let mut outcome = Ok(0);
        let written = write_atomically(&args.out, |file| {
            let mut out = BufWriter::new(file);
            outcome = work(&mut out);
            if outcome.is_err() { Err(std::io::Error::other("cut short")) } else { out.flush() }
        });
        failed = outcome?;
        written.with_context(|| args.out.display().to_string())?;
    }
    bars.finish("");
    if failed == cohort.packets.len() {
        return Err(CliError::Input(format!(
            "none of the {failed} cases could be ranked; their lines say why under \"issues\""
        )));
    }
    if failed > 0 {
        anstream::eprintln!(
            "{failed} of {} cases could not be ranked; their lines say why under \"issues\"",
            cohort.packets.len()
        );
    }
    Ok(())
}

/// Writing over the cases would destroy them.
fn refuse_own_input(args: &BatchArgs) -> Result<(), CliError> {
    match (args.cases.canonicalize(), args.out.canonicalize()) {
        (Ok(cases), Ok(out)) if out.starts_with(&cases) => {
            Err(CliError::Input(format!("--out {} is the input; name another file", args.out.display())))
        }
        _ => Ok(()),
    }
}

/// A pipe or a device is written to, not replaced; a link keeps pointing where it did.
fn is_special(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|meta| !meta.is_file())
}

/// Ranks in chunks, so that lines are written in input order while memory stays bounded; the number of failures.
fn all(
    engine: &Engine,
    search: &SearchIndex,
    cohort: &Cohort,
    options: &RankOptions<'_>,
    out: &mut (dyn Write + Send),
    bars: &Bars,
) -> Result<usize, CliError> {
    let mut failed = 0;
    for chunk in cohort.packets.chunks(CHUNK) {
        let lines: Vec<(bool, Vec<u8>)> =
            chunk.par_iter().map(|packet| line(engine, search, packet, options)).collect::<Result<_, _>>()?;
        for (ranked, line) in lines {
            failed += usize::from(!ranked);
            out.write_all(&line)?;
        }
        bars.advance(chunk.len() as u64);
    }
    Ok(failed)
}

fn line(
    engine: &Engine,
    search: &SearchIndex,
    packet: &Packet,
    options: &RankOptions<'_>,
) -> Result<(bool, Vec<u8>), CliError> {
    let (ranked, line) = ranked_line(engine, search, packet, options)?;
    let mut bytes = serde_json::to_vec(&line)?;
    bytes.push(b'\n');
    Ok((ranked, bytes))
}

/// # Errors
/// Where the model fails: that is no fault of a case.
fn ranked_line(
    engine: &Engine,
    search: &SearchIndex,
    packet: &Packet,
    options: &RankOptions<'_>,
) -> Result<(bool, BatchLine), CliError> {
    let draft = match parse_phenopacket(&packet.text) {
        Ok(draft) => draft,
        Err(error) => {
            let issue = InputIssue::new(Severity::Error, &packet.place, error.to_string());
            return Ok((false, batch_line(engine, "", &[issue], None)));
        }
    };
    let resolved = resolve(engine.kb(), Some(search), draft, Policy::Lenient);
    let mut issues = resolved.issues;
    match rank(engine, &resolved.case, options) {
        Ok(result) => Ok((true, batch_line(engine, &resolved.case.id, &issues, Some(&result)))),
        Err(error @ RankError::Model(_)) => Err(error.into()),
        Err(error) => {
            issues.push(InputIssue::new(Severity::Error, &packet.place, error.to_string()));
            Ok((false, batch_line(engine, &resolved.case.id, &issues, None)))
        }
    }
}
