//! One transcript a gene and assembly.

use std::collections::HashMap;

use super::super::record::{ExonRecord, GeneRecord, TranscriptRecord, TranscriptsRecord};
use super::super::sources::genepred::{self, GenePredRow, RefSeqAccession, RefSeqKind};
use super::super::sources::mitochondrion;
use super::BuildError;
use super::inputs::Inputs;
use super::report::BuildReport;
use crate::domain::{Assembly, Contig};

/// The source of each assembly and what the report calls its counts.
const SOURCES: [(Assembly, &str, &str, &str); 2] = [
    (Assembly::Grch37, "refseq-grch37", "transcripts GRCh37", "of MANE Select GRCh37"),
    (Assembly::Grch38, "refseq-grch38", "transcripts GRCh38", "of MANE Select GRCh38"),
];

/// Exons closer than this many bases are one: no intron is so short, but chromosome and transcript may differ by a
/// base, and the table writes that as a gap. The shortest known human introns have some 30 bases
/// (doi 10.1093/dnares/dsv028).
const SHORTEST_INTRON: u32 = 10;

/// The mitochondrial genes that RefSeq calls otherwise than `MT-` and their symbol.
const MITOCHONDRIAL: &[(&str, &str)] =
    &[("COX1", "MT-CO1"), ("COX2", "MT-CO2"), ("COX3", "MT-CO3"), ("CYTB", "MT-CYB")];

/// Transcripts of both assemblies, in the order of [`Assembly`].
pub(super) fn build(
    inputs: &Inputs,
    genes: &mut [GeneRecord],
    report: &mut BuildReport,
) -> Result<[TranscriptsRecord; 2], BuildError> {
    let mut rows: [Option<Vec<GenePredRow>>; 2] = [None, None];
    for (assembly, source, ..) in SOURCES {
        rows[assembly as usize] = inputs.parse(source, report, |file, bytes| genepred::parse(file, bytes, assembly))?;
    }
    // UCSC's hg19 has another mitochondrial sequence than GRCh37 as everybody uses it, which is that of GRCh38.
    let [old, new] = &mut rows;
    if let (Some(old), Some(new)) = (old, new) {
        old.retain(|row| row.contig != Contig::MT);
        old.extend(new.iter().filter(|row| row.contig == Contig::MT).cloned());
    }
    rows.iter_mut().flatten().for_each(|rows| rows.extend(mitochondrion::rows()));
    let mut tables = [TranscriptsRecord::default(), TranscriptsRecord::default()];
    for ((assembly, source, all, mane), rows) in SOURCES.into_iter().zip(rows) {
        let Some(rows) = rows else { continue };
        let table = table(choose(rows, genes, source, report));
        for (position, row) in (0..).zip(&table.rows) {
            genes[row.gene as usize].transcripts[assembly as usize] = Some(position);
        }
        report.count(all, table.rows.len());
        report.count(mane, table.rows.iter().filter(|row| row.mane_select).count());
        let irregular = table.rows.iter().filter(|row| !row.regular).count();
        report.note(format!(
            "{irregular} transcripts of {source} differ from the chromosome by bases more or less; variants in them get no HGVS"
        ));
        tables[assembly as usize] = table;
    }
    Ok(tables)
}

/// How genes are found from rows.
struct Genes {
    by_mane: HashMap<(RefSeqKind, u32), usize>,
    /// Approved symbols, and previous ones that are neither approved nor those of two genes.
    by_symbol: HashMap<String, usize>,
}

impl Genes {
    fn new(genes: &[GeneRecord]) -> Self {
        let by_mane = (0..).zip(genes).filter_map(|(at, gene)| Some((mane(gene)?, at))).collect();
        let mut previous: HashMap<&str, Option<usize>> = HashMap::new();
        for (at, gene) in genes.iter().enumerate() {
            for symbol in &gene.previous {
                previous.entry(symbol).and_modify(|known| *known = None).or_insert(Some(at));
            }
        }
        let mut by_symbol: HashMap<String, usize> =
            previous.into_iter().filter_map(|(symbol, at)| Some((symbol.to_owned(), at?))).collect();
        by_symbol.extend((0..).zip(genes).map(|(at, gene)| (gene.symbol.clone(), at)));
        Self { by_mane, by_symbol }
    }

