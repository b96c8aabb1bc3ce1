//! The header: what is needed of it is read leniently, what changes the meaning of records is refused.

use std::collections::HashSet;

use super::error::{VcfError, shorten};
use super::issues::IssueLog;
use super::row::COLUMNS;
use super::source::Lines;

/// How many values an INFO field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// One for each alternate allele (`A`).
    Alternates,
    /// One for each allele, the reference first (`R`).
    Alleles,
    /// Another number, or not known.
    Other,
}

/// A declared INFO field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InfoField {
    /// Key.
    pub id: String,
    /// How many values.
    pub number: Number,
    /// Description, unquoted.
    pub description: String,
}

/// A declared contig.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ContigLine {
    /// Name.
    pub id: String,
    /// Length in base pairs.
    pub length: Option<u64>,
    /// The attribute `assembly`.
    pub assembly: Option<String>,
}

/// What the header says.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// Samples, in the order of the columns.
    pub samples: Vec<String>,
    /// Whether there is a FORMAT column.
    pub has_format: bool,
    /// INFO fields.
    pub info: Vec<InfoField>,
    /// Contigs.
    pub contigs: Vec<ContigLine>,
    /// Other lines, key and value.
    pub other: Vec<(String, String)>,
}

const TYPES: [&str; 5] = ["Integer", "Float", "Flag", "Character", "String"];

impl Header {
    /// Reads up to and including the `#CHROM` line.
    pub fn read(lines: &mut Lines<'_>, name: &str, issues: &mut IssueLog) -> Result<Self, VcfError> {
        let mut header = Self::default();
        let mut seen = HashSet::new();
        let mut buffer = Vec::new();
        while lines.next(&mut buffer)? {
            let place = || format!("line {} of {name}", lines.line());
            let text = String::from_utf8_lossy(&buffer);
            if matches!(text, std::borrow::Cow::Owned(_)) {
                issues.warn("utf8", place, || "the header is not UTF-8; other bytes are shown as \u{fffd}".to_owned());
            }
            let mut line: &str = &text;
            if lines.line() == 1 {
                if let Some(rest) = line.strip_prefix('\u{feff}') {
                    issues.warn("bom", place, || "a byte order mark was left out".to_owned());
                    line = rest;
                }
                check_first(line, lines.line(), name, issues)?;
            }
            if let Some(meta) = line.strip_prefix("##") {
                header.meta(meta, &mut seen, &place, issues);
            } else if let Some(columns) = line.strip_prefix('#') {
                header.columns(columns, lines.line(), name)?;
                return Ok(header);
            } else if line.trim().is_empty() {
                issues.warn("blank header line", place, || "a blank line in the header was left out".to_owned());
            } else if lines.line() == 1 {
                return Err(foreign(line, lines, name));
            } else {
                return Err(VcfError::NoColumnLine { name: name.to_owned(), line: lines.line() });
            }
        }
        Err(VcfError::NoColumnLine { name: name.to_owned(), line: lines.line() + 1 })
    }

