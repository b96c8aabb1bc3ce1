//! What a small variant does, told from where it lies.

use crate::domain::Consequence;

use super::change::{Change, oriented};
use super::codon::Role;
use super::geometry::Geometry;

/// A place in a transcript and the worst that happens there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub consequence: Consequence,
    /// Exon, or intron, with their count.
    pub exon: Option<(u16, u16)>,
    /// First codon affected, from 1.
    pub residue: Option<u32>,
    /// The first base affected of the spliced transcript, or the nearest to it.
    pub along: Option<u32>,
    /// The change, where all of it is coding.
    pub coding: Option<CodingChange>,
    /// What it does to the nearest splice site.
    pub splice: Option<Consequence>,
}

/// Coding bases replaced, counted from the start codon, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CodingChange {
    /// First base removed; for an insertion, the base that the new ones are put before.
    pub first: u32,
    /// Last base removed; for an insertion, the base that the new ones are put after.
    pub last: u32,
}

/// What a change does to a transcript; `None` where it lies outside.
pub(super) fn locate(geometry: &Geometry<'_>, change: &Change) -> Option<Found> {
    let view = geometry.view;
    let (first, last) = (change.first, change.last());
    if change.is_insertion() {
        return (view.start() < first && last < view.end()).then(|| inserted(geometry, change));
    }
    if last < view.start() || first > view.end() {
        return None;
    }
    if first <= view.start() && last >= view.end() && change.net() < 0 {
        let consequence = Consequence::TranscriptAblation;
        return Some(Found { consequence, exon: None, residue: None, along: None, coding: None, splice: None });
    }
    Some(removed(geometry, change))
}

fn removed(geometry: &Geometry<'_>, change: &Change) -> Found {
    let (first, last) = (change.first, change.last());
    let splice = geometry.splice_hit(first, last);
    let mut consequence = Consequence::Intron;
    let mut coding = None;
    let mut residue = None;
    let exonic: u32 = geometry.exons_in(first, last).map(|(_, exon)| exon.1.min(last) - exon.0.max(first) + 1).sum();
    let bases = geometry.coding_bases(first, last);
    if let Some((start, end)) = geometry.view.coding().filter(|_| exonic > 0) {
        if exonic > bases {
            consequence = utr(if geometry.view.is_reverse() { last > end } else { first < start });
        }
        if bases > 0
            && let Some(span) = coding_span(geometry, first.max(start), last.min(end))
        {
            let whole = bases as usize == change.removed.len();
            let found = replaced(geometry, change, span, bases, whole);
            consequence = consequence.min(found);
            residue = Some((span.first - 1) / 3 + 1);
            coding = whole.then_some(span);
        }
    } else if exonic > 0 {
        consequence = Consequence::NonCodingExon;
    }
    finish(geometry, change, Found { consequence, exon: None, residue, along: None, coding, splice: None }, splice)
}

fn inserted(geometry: &Geometry<'_>, change: &Change) -> Found {
    let (after, before) = (change.last(), change.first);
    let splice = geometry.splice_hit_between(before);
    let exon = geometry.exon_at(after).filter(|exon| geometry.exon_at(before) == Some(*exon));
    let mut found =
        Found { consequence: Consequence::Intron, exon: None, residue: None, along: None, coding: None, splice: None };
    if exon.is_some() {
        found.consequence = Consequence::NonCodingExon;
        if let Some((start, end)) = geometry.view.coding() {
            if start <= after && before <= end {
                if let Some(span) = coding_span(geometry, after, before) {
                    // The new bases stand between the two.
                    let span = CodingChange { first: span.last, last: span.first };
                    found.consequence = replaced(geometry, change, span, 0, true);
                    found.residue = Some(span.last / 3 + 1);
                    found.coding = Some(span);
                }
            } else {
                found.consequence = utr((before <= start) != geometry.view.is_reverse());
            }
        }
    }
    finish(geometry, change, found, splice)
}

/// First and last coding base of a stretch, counted from the start codon; the stretch may begin or end in an intron.
fn coding_span(geometry: &Geometry<'_>, first: u32, last: u32) -> Option<CodingChange> {
    let start = geometry.coding?.0;
    let left = geometry.exons_in(first, last).next()?.1.0.max(first);
    let right = geometry.exons_in(first, last).last()?.1.1.min(last);
    let (a, b) = (geometry.spliced(left)?, geometry.spliced(right)?);
    Some(CodingChange { first: a.min(b) + 1 - start, last: a.max(b) + 1 - start })
}

