//! What a structural variant does to the genes it touches.

use crate::domain::{Consequence, Locus, StructuralKind};

use super::geometry::Geometry;

/// First and last base that a structural variant changes, from 1. VCF gives the base before the first one; an
/// insertion and a join lie behind that base.
pub(super) fn span(locus: &Locus, kind: StructuralKind) -> (u32, u32) {
    match kind {
        StructuralKind::Insertion | StructuralKind::Breakend => (locus.position, locus.position),
        _ if locus.end > locus.position => (locus.position + 1, locus.end),
        _ => (locus.position, locus.position),
    }
}

/// The consequence for a transcript that shares a base with the span, and the percentage of the coding sequence that
/// is lost or copied; `None` where the transcript stays as it is.
pub(super) fn effect(
    geometry: &Geometry<'_>,
    kind: StructuralKind,
    (first, last): (u32, u32),
) -> Option<(Consequence, Option<u8>)> {
    let view = geometry.view;
    let whole = first <= view.start() && last >= view.end();
    let within = first > view.start() && last < view.end();
    let coding = geometry.coding_bases(first, last);
    let covered = percent(coding, view.coding_length());
    let consequence = match kind {
        StructuralKind::Deletion if whole => Consequence::TranscriptAblation,
        StructuralKind::Duplication if whole => Consequence::TranscriptAmplification,
        StructuralKind::Deletion if coding > 0 => Consequence::FeatureTruncation,
        StructuralKind::Duplication if coding > 0 && within => Consequence::FeatureElongation,
        // A copy that reaches beyond the gene leaves one copy whole; a copy number alone says neither more nor less.
        StructuralKind::Duplication | StructuralKind::CopyNumber if coding > 0 => Consequence::CodingSequence,
        StructuralKind::Insertion if coding > 0 => Consequence::FeatureElongation,
        StructuralKind::Breakend => Consequence::FeatureTruncation,
        StructuralKind::Inversion if whole => return None,
        StructuralKind::Inversion if !same_intron(geometry, first, last) => Consequence::FeatureTruncation,
        _ => outside_coding(geometry, first, last),
    };
    let counts = matches!(kind, StructuralKind::Deletion | StructuralKind::Duplication | StructuralKind::CopyNumber);
    Some((consequence, covered.filter(|_| counts)))
}

fn same_intron(geometry: &Geometry<'_>, first: u32, last: u32) -> bool {
    let intron = geometry.intron_at(first);
    intron.is_some() && intron == geometry.intron_at(last) && geometry.exons_in(first, last).next().is_none()
}

fn outside_coding(geometry: &Geometry<'_>, first: u32, last: u32) -> Consequence {
    let view = geometry.view;
    if geometry.exons_in(first, last).next().is_none() {
        let site = geometry.splice_hit(first, last).map(|hit| hit.consequence);
        return site.unwrap_or(Consequence::Intron);
    }
    match view.coding() {
        None => Consequence::NonCodingExon,
        Some((start, _)) if (last < start) != view.is_reverse() => Consequence::FivePrimeUtr,
        Some(_) => Consequence::ThreePrimeUtr,
    }
}

/// Rounded down, so that only all of it is 100; but any part is at least 1.
fn percent(part: u32, all: u32) -> Option<u8> {
    let share = u64::from(part) * 100 / u64::from(all.max(1));
    (all > 0).then(|| u8::try_from(share).unwrap_or(100).clamp(u8::from(part > 0), 100))
}
