//! Where a base of the chromosome lies in a transcript.

use crate::domain::{Consequence, Contig};
use crate::knowledge::TranscriptView;

use super::codon::GeneticCode;

/// A transcript with what is derived from its exons once.
#[derive(Clone, Copy)]
pub(super) struct Geometry<'a> {
    pub view: TranscriptView<'a>,
    /// Bases of all exons.
    pub length: u32,
    /// First and last coding base, counted along the spliced transcript from 1.
    pub coding: Option<(u32, u32)>,
}

/// A place along a transcript: a base of the spliced transcript, and how far from it into an intron.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Coordinate {
    /// Base of the spliced transcript, from 1.
    pub base: u32,
    /// 0 within an exon; after the base (+) or before it (-) within an intron.
    pub offset: i64,
}

/// A splice site that a stretch of bases touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SpliceHit {
    pub consequence: Consequence,
    /// Number of the intron in the direction of the transcript, from 1.
    pub intron: u16,
}

impl<'a> Geometry<'a> {
    pub(super) fn new(view: TranscriptView<'a>) -> Self {
        let length = view.exons().map(|(first, last)| last - first + 1).sum();
        let mut geometry = Self { view, length, coding: None };
        geometry.coding = view.coding().and_then(|(first, last)| {
            let (a, b) = (geometry.spliced(first)?, geometry.spliced(last)?);
            Some((a.min(b), a.max(b)))
        });
        geometry
    }

    pub(super) fn code(&self) -> GeneticCode {
        if self.view.contig() == Contig::MT { GeneticCode::Mitochondrial } else { GeneticCode::Standard }
    }

    pub(super) fn exon_count(&self) -> u16 {
        self.view.exons().len() as u16
    }

    /// Number of an exon in the direction of the transcript, from 1, by its place on the chromosome, from 0.
    pub(super) fn exon_number(&self, position: usize) -> u16 {
        let number = if self.view.is_reverse() { self.view.exons().len() - position } else { position + 1 };
        number as u16
    }

    /// Number of the intron before the exon at a place on the chromosome, in the direction of the transcript.
    fn intron_number(&self, position: usize) -> u16 {
        let number = if self.view.is_reverse() { self.view.exons().len() - position } else { position };
        number as u16
    }

    /// Place of the exon that holds a base.
    pub(super) fn exon_at(&self, base: u32) -> Option<usize> {
        let position = self.view.exon_at_or_after(base);
        self.view.exon(position).filter(|exon| exon.0 <= base).map(|_| position)
    }

    /// Number of the intron that holds a base.
    pub(super) fn intron_at(&self, base: u32) -> Option<u16> {
        let position = self.view.exon_at_or_after(base);
        let exon = self.view.exon(position)?;
        (position > 0 && exon.0 > base).then(|| self.intron_number(position))
    }

    /// A base's number along the spliced transcript.
    pub(super) fn spliced(&self, base: u32) -> Option<u32> {
        let position = self.exon_at(base)?;
        let before: u32 = self.view.exons().take(position).map(|(first, last)| last - first + 1).sum();
        let along = before + base - self.view.exon(position)?.0 + 1;
        Some(if self.view.is_reverse() { self.length + 1 - along } else { along })
    }

    /// The inverse of [`Self::spliced`].
    pub(super) fn chromosomal(&self, spliced: u32) -> Option<u32> {
        let mut along = if self.view.is_reverse() { (self.length + 1).checked_sub(spliced)? } else { spliced };
        along = along.checked_sub(1)?;
        for (first, last) in self.view.exons() {
            let bases = last - first + 1;
            if along < bases {
                return Some(first + along);
            }
            along -= bases;
        }
        None
    }

