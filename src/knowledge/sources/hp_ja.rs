//! `hp-ja.babelon.tsv`, the official Japanese labels of HPO terms.

use super::{Parsed, SourceError, Table};
use crate::domain::TermId;

/// Reads (term, label) pairs whose translation is official.
///
/// # Errors
/// [`SourceError`] where a column is missing.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Parsed<(TermId, String)>, SourceError> {
    let mut parsed = Parsed::default();
    let table = Table::open(file, bytes, b'\t', false)?;
    let subject = table.column("subject_id")?;
    let predicate = table.column("predicate_id")?;
    let value = table.column("translation_value")?;
    let status = table.column("translation_status")?;
    let date = table.column("translation_date")?;
    let mut newest = String::new();
    let Parsed { rows, tally, .. } = &mut parsed;
    table.for_each(tally, |row, tally| {
        if row.get(predicate) != "rdfs:label" || row.get(status) != "OFFICIAL" || row.get(value).is_empty() {
            tally.drop_row("not an official label", || row.get(subject).to_owned());
            return Ok(());
        }
        match row.get(subject).parse() {
            Ok(term) => {
                if row.get(date) > newest.as_str() {
                    row.get(date).clone_into(&mut newest);
                }
                rows.push((term, row.get(value).to_owned()));
            }
            Err(error) => {
                let error: crate::domain::IdError = error;
                tally.drop_row("bad term id", || format!("line {} of {file}: {error}", row.line));
            }
        }
        Ok(())
    })?;
    parsed.release = Some(newest).filter(|date| !date.is_empty());
    Ok(parsed)
}
