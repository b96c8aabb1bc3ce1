//! One record as text.

use std::io::{self, Write};

/// The columns that matter, borrowed from the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row<'a> {
    line: &'a str,
    pub contig: &'a str,
    pub position: u32,
    pub reference: &'a str,
    pub alternates: &'a str,
    info: (usize, usize),
}

impl<'a> Row<'a> {
    pub(super) fn parse(line: &'a str) -> Result<Self, String> {
        let mut ends = line.match_indices('\t').map(|(at, _)| at);
        let mut start = 0;
        let mut columns = [(0, 0); 8];
        for column in &mut columns {
            let end = ends.next().unwrap_or(line.len());
            if start > line.len() {
                return Err("fewer than 8 columns separated by tabs".to_owned());
            }
            *column = (start, end);
            start = end + 1;
        }
        let cell = |at: usize| &line[columns[at].0..columns[at].1];
        let position = cell(1).parse().map_err(|_| {
            let shown: String = cell(1).chars().take(40).collect();
            format!("POS {shown:?} is not a position")
        })?;
        Ok(Self { line, contig: cell(0), position, reference: cell(3), alternates: cell(4), info: columns[7] })
    }

    /// Writes the line with `added` (`;A=1;B=2`) at the end of its INFO.
    pub(super) fn write(&self, output: &mut impl Write, added: &str) -> io::Result<()> {
        let (start, end) = self.info;
        let info = &self.line[start..end];
        let (info, added) =
            if matches!(info, "." | "") && !added.is_empty() { ("", &added[1..]) } else { (info, added) };
        writeln!(output, "{}{info}{added}{}", &self.line[..start], &self.line[end..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_added_to_info_and_nothing_else_changes() {
        for (line, written) in [
            ("1\t10\t.\tA\tG\t.\t.\t.", "1\t10\t.\tA\tG\t.\t.\tX=1"),
            ("1\t10\t.\tA\tG\t.\t.\tDP=3\tGT\t0/1", "1\t10\t.\tA\tG\t.\t.\tDP=3;X=1\tGT\t0/1"),
        ] {
            let mut out = Vec::new();
            Row::parse(line).unwrap().write(&mut out, ";X=1").unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), format!("{written}\n"));
        }
        for line in ["", "1\t10", "1\t10\t.\tA\tG\t.\t.", "1\t-3\t.\tA\tG\t.\t.\t."] {
            assert!(Row::parse(line).is_err(), "{line:?}");
        }
    }
}
