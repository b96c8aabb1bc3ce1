//! `genes_to_phenotype.txt` of HPO: which gene causes which disease. The phenotypes in it are those of
//! `phenotype.hpoa` again and are not read.

use std::collections::BTreeSet;

use super::{Parsed, SourceError, Table};
use crate::domain::DiseaseId;

/// A gene by NCBI id and symbol, and a disease it is linked with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GeneDisease {
    /// NCBI (Entrez) gene id.
    pub entrez: u32,
    /// Symbol in this file.
    pub symbol: String,
    /// The disease.
    pub disease: DiseaseId,
}

/// Reads the distinct links in ascending order.
///
/// # Errors
/// [`SourceError`] where a column is missing.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Parsed<GeneDisease>, SourceError> {
    let mut parsed = Parsed::default();
    let table = Table::open(file, bytes, b'\t', false)?;
    let entrez = table.column("ncbi_gene_id")?;
    let symbol = table.column("gene_symbol")?;
    let disease = table.column("disease_id")?;
    let mut links = BTreeSet::new();
    table.for_each(&mut parsed.tally, |row, tally| {
        match (row.get(entrez).parse(), row.get(disease).parse()) {
            (Ok(entrez), Ok(disease)) => {
                links.insert(GeneDisease { entrez, symbol: row.get(symbol).to_owned(), disease });
            }
            _ => tally.drop_row("bad gene or disease id", || {
                format!("line {} of {file}: {:?}, {:?}", row.line, row.get(entrez), row.get(disease))
            }),
        }
        Ok(())
    })?;
    parsed.rows = links.into_iter().collect();
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_distinct() {
        let text = "ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id\n\
            2200\tFBN1\tHP:1\ta\t-\tOMIM:154700\n2200\tFBN1\tHP:2\tb\t-\tOMIM:154700\n-\tX\tHP:2\tb\t-\tOMIM:154700\n";
        let parsed = parse("g.txt", text.as_bytes()).unwrap();
        assert_eq!(
            parsed.rows,
            [GeneDisease { entrez: 2200, symbol: "FBN1".into(), disease: DiseaseId::Omim(154_700) }]
        );
        assert_eq!((parsed.tally.read, parsed.tally.dropped_rows()), (3, 1));
    }
}
