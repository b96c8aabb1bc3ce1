//! One chosen entry as an effect on a gene.

use super::{Column, Entry};
use crate::domain::{Consequence, GeneEffect, GeneId, TranscriptChoice};

/// Makes the effect; `decays` says that `SnpEff` predicts nonsense-mediated decay for the gene.
pub(super) fn effect(
    entry: &Entry<'_>,
    gene: GeneId,
    consequence: Consequence,
    choice: TranscriptChoice,
    decays: bool,
) -> GeneEffect {
    let exon = fraction(entry.get(Column::Exon));
    let transcript = entry.get(Column::Transcript);
    GeneEffect {
        gene,
        consequence,
        transcript: (!transcript.is_empty()).then(|| transcript.to_owned()),
        choice,
        hgvs_c: hgvs(entry.get(Column::HgvsC)),
        hgvs_p: hgvs(entry.get(Column::HgvsP)),
        residue: leading_number(entry.get(Column::Residue)),
        exon: exon.or_else(|| fraction(entry.get(Column::Intron))),
        escapes_decay: consequence.is_null().then(|| escapes_decay(entry, consequence, exon, decays)).flatten(),
        covered_percent: None,
    }
}

/// The expression after the sequence's name, `c.` or `p.` included.
fn hgvs(text: &str) -> Option<String> {
    let expression = text.split_once(':').map_or(text, |(_, expression)| expression).trim();
    let plain = expression.replace("%3D", "=").replace("%3d", "=");
    (!plain.is_empty() && plain != ".").then_some(plain)
}

/// `13/19`; of a range the first.
fn fraction(text: &str) -> Option<(u16, u16)> {
    let (part, whole) = text.split_once('/')?;
    let part = part.split('-').next()?.trim().parse().ok()?;
    let whole = whole.trim().parse().ok()?;
    (part > 0 && part <= whole).then_some((part, whole))
}

/// The first number of `412`, `412/1204`, `412-414`, `?-413` or `510N>510H`.
fn leading_number(text: &str) -> Option<u32> {
    let start = text.find(|letter: char| letter.is_ascii_digit())?;
    let digits = &text[start..];
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    // A number behind letters is not a position.
    (text[..start].chars().all(|letter| matches!(letter, '?' | '-'))).then(|| digits[..end].parse().ok()).flatten()
}

/// What annotators say of nonsense-mediated decay, and the rule of the last junction where they say nothing: a stop in
/// the last exon escapes, one before the last but one does not (doi 10.1002/humu.23626). The stop of a frameshift may
/// lie further on than the variant.
fn escapes_decay(entry: &Entry<'_>, consequence: Consequence, exon: Option<(u16, u16)>, decays: bool) -> Option<bool> {
    if entry.get(Column::LofFilter).contains("END_TRUNC") || entry.get(Column::Decay).contains("escaping") {
        return Some(true);
    }
    if decays || entry.get(Column::Lof) == "HC" {
        return Some(false);
    }
    match (consequence, exon?) {
        (Consequence::StopGained | Consequence::Frameshift, (part, whole)) if part == whole => Some(true),
        (Consequence::StopGained, (part, whole)) if part + 1 < whole => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_entries_are_read() {
        assert_eq!(hgvs("ENST00000327044.7:c.1528A>C").as_deref(), Some("c.1528A>C"));
        assert_eq!(hgvs("p.Asn510His").as_deref(), Some("p.Asn510His"));
        assert_eq!(hgvs("ENSP1:p.Val5%3D").as_deref(), Some("p.Val5="));
        assert_eq!((hgvs(""), hgvs("x:")), (None, None));
        for (text, wanted) in [
            ("13/19", Some((13, 19))),
            ("13-14/19", Some((13, 19))),
            ("", None),
            ("3", None),
            ("5/4", None),
            ("0/4", None),
        ] {
            assert_eq!(fraction(text), wanted, "{text}");
        }
        for (text, wanted) in [
            ("412", Some(412)),
            ("412/1204", Some(412)),
            ("412-414", Some(412)),
            ("?-413", Some(413)),
            ("510N>510H", Some(510)),
            ("", None),
            ("-", None),
            ("x5", None),
            ("99999999999", None),
        ] {
            assert_eq!(leading_number(text), wanted, "{text}");
        }
    }
}
