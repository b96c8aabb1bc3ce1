//! The genes of the human mitochondrial genome that code for no protein, which UCSC's tables of transcripts lack.
//!
//! Places are those of the feature table of `NC_012920.1`, the revised Cambridge reference sequence
//! (<https://www.ncbi.nlm.nih.gov/nuccore/NC_012920.1>, doi 10.1038/13779), which GRCh37 and GRCh38 share.

use super::genepred::{GenePredRow, RefSeqAccession, RefSeqKind};
use crate::domain::Contig;

/// HGNC symbol, first and last base from 1, and whether the gene is on the other (light) strand.
const GENES: [(&str, u32, u32, bool); 24] = [
    ("MT-TF", 577, 647, false),
    ("MT-RNR1", 648, 1601, false),
    ("MT-TV", 1602, 1670, false),
    ("MT-RNR2", 1671, 3229, false),
    ("MT-TL1", 3230, 3304, false),
    ("MT-TI", 4263, 4331, false),
    ("MT-TQ", 4329, 4400, true),
    ("MT-TM", 4402, 4469, false),
    ("MT-TW", 5512, 5579, false),
    ("MT-TA", 5587, 5655, true),
    ("MT-TN", 5657, 5729, true),
    ("MT-TC", 5761, 5826, true),
    ("MT-TY", 5826, 5891, true),
    ("MT-TS1", 7446, 7514, true),
    ("MT-TD", 7518, 7585, false),
    ("MT-TK", 8295, 8364, false),
    ("MT-TG", 9991, 10_058, false),
    ("MT-TR", 10_405, 10_469, false),
    ("MT-TH", 12_138, 12_206, false),
    ("MT-TS2", 12_207, 12_265, false),
    ("MT-TL2", 12_266, 12_336, false),
    ("MT-TE", 14_674, 14_742, true),
    ("MT-TT", 15_888, 15_953, false),
    ("MT-TP", 15_956, 16_023, true),
];

/// Transfer and ribosomal RNAs as rows of one exon; their accession is that of the genome.
pub fn rows() -> impl Iterator<Item = GenePredRow> {
    GENES.into_iter().map(|(symbol, first, last, reverse)| GenePredRow {
        accession: RefSeqAccession { kind: RefSeqKind::Genome, number: 12_920, version: 1 },
        symbol: symbol.to_owned(),
        contig: Contig::MT,
        reverse,
        exons: vec![(first, last)],
        coding: None,
        regular: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_22_transfer_and_2_ribosomal_rnas_in_order() {
        let rows: Vec<GenePredRow> = rows().collect();
        assert_eq!(rows.iter().filter(|row| row.symbol.starts_with("MT-T")).count(), 22);
        assert_eq!(rows.iter().filter(|row| row.symbol.starts_with("MT-RNR")).count(), 2);
        assert!(rows.windows(2).all(|pair| pair[0].exons[0].0 < pair[1].exons[0].0));
        assert!(rows.iter().all(|row| row.symbol.starts_with("MT-RNR") || row.exons[0].1 - row.exons[0].0 < 75));
        assert_eq!(rows[0].accession.to_string(), "NC_012920.1");
    }
}
