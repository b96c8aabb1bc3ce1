//! Genetic codes, and what one base of a codon tells of the change where the others are not known.

use crate::domain::Consequence;

/// A genetic code (<https://www.ncbi.nlm.nih.gov/Taxonomy/Utils/wprintgc.cgi>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GeneticCode {
    /// Table 1.
    Standard,
    /// Table 2, vertebrate mitochondria.
    Mitochondrial,
}

/// What a codon is in its transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The first codon.
    Start,
    /// Any other codon of the protein.
    Inner,
    /// The last codon.
    Stop,
}

/// The stop in a protein of one-letter codes.
pub(super) const STOP: u8 = b'*';

/// Amino acids of all codons, bases in the order TCAG.
const STANDARD: &[u8; 64] = b"FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG";
const MITOCHONDRIAL: &[u8; 64] = b"FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSS**VVVVAAAADDEEGGGG";

const BASES: &[u8; 4] = b"TCAG";

impl GeneticCode {
    /// The amino acid's letter, or [`STOP`]; `None` where a base is not one of the four.
    pub(super) fn amino_acid(self, codon: [u8; 3]) -> Option<u8> {
        let digit = |base: u8| BASES.iter().position(|known| *known == base);
        let index = digit(codon[0])? * 16 + digit(codon[1])? * 4 + digit(codon[2])?;
        Some(match self {
            Self::Standard => STANDARD[index],
            Self::Mitochondrial => MITOCHONDRIAL[index],
        })
    }

    /// Whole codons up to the first stop, the stop included; a codon with an unknown base is `X`.
    pub(super) fn translate(self, bases: &[u8]) -> Vec<u8> {
        let mut protein = Vec::with_capacity(bases.len() / 3);
        for codon in bases.chunks_exact(3) {
            let letter = self.amino_acid([codon[0], codon[1], codon[2]]).unwrap_or(b'X');
            protein.push(letter);
            if letter == STOP {
                break;
            }
        }
        protein
    }

    /// What a substitution does to a codon of which only some bases are known (`None` is unknown, the same before and
    /// after): the consequence where all codons that fit agree, else what can be said of all of them.
    pub(super) fn substitution(self, role: Role, old: [Option<u8>; 3], new: [Option<u8>; 3]) -> Consequence {
        if role == Role::Start {
            // Nuclear genes start with ATG but for some dozens; mitochondrial ones with several codons.
            return if self == Self::Standard { Consequence::StartLost } else { Consequence::CodingSequence };
        }
        let mut seen: Option<Consequence> = None;
        for index in 0..64 {
            let fill = [BASES[index / 16], BASES[index / 4 % 4], BASES[index % 4]];
            if (0..3).any(|at| old[at].is_some_and(|base| base != fill[at])) {
                continue;
            }
            let changed = [0, 1, 2].map(|at| new[at].unwrap_or(fill[at]));
            let (Some(before), Some(after)) = (self.amino_acid(fill), self.amino_acid(changed)) else {
                return Consequence::CodingSequence;
            };
            if (before == STOP) != (role == Role::Stop) {
                continue;
            }
            let found = compare(before, after);
            seen = match seen {
                None => Some(found),
                Some(known) if known == found => Some(found),
                Some(known) if changes(known) && changes(found) => Some(Consequence::ProteinAltering),
                Some(_) => return Consequence::CodingSequence,
            };
        }
        seen.unwrap_or(Consequence::CodingSequence)
    }
}

/// The consequence of one amino acid's exchange.
pub(super) fn compare(before: u8, after: u8) -> Consequence {
    match (before == STOP, after == STOP) {
        (true, true) => Consequence::StopRetained,
        (true, false) => Consequence::StopLost,
        (false, true) => Consequence::StopGained,
        (false, false) if before == after => Consequence::Synonymous,
        (false, false) => Consequence::Missense,
    }
}

fn changes(consequence: Consequence) -> bool {
    matches!(consequence, Consequence::Missense | Consequence::StopGained | Consequence::ProteinAltering)
}

/// The three-letter name of an amino acid.
pub(super) fn three_letters(letter: u8) -> &'static str {
    match letter {
        b'A' => "Ala",
        b'C' => "Cys",
        b'D' => "Asp",
        b'E' => "Glu",
        b'F' => "Phe",
        b'G' => "Gly",
        b'H' => "His",
        b'I' => "Ile",
        b'K' => "Lys",
        b'L' => "Leu",
        b'M' => "Met",
        b'N' => "Asn",
        b'P' => "Pro",
        b'Q' => "Gln",
        b'R' => "Arg",
        b'S' => "Ser",
        b'T' => "Thr",
        b'V' => "Val",
        b'W' => "Trp",
        b'Y' => "Tyr",
        STOP => "Ter",
        _ => "Xaa",
    }
}

/// The base that pairs with one.
pub(super) fn complement(base: u8) -> u8 {
    match base {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        b'T' => b'A',
        other => other,
    }
}

/// The other strand, read in its own direction.
pub(super) fn reverse_complement(bases: &[u8]) -> Vec<u8> {
    bases.iter().rev().map(|base| complement(*base)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_codes_translate() {
        let bases = b"ATGATATGAAGATAA";
        assert_eq!(GeneticCode::Standard.translate(bases), b"MI*");
        assert_eq!(GeneticCode::Mitochondrial.translate(bases), b"MMW*");
        assert_eq!(GeneticCode::Standard.translate(b"ANGTT"), b"X");
    }

    #[test]
    fn one_base_tells_what_it_can() {
        let at = |place: usize, base: u8| {
            let mut codon = [None; 3];
            codon[place] = Some(base);
            codon
        };
        let told = |role, place, old, new| GeneticCode::Standard.substitution(role, at(place, old), at(place, new));
        // C and T are the same in every third place; in the second, nothing is.
        assert_eq!(told(Role::Inner, 2, b'C', b'T'), Consequence::Synonymous);
        assert_eq!(told(Role::Inner, 1, b'T', b'C'), Consequence::Missense);
        assert_eq!(told(Role::Inner, 1, b'T', b'A'), Consequence::ProteinAltering, "TTA to TAA is a stop");
        assert_eq!(told(Role::Inner, 2, b'A', b'G'), Consequence::CodingSequence, "ATA to ATG is missense");
        assert_eq!(told(Role::Inner, 0, b'C', b'T'), Consequence::CodingSequence, "CTA to TTA is synonymous");
        assert_eq!(told(Role::Stop, 0, b'T', b'C'), Consequence::StopLost);
        assert_eq!(told(Role::Stop, 1, b'G', b'A'), Consequence::StopRetained);
        assert_eq!(told(Role::Stop, 2, b'A', b'G'), Consequence::CodingSequence, "TAA to TAG or TGA to TGG");
        assert_eq!(told(Role::Start, 2, b'G', b'A'), Consequence::StartLost);
        assert_eq!(told(Role::Inner, 0, b'A', b'N'), Consequence::CodingSequence);
        let codon = |text: &[u8; 3]| text.map(Some);
        let whole = GeneticCode::Standard.substitution(Role::Inner, codon(b"CGA"), codon(b"TGA"));
        assert_eq!(whole, Consequence::StopGained);
    }
}
