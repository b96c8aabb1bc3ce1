//! RefSeq transcripts in UCSC's extended genePred form (<https://genome.ucsc.edu/FAQ/FAQformat.html#format9>).
//!
//! The file may be compressed by gzip or not, and may begin with UCSC's header line or not. Coordinates of the file
//! count from 0 and end after the last base; what is returned counts from 1 and ends with the last base.

use std::borrow::Cow;
use std::io::Read;

use super::{Parsed, SourceError, Tally};
use crate::domain::{Assembly, Contig};

/// More than any such table holds; a file that unpacks to more is refused.
const MOST_BYTES: u64 = 1 << 30;

/// The columns of the form, in its order.
const COLUMNS: [&str; 16] = [
    "bin",
    "name",
    "chrom",
    "strand",
    "txStart",
    "txEnd",
    "cdsStart",
    "cdsEnd",
    "exonCount",
    "exonStarts",
    "exonEnds",
    "score",
    "name2",
    "cdsStartStat",
    "cdsEndStat",
    "exonFrames",
];

/// A RefSeq accession of a curated transcript; of the protein or the genome for mitochondrial genes, whose transcripts
/// RefSeq does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RefSeqAccession {
    /// What it names.
    pub kind: RefSeqKind,
    /// The digits.
    pub number: u32,
    /// The version, from 1.
    pub version: u16,
}

/// What a RefSeq accession names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RefSeqKind {
    /// `NM_`, a messenger RNA.
    Messenger,
    /// `NR_`, an RNA that codes for no protein.
    NonCoding,
    /// `YP_`, a protein of the mitochondrial genome.
    Mitochondrial,
    /// `NC_`, the mitochondrial genome, of whose transfer and ribosomal RNAs no transcripts are named.
    Genome,
}

impl RefSeqKind {
    /// All kinds with their prefixes.
    const PREFIXES: [(&'static str, Self); 4] =
        [("NM_", Self::Messenger), ("NR_", Self::NonCoding), ("YP_", Self::Mitochondrial), ("NC_", Self::Genome)];

    /// The prefix, such as `NM_`.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        Self::PREFIXES[self as usize].0
    }

    /// The kind at a position of the archived form.
    #[must_use]
    pub fn from_code(code: u8) -> Self {
        Self::PREFIXES.get(usize::from(code)).map_or(Self::NonCoding, |(_, kind)| *kind)
    }
}

/// Why a text is not such an accession.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a versioned RefSeq accession (NM_, NR_, YP_ or NC_, six or nine digits, a version)")]
pub struct AccessionError(pub String);

impl std::str::FromStr for RefSeqAccession {
    type Err = AccessionError;

    /// `NM_000138.5`; the digits are six, or nine where six do not suffice.
    fn from_str(text: &str) -> Result<Self, AccessionError> {
        let read = || {
            let (kind, rest) =
                RefSeqKind::PREFIXES.iter().find_map(|(prefix, kind)| Some((*kind, text.strip_prefix(prefix)?)))?;
            let (digits, version) = rest.split_once('.')?;
            let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            let accession = Self { kind, number: digits.parse().ok()?, version: version.parse().ok()? };
            // Printing it must give the same text back.
            (plain(digits) && plain(version) && accession.to_string() == text).then_some(accession)
        };
        read().ok_or_else(|| AccessionError(text.chars().take(40).collect()))
    }
}

impl std::fmt::Display for RefSeqAccession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = if self.number < 1_000_000 { 6 } else { 9 };
        write!(f, "{}{:0digits$}.{}", self.kind.prefix(), self.number, self.version)
    }
}

/// One transcript as it lies on a chromosome of the primary assembly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenePredRow {
    /// The transcript.
    pub accession: RefSeqAccession,
    /// The gene's symbol in RefSeq's words.
    pub symbol: String,
    /// Chromosome.
    pub contig: Contig,
    /// Whether it is read against the direction of the chromosome.
    pub reverse: bool,
    /// First and last base of every exon, from 1, ascending, at least one.
    pub exons: Vec<(u32, u32)>,
    /// First and last base of the coding sequence with its stop codon, from 1; `None` where it codes for no protein.
    pub coding: Option<(u32, u32)>,
    /// Whether the reading frames of the exons are those that counting bases gives: false where transcript and
    /// chromosome differ by an insertion or deletion.
    pub regular: bool,
}

