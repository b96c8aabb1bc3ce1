//! Alternate alleles, one at a time, in their smallest form.

use super::error::shorten;
use super::issues::Malformed;
use crate::domain::{Alternate, Locus, StructuralKind};

/// An alternate allele.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allele<'a> {
    /// Bases in place of bases.
    Sequence {
        /// First base that is replaced, from 1.
        position: u32,
        /// Bases replaced.
        reference: &'a str,
        /// Bases in their place.
        alternate: &'a str,
    },
    /// A structural variant.
    Structural(StructuralKind),
    /// No change of its own.
    Nothing,
    /// A symbol that is not known.
    Unknown,
}

/// Whether a text is made of bases and their ambiguity codes.
pub(super) fn is_bases(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|base| {
            matches!(base, b'A' | b'C' | b'G' | b'T' | b'N' | b'a' | b'c' | b'g' | b't' | b'n')
                || b"RYSWKMBDHVryswkmbdhv".contains(&base)
        })
}

/// Whether no base is an ambiguity code.
fn is_certain(bases: &str) -> bool {
    bases.bytes().all(|base| matches!(base.to_ascii_uppercase(), b'A' | b'C' | b'G' | b'T'))
}

/// Reads one alternate allele.
pub(super) fn read<'a>(position: u32, reference: &'a str, alternate: &'a str) -> Result<Allele<'a>, Malformed> {
    let first = alternate.as_bytes().first().copied().unwrap_or_default();
    match alternate {
        "*" | "<*>" | "<NON_REF>" | "<X>" | "<*:DEL>" | "<REF>" | "<M>" => return Ok(Allele::Nothing),
        _ if first == b'<' => return symbolic(alternate),
        // Which base it is is not known.
        _ if is_bases(alternate) && !is_certain(alternate) => return Ok(Allele::Unknown),
        _ if is_bases(alternate) => {}
        _ if alternate.contains(['[', ']']) => return Ok(Allele::Structural(StructuralKind::Breakend)),
        _ if alternate.len() > 1
            && (first == b'.' || alternate.ends_with('.'))
            && is_bases(alternate.trim_matches('.')) =>
        {
            return Ok(Allele::Structural(StructuralKind::Breakend));
        }
        _ => return Err(Malformed::new("ALT", format!("ALT {:?} is not an allele", shorten(alternate)))),
    }
    if alternate.eq_ignore_ascii_case(reference) {
        return Err(Malformed::new("ALT is REF", format!("ALT {:?} is the same as REF", shorten(alternate))));
    }
    let (skipped, reference, alternate) = trim(reference, alternate);
    Ok(Allele::Sequence { position: position.saturating_add(skipped), reference, alternate })
}

fn symbolic(alternate: &str) -> Result<Allele<'_>, Malformed> {
    let Some(name) = alternate.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else {
        return Err(Malformed::new("ALT", format!("ALT {:?} lacks its closing bracket", shorten(alternate))));
    };
    let stem = name.split(':').next().unwrap_or_default();
    Ok(Allele::Structural(match stem {
        "DEL" => StructuralKind::Deletion,
        "DUP" => StructuralKind::Duplication,
        "INV" => StructuralKind::Inversion,
        "INS" => StructuralKind::Insertion,
        "CNV" => StructuralKind::CopyNumber,
        "BND" | "TRA" => StructuralKind::Breakend,
        // 1000 Genomes writes the number of copies on the one chromosome.
        _ => match stem.strip_prefix("CN").and_then(|copies| copies.parse::<u32>().ok()) {
            Some(0) => StructuralKind::Deletion,
            Some(1) => return Ok(Allele::Nothing),
            Some(_) => StructuralKind::Duplication,
            None => return Ok(Allele::Unknown),
        },
    }))
}

/// Takes off what both alleles share, from the right and then from the left, and leaves one base at least. Returns how
/// many bases were taken off the left.
fn trim<'a>(mut reference: &'a str, mut alternate: &'a str) -> (u32, &'a str, &'a str) {
    let same = |a: Option<&u8>, b: Option<&u8>| a.zip(b).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
    while reference.len().min(alternate.len()) > 1 && same(reference.as_bytes().last(), alternate.as_bytes().last()) {
        reference = &reference[..reference.len() - 1];
        alternate = &alternate[..alternate.len() - 1];
    }
    let mut skipped = 0;
    while reference.len().min(alternate.len()) > 1 && same(reference.as_bytes().first(), alternate.as_bytes().first()) {
        reference = &reference[1..];
        alternate = &alternate[1..];
        skipped += 1;
    }
    (skipped, reference, alternate)
}

/// Puts a sequence allele into a locus, whose memory is used again.
pub(super) fn place(locus: &mut Locus, position: u32, reference: &str, alternate: &str) {
    locus.position = position;
    locus.end = position.saturating_add(reference.len().saturating_sub(1) as u32);
    upper(&mut locus.reference, reference);
    if let Alternate::Sequence(bases) = &mut locus.alternate {
        upper(bases, alternate);
    } else {
        locus.alternate = Alternate::Sequence(alternate.to_ascii_uppercase());
    }
}

/// Puts a structural allele into a locus.
pub(super) fn place_structural(locus: &mut Locus, position: u32, end: u32, reference: &str, kind: StructuralKind) {
    locus.position = position;
    locus.end = end;
    upper(&mut locus.reference, reference);
    locus.alternate = Alternate::Structural(kind);
}

