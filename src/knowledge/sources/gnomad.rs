//! Gene constraint from gnomAD v2.1 and ExAC, by Ensembl gene.

use super::{Parsed, SourceError, Table};

/// How much variation a gene tolerates; every value may be unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct ConstraintRow {
    /// Ensembl gene id.
    pub ensembl: String,
    /// Observed over expected loss-of-function variants.
    pub oe_lof: Option<f32>,
    /// Observed over expected missense variants.
    pub oe_mis: Option<f32>,
    /// Probability of loss-of-function intolerance, 0 to 1.
    pub pli: Option<f32>,
}

/// Reads the file.
///
/// # Errors
/// [`SourceError`] where a column is missing.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Parsed<ConstraintRow>, SourceError> {
    let mut parsed = Parsed::default();
    let table = Table::open(file, bytes, b',', true)?;
    let gene = table.column("Ensembl_gene_id")?;
    let oe_lof = table.column("Gnomad_oe_lof_score")?;
    let oe_mis = table.column("Gnomad_oe_mis_score")?;
    let pli = table.column("Exac_pli_score")?;
    let Parsed { rows, tally, .. } = &mut parsed;
    table.for_each(tally, |row, tally| {
        // The file writes -99 (and blanks) where nothing is known.
        let number = |column| row.get(column).parse::<f32>().ok().filter(|value| *value >= 0.0);
        if row.get(gene).starts_with("ENSG") {
            rows.push(ConstraintRow {
                ensembl: row.get(gene).to_owned(),
                oe_lof: number(oe_lof),
                oe_mis: number(oe_mis),
                pli: number(pli),
            });
        } else {
            tally.drop_row("not an Ensembl gene", || row.get(gene).to_owned());
        }
        Ok(())
    })?;
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_stay_unknown() {
        let text = "\"Ensembl_gene_id\",\"Gnomad_oe_lof_score\",\"Gnomad_oe_mis_score\",\"Exac_pli_score\"\n\"ENSG1\",0,-99,\n\"x\",1,1,1\n";
        let parsed = parse("g.csv", text.as_bytes()).unwrap();
        assert_eq!(
            parsed.rows,
            [ConstraintRow { ensembl: "ENSG1".into(), oe_lof: Some(0.0), oe_mis: None, pli: None }]
        );
        assert_eq!(parsed.tally.dropped_rows(), 1);
    }
}
