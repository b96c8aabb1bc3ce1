//! What a coding change does to the protein, read from the sequence.

use crate::domain::{Consequence, Contig};

use super::change::{Change, oriented};
use super::codon::{STOP, compare, reverse_complement, three_letters};
use super::geometry::Geometry;
use super::sequence::ReferenceError;
use super::small::CodingChange;

/// Reads bases of the transcript's chromosome, first to last from 1.
pub(super) type Fetch<'f> = dyn Fn(u32, u32) -> Result<Vec<u8>, ReferenceError> + 'f;

/// A change of the protein.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ProteinChange {
    pub consequence: Consequence,
    /// `p.Arg123Cys`, predicted from the sequence.
    pub hgvs: String,
    /// First amino acid that differs, from 1.
    pub residue: u32,
    /// Last base of a premature stop codon, along the spliced transcript.
    pub stop: Option<u32>,
}

/// Bases first to last of the spliced transcript, from 1, in its direction.
fn spliced_bases(geometry: &Geometry<'_>, first: u32, last: u32, fetch: &Fetch<'_>) -> Result<Vec<u8>, ReferenceError> {
    let last = last.min(geometry.length);
    let (Some(a), Some(b)) = (geometry.chromosomal(first), geometry.chromosomal(last)) else {
        return Ok(Vec::new());
    };
    let (low, high) = (a.min(b), a.max(b));
    let mut bases = Vec::with_capacity((last - first + 1) as usize);
    for (_, exon) in geometry.exons_in(low, high) {
        bases.extend(fetch(exon.0.max(low), exon.1.min(high))?);
    }
    Ok(if geometry.view.is_reverse() { reverse_complement(&bases) } else { bases })
}

/// The change of the protein; `None` where it cannot be told: an irregular transcript, unknown bases, a selenoprotein
/// whose frame changes.
pub(super) fn predict(
    geometry: &Geometry<'_>,
    change: &Change,
    span: CodingChange,
    fetch: &Fetch<'_>,
) -> Result<Option<ProteinChange>, ReferenceError> {
    let Some((start, _)) = geometry.coding.filter(|_| geometry.view.is_regular()) else { return Ok(None) };
    if change.is_substitution() {
        let (from, to) = ((span.first - 1) / 3 * 3 + 1, (span.last - 1) / 3 * 3 + 3);
        let to = to.min(geometry.view.coding_length());
        let old = spliced_bases(geometry, start + from - 1, start + to - 1, fetch)?;
        return Ok(exchange(geometry, change, old, span.first - from, from / 3 + 1));
    }
    let old = spliced_bases(geometry, start, geometry.length, fetch)?;
    Ok(rebuilt(geometry, change, &old, span, start))
}