    /// The gene's position and whether the row is its MANE Select transcript.
    fn find(&self, row: &GenePredRow) -> Option<(usize, bool)> {
        if let Some(&at) = self.by_mane.get(&(row.accession.kind, row.accession.number)) {
            return Some((at, true));
        }
        let at = if row.contig == Contig::MT {
            let known = MITOCHONDRIAL.iter().find(|(name, _)| *name == row.symbol);
            let symbol = known.map_or_else(|| format!("MT-{}", row.symbol), |(_, symbol)| (*symbol).to_owned());
            self.by_symbol.get(&row.symbol).filter(|_| row.coding.is_none()).or_else(|| self.by_symbol.get(&symbol))
        } else {
            self.by_symbol.get(&row.symbol)
        };
        at.map(|&at| (at, false))
    }
}

/// RefSeq's part of HGNC's `ENST00000316623.10|NM_000138.5`, without its version.
fn mane(gene: &GeneRecord) -> Option<(RefSeqKind, u32)> {
    let accession: RefSeqAccession = gene.mane_select.split('|').nth(1)?.trim().parse().ok()?;
    Some((accession.kind, accession.number))
}

/// A gene's transcript in the making.
struct Chosen {
    row: GenePredRow,
    gene: usize,
    mane: bool,
    coding_length: u32,
}

impl Chosen {
    /// The larger, the better: MANE Select, regular, the longest coding sequence, the longest transcript; then the
    /// first chromosome (so X for pseudoautosomal genes), the first place and the lowest accession.
    fn merit(&self) -> impl Ord + use<> {
        let exonic: u32 = self.row.exons.iter().map(|(first, last)| last - first + 1).sum();
        let place = (self.row.contig, self.row.exons[0].0, self.row.accession);
        (self.mane, self.row.regular, self.coding_length, exonic, std::cmp::Reverse(place))
    }
}

fn choose(rows: Vec<GenePredRow>, genes: &[GeneRecord], source: &str, report: &mut BuildReport) -> Vec<Chosen> {
    let index = Genes::new(genes);
    let mut best: HashMap<usize, Chosen> = HashMap::new();
    for row in rows {
        let Some((gene, mane)) = index.find(&row) else {
            report.drop_rows(source, "gene is not an approved HGNC gene", 1, &row.symbol);
            continue;
        };
        // Genes without a protein matter where they cause a disease; there are tens of thousands of others. Small
        // nuclear RNAs are kept all: several were found to cause a disease of late (RNU4-2, doi
        // 10.1038/s41586-024-07773-7).
        let matters =
            !genes[gene].diseases.is_empty() || genes[gene].symbol.starts_with("RNU") || row.contig == Contig::MT;
        if row.coding.is_none() && !mane && !matters {
            continue;
        }
        let row = joined(row);
        let coding_length = coding_bases(&row);
        let candidate = Chosen { row, gene, mane, coding_length };
        let better = best.get(&gene).is_none_or(|known| known.merit() < candidate.merit());
        if better {
            best.insert(gene, candidate);
        }
    }
    best.into_values().collect()
}

/// Joins exons that no intron divides; a row whose coding sequence is not made of whole codons is irregular, too.
fn joined(mut row: GenePredRow) -> GenePredRow {
    let mut exons: Vec<(u32, u32)> = Vec::with_capacity(row.exons.len());
    for exon in row.exons {
        match exons.last_mut() {
            Some(last) if exon.0 - last.1 <= SHORTEST_INTRON => {
                last.1 = exon.1;
                row.regular = false;
            }
            _ => exons.push(exon),
        }
    }
    row.exons = exons;
    // Stop codons of mitochondrial transcripts are completed by the poly(A) tail.
    row.regular &= row.contig == Contig::MT || coding_bases(&row).is_multiple_of(3);
    row
}

fn coding_bases(row: &GenePredRow) -> u32 {
    let Some((first, last)) = row.coding else { return 0 };
    row.exons.iter().map(|exon| (exon.1.min(last) + 1).saturating_sub(exon.0.max(first))).sum()
}