/// Reads the curated transcripts of the primary assembly; predicted ones (`XM_`, `XR_`) and other contigs are tallied.
///
/// # Errors
/// [`SourceError`] where the file cannot be unpacked or is not such a table.
pub fn parse(file: &str, bytes: &[u8], assembly: Assembly) -> Result<Parsed<GenePredRow>, SourceError> {
    let text = unpacked(file, bytes)?;
    let mut parsed = Parsed::default();
    let Parsed { rows, tally, .. } = &mut parsed;
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        if number == 0 && line.starts_with(b"#") {
            check_header(file, line)?;
            continue;
        }
        tally.read += 1;
        let place = || format!("line {} of {file}", number + 1);
        match std::str::from_utf8(line) {
            Ok(line) => read_row(line, assembly, &place, rows, tally),
            Err(_) => tally.drop_row("not UTF-8", place),
        }
    }
    Ok(parsed)
}

fn unpacked<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, SourceError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes)
        .take(MOST_BYTES + 1)
        .read_to_end(&mut text)
        .map_err(|error| SourceError::file(file, format!("cannot be unpacked: {error}")))?;
    if text.len() as u64 > MOST_BYTES {
        return Err(SourceError::file(file, format!("unpacks to more than {MOST_BYTES} bytes")));
    }
    Ok(Cow::Owned(text))
}

fn check_header(file: &str, line: &[u8]) -> Result<(), SourceError> {
    let header = String::from_utf8_lossy(line);
    let columns: Vec<&str> = header.trim_start_matches('#').split('\t').collect();
    if columns == COLUMNS {
        return Ok(());
    }
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|column| !columns.contains(column)).collect();
    Err(SourceError::line(file, 1, format!("not the columns of an extended genePred table; missing {missing:?}")))
}

fn read_row(
    line: &str,
    assembly: Assembly,
    place: &impl Fn() -> String,
    rows: &mut Vec<GenePredRow>,
    tally: &mut Tally,
) {
    let fields: Vec<&str> = line.split('\t').collect();
    let Ok(fields) = <[&str; 16]>::try_from(fields) else {
        tally.drop_row("not sixteen columns", place);
        return;
    };
    let name = fields[1];
    if name.starts_with("XM_") || name.starts_with("XR_") {
        tally.drop_row("predicted transcript", place);
        return;
    }
    let Ok(contig) = fields[2].parse::<Contig>() else {
        tally.drop_row("not on the primary assembly", || format!("{}: {}", place(), fields[2]));
        return;
    };
    match transcript(&fields, contig, assembly) {
        Ok(row) => rows.push(row),
        Err((reason, offender)) => tally.drop_row(reason, || format!("{}: {offender:?}", place())),
    }
}

/// The row, or why not and the text that is wrong.
fn transcript<'a>(
    fields: &[&'a str; 16],
    contig: Contig,
    assembly: Assembly,
) -> Result<GenePredRow, (&'static str, &'a str)> {
    let accession: RefSeqAccession = fields[1].parse().map_err(|_| ("bad accession", fields[1]))?;
    let reverse = match fields[3] {
        "+" => false,
        "-" => true,
        other => return Err(("bad strand", other)),
    };
    let number = |column: usize| fields[column].parse::<u32>().map_err(|_| ("bad position", fields[column]));
    let (starts, ends) = (list(fields[9])?, list(fields[10])?);
    if starts.is_empty() || starts.len() != ends.len() || number(8)? as usize != starts.len() {
        return Err(("exon counts differ", fields[8]));
    }
    let ascending = starts.iter().zip(&ends).all(|(start, end)| start < end)
        && starts.iter().skip(1).zip(&ends).all(|(start, end)| start >= end);
    let bounds = (number(4)?, number(5)?);
    let inside = (starts.first(), ends.last()) == (Some(&bounds.0), Some(&bounds.1));
    if !ascending || !inside || bounds.1 > contig.length(assembly) {
        return Err(("exons out of order or bounds", fields[9]));
    }
    let (first, last) = (number(6)?, number(7)?);
    if first > last || first < bounds.0 || last > bounds.1 {
        return Err(("coding sequence out of bounds", fields[6]));
    }
    let coding = (first < last && fields[13] != "none").then_some((first + 1, last));
    let exons: Vec<(u32, u32)> = starts.iter().zip(&ends).map(|(start, end)| (start + 1, *end)).collect();
    let frames: Vec<&str> = fields[15].split(',').filter(|frame| !frame.is_empty()).collect();
    let regular = frames_fit(&exons, coding, reverse, &frames);
    Ok(GenePredRow { accession, symbol: fields[12].to_owned(), contig, reverse, exons, coding, regular })
}