    fn meta(&mut self, meta: &str, seen: &mut HashSet<String>, place: &dyn Fn() -> String, issues: &mut IssueLog) {
        let Some((kind, value)) = meta.split_once('=') else {
            issues.warn("meta", place, || format!("{:?} is not KEY=VALUE; it was left out", shorten(meta)));
            return;
        };
        let kind = kind.trim();
        if !matches!(kind, "INFO" | "FORMAT" | "FILTER" | "contig") {
            self.other.push((kind.to_owned(), value.trim().to_owned()));
            return;
        }
        let attributes = attributes(value);
        let find = |key: &str| attributes.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str());
        let Some(id) = find("ID").filter(|id| !id.is_empty()) else {
            issues.warn("no id", place, || format!("{kind} without an ID was left out"));
            return;
        };
        if !seen.insert(format!("{kind} {id}")) {
            // PASS is implied, and tools declare it again.
            if id != "PASS" {
                issues.warn("duplicate id", place, || {
                    format!("{kind} {:?} is declared twice; the first declaration holds", shorten(id))
                });
            }
            return;
        }
        if kind == "contig" {
            let length = find("length").map(|text| text.trim().replace([',', '_'], ""));
            let number = length.as_deref().and_then(|text| text.parse().ok());
            if length.is_some() && number.is_none() {
                issues.warn("contig length", place, || format!("the length of contig {:?} is no number", shorten(id)));
            }
            self.contigs.push(ContigLine {
                id: id.to_owned(),
                length: number,
                assembly: find("assembly").map(str::to_owned),
            });
            return;
        }
        if find("Description").is_none() {
            issues.warn("description", place, || format!("{kind} {:?} has no Description", shorten(id)));
        }
        if kind == "FILTER" {
            return;
        }
        if !find("Type").is_some_and(|kind| TYPES.contains(&kind)) {
            issues.warn("type", place, || {
                format!(
                    "{kind} {:?} has the type {:?}; it is read as text",
                    shorten(id),
                    find("Type").unwrap_or("none")
                )
            });
        }
        if kind == "INFO" {
            let number = match find("Number") {
                Some("A") => Number::Alternates,
                Some("R") => Number::Alleles,
                _ => Number::Other,
            };
            let description = find("Description").unwrap_or_default().to_owned();
            self.info.push(InfoField { id: id.to_owned(), number, description });
        }
    }

    fn columns(&mut self, columns: &str, line: u64, name: &str) -> Result<(), VcfError> {
        let refuse = |problem: String| Err(VcfError::Columns { name: name.to_owned(), line, problem });
        let mut found = columns.trim_end().split('\t');
        for wanted in COLUMNS {
            match found.next() {
                Some(column) if column == wanted => {}
                Some(column) if column.contains(' ') => {
                    return refuse("the columns are separated by spaces; VCF separates by tabs".to_owned());
                }
                Some(column) => return refuse(format!("the column {:?} stands where {wanted} must", shorten(column))),
                None => return refuse(format!("the column {wanted} is missing")),
            }
        }
        match found.next() {
            None => return Ok(()),
            Some("FORMAT") => self.has_format = true,
            Some(column) => return refuse(format!("the column {:?} stands where FORMAT must", shorten(column))),
        }
        let mut seen = HashSet::new();
        for sample in found {
            if sample.trim().is_empty() {
                return refuse("a sample has no name".to_owned());
            }
            if !seen.insert(sample) {
                return refuse(format!("the sample {:?} occurs twice", shorten(sample)));
            }
            self.samples.push(sample.to_owned());
        }
        Ok(())
    }

    /// A declared INFO field.
    pub fn info(&self, id: &str) -> Option<&InfoField> {
        self.info.iter().find(|field| field.id == id)
    }
}

/// The first line says which version it is; without it the file is read as the current one.
fn check_first(line: &str, number: u64, name: &str, issues: &mut IssueLog) -> Result<(), VcfError> {
    let Some(version) = line.strip_prefix("##fileformat=") else {
        if line.starts_with('#') {
            issues.warn(
                "fileformat",
                || format!("line {number} of {name}"),
                || "the first line is not ##fileformat; the file is read as VCF 4.2".to_owned(),
            );
        }
        return Ok(());
    };
    match version.trim().strip_prefix("VCFv").and_then(|text| text.split_once('.')) {
        Some(("4", minor)) if minor.parse::<u8>().is_ok_and(|minor| minor <= 5) => Ok(()),
        Some(("4", _)) => {
            let message = || format!("{:?} is newer than VCF 4.5; it is read as VCF 4.5", shorten(version));
            issues.warn("version", || format!("line {number} of {name}"), message);
            Ok(())
        }
        _ => Err(VcfError::Version { name: name.to_owned(), version: shorten(version) }),
    }
}

/// Tells a VCF with something before it from what is no VCF.
fn foreign(first: &str, lines: &mut Lines<'_>, name: &str) -> VcfError {
    const LOOK_AHEAD: u32 = 50;
    let line = shorten(first);
    if first.split('\t').count() >= COLUMNS.len() {
        return VcfError::NoColumnLine { name: name.to_owned(), line: 1 };
    }
    let mut buffer = Vec::new();
    for _ in 0..LOOK_AHEAD {
        if !matches!(lines.next(&mut buffer), Ok(true)) {
            break;
        }
        if buffer.starts_with(b"##fileformat=") {
            return VcfError::Preamble { name: name.to_owned(), line, begins: lines.line() };
        }
    }
    VcfError::NotVcf { name: name.to_owned(), looks: format!("{line:?}") }
}

