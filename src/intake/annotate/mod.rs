//! Fields of local annotation files added to a VCF: `ClinVar`, gnomAD, `ToMMo`, any VCF or table that bgzip and
//! tabix prepared.
//!
//! Files are asked region by region through their index; none is ever read whole.

mod line;
mod source;
mod table;

pub use source::{AnnotationSource, AnnotationSourceError};

use std::fmt::Write as _;
use std::io::{self, BufRead, Write};

use line::Row;

/// Longest line, in bytes: beyond it a file is no VCF.
const LONGEST_LINE: u64 = 64 << 20;

/// Why a VCF cannot be annotated.
#[derive(Debug, thiserror::Error)]
pub enum AnnotateError {
    /// Reading or writing.
    #[error("line {line}: {source}")]
    Io {
        /// Line of the input.
        line: u64,
        /// What the system said.
        source: io::Error,
    },
    /// A line that is no record.
    #[error("line {line}: {reason}")]
    Record {
        /// Line of the input.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// Two assemblies.
    #[error(
        "chromosome {contig} has {ours} bases by the header, and {theirs} by that of annotation file {name}: they are of \
         different assemblies"
    )]
    Assembly {
        /// What the caller calls the annotation file.
        name: String,
        /// The chromosome.
        contig: String,
        /// Its length in the file that is annotated.
        ours: usize,
        /// Its length in the annotation file.
        theirs: usize,
    },
    /// An annotation file.
    #[error("line {line}: {source}")]
    Source {
        /// Line of the input.
        line: u64,
        /// What is wrong with the annotation file.
        source: AnnotationSourceError,
    },
}

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Annotated {
    /// Records written.
    pub records: u64,
    /// Records for which at least one file had the allele.
    pub found: u64,
}

/// A writer that compresses in blocks, as tabix needs.
#[must_use]
pub fn compressed(file: std::fs::File) -> impl Write {
    noodles::bgzf::io::Writer::new(file)
}

/// Copies a VCF, with the fields of the sources added to the INFO of every record whose allele they hold.
///
/// # Errors
/// [`AnnotateError`] naming the line.
pub fn annotate(
    mut input: impl BufRead,
    mut output: impl Write,
    sources: &mut [AnnotationSource],
) -> Result<Annotated, AnnotateError> {
    let mut done = Annotated::default();
    let (mut text, mut number) = (String::new(), 0);
    let mut lengths: Vec<(String, usize)> = Vec::new();
    loop {
        text.clear();
        number += 1;
        let fault = |source| AnnotateError::Io { line: number, source };
        let read = io::Read::take(&mut input, LONGEST_LINE).read_line(&mut text).map_err(fault)?;
        if read == 0 {
            break;
        }
        if read as u64 == LONGEST_LINE {
            return Err(AnnotateError::Record { line: number, reason: format!("longer than {LONGEST_LINE} bytes") });
        }
        let line = text.trim_end_matches(['\n', '\r']);
        lengths.extend(contig_line(line));
        if line.starts_with("#CHROM") {
            for source in &*sources {
                if let Some((contig, ours, theirs)) = source.contradicts(&lengths) {
                    return Err(AnnotateError::Assembly { name: source.name().to_owned(), contig, ours, theirs });
                }
                for declared in source.declarations() {
                    writeln!(output, "{declared}").map_err(fault)?;
                }
            }
        }
        if line.starts_with('#') || line.is_empty() {
            writeln!(output, "{line}").map_err(fault)?;
            continue;
        }
        let row = Row::parse(line).map_err(|reason| AnnotateError::Record { line: number, reason })?;
        let mut added = String::new();
        for source in &mut *sources {
            let found = source.fields(&row).map_err(|source| AnnotateError::Source { line: number, source })?;
            for (name, value) in found {
                let _ = write!(added, ";{name}={value}");
            }
        }
        done.records += 1;
        done.found += u64::from(!added.is_empty());
        row.write(&mut output, &added).map_err(fault)?;
    }
    output.flush().map_err(|source| AnnotateError::Io { line: number, source })?;
    Ok(done)
}

/// Chromosome and length of a `##contig` line.
fn contig_line(line: &str) -> Option<(String, usize)> {
    let fields = line.strip_prefix("##contig=<")?.trim_end_matches('>');
    let field = |key: &str| fields.split(',').find_map(|field| field.strip_prefix(key)?.strip_prefix('='));
    Some((field("ID")?.to_owned(), field("length")?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_sources_a_file_is_copied_and_a_broken_line_is_named() {
        let text = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n1\t10\t.\tA\tG\t.\t.\t.\n";
        let mut out = Vec::new();
        let done = annotate(text.as_bytes(), &mut out, &mut []).unwrap();
        assert_eq!((done, out.as_slice()), (Annotated { records: 1, found: 0 }, text.as_bytes()));
        let broken = format!("{text}1\tx\t.\tA\tG\t.\t.\t.\n");
        let error = annotate(broken.as_bytes(), Vec::new(), &mut []).unwrap_err().to_string();
        assert!(error.starts_with("line 4") && error.contains("\"x\""), "{error}");
    }
}
