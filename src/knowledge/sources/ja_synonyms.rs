//! `ontology/ja-synonyms.tsv`, this project's own table of Japanese synonyms.

use super::{Parsed, SourceError, Table};
use crate::domain::TermId;

/// Who says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// Parents and patients.
    Lay,
    /// Charts and colleagues.
    Clinical,
}

/// One synonym.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JapaneseSynonym {
    /// The term.
    pub term: TermId,
    /// The word.
    pub text: String,
    /// Who says it.
    pub register: Register,
}

/// Reads the table.
///
/// # Errors
/// [`SourceError::Line`] at the first row that is wrong: the table is ours, so a wrong row is a bug.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Parsed<JapaneseSynonym>, SourceError> {
    let mut parsed = Parsed::default();
    let table = Table::open(file, bytes, b'\t', false)?;
    let term = table.column("hpo_id")?;
    let synonym = table.column("synonym")?;
    let register = table.column("register")?;
    let Parsed { rows, tally, .. } = &mut parsed;
    table.for_each(tally, |row, _| {
        let wrong = |message: String| SourceError::line(file, row.line, message);
        let text = row.get(synonym);
        if text.is_empty() {
            return Err(wrong("the synonym is empty".to_owned()));
        }
        rows.push(JapaneseSynonym {
            term: row.get(term).parse().map_err(|e: crate::domain::IdError| wrong(e.to_string()))?,
            text: text.to_owned(),
            register: match row.get(register) {
                "lay" => Register::Lay,
                "clinical" => Register::Clinical,
                other => return Err(wrong(format!("unknown register {other:?} (lay or clinical)"))),
            },
        });
        Ok(())
    })?;
    Ok(parsed)
}
