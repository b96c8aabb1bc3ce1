//! What an HGVS expression says a variant does (HGVS nomenclature, doi 10.1002/humu.22981). No sequence is looked at:
//! the expression is taken at its word.

mod check;

pub use check::{HgvsCheck, check_hgvs, gene_of_accession};

use self::check::CodingRange;
use crate::domain::Consequence;

/// The most severe consequence that a protein and a coding-DNA expression state; `None` where neither tells.
///
/// Both may carry a reference (`NM_000138.5:c.…`, `NP_000129.3:p.(…)`) and parentheses. The protein's word goes first,
/// except that a splice-site change counts as one whatever protein is predicted of it.
#[must_use]
pub fn consequence_of_hgvs(coding: Option<&str>, protein: Option<&str>) -> Option<Consequence> {
    let by_coding = coding.and_then(of_coding);
    let by_protein = protein.and_then(of_protein);
    match (by_coding, by_protein) {
        (Some(splice @ (Consequence::SpliceDonor | Consequence::SpliceAcceptor)), Some(other)) => {
            Some(splice.min(other))
        }
        (_, Some(known)) => Some(known),
        (known, None) => known,
    }
}

/// The first amino acid number of a protein expression.
#[must_use]
pub fn residue_of_hgvs(protein: &str) -> Option<u32> {
    let body = body(protein, 'p')?;
    let digits: String = body.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|number| *number > 0)
}

/// `p.…` or `c.…` without the reference before it.
#[must_use]
pub fn without_reference(expression: &str) -> &str {
    expression.rsplit_once(':').map_or(expression, |(_, rest)| rest).trim()
}

fn body(expression: &str, kind: char) -> Option<String> {
    let rest = without_reference(expression);
    let rest = rest.strip_prefix(kind)?.strip_prefix('.')?;
    Some(rest.chars().filter(|c| !matches!(c, '(' | ')' | '[' | ']' | ' ')).collect())
}

fn of_protein(expression: &str) -> Option<Consequence> {
    let body = body(expression, 'p')?;
    if body.is_empty() || body == "?" || body == "0" || body.starts_with("0?") {
        return None;
    }
    if body.contains("fs") {
        return Some(Consequence::Frameshift);
    }
    if body.ends_with('=') || is_identity(&body) {
        return Some(Consequence::Synonymous);
    }
    if body.contains("ext") {
        let start = body.starts_with("Met1") || body.starts_with("M1");
        return Some(if start { Consequence::StartLost } else { Consequence::StopLost });
    }
    if (body.starts_with("Met1") || body.starts_with("M1")) && !body[2..].starts_with(|c: char| c.is_ascii_digit()) {
        let after = body.trim_start_matches("Met1").trim_start_matches("M1");
        if !after.starts_with(|c: char| c.is_ascii_digit() || c == '=') {
            return Some(Consequence::StartLost);
        }
    }
    let stop = body.ends_with("Ter") || body.ends_with('*') || body.ends_with('X');
    let from_stop = body.starts_with("Ter") || body.starts_with('*');
    if from_stop {
        return Some(Consequence::StopLost);
    }
    if stop {
        return Some(Consequence::StopGained);
    }
    if body.contains("delins") {
        return Some(Consequence::ProteinAltering);
    }
    if body.contains("del") {
        return Some(Consequence::InframeDeletion);
    }
    if body.contains("dup") || body.contains("ins") {
        return Some(Consequence::InframeInsertion);
    }
    let (before, after) = residues(&body);
    let is_one = |text: &str| matches!(text.len(), 1 | 3) && text.bytes().all(|b| b.is_ascii_alphabetic());
    (is_one(before) && is_one(after)).then_some(Consequence::Missense)
}

