//! A small variant without the bases that its two alleles share.

use super::codon::reverse_complement;

/// Bases replaced on the chromosome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// First base removed, from 1; for an insertion, the base that the new ones are put before.
    pub first: u32,
    /// Bases removed.
    pub removed: Vec<u8>,
    /// Bases put in their place.
    pub inserted: Vec<u8>,
    /// What is known of the bases before the change, in the direction of the transcript, on the chromosome's strand.
    pub before: Vec<u8>,
}

impl Change {
    /// What differs between two alleles in upper case; `None` where nothing does. Shared bases are taken off so that
    /// the change lies as far along the transcript as they allow (HGVS nomenclature, "3' rule").
    pub(super) fn new(position: u32, reference: &[u8], alternate: &[u8], reverse: bool) -> Option<Self> {
        if reference == alternate || reference.is_empty() {
            return None;
        }
        let shortest = reference.len().min(alternate.len());
        let pairs = || reference.iter().zip(alternate);
        let tails = || reference.iter().rev().zip(alternate.iter().rev());
        let equal = |(a, b): &(&u8, &u8)| a == b;
        let (head, tail) = if reverse {
            let tail = tails().take_while(equal).count();
            (pairs().take(shortest - tail).take_while(equal).count(), tail)
        } else {
            let head = pairs().take_while(equal).count();
            (head, tails().take(shortest - head).take_while(equal).count())
        };
        let (old, new) = (&reference[head..reference.len() - tail], &alternate[head..alternate.len() - tail]);
        let before = if reverse { &reference[reference.len() - tail..] } else { &reference[..head] };
        Some(Self {
            first: position.saturating_add(head as u32),
            removed: old.to_vec(),
            inserted: new.to_vec(),
            before: before.to_vec(),
        })
    }

    /// Last base removed; for an insertion, the base that the new ones are put after.
    pub(super) fn last(&self) -> u32 {
        (self.first + self.removed.len() as u32).saturating_sub(1)
    }

    pub(super) fn is_insertion(&self) -> bool {
        self.removed.is_empty()
    }

    /// As many bases put in as taken out.
    pub(super) fn is_substitution(&self) -> bool {
        self.removed.len() == self.inserted.len()
    }

    /// Bases put in less bases taken out.
    pub(super) fn net(&self) -> i64 {
        self.inserted.len() as i64 - self.removed.len() as i64
    }

    /// Whether the inserted bases repeat those before them, as far as these are known.
    pub(super) fn is_duplication(&self, reverse: bool) -> bool {
        self.is_insertion()
            && if reverse { self.before.starts_with(&self.inserted) } else { self.before.ends_with(&self.inserted) }
    }
}

/// Bases of the chromosome as the transcript has them.
pub(super) fn oriented(bases: &[u8], reverse: bool) -> Vec<u8> {
    if reverse { reverse_complement(bases) } else { bases.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_bases_are_taken_off_along_the_transcript() {
        let told = |reference: &str, alternate: &str, reverse| {
            let change = Change::new(10, reference.as_bytes(), alternate.as_bytes(), reverse).unwrap();
            let text = |bases: Vec<u8>| String::from_utf8(bases).unwrap();
            (change.first, text(change.removed), text(change.inserted))
        };
        let change = |first, removed: &str, inserted: &str| (first, removed.to_owned(), inserted.to_owned());
        assert_eq!(told("A", "G", false), change(10, "A", "G"));
        assert_eq!(told("CAA", "CA", false), change(12, "A", ""));
        assert_eq!(told("CAA", "CA", true), change(11, "A", ""));
        assert_eq!(told("C", "CT", false), change(11, "", "T"));
        assert_eq!(told("ATG", "ACG", true), change(11, "T", "C"));
        assert_eq!(Change::new(1, b"A", b"A", false), None);
        assert!(Change::new(1, b"A", b"AA", false).unwrap().is_duplication(false));
        assert!(Change::new(1, b"A", b"AA", true).unwrap().is_duplication(true));
        assert!(!Change::new(1, b"A", b"AC", false).unwrap().is_duplication(false));
    }
}
