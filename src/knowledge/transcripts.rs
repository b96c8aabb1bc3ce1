//! Views of transcripts: where exons and coding sequences lie.

use super::base::GeneIndex;
use super::record::{ArchivedExonRecord, ArchivedTranscriptRecord, ArchivedTranscriptsRecord};
use super::sources::genepred::{RefSeqAccession, RefSeqKind};
use crate::domain::Contig;

/// The transcripts of one assembly, ascending by contig and first base; at most one a gene.
#[derive(Clone, Copy)]
pub struct Transcripts<'a> {
    record: &'a ArchivedTranscriptsRecord,
}

impl std::fmt::Debug for Transcripts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transcripts").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl<'a> Transcripts<'a> {
    pub(super) fn new(record: &'a ArchivedTranscriptsRecord) -> Self {
        Self { record }
    }

    /// How many there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.record.rows.len()
    }

    /// Whether there is none: the source was missing when the knowledge base was built.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.record.rows.is_empty()
    }

    /// One of them, by its position in the order of [`Self::iter`].
    #[must_use]
    pub fn get(self, position: usize) -> Option<TranscriptView<'a>> {
        self.record.rows.get(position).map(|row| self.view(row))
    }

    /// All of them.
    pub fn iter(self) -> impl Iterator<Item = TranscriptView<'a>> {
        self.record.rows.iter().map(move |row| self.view(row))
    }

    /// Those that share a base with `start` to `end` (both from 1, both included), ascending by first base; found by
    /// binary search.
    pub fn overlapping(self, contig: Contig, start: u32, end: u32) -> impl Iterator<Item = TranscriptView<'a>> {
        let rows = &self.record.rows[..];
        let contig = contig.number();
        // `reach` never falls within a contig, so that what ends too early is a prefix.
        let from = rows.partition_point(|row| (row.contig, row.reach.to_native()) < (contig, start));
        rows[from..]
            .iter()
            .take_while(move |row| row.contig == contig && row.start.to_native() <= end)
            .filter(move |row| row.end.to_native() >= start)
            .map(move |row| self.view(row))
    }

    fn view(self, row: &'a ArchivedTranscriptRecord) -> TranscriptView<'a> {
        let from = row.exons_from.to_native() as usize;
        let exons = self.record.exons.get(from..from + usize::from(row.exon_count.to_native())).unwrap_or_default();
        TranscriptView { row, exons }
    }
}

/// One transcript.
#[derive(Clone, Copy)]
pub struct TranscriptView<'a> {
    row: &'a ArchivedTranscriptRecord,
    exons: &'a [ArchivedExonRecord],
}

impl std::fmt::Debug for TranscriptView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} on {}:{}-{}", self.accession(), self.contig(), self.start(), self.end())
    }
}

impl<'a> TranscriptView<'a> {
    /// Its gene.
    #[must_use]
    pub fn gene(self) -> GeneIndex {
        GeneIndex(self.row.gene.to_native())
    }

    /// RefSeq accession with version, `NM_000138.5`; for mitochondrial genes `YP_003024026.1` (the protein) or
    /// `NC_012920.1` (the genome, where there is no protein).
    #[must_use]
    pub fn accession(self) -> RefSeqAccession {
        RefSeqAccession {
            kind: RefSeqKind::from_code(self.row.kind),
            number: self.row.number.to_native(),
            version: self.row.version.to_native(),
        }
    }

    /// Whether it has no accession of its own, so that variants are named on the genome.
    #[must_use]
    pub fn is_named_by_genome(self) -> bool {
        RefSeqKind::from_code(self.row.kind) == RefSeqKind::Genome
    }

    /// Whether it is the gene's MANE Select transcript (doi 10.1038/s41586-022-04558-8); else it is the one with the
    /// longest coding sequence.
    #[must_use]
    pub fn is_mane_select(self) -> bool {
        self.row.mane_select
    }

    /// Whether chromosome and transcript are known to differ by no insertion or deletion, so that counting bases on
    /// the chromosome gives the transcript's own numbers. Transcripts that code for no protein are taken for regular.
    #[must_use]
    pub fn is_regular(self) -> bool {
        self.row.regular
    }

    /// Chromosome.
    #[must_use]
    pub fn contig(self) -> Contig {
        // The writer stores no other numbers than those of contigs.
        Contig::all().nth(usize::from(self.row.contig).saturating_sub(1)).unwrap_or(Contig::MT)
    }

    /// First base on the chromosome, from 1.
    #[must_use]
    pub fn start(self) -> u32 {
        self.row.start.to_native()
    }

    /// Last base on the chromosome, from 1.
    #[must_use]
    pub fn end(self) -> u32 {
        self.row.end.to_native()
    }

    /// Whether it is read against the direction of the chromosome.
    #[must_use]
    pub fn is_reverse(self) -> bool {
        self.row.reverse
    }

    /// First and last base of each exon, from 1, ascending on the chromosome whatever the strand.
    #[must_use]
    pub fn exons(self) -> impl DoubleEndedIterator<Item = (u32, u32)> + ExactSizeIterator + use<'a> {
        self.exons.iter().map(|exon| (exon.first.to_native(), exon.last.to_native()))
    }

    /// One exon by its place on the chromosome, from 0.
    #[must_use]
    pub fn exon(self, position: usize) -> Option<(u32, u32)> {
        self.exons.get(position).map(|exon| (exon.first.to_native(), exon.last.to_native()))
    }

    /// Place of the first exon that ends at or after a base; the number of exons where none does.
    #[must_use]
    pub fn exon_at_or_after(self, base: u32) -> usize {
        self.exons.partition_point(|exon| exon.last.to_native() < base)
    }

    /// First and last coding base on the chromosome, from 1, introns between them, the stop codon included; `None`
    /// where it codes for no protein.
    #[must_use]
    pub fn coding(self) -> Option<(u32, u32)> {
        let [first, last] = [&self.row.coding[0], &self.row.coding[1]].map(|base| base.to_native());
        (first > 0).then_some((first, last))
    }

    /// Coding bases without introns, the stop codon among them; 0 where it codes for no protein.
    #[must_use]
    pub fn coding_length(self) -> u32 {
        self.row.coding_length.to_native()
    }
}