    /// A base as HGVS counts it; `None` outside the transcript.
    pub(super) fn coordinate(&self, base: u32) -> Option<Coordinate> {
        if let Some(base) = self.spliced(base) {
            return Some(Coordinate { base, offset: 0 });
        }
        let position = self.view.exon_at_or_after(base);
        let (left, right) = (self.view.exon(position.checked_sub(1)?)?.1, self.view.exon(position)?.0);
        let (from_left, from_right) = (i64::from(base - left), i64::from(right - base));
        // In the middle of an intron the exon before it counts (HGVS nomenclature, "numbering").
        let forward = !self.view.is_reverse();
        let use_left = if forward { from_left <= from_right } else { from_left < from_right };
        let (anchor, distance) = if use_left { (left, from_left) } else { (right, from_right) };
        let offset = if use_left == forward { distance } else { -distance };
        Some(Coordinate { base: self.spliced(anchor)?, offset })
    }

    /// First and last base of each exon that shares bases with a stretch, with the exon's place.
    pub(super) fn exons_in(&self, first: u32, last: u32) -> impl Iterator<Item = (usize, (u32, u32))> + use<'a> {
        let view = self.view;
        (view.exon_at_or_after(first)..)
            .map_while(move |position| Some((position, view.exon(position)?)))
            .take_while(move |(_, exon)| exon.0 <= last)
    }

    /// Coding bases within a stretch.
    pub(super) fn coding_bases(&self, first: u32, last: u32) -> u32 {
        let Some((from, to)) = self.view.coding() else { return 0 };
        let (first, last) = (first.max(from), last.min(to));
        self.exons_in(first, last).map(|(_, exon)| (exon.1.min(last) + 1).saturating_sub(exon.0.max(first))).sum()
    }

    /// The worst that a stretch of replaced bases does to splice sites.
    pub(super) fn splice_hit(&self, first: u32, last: u32) -> Option<SpliceHit> {
        let mut worst: Option<SpliceHit> = None;
        let from = self.view.exon_at_or_after(first.saturating_sub(8)).max(1);
        for position in from.. {
            let (Some((_, left)), Some((right, _))) = (self.view.exon(position - 1), self.view.exon(position)) else {
                break;
            };
            if left > last.saturating_add(3) {
                break;
            }
            let hit = self.site(left, right, |from, to| first <= to && last >= from);
            worst = self.worse(worst, hit, position);
        }
        worst
    }

    /// The worst that bases inserted before `base` do to splice sites.
    pub(super) fn splice_hit_between(&self, base: u32) -> Option<SpliceHit> {
        let mut worst = None;
        let from = self.view.exon_at_or_after(base.saturating_sub(9)).max(1);
        for position in from.. {
            let (Some((_, left)), Some((right, _))) = (self.view.exon(position - 1), self.view.exon(position)) else {
                break;
            };
            if left > base.saturating_add(3) {
                break;
            }
            // An insertion hits a stretch when it parts two of its bases; for the region around a site, its edge.
            let hit = self.site(left, right, |from, to| {
                if to - from > 1 { (from..=to + 1).contains(&base) } else { from < base && base <= to }
            });
            worst = self.worse(worst, hit, position);
        }
        worst
    }

    fn worse(&self, known: Option<SpliceHit>, found: Option<Consequence>, position: usize) -> Option<SpliceHit> {
        let found = found.map(|consequence| SpliceHit { consequence, intron: self.intron_number(position) });
        match (known, found) {
            (Some(known), Some(found)) => Some(if found.consequence < known.consequence { found } else { known }),
            (known, found) => known.or(found),
        }
    }

    /// What is hit of the intron between the exons that end with `left` and begin with `right`.
    fn site(&self, left: u32, right: u32, hits: impl Fn(u32, u32) -> bool) -> Option<Consequence> {
        let reverse = self.view.is_reverse();
        let (at_left, at_right) = (hits(left + 1, left + 2), hits(right.saturating_sub(2), right.saturating_sub(1)));
        let (donor, acceptor) = if reverse { (at_right, at_left) } else { (at_left, at_right) };
        let fifth = if reverse { right.saturating_sub(5) } else { left + 5 };
        if acceptor {
            Some(Consequence::SpliceAcceptor)
        } else if donor {
            Some(Consequence::SpliceDonor)
        } else if hits(fifth, fifth) {
            Some(Consequence::SpliceDonorFifthBase)
        } else if hits(left.saturating_sub(2), left + 8) || hits(right.saturating_sub(8), right + 2) {
            Some(Consequence::SpliceRegion)
        } else {
            None
        }
    }
}