/// One or more codons exchanged; `first` is the number of the first.
fn exchange(
    geometry: &Geometry<'_>,
    change: &Change,
    mut old: Vec<u8>,
    offset: u32,
    first: u32,
) -> Option<ProteinChange> {
    let inserted = oriented(&change.inserted, geometry.view.is_reverse());
    // The poly(A) tail completes the stop codons of mitochondrial transcripts.
    while !old.len().is_multiple_of(3) && geometry.view.contig() == Contig::MT {
        old.push(b'A');
    }
    let mut new = old.clone();
    new.get_mut(offset as usize..offset as usize + inserted.len())?.copy_from_slice(&inserted);
    let letters = |bases: &[u8]| -> Option<Vec<u8>> {
        bases.chunks(3).map(|codon| geometry.code().amino_acid(codon.try_into().ok()?)).collect()
    };
    let (before, after) = (letters(&old)?, letters(&new)?);
    let pairs = || before.iter().copied().zip(after.iter().copied());
    if first == 1 && before.first() == Some(&b'M') && after.first() != Some(&b'M') {
        let hgvs = "p.Met1?".to_owned();
        return Some(ProteinChange { consequence: Consequence::StartLost, hgvs, residue: 1, stop: None });
    }
    let consequence = pairs().map(|(a, b)| compare(a, b)).min()?;
    let place = pairs().position(|(a, b)| a != b);
    let residue = first + place.unwrap_or(0) as u32;
    let name = |at: usize| format!("{}{}", three_letters(before[at]), first + at as u32);
    let Some(place) = place else {
        let consequence =
            if first == 1 && consequence == Consequence::Synonymous { Consequence::StartRetained } else { consequence };
        return Some(ProteinChange { consequence, hgvs: format!("p.{}=", name(0)), residue, stop: None });
    };
    let end = pairs().enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at).next_back()?;
    let hgvs = match after.get(place..=end)? {
        [STOP, ..] => format!("p.{}Ter", name(place)),
        [letter] if before[place] == STOP => format!("p.{}{}extTer?", name(place), three_letters(*letter)),
        [letter] => format!("p.{}{}", name(place), three_letters(*letter)),
        letters => {
            let text: String = letters.iter().map(|letter| three_letters(*letter)).collect();
            format!("p.{}_{}delins{text}", name(place), name(end))
        }
    };
    let stop = (consequence == Consequence::StopGained).then(|| after.iter().position(|letter| *letter == STOP));
    let stop = stop.flatten().and_then(|at| Some(geometry.coding?.0 - 1 + (first + at as u32) * 3));
    Some(ProteinChange { consequence, hgvs, residue, stop })
}

/// Bases put in or taken out: both proteins are read and compared.
fn rebuilt(
    geometry: &Geometry<'_>,
    change: &Change,
    old: &[u8],
    span: CodingChange,
    start: u32,
) -> Option<ProteinChange> {
    let from = (span.first as usize).checked_sub(1)?;
    let mut new = old.get(..from)?.to_vec();
    new.extend(oriented(&change.inserted, geometry.view.is_reverse()));
    new.extend_from_slice(old.get(from + change.removed.len()..)?);
    let code = geometry.code();
    let before = code.translate(old.get(..geometry.view.coding_length() as usize)?);
    let after = code.translate(&new);
    // A stop before the end is selenocysteine, or the transcript is not what the chromosome has.
    if before.len() != (geometry.view.coding_length() / 3) as usize || before.last() != Some(&STOP) {
        return None;
    }
    let told =
        |consequence, hgvs, at: usize, stop| Some(ProteinChange { consequence, hgvs, residue: at as u32 + 1, stop });
    let head = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let shifted = change.net() % 3 != 0;
    if after.first() != Some(&b'M') {
        let consequence = if shifted { Consequence::Frameshift } else { Consequence::StartLost };
        return told(consequence, "p.Met1?".to_owned(), 0, None);
    }
    if before == after {
        let consequence = if span.last + 2 >= geometry.view.coding_length() {
            Consequence::StopRetained
        } else {
            Consequence::Synonymous
        };
        let at = head.min(before.len() - 1);
        return told(consequence, format!("p.{}{}=", three_letters(before[at]), at + 1), at, None);
    }
    let ends = (after.last() == Some(&STOP)).then(|| start - 1 + after.len() as u32 * 3);
    let name = |at: usize| before.get(at).map(|letter| format!("{}{}", three_letters(*letter), at + 1));
    if after.get(head) == Some(&STOP) {
        return told(Consequence::StopGained, format!("p.{}Ter", name(head)?), head, ends);
    }
    if before.get(head) == Some(&STOP) {
        let hgvs = format!("p.{}{}extTer?", name(head)?, three_letters(*after.get(head)?));
        return told(Consequence::StopLost, hgvs, head, None);
    }
    if shifted {
        let length = ends.map_or("?".to_owned(), |_| (after.len() - head).to_string());
        let hgvs = format!("p.{}{}fsTer{length}", name(head)?, three_letters(*after.get(head)?));
        return told(Consequence::Frameshift, hgvs, head, ends);
    }
    let (consequence, hgvs) = in_frame(&before, &after, head)?;
    told(consequence, hgvs, head, ends.filter(|_| consequence == Consequence::StopGained))
}

