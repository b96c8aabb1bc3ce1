//! One record, split.

use super::error::shorten;
use super::issues::Malformed;

/// The columns of one record, not yet read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    /// `CHROM`
    pub contig: &'a str,
    /// `POS`
    pub position: &'a str,
    /// `REF`
    pub reference: &'a str,
    /// `ALT`
    pub alternates: &'a str,
    /// `FILTER`
    pub filter: &'a str,
    /// `INFO`
    pub info: &'a str,
    /// `FORMAT`
    pub format: Option<&'a str>,
    /// Sample columns, joined by tabs.
    pub samples: &'a str,
}

/// Names of the fixed columns.
pub(super) const COLUMNS: [&str; 8] = ["CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"];

impl<'a> Row<'a> {
    /// Splits a line at its tabs.
    pub fn split(line: &'a str) -> Result<Self, Malformed> {
        if line.trim().is_empty() {
            return Err(Malformed::new("blank line", "the line is blank"));
        }
        let mut fixed = [""; 8];
        let mut rest = Some(line);
        for (index, field) in fixed.iter_mut().enumerate() {
            let Some(text) = rest else { return Err(too_few(line, index)) };
            (*field, rest) = match text.split_once('\t') {
                Some((value, after)) => (value, Some(after)),
                None => (text, None),
            };
            if field.is_empty() {
                return Err(Malformed::new("empty column", format!("{} is empty", COLUMNS[index])));
            }
        }
        let [contig, position, _, reference, alternates, _, filter, info] = fixed;
        let (format, samples) = match rest {
            None => (None, ""),
            Some(rest) => rest.split_once('\t').map_or((Some(rest), ""), |(format, samples)| (Some(format), samples)),
        };
        Ok(Self { contig, position, reference, alternates, filter, info, format, samples })
    }

    /// The position as a number from 1.
    pub fn position(&self) -> Result<u32, Malformed> {
        match self.position.parse::<u32>() {
            Ok(position @ 1..) if self.position.as_bytes()[0] != b'+' => Ok(position),
            Ok(_) => Err(Malformed::new("POS", "POS is 0, the telomere, where no base can change")),
            Err(_) => Err(Malformed::new("POS", format!("POS {:?} is not a position", shorten(self.position)))),
        }
    }

    /// Whether the caller's filters let it pass or were not applied.
    pub fn passes(&self) -> bool {
        matches!(self.filter, "PASS" | "." | "0")
    }
}

fn too_few(line: &str, found: usize) -> Malformed {
    let missing = COLUMNS[found];
    let message = if line.contains('\t') || line.starts_with("BCF record") {
        format!("the record has {found} columns, {missing} is missing: {:?}", shorten(line))
    } else {
        format!("the record has no tabs between its columns: {:?}", shorten(line))
    };
    Malformed::new("columns", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_split_and_their_absence_is_named() {
        let row = Row::split("1\t5\t.\tA\tC\t.\tPASS\tDP=3\tGT\t0/1\t1/1").unwrap();
        assert_eq!((row.contig, row.position(), row.samples), ("1", Ok(5), "0/1\t1/1"));
        assert_eq!(Row::split("1\t5\t.\tA\tC\t.\t.\t.").unwrap().format, None);
        for (line, word) in [
            ("", "blank"),
            ("1 5 . A C . PASS .", "no tabs"),
            ("1\t5\t.\tA", "ALT is missing"),
            ("1\t5\t.\t\tC\t.\t.\t.", "REF is empty"),
        ] {
            let error = Row::split(line).unwrap_err();
            assert!(error.message.contains(word), "{error:?}");
        }
        for position in ["0", "-1", "+5", "1.5", "x", "99999999999"] {
            let line = format!("1\t{position}\t.\tA\tC\t.\t.\t.");
            assert!(Row::split(&line).unwrap().position().is_err(), "{position}");
        }
    }
}
