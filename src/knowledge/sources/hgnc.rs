//! `hgnc_complete_set.txt`, the approved human genes (<https://www.genenames.org>).

use super::{Parsed, SourceError, Table};
use crate::domain::GeneId;

/// One approved gene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HgncGene {
    /// HGNC id.
    pub id: GeneId,
    /// Approved symbol.
    pub symbol: String,
    /// Approved name.
    pub name: String,
    /// Cytogenetic location.
    pub location: String,
    /// Alias symbols.
    pub aliases: Vec<String>,
    /// Symbols it had before.
    pub previous: Vec<String>,
    /// NCBI (Entrez) gene id.
    pub entrez: Option<u32>,
    /// Ensembl gene id.
    pub ensembl: String,
    /// OMIM gene number.
    pub omim: Option<u32>,
    /// MANE Select transcripts, Ensembl and RefSeq, separated by `|`.
    pub mane_select: String,
}

/// Reads approved genes; withdrawn entries are tallied as dropped.
///
/// # Errors
/// [`SourceError`] where a column is missing.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Parsed<HgncGene>, SourceError> {
    let mut parsed = Parsed::default();
    let table = Table::open(file, bytes, b'\t', true)?;
    let [id, symbol, name, status, location] =
        ["hgnc_id", "symbol", "name", "status", "location"].map(|c| table.column(c));
    let [alias, previous, entrez, ensembl, omim, mane] =
        ["alias_symbol", "prev_symbol", "entrez_id", "ensembl_gene_id", "omim_id", "mane_select"]
            .map(|c| table.column(c));
    let (id, symbol, name, status, location) = (id?, symbol?, name?, status?, location?);
    let (alias, previous, entrez, ensembl, omim, mane) = (alias?, previous?, entrez?, ensembl?, omim?, mane?);
    let Parsed { rows, tally, .. } = &mut parsed;
    table.for_each(tally, |row, tally| {
        if row.get(status) != "Approved" {
            tally.drop_row("not an approved gene", || row.get(symbol).to_owned());
            return Ok(());
        }
        match row.get(id).parse() {
            Ok(gene) => rows.push(HgncGene {
                id: gene,
                symbol: row.get(symbol).to_owned(),
                name: row.get(name).to_owned(),
                location: row.get(location).to_owned(),
                aliases: row.list(alias, '|').map(str::to_owned).collect(),
                previous: row.list(previous, '|').map(str::to_owned).collect(),
                entrez: row.get(entrez).parse().ok(),
                ensembl: row.get(ensembl).to_owned(),
                omim: row.list(omim, '|').next().and_then(|number| number.parse().ok()),
                mane_select: row.get(mane).to_owned(),
            }),
            Err(error) => {
                let error: crate::domain::IdError = error;
                tally.drop_row("bad id", || format!("line {} of {file}: {error}", row.line));
            }
        }
        Ok(())
    })?;
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genes_with_quoted_lists_are_read() {
        let text = "hgnc_id\tsymbol\tname\tstatus\tlocation\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id\tomim_id\tmane_select\n\
            HGNC:3603\tFBN1\tfibrillin 1\tApproved\t15q21.1\t\"MASS|OCTD\"\t\"FBN|MFS1\"\t2200\tENSG00000166147\t134797\t\"ENST1|NM_1\"\n\
            HGNC:1\tOLD\told\tEntry Withdrawn\t\t\t\t\t\t\t\nx\tY\ty\tApproved\t\t\t\t\t\t\t\n";
        let parsed = parse("hgnc.txt", text.as_bytes()).unwrap();
        assert_eq!(parsed.rows.len(), 1);
        assert_eq!(parsed.rows[0].aliases, ["MASS", "OCTD"]);
        assert_eq!((parsed.rows[0].entrez, parsed.rows[0].omim), (Some(2200), Some(134_797)));
        assert_eq!(parsed.tally.dropped_rows(), 2);
    }
}