/// What stands before and after the number: `Arg` and `Lys` of `Arg650Lys`.
fn residues(body: &str) -> (&str, &str) {
    let (before, rest) = body.split_at(body.find(|c: char| c.is_ascii_digit()).unwrap_or(body.len()));
    (before, rest.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// Whether an expression names the same residue before and after, as in `Arg650Arg` and `R650R`, which HGVS now writes
/// `Arg650=`.
fn is_identity(body: &str) -> bool {
    let is_residue = |text: &str| text == "*" || text.bytes().all(|b| b.is_ascii_alphabetic());
    let (before, after) = residues(body);
    !before.is_empty() && is_residue(before) && before.eq_ignore_ascii_case(after)
}

/// One position of a coding-DNA expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    /// Before the start codon, in the coding sequence, or after the stop codon.
    region: Region,
    base: i64,
    /// Into the intron after (positive) or before (negative) the base.
    offset: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Region {
    Before,
    Coding,
    After,
}

/// Where a coding expression stands, and what it says happens there.
fn coding_parts(expression: &str) -> Option<(Position, Position, String)> {
    let body = body(expression, 'c')?;
    let end = body.find(|c: char| c.is_ascii_alphabetic() || c == '=').unwrap_or(body.len());
    let (range, change) = body.split_at(end);
    let (first, last) = match range.split_once('_') {
        Some((first, last)) => (position(first)?, position(last)?),
        None => (position(range)?, position(range)?),
    };
    Some((first, last, change.to_owned()))
}

/// What is wrong with the way in which a coding expression is written; nothing where it is HGVS, or has a form that is not
/// read here (uncertain ends, several alleles).
fn fault_of_coding(expression: &str) -> Option<&'static str> {
    let written = without_reference(expression);
    let bare = written.strip_prefix("c.")?;
    if bare.contains(['?', '[', ';', '(']) {
        return None;
    }
    let Some((.., change)) = coding_parts(expression) else { return Some("the position cannot be read") };
    let is_bases = |text: &str| !text.is_empty() && text.bytes().all(|b| b"ACGTUN".contains(&b.to_ascii_uppercase()));
    if change.is_empty() {
        return Some("it says no change");
    }
    if let Some((from, to)) = change.split_once('>') {
        return (!is_bases(from) || !is_bases(to)).then_some("the change is not one base > another");
    }
    let is_known = ["del", "dup", "ins", "inv", "con", "="].iter().any(|kind| change.starts_with(kind))
        || change.strip_suffix('=').is_some_and(is_bases);
    (!is_known).then_some("the change is none of HGVS")
}

/// Where a coding expression stands.
fn coding_range(expression: &str) -> Option<CodingRange> {
    let (first, last, change) = coding_parts(expression)?;
    Some(CodingRange { first, last, substitution: change.contains('>') && first == last })
}

fn of_coding(expression: &str) -> Option<Consequence> {
    let (first, last, change) = coding_parts(expression)?;
    let change = change.as_str();
    if first.offset != 0 || last.offset != 0 {
        return Some(at_intron(first, last));
    }
    match (first.region, last.region) {
        (Region::Before, Region::Before) => return Some(Consequence::FivePrimeUtr),
        (Region::After, Region::After) => return Some(Consequence::ThreePrimeUtr),
        (Region::Before, _) => return Some(Consequence::StartLost),
        (_, Region::After) => return Some(Consequence::StopLost),
        _ => {}
    }
    let spanned = last.base - first.base + 1;
    let net = net_change(change, spanned)?;
    Some(match net {
        0 if change.contains('>') || change.contains("delins") || change.contains("inv") => Consequence::CodingSequence,
        0 => return None,
        n if n % 3 != 0 => Consequence::Frameshift,
        n if n > 0 => Consequence::InframeInsertion,
        _ => Consequence::InframeDeletion,
    })
}

/// Bases gained less bases lost; `None` for what states no length.
fn net_change(change: &str, spanned: i64) -> Option<i64> {
    let inserted = |bases: &str| {
        let letters = bases.chars().take_while(char::is_ascii_alphabetic).count() as i64;
        (letters > 0).then_some(letters)
    };
    if change.contains('>') || change.starts_with("inv") {
        Some(0)
    } else if let Some((_, bases)) = change.split_once("ins") {
        let removed = if change.starts_with("del") { spanned } else { 0 };
        Some(inserted(bases)? - removed)
    } else if change.starts_with("del") {
        Some(-spanned)
    } else if change.starts_with("dup") {
        Some(spanned)
    } else {
        None
    }
}

/// A change that reaches into an intron: the nearest of its bases to the exon decides.
fn at_intron(first: Position, last: Position) -> Consequence {
    let crosses = (first.offset == 0) != (last.offset == 0);
    let depth = [first.offset, last.offset].into_iter().filter(|offset| *offset != 0).map(i64::abs).min().unwrap_or(0);
    let donor = if first.offset == 0 { last.offset > 0 } else { first.offset > 0 };
    let spans_exon = first.offset < 0 && last.offset > 0;
    match (crosses || spans_exon, depth) {
        (true, _) | (false, 1..=2) if donor && !spans_exon => Consequence::SpliceDonor,
        (true, _) | (false, 1..=2) => Consequence::SpliceAcceptor,
        (false, 5) if donor => Consequence::SpliceDonorFifthBase,
        (false, 3..=8) => Consequence::SpliceRegion,
        _ => Consequence::Intron,
    }
}

fn position(text: &str) -> Option<Position> {
    let (region, rest) = match text.as_bytes().first()? {
        b'-' => (Region::Before, &text[1..]),
        b'*' => (Region::After, &text[1..]),
        _ => (Region::Coding, text),
    };
    let split = rest.find(['+', '-']).unwrap_or(rest.len());
    let (base, offset) = rest.split_at(split);
    let offset = if offset.is_empty() { 0 } else { offset.strip_prefix('+').unwrap_or(offset).parse().ok()? };
    Some(Position { region, base: base.parse().ok()?, offset })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn expressions_say_what_they_do() {
        use Consequence as C;
        for (coding, protein, expected) in [
            (Some("NM_000138.5:c.1948C>T"), Some("NP_000129.3:p.(Arg650Ter)"), Some(C::StopGained)),
            (Some("c.1948C>T"), Some("p.Arg650*"), Some(C::StopGained)),
            (Some("c.35G>A"), Some("p.(Gly12Asp)"), Some(C::Missense)),
            (Some("c.35G>A"), Some("p.G12D"), Some(C::Missense)),
            (Some("c.1521_1523del"), Some("p.(Phe508del)"), Some(C::InframeDeletion)),
            (Some("c.68_69del"), Some("p.(Glu23ValfsTer17)"), Some(C::Frameshift)),
            (Some("c.68_69del"), None, Some(C::Frameshift)),
            (Some("c.12_14dup"), None, Some(C::InframeInsertion)),
            (Some("c.12dup"), None, Some(C::Frameshift)),
            (Some("c.100_101insAAT"), None, Some(C::InframeInsertion)),
            (Some("c.100_101delinsT"), None, Some(C::Frameshift)),
            (Some("c.1A>G"), Some("p.(Met1?)"), Some(C::StartLost)),
            (Some("c.1A>G"), Some("p.Met1Val"), Some(C::StartLost)),
            (None, Some("p.Met12Val"), Some(C::Missense)),
            (None, Some("p.Arg650Arg"), Some(C::Synonymous)),
            (None, Some("p.(Arg650Arg)"), Some(C::Synonymous)),
            (None, Some("NP_000129.3:p.R650R"), Some(C::Synonymous)),
            (None, Some("p.Met1Met"), Some(C::Synonymous)),
            (None, Some("p.*650*"), Some(C::Synonymous)),
            (None, Some("p.Arg650Lys"), Some(C::Missense)),
            (None, Some("p.RR650"), None),
            (Some("c.1213T>C"), Some("p.(Ter405GlnextTer12)"), Some(C::StopLost)),
            (Some("c.300G>A"), Some("p.(Leu100=)"), Some(C::Synonymous)),
            (Some("c.300+1G>A"), Some("p.?"), Some(C::SpliceDonor)),
            (Some("c.301-2A>G"), None, Some(C::SpliceAcceptor)),
            (Some("c.300+5G>A"), None, Some(C::SpliceDonorFifthBase)),
            (Some("c.301-7A>G"), None, Some(C::SpliceRegion)),
            (Some("c.301-77A>G"), None, Some(C::Intron)),
            (Some("c.298_300+4del"), None, Some(C::SpliceDonor)),
            (Some("c.301-3_302del"), None, Some(C::SpliceAcceptor)),
            (Some("c.-12C>T"), None, Some(C::FivePrimeUtr)),
            (Some("c.*12C>T"), None, Some(C::ThreePrimeUtr)),
            (Some("c.300G>A"), Some("p.?"), Some(C::CodingSequence)),
            (Some("g.123A>T"), Some("nonsense"), None),
            (None, Some("p.0"), None),
            (Some("c."), Some("p."), None),
            (Some("c.€"), Some("p.€1"), None),
        ] {
            assert_eq!(consequence_of_hgvs(coding, protein), expected, "{coding:?} {protein:?}");
        }
        for good in [
            "c.1948C>T",
            "NM_1.2(G):c.1948c>t",
            "c.1del",
            "c.1_2delAG",
            "c.1_2delinsA",
            "c.1dup",
            "c.1=",
            "c.1A=",
            "c.(1_2)_(3_4)del",
            "c.[1A>G;2A>G]",
            "c.12+1G>A",
            "c.-4C>T",
            "c.*4C>T",
            "c.1_3inv",
            "c.?",
            "p.Arg1Lys",
        ] {
            assert_eq!(fault_of_coding(good), None, "{good}");
        }
        for wrong in
            ["c.1948C->T", "c.1948C/T", "c.1948", "c.C1948T", "c.1948>T", "c.1948C>", "c.1948C>€", "c.", "c.IVS4+1G>A"]
        {
            assert!(fault_of_coding(wrong).is_some(), "{wrong}");
        }
        assert_eq!(residue_of_hgvs("NP_000129.3:p.(Arg650Ter)"), Some(650));
        assert_eq!(residue_of_hgvs("p.?"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_left_without_panic(coding in "c\\.\\PC{0,20}", protein in "p\\.\\PC{0,20}") {
            let _ = consequence_of_hgvs(Some(&coding), Some(&protein));
            let _ = residue_of_hgvs(&protein);
        }
    }
}
