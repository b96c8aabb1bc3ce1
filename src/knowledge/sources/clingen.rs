//! ClinGen gene–disease validity, the CSV download (<https://search.clinicalgenome.org/kb/gene-validity>).

use super::{Parsed, SourceError, Table};
use crate::domain::{DiseaseId, GeneId};

/// One curated judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidityRow {
    /// The gene.
    pub gene: GeneId,
    /// The MONDO class of the disease.
    pub disease: DiseaseId,
    /// Mode of inheritance as ClinGen abbreviates it (AD, AR, XL, SD, MT, UD).
    pub mode_of_inheritance: String,
    /// Definitive, Strong, Moderate, Limited, Disputed, Refuted, or No Known Disease Relationship.
    pub classification: String,
    /// Address of the report.
    pub report: String,
}

/// Reads the file; the lines around the table that ClinGen adds to its download are skipped.
///
/// # Errors
/// [`SourceError`] where the table or a column is missing.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Parsed<ValidityRow>, SourceError> {
    let mut parsed = Parsed::default();
    let needle = b"\"GENE SYMBOL\"";
    let start = bytes
        .windows(needle.len())
        .position(|window| window == needle)
        .ok_or_else(|| SourceError::file(file, "no header row with GENE SYMBOL"))?;
    let table = Table::open(file, &bytes[start..], b',', true)?;
    let gene = table.column("GENE ID (HGNC)")?;
    let disease = table.column("DISEASE ID (MONDO)")?;
    let moi = table.column("MOI")?;
    let classification = table.column("CLASSIFICATION")?;
    let report = table.column("ONLINE REPORT")?;
    let Parsed { rows, tally, .. } = &mut parsed;
    table.for_each(tally, |row, tally| {
        if row.get(gene).starts_with('+') {
            tally.read -= 1;
            return Ok(());
        }
        match (row.get(gene).parse(), row.get(disease).parse()) {
            (Ok(gene), Ok(disease)) => rows.push(ValidityRow {
                gene,
                disease,
                mode_of_inheritance: row.get(moi).to_owned(),
                classification: row.get(classification).to_owned(),
                report: row.get(report).to_owned(),
            }),
            _ => tally.drop_row("bad gene or disease id", || {
                format!("line {} of {file}: {:?}, {:?}", row.line, row.get(gene), row.get(disease))
            }),
        }
        Ok(())
    })?;
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_after_the_preamble() {
        let text = "\"CLINGEN GENE DISEASE VALIDITY CURATIONS\",\"\"\n\"GENE SYMBOL\",\"GENE ID (HGNC)\",\"DISEASE LABEL\",\"DISEASE ID (MONDO)\",\"MOI\",\"SOP\",\"CLASSIFICATION\",\"ONLINE REPORT\"\n\
            \"+++++++\",\"++++++\",\"+++\",\"++++\",\"+++\",\"+++\",\"+++\",\"+++\"\n\
            \"FBN1\",\"HGNC:3603\",\"Marfan syndrome\",\"MONDO:0007947\",\"AD\",\"SOP5\",\"Definitive\",\"https://x\"\n";
        let parsed = parse("c.csv", text.as_bytes()).unwrap();
        assert_eq!((parsed.rows.len(), parsed.tally.read), (1, 1));
        assert_eq!(parsed.rows[0].classification, "Definitive");
        assert!(parse("c.csv", b"nothing").is_err());
    }
}
