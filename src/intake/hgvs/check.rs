//! Whether HGVS expressions can be meant: held against each other, and against the gene's transcript where that is known.

use super::{Position, Region, coding_range, fault_of_coding, of_protein, residue_of_hgvs};
use crate::domain::{Assembly, Consequence, GeneId};
use crate::knowledge::sources::genepred::RefSeqAccession;
use crate::knowledge::{KnowledgeBase, TranscriptView};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HgvsCheck {
    /// Nothing speaks against it.
    Good,
    /// It may be a slip; the transcript it is written on is not known.
    Doubt(String),
    /// It cannot be meant.
    Wrong(String),
    /// It is not written in HGVS.
    Malformed(String),
}

/// Checks a coding and a protein expression of a variant in a gene.
///
/// Without a reference (`NM_…:`) the positions are held against the gene's MANE Select transcript, or the one with the
/// longest coding sequence, and what does not fit is a doubt; with that transcript's accession it is wrong; with another
/// accession positions are not checked. Accessions of other genes' transcripts are wrong.
#[must_use]
pub fn check_hgvs(kb: &KnowledgeBase, gene: Option<GeneId>, coding: Option<&str>, protein: Option<&str>) -> HgvsCheck {
    if let Some(fault) = coding.and_then(fault_of_coding) {
        return HgvsCheck::Malformed(format!("{} is not HGVS: {fault}", shown(coding)));
    }
    let range = coding.and_then(coding_range);
    if let Some(range) = &range {
        if range.is_backward() {
            return HgvsCheck::Wrong(format!("{}: the range runs backward", shown(coding)));
        }
        if let Some(message) = against_protein(range, coding, protein) {
            return HgvsCheck::Wrong(message);
        }
    }
    let (Some(gene), Some(expression)) = (gene, coding) else { return HgvsCheck::Good };
    against_transcript(kb, gene, expression, range.as_ref())
}

fn shown(expression: Option<&str>) -> String {
    expression.unwrap_or_default().chars().take(60).collect()
}

/// First and last position of a change, and whether one base replaces another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CodingRange {
    pub first: Position,
    pub last: Position,
    pub substitution: bool,
}

impl CodingRange {
    fn is_backward(&self) -> bool {
        let place = |position: &Position| (position.region as u8, position.base, position.offset);
        place(&self.first) > place(&self.last)
    }

    /// The codon of a substitution in the coding sequence, from 1.
    fn codon(&self) -> Option<u32> {
        let exonic = self.first.region == Region::Coding && self.first.offset == 0;
        (self.substitution && exonic).then(|| ((self.first.base + 2) / 3) as u32)
    }
}

/// A substitution changes its own codon and no reading frame.
fn against_protein(range: &CodingRange, coding: Option<&str>, protein: Option<&str>) -> Option<String> {
    let (codon, protein) = (range.codon()?, protein?);
    let residue = residue_of_hgvs(protein)?;
    let (c, p) = (shown(coding), shown(Some(protein)));
    if matches!(of_protein(protein), Some(Consequence::Frameshift | Consequence::InframeInsertion)) {
        return Some(format!("{c} replaces one base, and {p} is a change of length; they are not the same variant"));
    }
    (residue != codon).then(|| format!("{c} lies in codon {codon}, and {p} names residue {residue}"))
}

fn against_transcript(kb: &KnowledgeBase, gene: GeneId, expression: &str, range: Option<&CodingRange>) -> HgvsCheck {
    let accession = WrittenOn::of(expression);
    let other = accession.known().and_then(|accession| gene_of(kb, accession)).filter(|other| *other != gene);
    if let Some(other) = other {
        let symbol = |id| kb.gene_by_id(id).map_or("", |gene| kb.gene(gene).symbol());
        let written = expression.split([':', '(']).next();
        let message = format!("{} is a transcript of {}, not of {}", shown(written), symbol(other), symbol(gene));
        return HgvsCheck::Wrong(message);
    }
    let (Some(transcript), Some(range)) = (transcript_of(kb, gene), range) else { return HgvsCheck::Good };
    let named = transcript.accession();
    // Another transcript of the gene counts its bases otherwise.
    let sure = match accession {
        WrittenOn::Nothing => false,
        WrittenOn::Known(given) if given == named => true,
        WrittenOn::Known(given) if same_transcript(given, named) => false,
        WrittenOn::Known(_) | WrittenOn::Other => return HgvsCheck::Good,
    };
    let exons = CodingExons::of(transcript);
    match [range.first, range.last].into_iter().find_map(|position| exons.fault(position)) {
        None => HgvsCheck::Good,
        Some(fault) if sure => HgvsCheck::Wrong(format!("{}: {fault} of {named}", shown(Some(expression)))),
        Some(fault) => HgvsCheck::Doubt(format!(
            "{}: {fault} of {named}, the transcript that is known of the gene; was it written on another one?",
            shown(Some(expression))
        )),
    }
}

/// `NM_000138.5` and `NM_000138.4` are versions of one transcript.
fn same_transcript(one: RefSeqAccession, other: RefSeqAccession) -> bool {
    (one.kind, one.number) == (other.kind, other.number)
}

fn transcripts(kb: &KnowledgeBase) -> impl Iterator<Item = TranscriptView<'_>> {
    [Assembly::Grch38, Assembly::Grch37].into_iter().flat_map(|assembly| kb.transcripts(assembly).iter())
}