fn upper(to: &mut String, from: &str) {
    to.clear();
    to.push_str(from);
    to.make_ascii_uppercase();
}

/// Last base of a structural variant, from `END` or `SVLEN`.
pub(super) fn structural_end(
    kind: StructuralKind,
    position: u32,
    end: Option<&str>,
    length: Option<&str>,
    contig_length: u32,
) -> Result<u32, Malformed> {
    if matches!(kind, StructuralKind::Breakend | StructuralKind::Insertion) {
        return Ok(position);
    }
    let refuse = |message: String| Err(Malformed::new("END", message));
    let known = |text: &&str| *text != "." && !text.is_empty();
    let found = match (end.filter(known), length.filter(known)) {
        (Some(end), _) => match end.parse::<u32>() {
            Ok(end) => end,
            Err(_) => return refuse(format!("END {:?} is not a position", shorten(end))),
        },
        (None, Some(length)) => match length.parse::<i64>().map(i64::unsigned_abs) {
            Ok(length) if length > 0 && length < u64::from(u32::MAX) => position.saturating_add(length as u32),
            _ => return refuse(format!("SVLEN {:?} is not a length", shorten(length))),
        },
        (None, None) => return refuse(format!("<{}> has neither END nor SVLEN", kind.as_str())),
    };
    if found < position {
        return refuse(format!("END {found} lies before POS {position}"));
    }
    if found > contig_length {
        return refuse(format!("END {found} lies beyond the contig's last base {contig_length}"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn alleles_are_made_small() {
        for (reference, alternate, shift, small_reference, small_alternate) in [
            ("A", "C", 0, "A", "C"),
            ("ATCT", "A", 0, "ATCT", "A"),
            ("CTTT", "CTT", 0, "CT", "C"),
            ("CA", "CG", 1, "A", "G"),
            ("GCA", "GTA", 1, "C", "T"),
            ("TCACA", "TCA", 0, "TCA", "T"),
            ("ca", "CG", 1, "a", "G"),
            ("CAG", "CTCG", 1, "A", "TC"),
        ] {
            let wanted =
                Allele::Sequence { position: 100 + shift, reference: small_reference, alternate: small_alternate };
            assert_eq!(read(100, reference, alternate), Ok(wanted), "{reference} {alternate}");
        }
    }

    #[test]
    fn symbols_have_their_kinds() {
        use StructuralKind::{Breakend, CopyNumber, Deletion, Duplication, Insertion};
        for (alternate, allele) in [
            ("*", Allele::Nothing),
            ("<NON_REF>", Allele::Nothing),
            ("<*>", Allele::Nothing),
            ("<DEL>", Allele::Structural(Deletion)),
            ("<DEL:ME:ALU>", Allele::Structural(Deletion)),
            ("<DUP:TANDEM>", Allele::Structural(Duplication)),
            ("<INS>", Allele::Structural(Insertion)),
            ("<CNV>", Allele::Structural(CopyNumber)),
            ("<CN0>", Allele::Structural(Deletion)),
            ("<CN1>", Allele::Nothing),
            ("<CN2>", Allele::Structural(Duplication)),
            ("N", Allele::Unknown),
            ("AR", Allele::Unknown),
            ("G]17:198982]", Allele::Structural(Breakend)),
            ("[13:123457[C", Allele::Structural(Breakend)),
            (".A", Allele::Structural(Breakend)),
            ("<STR12>", Allele::Unknown),
        ] {
            assert_eq!(read(5, "A", alternate), Ok(allele), "{alternate}");
        }
        for alternate in ["", "A ", "1", "<DEL", "A>", "..", "ACU", "a", "A"] {
            assert!(read(5, "A", alternate).is_err(), "{alternate}");
        }
    }

    #[test]
    fn ends_are_within_reason() {
        let end = |kind, end, length| structural_end(kind, 1_000, end, length, 5_000).map_err(|error| error.message);
        let kind = StructuralKind::Deletion;
        assert_eq!(end(kind, Some("2000"), None), Ok(2_000));
        assert_eq!(end(kind, None, Some("-100")), Ok(1_100));
        assert_eq!(end(kind, Some("."), Some("100")), Ok(1_100));
        assert_eq!(end(StructuralKind::Insertion, Some("7"), None), Ok(1_000));
        for (given_end, length) in [
            (Some("999"), None),
            (Some("6000"), None),
            (Some("x"), Some("5")),
            (None, Some("0")),
            (None, Some("-9223372036854775808")),
            (None, None),
        ] {
            assert!(end(kind, given_end, length).is_err(), "{given_end:?} {length:?}");
        }
    }

    proptest! {
        /// The small form stands for the same change.
        #[test]
        fn trimming_keeps_the_change(reference in "[ACGT]{1,8}", alternate in "[ACGT]{1,8}") {
            prop_assume!(reference != alternate);
            let Ok(Allele::Sequence { position, reference: r, alternate: a }) = read(1, &reference, &alternate) else {
                return Err(TestCaseError::fail("not a sequence"));
            };
            let left = position as usize - 1;
            let changed = format!("{}{a}{}", &reference[..left], &reference[left + r.len()..]);
            prop_assert_eq!(&changed, &alternate);
            prop_assert!(!r.is_empty() && !a.is_empty());
        }
    }
}
