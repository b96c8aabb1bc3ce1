//! `shirube annotate`

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::args::AnnotateArgs;
use super::outcome::CliError;
use crate::intake::{AnnotationSource, annotate};

/// Adds the fields of local files to a VCF.
pub fn run(args: &AnnotateArgs) -> Result<(), CliError> {
    let mut sources = args.with.iter().map(|text| source(text)).collect::<Result<Vec<_>, _>>()?;
    if same_file(&args.vcf, &args.out) {
        return Err(CliError::Input(format!("--out: {} is the file that is annotated", args.out.display())));
    }
    let input = open(&args.vcf)?;
    // Written beside and renamed: a failure leaves no half-annotated file behind.
    let partial = args.out.with_extension("partial");
    let wrong = |path: &Path, error: &dyn std::fmt::Display| CliError::Input(format!("{}: {error}", path.display()));
    let file = File::create(&partial).map_err(|error| wrong(&partial, &error))?;
    let output: Box<dyn Write> =
        if is_gzip(&args.out) { Box::new(crate::intake::compressed(file)) } else { Box::new(BufWriter::new(file)) };
    let done = annotate(input, output, &mut sources).map_err(|error| {
        let _ = std::fs::remove_file(&partial);
        wrong(&args.vcf, &error)
    })?;
    std::fs::rename(&partial, &args.out).map_err(|error| wrong(&args.out, &error))?;
    anstream::eprintln!("{} records written to {}, {} of them found", done.records, args.out.display(), done.found);
    Ok(())
}

/// `NAME=FILE` or `NAME=FILE:FIELD,FIELD`.
fn source(text: &str) -> Result<AnnotationSource, CliError> {
    let wrong = || CliError::Input(format!("--with {text:?}: write NAME=FILE or NAME=FILE:FIELD,FIELD"));
    let (name, rest) =
        text.split_once('=').filter(|(name, rest)| !name.is_empty() && !rest.is_empty()).ok_or_else(wrong)?;
    let (path, fields) = match rest.rsplit_once(':') {
        Some((path, fields)) if !Path::new(rest).exists() => (path, fields.split(',').map(str::to_owned).collect()),
        _ => (rest, Vec::new()),
    };
    AnnotationSource::open(name, Path::new(path), &fields).map_err(|error| CliError::Input(error.to_string()))
}

fn same_file(one: &Path, other: &Path) -> bool {
    one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}

fn is_gzip(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "gz" || extension == "bgz")
}

/// Plain or compressed, by the first bytes.
fn open(path: &Path) -> Result<Box<dyn BufRead>, CliError> {
    let wrong = |error: std::io::Error| CliError::Input(format!("{}: {error}", path.display()));
    let mut file = BufReader::new(File::open(path).map_err(wrong)?);
    let gzip = file.fill_buf().map_err(wrong)?.starts_with(&[0x1f, 0x8b]);
    Ok(if gzip { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) })
}