/// What stands before the colon of an expression.
#[derive(Clone, Copy)]
enum WrittenOn {
    /// `c.1129C>T`: no sequence is named.
    Nothing,
    /// `NM_000138.5` of `NM_000138.5(FBN1):c.…`; version 0 where none is given.
    Known(RefSeqAccession),
    /// No accession of the kinds we know.
    Other,
}

impl WrittenOn {
    fn of(expression: &str) -> Self {
        let Some((before, _)) = expression.split_once(':') else { return Self::Nothing };
        let text = before.split('(').next().unwrap_or(before).trim();
        // Without a version it names the transcript all the same; no version is 0.
        text.parse().or_else(|_| format!("{text}.0").parse()).map_or(Self::Other, Self::Known)
    }

    fn known(self) -> Option<RefSeqAccession> {
        if let Self::Known(accession) = self { Some(accession) } else { None }
    }
}

/// The gene that an expression's transcript is of, where that is known.
#[must_use]
pub fn gene_of_accession(kb: &KnowledgeBase, expression: &str) -> Option<GeneId> {
    gene_of(kb, WrittenOn::of(expression).known()?)
}

fn gene_of(kb: &KnowledgeBase, accession: RefSeqAccession) -> Option<GeneId> {
    let found = transcripts(kb).find(|transcript| same_transcript(transcript.accession(), accession))?;
    Some(kb.gene(found.gene()).id())
}

/// The gene's transcript, where counting bases on the chromosome gives its own numbers.
fn transcript_of(kb: &KnowledgeBase, gene: GeneId) -> Option<TranscriptView<'_>> {
    let gene = kb.gene_by_id(gene)?;
    transcripts(kb)
        .find(|transcript| transcript.gene() == gene && transcript.coding().is_some() && transcript.is_regular())
}

/// The coding bases of each exon by their numbers in the coding sequence, in the order of the transcript.
struct CodingExons(Vec<(i64, i64)>);

impl CodingExons {
    fn of(transcript: TranscriptView<'_>) -> Self {
        let Some((from, to)) = transcript.coding() else { return Self(Vec::new()) };
        let mut exons: Vec<(u32, u32)> = transcript
            .exons()
            .map(|(first, last)| (first.max(from), last.min(to)))
            .filter(|(first, last)| first <= last)
            .collect();
        if transcript.is_reverse() {
            exons.reverse();
        }
        let mut next = 1;
        let numbered = exons.into_iter().map(|(first, last)| {
            let length = i64::from(last - first) + 1;
            next += length;
            (next - length, next - 1)
        });
        Self(numbered.collect())
    }

    /// What is wrong with a position; nothing is said of those before the start and after the stop codon.
    fn fault(&self, position: Position) -> Option<String> {
        let length = self.0.last()?.1;
        if position.region != Region::Coding {
            return None;
        }
        if position.base > length {
            return Some(format!("position {} lies beyond the {length} coding bases", position.base));
        }
        let at_edge = match position.offset {
            0 => return None,
            offset if offset > 0 => self.0.iter().any(|(_, last)| *last == position.base),
            _ => self.0.iter().any(|(first, _)| *first == position.base),
        };
        (!at_edge).then(|| format!("no intron lies next to base {}", position.base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_one_variant_agree() {
        let check = |coding: &str, protein: &str| {
            let range = coding_range(coding).unwrap();
            if range.is_backward() {
                Some("backward".to_owned())
            } else {
                against_protein(&range, Some(coding), Some(protein))
            }
        };
        for (coding, protein) in [
            ("c.1948C>T", "p.Arg650Ter"),
            ("NM_000138.5:c.1948C>T", "NP_000129.3:p.(Arg650*)"),
            ("c.1521_1523del", "p.(Phe508del)"),
            ("c.1A>G", "p.(Met1?)"),
            ("c.123+1G>A", "p.(Val42Glyfs*5)"),
            ("c.35G>A", "p.?"),
            ("c.*12C>T", "p.="),
        ] {
            assert_eq!(check(coding, protein), None, "{coding} {protein}");
        }
        for (coding, protein) in [
            ("c.1948C>T", "p.Arg651Ter"),
            ("c.1948C>T", "p.(Arg650fs)"),
            ("c.10_5del", "p.?"),
            ("c.12+5_12+2del", "p.?"),
        ] {
            assert!(check(coding, protein).is_some(), "{coding} {protein}");
        }
    }

    #[test]
    fn positions_are_held_against_exons() {
        let exons = CodingExons(vec![(1, 100), (101, 250), (251, 300)]);
        let fault = |expression: &str| exons.fault(coding_range(expression).unwrap().first);
        for good in ["c.1A>G", "c.300A>G", "c.100+1G>A", "c.101-12G>A", "c.250+5G>A", "c.-14C>T", "c.*14C>T"] {
            assert_eq!(fault(good), None, "{good}");
        }
        for wrong in ["c.301A>G", "c.99+1G>A", "c.100-1G>A", "c.102-2A>G"] {
            assert!(fault(wrong).is_some(), "{wrong}");
        }
        assert_eq!(CodingExons(Vec::new()).fault(coding_range("c.9A>G").unwrap().first), None);
    }
}
