//! A table of scores, compressed by bgzip and indexed by tabix: AlphaMissense's and CADD's files as they are published, and
//! any other with a line of column names.

use std::fs::File;
use std::io::{self, BufRead};
use std::path::Path;

use noodles::bgzf;
use noodles::core::Region;
use noodles::csi::{self, BinningIndex};
use noodles::tabix;

use super::source::Hit;

/// Lines before the records, at most.
const LONGEST_HEAD: usize = 1_000;

/// An indexed table.
pub(super) struct Table {
    reader: csi::io::IndexedReader<bgzf::io::Reader<File>, Box<dyn BinningIndex>>,
    /// Names of the columns, without the sign of a comment.
    pub columns: Vec<String>,
    position: usize,
    reference: usize,
    alternate: usize,
}

impl Table {
    /// Opens a table with its index.
    pub fn open(path: &Path) -> io::Result<Self> {
        let beside = |kind: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(kind);
            std::path::PathBuf::from(name)
        };
        let index: Box<dyn BinningIndex> = if beside(".tbi").exists() {
            Box::new(tabix::fs::read(beside(".tbi"))?)
        } else {
            Box::new(csi::fs::read(beside(".csi"))?)
        };
        let position = index.header().map_or(1, csi::binning_index::index::Header::start_position_index);
        let columns = columns_of(bgzf::io::Reader::new(File::open(path)?), position)?;
        let named = |names: &[&str]| {
            let is_one = |column: &String| names.iter().any(|name| column.eq_ignore_ascii_case(name));
            columns.iter().position(is_one).ok_or_else(|| {
                let message = format!("no column is called {}; there are {}", names[0], columns.join(", "));
                io::Error::new(io::ErrorKind::InvalidData, message)
            })
        };
        let reference = named(&["REF", "reference", "ref_allele", "reference_allele"])?;
        let alternate = named(&["ALT", "alternate", "alt_allele", "alternate_allele"])?;
        let reader = csi::io::IndexedReader::new(File::open(path)?, index);
        Ok(Self { reader, columns, position, reference, alternate })
    }

    /// Names of the chromosomes.
    pub fn contigs(&self) -> Vec<String> {
        let header = self.reader.index().header();
        header
            .map(|header| header.reference_sequence_names().iter().map(ToString::to_string).collect())
            .unwrap_or_default()
    }

    /// What the table holds at a position for a reference allele, with the values of the named columns.
    pub fn hits(&mut self, region: &Region, position: u32, reference: &str, names: &[String]) -> io::Result<Vec<Hit>> {
        let places: Vec<Option<usize>> =
            names.iter().map(|name| self.columns.iter().position(|column| column == name)).collect();
        let mut hits = Vec::new();
        for record in self.reader.query(region)? {
            let record = record?;
            let cells: Vec<&str> = record.as_ref().split('\t').collect();
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
            if cell(self.position).parse() != Ok(position) || cell(self.reference) != reference {
                continue;
            }
            let values = places.iter().map(|place| value(cell((*place)?))).collect();
            hits.push(Hit { alternates: cell(self.alternate).to_owned(), values });
        }
        Ok(hits)
    }
}

/// A cell as a value of INFO; `None` where it holds nothing.
fn value(cell: &str) -> Option<String> {
    let cell = cell.trim();
    let is_nothing = matches!(cell, "" | "." | "NA" | "-");
    (!is_nothing).then(|| cell.replace([';', '=', ',', ' ', '\t'], "|"))
}

/// The column names: the last line that is a comment and has columns, or the first line where its position is none.
fn columns_of(reader: impl BufRead, position: usize) -> io::Result<Vec<String>> {
    let names =
        |line: &str| line.trim_start_matches('#').split('\t').map(|name| name.trim().to_owned()).collect::<Vec<_>>();
    let mut found = None;
    for line in reader.lines().take(LONGEST_HEAD) {
        let line = line?;
        if line.starts_with('#') {
            if line.contains('\t') {
                found = Some(names(&line));
            }
            continue;
        }
        let is_record = line.split('\t').nth(position).is_some_and(|cell| cell.parse::<u32>().is_ok());
        if !is_record && found.is_none() {
            found = Some(names(&line));
        }
        break;
    }
    found.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no line names the columns"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_by_the_last_comment_or_the_first_line() {
        for text in [
            "# Copyright\n#CHROM\tPOS\tREF\tALT\n1\t5\tA\tC\n",
            "## a\tb\n#CHROM\tPOS\tREF\tALT\n1\t5\tA\tC\n",
            "CHROM\tPOS\tREF\tALT\n1\t5\tA\tC\n",
        ] {
            assert_eq!(columns_of(text.as_bytes(), 1).unwrap(), ["CHROM", "POS", "REF", "ALT"], "{text}");
        }
        assert!(columns_of(&b"1\t5\tA\tC\n"[..], 1).is_err());
        assert!(columns_of(&b""[..], 1).is_err());
    }

    #[test]
    fn cells_become_values() {
        assert_eq!(value(" likely pathogenic;x "), Some("likely|pathogenic|x".to_owned()));
        assert_eq!(value("."), None);
        assert_eq!(value("0"), Some("0".to_owned()));
    }
}