fn utr(five_prime: bool) -> Consequence {
    if five_prime { Consequence::FivePrimeUtr } else { Consequence::ThreePrimeUtr }
}

/// What replacing coding bases does. `bases` of those removed are coding; `whole` where all are.
fn replaced(geometry: &Geometry<'_>, change: &Change, span: CodingChange, bases: u32, whole: bool) -> Consequence {
    let substitution = change.is_substitution();
    let net = change.inserted.len() as i64 - i64::from(bases);
    if !substitution && net % 3 != 0 {
        return Consequence::Frameshift;
    }
    if substitution {
        return if whole { exchanged(geometry, change, span) } else { Consequence::CodingSequence };
    }
    let (low, high) = (span.first.min(span.last), span.first.max(span.last));
    let coding_length = geometry.view.coding_length();
    let whole_codons = coding_length.is_multiple_of(3);
    if change.is_insertion() {
        // Between the bases of the start or the stop codon.
        if high <= 3 {
            return Consequence::StartLost;
        }
        if whole_codons && low + 2 >= coding_length {
            return Consequence::CodingSequence;
        }
        return Consequence::InframeInsertion;
    }
    if low <= 3 {
        Consequence::StartLost
    } else if whole_codons && high + 2 >= coding_length {
        Consequence::StopLost
    } else {
        match net {
            0 => Consequence::CodingSequence,
            1.. => Consequence::InframeInsertion,
            _ => Consequence::InframeDeletion,
        }
    }
}

/// A substitution without the bases around it.
fn exchanged(geometry: &Geometry<'_>, change: &Change, span: CodingChange) -> Consequence {
    if !geometry.view.is_regular() {
        return Consequence::CodingSequence;
    }
    let reverse = geometry.view.is_reverse();
    let (old, new) = (oriented(&change.removed, reverse), oriented(&change.inserted, reverse));
    let codons = geometry.view.coding_length().div_ceil(3);
    let whole_codons = geometry.view.coding_length().is_multiple_of(3);
    ((span.first - 1) / 3..=(span.last - 1) / 3)
        .map(|codon| {
            let base = |bases: &[u8], at: u32| {
                let place = (codon * 3 + at + 1).checked_sub(span.first)?;
                bases.get(place as usize).copied()
            };
            let role = match codon {
                0 => Role::Start,
                last if last + 1 == codons && whole_codons => Role::Stop,
                _ => Role::Inner,
            };
            let bases = |bases: &[u8]| [0, 1, 2].map(|at| base(bases, at));
            let (old, new) = (bases(&old), bases(&new));
            if old == new { Consequence::Synonymous } else { geometry.code().substitution(role, old, new) }
        })
        .min()
        .unwrap_or(Consequence::CodingSequence)
}

/// Adds the splice site and the numbers of exon or intron.
fn finish(
    geometry: &Geometry<'_>,
    change: &Change,
    mut found: Found,
    splice: Option<super::geometry::SpliceHit>,
) -> Found {
    let ends = if geometry.view.is_reverse() { [change.last(), change.first] } else { [change.first, change.last()] };
    let introns = geometry.exon_count().saturating_sub(1);
    found.splice = splice.map(|hit| hit.consequence);
    if let Some(hit) = splice.filter(|hit| hit.consequence < found.consequence) {
        found.consequence = hit.consequence;
        // What lies in an exon, too, is numbered by it.
        if hit.consequence < Consequence::CodingSequence {
            found.exon = Some((hit.intron, introns));
        }
    }
    let mut places = ends
        .iter()
        .filter_map(|end| geometry.exon_at(*end))
        .chain(geometry.exons_in(change.first, change.last()).map(|(position, _)| position));
    if found.exon.is_none() {
        found.exon = places
            .next()
            .map(|position| (geometry.exon_number(position), geometry.exon_count()))
            .or_else(|| Some((geometry.intron_at(ends[0]).or_else(|| geometry.intron_at(ends[1]))?, introns)));
    }
    found.along = ends.iter().find_map(|end| geometry.coordinate(*end)).map(|coordinate| coordinate.base);
    found
}

/// Whether a premature stop at a base of the spliced transcript is expected to escape decay: in the last exon or the
/// last 50 bases of the one before (doi 10.1002/humu.23626).
pub(super) fn escapes_decay(geometry: &Geometry<'_>, along: u32) -> bool {
    let view = geometry.view;
    let last = if view.is_reverse() { 0 } else { view.exons().len().saturating_sub(1) };
    let bases = view.exon(last).map_or(0, |(first, last)| last - first + 1);
    let junction = geometry.length - bases;
    view.exons().len() == 1 || along + 50 > junction
}
