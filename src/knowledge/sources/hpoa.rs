//! `phenotype.hpoa`, HPO's disease annotations (<https://hpo-annotation-qc.readthedocs.io>).

use std::str::FromStr;

use super::{Parsed, SourceError, Table, TableRow};
use crate::domain::{DiseaseId, Frequency, Reference, Sex, TermId};

/// Which part of the ontology an annotation speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aspect {
    /// Phenotypic abnormality.
    Phenotype,
    /// Mode of inheritance.
    Inheritance,
    /// Clinical course, ages of onset among it.
    ClinicalCourse,
    /// Clinical modifier.
    Modifier,
    /// Past medical history.
    History,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct HpoaRow {
    /// The annotated disease.
    pub disease: DiseaseId,
    /// Its name in this file.
    pub name: String,
    /// Qualifier `NOT`: the disease does not show the term.
    pub negated: bool,
    /// The term, as written (possibly an old id).
    pub term: TermId,
    /// What the row rests on.
    pub references: Vec<Reference>,
    /// Age of onset of the feature, a term below HP:0003674.
    pub onset: Option<TermId>,
    /// How often; `None` is unknown.
    pub frequency: Option<Frequency>,
    /// The sex the row is limited to, `Unknown` for none.
    pub sex: Sex,
    /// Clinical modifiers.
    pub modifiers: Vec<TermId>,
    /// Part of the ontology.
    pub aspect: Aspect,
}

struct Columns {
    disease: usize,
    name: usize,
    qualifier: usize,
    term: usize,
    reference: usize,
    onset: usize,
    frequency: usize,
    sex: usize,
    modifier: usize,
    aspect: usize,
}

/// Reads the whole file. A row with an unreadable field is dropped and tallied, naming line and field.
///
/// # Errors
/// [`SourceError`] where a column is missing.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Parsed<HpoaRow>, SourceError> {
    let mut parsed = Parsed { release: release(bytes), ..Parsed::default() };
    let table = Table::open(file, bytes, b'\t', false)?;
    let columns = Columns {
        disease: table.column("database_id")?,
        name: table.column("disease_name")?,
        qualifier: table.column("qualifier")?,
        term: table.column("hpo_id")?,
        reference: table.column("reference")?,
        onset: table.column("onset")?,
        frequency: table.column("frequency")?,
        sex: table.column("sex")?,
        modifier: table.column("modifier")?,
        aspect: table.column("aspect")?,
    };
    let Parsed { rows, tally, .. } = &mut parsed;
    table.for_each(tally, |row, tally| {
        match read(row, &columns) {
            Ok(annotation) => rows.push(annotation),
            Err((reason, detail)) => tally.drop_row(reason, || format!("line {} of {file}: {detail}", row.line)),
        }
        Ok(())
    })?;
    Ok(parsed)
}

/// `#version: 2025-01-16` among the leading comments.
fn release(bytes: &[u8]) -> Option<String> {
    bytes
        .split(|&b| b == b'\n')
        .take_while(|line| line.starts_with(b"#"))
        .find_map(|line| std::str::from_utf8(line).ok()?.strip_prefix("#version:").map(|v| v.trim().to_owned()))
}

type Bad = (&'static str, String);

fn read(row: &TableRow, columns: &Columns) -> Result<HpoaRow, Bad> {
    fn parse<T: FromStr<Err: ToString>>(reason: &'static str, text: &str) -> Result<T, Bad> {
        text.parse().map_err(|error: T::Err| (reason, error.to_string()))
    }
    fn optional<T: FromStr<Err: ToString>>(reason: &'static str, text: &str) -> Result<Option<T>, Bad> {
        if text.is_empty() { Ok(None) } else { parse(reason, text).map(Some) }
    }
    let negated = match row.get(columns.qualifier) {
        "" => false,
        "NOT" => true,
        other => return Err(("unknown qualifier", format!("unknown qualifier {other:?}"))),
    };
    let aspect = match row.get(columns.aspect) {
        "P" => Aspect::Phenotype,
        "I" => Aspect::Inheritance,
        "C" => Aspect::ClinicalCourse,
        "M" => Aspect::Modifier,
        "H" => Aspect::History,
        other => return Err(("unknown aspect", format!("unknown aspect {other:?}"))),
    };
    let modifiers = row.list(columns.modifier, ';').map(|id| parse("bad modifier", id)).collect::<Result<_, _>>()?;
    Ok(HpoaRow {
        disease: parse("bad disease id", row.get(columns.disease))?,
        name: row.get(columns.name).to_owned(),
        negated,
        term: parse("bad term id", row.get(columns.term))?,
        references: row.list(columns.reference, ';').map(Reference::parse).collect(),
        onset: optional("bad onset", row.get(columns.onset))?,
        frequency: Frequency::parse(row.get(columns.frequency)).map_err(|e| ("bad frequency", e.to_string()))?,
        sex: optional("bad sex", row.get(columns.sex))?.unwrap_or_default(),
        modifiers,
        aspect,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "#description: x\n#version: 2025-01-16\ndatabase_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\tmodifier\taspect\tbiocuration\n";

    #[test]
    fn rows_keep_negation_frequency_and_references() {
        let text = format!(
            "{HEADER}OMIM:619340\tDEE 96\t\tHP:0011097\tPMID:31675180;OMIM:619340\tPCS\tHP:0003593\t1/2\tMALE\tHP:0012828;HP:0012832\tP\tx\n\
             ORPHA:558\t\"Marfan\" x\tNOT\tHP:0001250\tORPHA:558\tTAS\t\tHP:0040285\t\t\tP\tx\n"
        );
        let parsed = parse("phenotype.hpoa", text.as_bytes()).unwrap();
        assert_eq!(parsed.release.as_deref(), Some("2025-01-16"));
        let [first, second] = &parsed.rows[..] else { panic!("two rows") };
        assert_eq!(first.references, [Reference::PubMed(31_675_180), Reference::Entry(DiseaseId::Omim(619_340))]);
        assert_eq!((first.frequency, first.sex), (Some(Frequency::Counted { affected: 1, examined: 2 }), Sex::Male));
        assert_eq!(first.modifiers.len(), 2);
        assert!(second.negated && second.frequency.unwrap().is_absent());
        assert_eq!(second.name, "\"Marfan\" x");
    }

    #[test]
    fn a_bad_row_is_dropped_and_named() {
        let text = format!(
            "{HEADER}OMIM:619340\tD\t\tHP:004028\t\tPCS\t\t\t\t\tP\tx\nOMIM:619340\tD\t\tHP:0011097\t\tPCS\t\tHP:004028\t\t\tP\tx\nXX\n"
        );
        let parsed = parse("phenotype.hpoa", text.as_bytes()).unwrap();
        assert_eq!((parsed.rows.len(), parsed.tally.read, parsed.tally.dropped_rows()), (0, 3, 3));
        assert_eq!(
            parsed.tally.dropped["bad frequency"].1,
            "line 5 of phenotype.hpoa: unknown frequency \"HP:004028\" (expected n/m, a percentage, or one of HP:0040280 to HP:0040285)"
        );
    }

    #[test]
    fn a_missing_column_stops_the_reading() {
        let error = parse("phenotype.hpoa", b"database_id\tname\n").unwrap_err();
        assert!(error.to_string().contains("disease_name"), "{error}");
        assert!(parse("phenotype.hpoa", b"").is_err());
    }
}
