//! Where in the genome.

use std::fmt;
use std::str::FromStr;

/// A reference assembly of the human genome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Assembly {
    /// GRCh37, hg19.
    Grch37,
    /// GRCh38, hg38.
    Grch38,
}

/// Why a text does not name an assembly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a supported assembly (write GRCh37 or GRCh38)")]
pub struct AssemblyError(pub String);

impl Assembly {
    /// The name of the Genome Reference Consortium.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grch37 => "GRCh37",
            Self::Grch38 => "GRCh38",
        }
    }
}

impl FromStr for Assembly {
    type Err = AssemblyError;

    /// `GRCh37`, `GRCh38.p13`, `hg19`, `b37`, in any case.
    fn from_str(text: &str) -> Result<Self, AssemblyError> {
        let word = text.trim().to_ascii_lowercase();
        let stem = word.split('.').next().unwrap_or_default();
        match stem {
            "grch37" | "hg19" | "b37" | "hs37d5" | "37" => Ok(Self::Grch37),
            "grch38" | "hg38" | "b38" | "hs38dh" | "38" => Ok(Self::Grch38),
            _ => Err(AssemblyError(text.chars().take(40).collect())),
        }
    }
}

/// A chromosome of the primary assembly: 1 to 22, X, Y or the mitochondrial genome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Contig(u8);

/// Lengths in base pairs, chromosomes 1 to 22, X, Y, MT (Genome Reference Consortium, `GCA_000001405` versions 1 and 15; both
/// releases of the primary assembly are used with the revised Cambridge mitochondrial sequence, `NC_012920`).
const LENGTHS: [[u32; 25]; 2] = [
    [
        249_250_621,
        243_199_373,
        198_022_430,
        191_154_276,
        180_915_260,
        171_115_067,
        159_138_663,
        146_364_022,
        141_213_431,
        135_534_747,
        135_006_516,
        133_851_895,
        115_169_878,
        107_349_540,
        102_531_392,
        90_354_753,
        81_195_210,
        78_077_248,
        59_128_983,
        63_025_520,
        48_129_895,
        51_304_566,
        155_270_560,
        59_373_566,
        16_569,
    ],
    [
        248_956_422,
        242_193_529,
        198_295_559,
        190_214_555,
        181_538_259,
        170_805_979,
        159_345_973,
        145_138_636,
        138_394_717,
        133_797_422,
        135_086_622,
        133_275_309,
        114_364_328,
        107_043_718,
        101_991_189,
        90_338_345,
        83_257_441,
        80_373_285,
        58_617_616,
        64_444_167,
        46_709_983,
        50_818_468,
        156_040_895,
        57_227_415,
        16_569,
    ],
];

/// Pseudoautosomal regions of X, first and last base (Genome Reference Consortium).
const PAR_X: [[(u32, u32); 2]; 2] =
    [[(60_001, 2_699_520), (154_931_044, 155_260_560)], [(10_001, 2_781_479), (155_701_383, 156_030_895)]];
/// The same on Y.
const PAR_Y: [[(u32, u32); 2]; 2] =
    [[(10_001, 2_649_520), (59_034_050, 59_363_566)], [(10_001, 2_781_479), (56_887_903, 57_217_415)]];

impl Contig {
    /// The X chromosome.
    pub const X: Self = Self(23);
    /// The Y chromosome.
    pub const Y: Self = Self(24);
    /// The mitochondrial genome.
    pub const MT: Self = Self(25);

    /// Chromosomes in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=25).map(Self)
    }

    /// 1 to 22, X = 23, Y = 24, MT = 25.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Whether it is one of the 22 autosomes.
    #[must_use]
    pub fn is_autosome(self) -> bool {
        self.0 <= 22
    }

    /// Length in base pairs.
    #[must_use]
    pub fn length(self, assembly: Assembly) -> u32 {
        LENGTHS[assembly as usize][usize::from(self.0) - 1]
    }

    /// Whether a position (from 1) of X or Y lies where the two recombine, so that males carry two copies.
    #[must_use]
    pub fn is_pseudoautosomal(self, assembly: Assembly, position: u32) -> bool {
        let regions = match self {
            Self::X => PAR_X[assembly as usize],
            Self::Y => PAR_Y[assembly as usize],
            _ => return false,
        };
        regions.iter().any(|(first, last)| (*first..=*last).contains(&position))
    }
}

/// Versions of RefSeq's chromosomes 1 to 22, X and Y in GRCh37; GRCh38 has the next one of each.
const VERSIONS_37: [u32; 24] = [10, 11, 11, 11, 9, 11, 13, 10, 11, 10, 9, 11, 10, 8, 9, 9, 10, 9, 9, 10, 8, 10, 10, 9];

/// The chromosome that an accession of RefSeq (`NC_000015.10`) names; the assembly where the version tells.
#[must_use]
pub fn refseq_chromosome(accession: &str) -> Option<(Contig, Option<Assembly>)> {
    let contig: Contig = accession.strip_prefix("NC_").and(accession.parse().ok())?;
    let version: Option<u32> = accession.split_once('.').and_then(|(_, version)| version.parse().ok());
    let assembly = match (VERSIONS_37.get(usize::from(contig.number()) - 1), version) {
        (Some(old), Some(version)) if version == *old => Some(Assembly::Grch37),
        (Some(old), Some(version)) if version == *old + 1 => Some(Assembly::Grch38),
        _ => None,
    };
    Some((contig, assembly))
}

/// A set of chromosomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ContigSet(u32);

impl ContigSet {
    /// All of them.
    pub const ALL: Self = Self(u32::MAX);

    /// Adds one.
    pub fn insert(&mut self, contig: Contig) {
        self.0 |= 1 << contig.0;
    }

