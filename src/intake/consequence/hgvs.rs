//! HGVS descriptions on a transcript (<https://hgvs-nomenclature.org>, version 21).

use crate::knowledge::TranscriptView;

use super::change::{Change, oriented};
use super::codon::reverse_complement;
use super::geometry::{Coordinate, Geometry};

/// `c.123A>G` (`n.` where the transcript codes for no protein, `m.` for mitochondrial RNAs); `None` where the transcript's numbers are not those of
/// the chromosome or the change reaches beyond its ends.
pub(super) fn describe(geometry: &Geometry<'_>, change: &Change) -> Option<String> {
    if !geometry.view.is_regular() {
        return None;
    }
    let on_genome = geometry.view.is_named_by_genome();
    let reverse = is_named_backwards(geometry.view);
    let name = |base: u32| {
        let place = geometry.coordinate(base)?;
        Some(if on_genome { base.to_string() } else { number(geometry, place) })
    };
    let kind = match geometry.coding {
        Some(_) => "c",
        None if on_genome => "m",
        None => "n",
    };
    let range = |first: u32, last: u32| {
        let (from, to) = if reverse { (last, first) } else { (first, last) };
        Some(if from == to { name(from)? } else { format!("{}_{}", name(from)?, name(to)?) })
    };
    let (old, new) = (oriented(&change.removed, reverse), oriented(&change.inserted, reverse));
    let text = |bases: &[u8]| String::from_utf8_lossy(bases).into_owned();
    if change.is_duplication(reverse) {
        let bases = new.len() as u32;
        let (first, last) = if reverse {
            (change.first, change.first + bases - 1)
        } else {
            (change.first.checked_sub(bases)?, change.last())
        };
        return Some(format!("{kind}.{}dup", range(first, last)?));
    }
    if change.is_insertion() {
        return Some(format!("{kind}.{}ins{}", range(change.last(), change.first)?, text(&new)));
    }
    let place = range(change.first, change.last())?;
    Some(match (old.len(), new.len()) {
        (1, 1) => format!("{kind}.{place}{}>{}", text(&old), text(&new)),
        (_, 0) => format!("{kind}.{place}del"),
        (a, b) if a == b && reverse_complement(&old) == new => format!("{kind}.{place}inv"),
        _ => format!("{kind}.{place}delins{}", text(&new)),
    })
}

/// Whether descriptions read against the direction of the chromosome.
pub(super) fn is_named_backwards(view: TranscriptView<'_>) -> bool {
    view.is_reverse() && !view.is_named_by_genome()
}

fn number(geometry: &Geometry<'_>, Coordinate { base, offset }: Coordinate) -> String {
    let mut text = match geometry.coding {
        Some((start, _)) if base < start => format!("-{}", start - base),
        Some((_, end)) if base > end => format!("*{}", base - end),
        Some((start, _)) => (base - start + 1).to_string(),
        None => base.to_string(),
    };
    if offset != 0 {
        use std::fmt::Write;
        let _ = write!(text, "{offset:+}");
    }
    text
}
