//! Delimited tables with a header row, over crate `csv`.

use super::{SourceError, Tally};

/// A table read whole; columns are found by name.
pub struct Table<'a> {
    file: &'a str,
    reader: csv::Reader<&'a [u8]>,
    header: csv::StringRecord,
}

/// One data row.
pub struct TableRow {
    /// Line of the file on which the row begins, counted from 1.
    pub line: usize,
    record: csv::StringRecord,
}

impl TableRow {
    /// A field, without surrounding spaces; empty where the row is too short.
    #[must_use]
    pub fn get(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default().trim()
    }

    /// A field's parts between `separator`, empty parts left out.
    pub fn list(&self, column: usize, separator: char) -> impl Iterator<Item = &str> {
        self.get(column).split(separator).map(str::trim).filter(|part| !part.is_empty())
    }
}

impl<'a> Table<'a> {
    /// Opens a table; lines that start with `#` before or between the rows are comments.
    ///
    /// # Errors
    /// [`SourceError`] where there is no header row.
    pub fn open(file: &'a str, bytes: &'a [u8], delimiter: u8, quoted: bool) -> Result<Self, SourceError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .comment(Some(b'#'))
            .quoting(quoted)
            .flexible(true)
            .from_reader(bytes);
        let header = reader.headers().map_err(|e| SourceError::file(file, e.to_string()))?.clone();
        if header.is_empty() {
            return Err(SourceError::file(file, "the file is empty; expected a header row"));
        }
        Ok(Self { file, reader, header })
    }

    /// The position of a column.
    ///
    /// # Errors
    /// [`SourceError`] naming the missing column.
    pub fn column(&self, name: &str) -> Result<usize, SourceError> {
        self.header.iter().position(|column| column.trim() == name).ok_or_else(|| {
            let have: Vec<&str> = self.header.iter().take(12).collect();
            SourceError::file(self.file, format!("no column {name:?} (columns: {})", have.join(", ")))
        })
    }

    /// Calls `each` with every data row, counting them; rows that are not UTF-8 are tallied as dropped.
    ///
    /// # Errors
    /// What `each` returns.
    pub fn for_each(
        mut self,
        tally: &mut Tally,
        mut each: impl FnMut(&TableRow, &mut Tally) -> Result<(), SourceError>,
    ) -> Result<(), SourceError> {
        let mut row = TableRow { line: 0, record: csv::StringRecord::new() };
        loop {
            match self.reader.read_record(&mut row.record) {
                Ok(false) => return Ok(()),
                Ok(true) => {
                    tally.read += 1;
                    row.line = row.record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(usize::MAX));
                    each(&row, tally)?;
                }
                Err(error) => {
                    tally.read += 1;
                    tally.drop_row("not UTF-8", || error.to_string());
                    if matches!(error.kind(), csv::ErrorKind::Io(_)) {
                        return Err(SourceError::file(self.file, error.to_string()));
                    }
                }
            }
        }
    }
}