/// The attributes of `<ID=x,Description="a, b">`; quotes and backslashes within quotes are resolved.
fn attributes(value: &str) -> Vec<(String, String)> {
    let value = value.trim();
    let inner = value.strip_prefix('<').unwrap_or(value);
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    let mut found = Vec::new();
    let (mut key, mut text) = (None, String::new());
    let (mut quoted, mut escaped) = (false, false);
    for letter in inner.chars() {
        match letter {
            _ if escaped => {
                text.push(letter);
                escaped = false;
            }
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '=' if !quoted && key.is_none() => key = Some(std::mem::take(&mut text)),
            ',' if !quoted => {
                let value = std::mem::take(&mut text);
                found.extend(key.take().map(|key: String| (key.trim().to_owned(), value)));
            }
            _ => text.push(letter),
        }
    }
    found.extend(key.map(|key| (key.trim().to_owned(), text)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (Result<Header, VcfError>, Vec<String>) {
        let mut issues = IssueLog::default();
        let header = Lines::open(text.as_bytes(), "t.vcf", None)
            .and_then(|mut lines| Header::read(&mut lines, "t.vcf", &mut issues));
        (header, issues.finish().into_iter().map(|issue| issue.to_string()).collect())
    }

    const COLUMNS_LINE: &str = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\n";

    #[test]
    fn a_clean_header_gives_no_issue() {
        let text = format!(
            "##fileformat=VCFv4.2\n##reference=file:///x/hg38.fa\n##contig=<ID=1,length=248956422,assembly=hg38>\n\
             ##INFO=<ID=AF,Number=A,Type=Float,Description=\"a, \\\"b\\\" = c\">\n{COLUMNS_LINE}"
        );
        let (header, issues) = read(&text);
        let header = header.unwrap();
        assert_eq!(issues, [""; 0]);
        assert_eq!(header.samples, ["a", "b"]);
        assert_eq!(header.info[0].description, "a, \"b\" = c");
        assert_eq!(header.info[0].number, Number::Alternates);
        assert_eq!(header.contigs[0].length, Some(248_956_422));
        assert_eq!(header.other[1].0, "reference");
    }

    #[test]
    fn what_is_clear_is_repaired_with_a_word() {
        for (before, word) in [
            ("\u{feff}##fileformat=VCFv4.2\n", "byte order mark"),
            ("##source=x\n", "not ##fileformat"),
            ("##fileformat=VCFv4.9\n", "newer"),
            ("##fileformat=VCFv4.1\n##INFO=<ID=X,Number=1,Type=Float>\n", "no Description"),
            ("##fileformat=VCFv4.1\n##INFO=<ID=X,Number=1,Type=Double,Description=\"\">\n", "Double"),
            ("##fileformat=VCFv4.1\n##FILTER=<ID=X,Description=\"\">\n##FILTER=<ID=X,Description=\"\">\n", "twice"),
            ("##fileformat=VCFv4.1\n##contig=<ID=1,length=long>\n", "no number"),
            ("##fileformat=VCFv4.1\n##INFO=<Number=1>\n", "without an ID"),
            ("##fileformat=VCFv4.1\n##nonsense\n", "KEY=VALUE"),
            ("##fileformat=VCFv4.1\n\n", "blank"),
        ] {
            let (header, issues) = read(&format!("{before}{COLUMNS_LINE}"));
            assert_eq!(header.unwrap().samples, ["a", "b"], "{before}");
            assert!(issues.len() == 1 && issues[0].contains(word), "{before}: {issues:?}");
        }
        let (header, issues) = read(&format!("##fileformat=VCFv4.1\r\n{}", COLUMNS_LINE.replace('\n', "\r\n")));
        assert_eq!((header.unwrap().samples.len(), issues.len()), (2, 0));
    }

    #[test]
    fn what_changes_the_meaning_is_refused_by_line() {
        for (text, words) in [
            ("##fileformat=VCFv3.3\n", "line 1 of t.vcf: \"VCFv3.3\""),
            ("##fileformat=VCFv4.2\n1\t5\t.\tA\tC\t.\t.\t.\n", "line 2 of t.vcf is not a header line"),
            ("##fileformat=VCFv4.2\n", "line 2"),
            ("1\t5\t.\tA\tC\t.\t.\t.\n", "no #CHROM line"),
            ("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tINFO\n", "\"INFO\" stands where FILTER must"),
            ("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\n", "the column REF is missing"),
            ("##fileformat=VCFv4.2\n#CHROM POS ID REF\n", "spaces"),
            ("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tGT\n", "FORMAT must"),
            ("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\ta\n", "occurs twice"),
            (" ann -c x\n##fileformat=VCFv4.2\n", "begins at line 2: remove"),
            ("<!DOCTYPE html>\n", "not a VCF or BCF file"),
            ("chrom,pos\n1,2\n", "not a VCF or BCF file"),
        ] {
            let error = read(text).0.unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(text in "(##|#|)(INFO|contig|CHROM|fileformat)?[=<]{0,2}[ -~\t\n]{0,80}") {
            let _ = read(&text);
        }
    }
}
