//! What a parser read and what it left out.

use std::collections::BTreeMap;

/// Why a source cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// A place in the file that makes no sense.
    #[error("line {line} of {file}: {message}")]
    Line {
        /// File name.
        file: String,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong, naming the offending text.
        message: String,
    },
    /// The file as a whole.
    #[error("{file}: {message}")]
    File {
        /// File name.
        file: String,
        /// What is wrong.
        message: String,
    },
}

impl SourceError {
    pub(super) fn file(file: &str, message: impl Into<String>) -> Self {
        Self::File { file: file.to_owned(), message: message.into() }
    }

    pub(super) fn line(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self::Line { file: file.to_owned(), line, message: message.into() }
    }
}

/// Counts of rows read and left out, by reason, with a first example of each reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Data rows seen, used or not.
    pub read: usize,
    /// Reason, count, first example.
    pub dropped: BTreeMap<&'static str, (usize, String)>,
}

impl Tally {
    /// Counts one row as left out.
    pub fn drop_row(&mut self, reason: &'static str, example: impl FnOnce() -> String) {
        self.dropped.entry(reason).or_insert_with(|| (0, example())).0 += 1;
    }

    /// Rows left out for any reason.
    #[must_use]
    pub fn dropped_rows(&self) -> usize {
        self.dropped.values().map(|(count, _)| count).sum()
    }
}

/// A source's rows with the tally of their reading.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// What was read.
    pub rows: Vec<T>,
    /// What was read and left out, counted.
    pub tally: Tally,
    /// The release the file states of itself, where it does.
    pub release: Option<String>,
}

impl<T> Default for Parsed<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), tally: Tally::default(), release: None }
    }
}