fn list(text: &str) -> Result<Vec<u32>, (&'static str, &str)> {
    text.split(',')
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|_| ("bad position", part)))
        .collect()
}

/// Whether every exon begins in the frame that the coding bases before it give.
fn frames_fit(exons: &[(u32, u32)], coding: Option<(u32, u32)>, reverse: bool, frames: &[&str]) -> bool {
    let Some((first, last)) = coding else {
        return true;
    };
    let mut before = 0;
    let fits = |(exon, frame): (&(u32, u32), &&str)| {
        let bases = (exon.1.min(last) + 1).saturating_sub(exon.0.max(first));
        let fits = bases == 0 || frame.parse() == Ok(before % 3);
        before += bases;
        fits
    };
    frames.len() == exons.len()
        && if reverse { exons.iter().zip(frames).rev().all(fits) } else { exons.iter().zip(frames).all(fits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "0\tNM_000001.2\tchr7\t-\t100\t400\t150\t350\t2\t100,300,\t200,400,\t0\tABC\tcmpl\tcmpl\t2,0,";

    fn read(text: &str) -> Parsed<GenePredRow> {
        parse("t.txt", text.as_bytes(), Assembly::Grch38).unwrap()
    }

    #[test]
    fn rows_are_read_with_and_without_header_and_compression() {
        let header = format!("#{}\n", COLUMNS.join("\t"));
        let plain = read(GOOD);
        let row = &plain.rows[0];
        assert_eq!((row.accession.to_string().as_str(), row.symbol.as_str()), ("NM_000001.2", "ABC"));
        assert_eq!(row.exons, [(101, 200), (301, 400)]);
        assert_eq!((row.coding, row.reverse, row.regular), (Some((151, 350)), true, true));
        let text = format!("{header}{GOOD}\r\n");
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gz, text.as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        let packed = parse("t.txt.gz", &gz, Assembly::Grch38).unwrap();
        assert_eq!((&packed.rows, packed.tally.read), (&plain.rows, 1));
        assert!(parse("t.txt.gz", &gz[..gz.len() - 9], Assembly::Grch38).is_err(), "cut short");
        let wrong = parse("t.txt", header.replace("exonFrames", "frames").as_bytes(), Assembly::Grch38);
        assert!(wrong.unwrap_err().to_string().contains("exonFrames"));
    }

    #[test]
    fn frames_that_do_not_follow_are_told() {
        assert!(!read(&GOOD.replace("2,0,", "1,0,")).rows[0].regular);
        assert!(!read(&GOOD.replace("2,0,", "0,")).rows[0].regular);
        let none = read(&GOOD.replace("cmpl\tcmpl", "none\tnone").replace("2,0,", "-1,-1,"));
        assert_eq!((none.rows[0].coding, none.rows[0].regular), (None, true));
    }

    #[test]
    fn hostile_rows_are_tallied_by_reason() {
        for (from, to, reason) in [
            ("NM_000001.2", "XM_000001.2", "predicted transcript"),
            ("chr7", "chr7_KI270803v1_alt", "not on the primary assembly"),
            ("NM_000001.2", "NM_1.2", "bad accession"),
            ("NM_000001.2", "NM_000001", "bad accession"),
            ("NM_000001.2", "NM_000001.70000", "bad accession"),
            ("\t-\t", "\t?\t", "bad strand"),
            ("100,300,", "100,3x0,", "bad position"),
            ("\t2\t", "\t3\t", "exon counts differ"),
            ("\t2\t100,300,\t200,400,", "\t0\t,\t,", "exon counts differ"),
            ("100,300,", "100,150,", "exons out of order or bounds"),
            ("100,300,", "300,100,", "exons out of order or bounds"),
            ("\t400\t", "\t4294967295\t", "exons out of order or bounds"),
            ("\t150\t350\t", "\t50\t350\t", "coding sequence out of bounds"),
            ("\t150\t350\t", "\t350\t150\t", "coding sequence out of bounds"),
            ("\t0\tABC", "", "not sixteen columns"),
        ] {
            let parsed = read(&GOOD.replace(from, to));
            assert!(parsed.rows.is_empty(), "{to}");
            assert_eq!(parsed.tally.dropped.keys().copied().collect::<Vec<_>>(), [reason], "{to}");
        }
        assert!(parse("t.txt", b"\xff\xfe\t\n\n", Assembly::Grch38).unwrap().tally.dropped.contains_key("not UTF-8"));
    }
}