    /// Whether it is in the set.
    #[must_use]
    pub fn contains(self, contig: Contig) -> bool {
        self.0 >> contig.0 & 1 == 1
    }
}

/// Why a text does not name a chromosome of the primary assembly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a chromosome (1 to 22, X, Y or MT, with or without chr)")]
pub struct ContigError(pub String);

impl FromStr for Contig {
    type Err = ContigError;

    /// `7`, `chr7`, `X`, `chrX`, `M`, `MT`, `chrM`, and RefSeq accessions such as `NC_000007.14`.
    fn from_str(text: &str) -> Result<Self, ContigError> {
        let error = || ContigError(text.chars().take(40).collect());
        if let Some(accession) = text.strip_prefix("NC_") {
            let number = accession.split('.').next().unwrap_or_default();
            return match number.parse::<u32>().ok().filter(|_| number.len() == 6) {
                Some(12_920) => Ok(Self::MT),
                Some(n @ 1..=24) => Ok(Self(n as u8)),
                _ => Err(error()),
            };
        }
        let name = text.strip_prefix("chr").or_else(|| text.strip_prefix("Chr")).or_else(|| text.strip_prefix("CHR"));
        let name = name.unwrap_or(text);
        match name {
            "X" | "x" => Ok(Self::X),
            "Y" | "y" => Ok(Self::Y),
            "M" | "MT" | "m" | "mt" | "Mt" => Ok(Self::MT),
            _ => match name.parse::<u8>() {
                Ok(n @ 1..=22) if !name.starts_with(['0', '+']) => Ok(Self(n)),
                _ => Err(error()),
            },
        }
    }
}

impl fmt::Display for Contig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            23 => f.write_str("X"),
            24 => f.write_str("Y"),
            25 => f.write_str("MT"),
            n => write!(f, "{n}"),
        }
    }
}

/// One alternate allele at one place of one assembly, as a VCF record with a single ALT writes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locus {
    /// Assembly that `position` counts on.
    pub assembly: Assembly,
    /// Chromosome.
    pub contig: Contig,
    /// First base of `reference`, from 1.
    pub position: u32,
    /// Last base that is changed or, for a structural variant, spanned; from 1, at least `position`.
    pub end: u32,
    /// Bases replaced.
    pub reference: String,
    /// Bases put in their place, or what kind of structural variant.
    pub alternate: Alternate,
}

/// The alternate allele.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Alternate {
    /// Bases.
    Sequence(String),
    /// A structural variant.
    Structural(StructuralKind),
}

/// Kinds of structural variants (VCF 4.5, section 1.4.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StructuralKind {
    /// `DEL`
    Deletion,
    /// `DUP`
    Duplication,
    /// `INV`
    Inversion,
    /// `INS`
    Insertion,
    /// `CNV`: more or fewer copies
    CopyNumber,
    /// `BND`: one side of a join
    Breakend,
}

impl StructuralKind {
    /// The word of the VCF specification.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deletion => "DEL",
            Self::Duplication => "DUP",
            Self::Inversion => "INV",
            Self::Insertion => "INS",
            Self::CopyNumber => "CNV",
            Self::Breakend => "BND",
        }
    }
}

impl Locus {
    /// Bases put in less bases taken out; `None` for structural variants.
    #[must_use]
    pub fn length_change(&self) -> Option<i64> {
        match &self.alternate {
            Alternate::Sequence(bases) => Some(bases.len() as i64 - self.reference.len() as i64),
            Alternate::Structural(_) => None,
        }
    }

    /// Whether one base replaces one base.
    #[must_use]
    pub fn is_single_nucleotide(&self) -> bool {
        self.reference.len() == 1 && matches!(&self.alternate, Alternate::Sequence(bases) if bases.len() == 1)
    }
}

impl fmt::Display for Locus {
    /// `7-117559590-ATCT-A`; structural variants as `7-117559590-117560000-DEL`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.alternate {
            Alternate::Sequence(bases) => {
                write!(f, "{}-{}-{}-{bases}", self.contig, self.position, self.reference)
            }
            Alternate::Structural(kind) => {
                write!(f, "{}-{}-{}-{}", self.contig, self.position, self.end, kind.as_str())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chromosomes_are_read_in_the_ways_files_write_them() {
        for (text, shown) in [
            ("7", "7"),
            ("chr7", "7"),
            ("X", "X"),
            ("chrM", "MT"),
            ("MT", "MT"),
            ("NC_000007.14", "7"),
            ("NC_000023.10", "X"),
            ("NC_012920.1", "MT"),
        ] {
            assert_eq!(text.parse::<Contig>().unwrap().to_string(), shown);
        }
        for text in ["", "0", "23", "chr", "07", "+7", "GL000192.1", "chrUn_KI270752v1", "NC_000025.1", "ｘ"] {
            assert!(text.parse::<Contig>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn assemblies_are_read_with_their_patches() {
        assert_eq!("hg19".parse(), Ok(Assembly::Grch37));
        assert_eq!("GRCh38.p13".parse(), Ok(Assembly::Grch38));
        for text in ["", "hg18", "GRCh39", "T2T"] {
            assert!(text.parse::<Assembly>().is_err());
        }
    }

    #[test]
    fn males_have_two_copies_only_where_x_and_y_recombine() {
        assert!(Contig::X.is_pseudoautosomal(Assembly::Grch38, 2_000_000));
        assert!(!Contig::X.is_pseudoautosomal(Assembly::Grch38, 31_200_000));
        assert!(!"7".parse::<Contig>().unwrap().is_pseudoautosomal(Assembly::Grch38, 2_000_000));
    }
}