/// Names whole codons put in or taken out after the first `head` amino acids, which both proteins share.
fn in_frame(before: &[u8], after: &[u8], head: usize) -> Option<(Consequence, String)> {
    let most = before.len().min(after.len()) - head;
    let tail = before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (old, new) = (&before[head..before.len() - tail], &after[head..after.len() - tail]);
    let name = |at: usize| before.get(at).map(|letter| format!("{}{}", three_letters(*letter), at + 1));
    let range =
        |from: usize, to: usize| Some(if from == to { name(from)? } else { format!("{}_{}", name(from)?, name(to)?) });
    let text: String = new.iter().map(|letter| three_letters(*letter)).collect();
    // The new protein ended early: its stop is all that the ends share.
    if tail == 1 && after.len() < before.len() && old.len() > new.len() && !new.is_empty() {
        let hgvs = format!("p.{}delins{text}Ter", range(head, before.len() - 2)?);
        return Some((Consequence::StopGained, hgvs));
    }
    Some(match (old.len(), new.len()) {
        (0, count) if before[..head].ends_with(new) => {
            (Consequence::InframeInsertion, format!("p.{}dup", range(head - count, head - 1)?))
        }
        (0, _) => (Consequence::InframeInsertion, format!("p.{}ins{text}", range(head.checked_sub(1)?, head)?)),
        (count, 0) => (Consequence::InframeDeletion, format!("p.{}del", range(head, head + count - 1)?)),
        (1, 1) => (Consequence::Missense, format!("p.{}{text}", name(head)?)),
        (a, b) => {
            let consequence = match a.cmp(&b) {
                std::cmp::Ordering::Less => Consequence::InframeInsertion,
                std::cmp::Ordering::Equal => Consequence::Missense,
                std::cmp::Ordering::Greater => Consequence::InframeDeletion,
            };
            (consequence, format!("p.{}delins{text}", range(head, head + a - 1)?))
        }
    })
}

/// Moves an insertion or deletion as far along the transcript as the sequence allows (HGVS nomenclature, "3' rule"),
/// and reads the bases before it, by which duplications are told.
pub(super) fn shift(change: &mut Change, reverse: bool, fetch: &Fetch<'_>) -> Result<(), ReferenceError> {
    /// Bases read at a time, and how often: repeats are shorter.
    const STEP: u32 = 200;
    const MOST: u32 = 20;
    let deletion = change.inserted.is_empty();
    if !(change.is_insertion() || deletion) {
        return Ok(());
    }
    let mut moving = if deletion { change.removed.clone() } else { change.inserted.clone() };
    'steps: for _ in 0..MOST {
        let ahead = if reverse {
            let last = change.first.saturating_sub(1);
            fetch(last.saturating_sub(STEP - 1).max(1), last)?
        } else {
            let next = change.last() + 1;
            fetch(next, next.saturating_add(STEP - 1))?
        };
        if ahead.is_empty() {
            break;
        }
        for at in 0..ahead.len() {
            let (base, own) = if reverse {
                (ahead[ahead.len() - 1 - at], moving.last().copied())
            } else {
                (ahead[at], moving.first().copied())
            };
            if own != Some(base) || !b"ACGT".contains(&base) {
                break 'steps;
            }
            if reverse {
                moving.rotate_right(1);
                change.first -= 1;
            } else {
                moving.rotate_left(1);
                change.first += 1;
            }
        }
    }
    if deletion {
        change.removed = moving;
        return Ok(());
    }
    let bases = moving.len() as u32;
    change.inserted = moving;
    change.before = if reverse {
        fetch(change.first, change.first.saturating_add(bases - 1))?
    } else {
        fetch(change.first.saturating_sub(bases).max(1), change.last())?
    };
    Ok(())
}