fn table(mut chosen: Vec<Chosen>) -> TranscriptsRecord {
    let bounds = |row: &GenePredRow| (row.exons[0].0, row.exons[row.exons.len() - 1].1);
    chosen.sort_by_key(|transcript| (transcript.row.contig, bounds(&transcript.row), transcript.gene));
    let mut table = TranscriptsRecord::default();
    let mut reach = (0, 0);
    for Chosen { row, gene, mane, coding_length } in chosen {
        let (start, end) = bounds(&row);
        let contig = row.contig.number();
        reach = if reach.0 == contig { (contig, end.max(reach.1)) } else { (contig, end) };
        let (first, last) = row.coding.unwrap_or_default();
        table.rows.push(TranscriptRecord {
            gene: gene as u32,
            start,
            end,
            reach: reach.1,
            coding: [first, last],
            coding_length,
            exons_from: table.exons.len() as u32,
            // Titin, with the most, has 363.
            exon_count: row.exons.len() as u16,
            version: row.accession.version,
            number: row.accession.number,
            kind: row.accession.kind as u8,
            contig,
            reverse: row.reverse,
            mane_select: mane,
            regular: row.regular,
        });
        table.exons.extend(row.exons.iter().map(|&(first, last)| ExonRecord { first, last }));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(accession: &str, symbol: &str, exons: &[(u32, u32)], coding: Option<(u32, u32)>) -> GenePredRow {
        GenePredRow {
            accession: accession.parse().unwrap(),
            symbol: symbol.to_owned(),
            contig: "7".parse().unwrap(),
            reverse: false,
            exons: exons.to_vec(),
            coding,
            regular: true,
        }
    }

    fn genes() -> Vec<GeneRecord> {
        let gene = |symbol: &str, mane: &str, previous: &[&str]| GeneRecord {
            symbol: symbol.to_owned(),
            mane_select: mane.to_owned(),
            previous: previous.iter().map(|text| (*text).to_owned()).collect(),
            ..GeneRecord::default()
        };
        vec![gene("A", "ENST1.1|NM_000001.3", &["OLD", "BOTH"]), gene("B", "", &["BOTH", "A"]), gene("C", "", &[])]
    }

    #[test]
    fn mane_select_comes_before_length_and_length_before_the_rest() {
        let rows = vec![
            row("NM_000002.1", "A", &[(1, 900)], Some((1, 900))),
            row("NM_000001.2", "RENAMED", &[(1, 300)], Some((1, 300))),
            row("NM_000003.1", "B", &[(1, 300)], Some((1, 300))),
            row("NM_000004.1", "B", &[(50, 700)], Some((51, 650))),
            row("NR_000005.1", "B", &[(1, 9000)], None),
            row("NR_000006.1", "C", &[(1, 9000)], None),
            row("NM_000007.1", "BOTH", &[(1, 300)], Some((1, 300))),
        ];
        let mut report = BuildReport::default();
        let table = table(choose(rows, &genes(), "x", &mut report));
        let told: Vec<_> =
            table.rows.iter().map(|row| (row.gene, row.number, row.mane_select, row.coding_length)).collect();
        assert_eq!(told, [(0, 1, true, 300), (1, 4, false, 600)]);
        assert!(report.to_text().contains("BOTH"), "a symbol that two genes had is nobody's");
    }

    #[test]
    fn exons_without_an_intron_between_are_one_and_the_transcript_is_irregular() {
        let broken = joined(row("NM_000001.1", "A", &[(1, 100), (102, 300), (400, 500)], Some((1, 300))));
        assert_eq!((broken.exons, broken.regular), (vec![(1, 300), (400, 500)], false));
        assert!(joined(row("NM_000001.1", "A", &[(1, 100), (112, 300)], Some((1, 110)))).exons.len() == 2);
        assert!(!joined(row("NM_000001.1", "A", &[(1, 100)], Some((1, 100)))).regular);
    }

    #[test]
    fn reach_never_falls_within_a_contig() {
        let chosen = |exons: &[(u32, u32)], gene| Chosen {
            row: row("NM_000001.1", "A", exons, None),
            gene,
            mane: false,
            coding_length: 0,
        };
        let table = table(vec![chosen(&[(5, 10)], 1), chosen(&[(1, 100)], 0), chosen(&[(50, 60)], 2)]);
        assert_eq!(
            table.rows.iter().map(|row| (row.start, row.reach)).collect::<Vec<_>>(),
            [(1, 100), (5, 100), (50, 100)]
        );
    }
}
