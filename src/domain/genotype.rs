//! What one person carries of one allele.

/// Copies of one alternate allele in one person, from a VCF `GT` field or as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Genotype {
    /// Copies of the allele in question.
    pub alternate: u8,
    /// Copies of the reference allele.
    pub reference: u8,
    /// Copies of any other allele, `*` and symbolic ones included.
    pub other: u8,
    /// Copies not called.
    pub missing: u8,
}

/// Genotype in words (GENO ontology).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Zygosity {
    /// Every copy is another allele: not a carrier.
    Absent,
    /// One of two copies (GENO:0000135).
    Heterozygous,
    /// Both copies (GENO:0000136).
    Homozygous,
    /// The only copy there is (GENO:0000134).
    Hemizygous,
    /// Not called, or called in part without the allele.
    Unknown,
}

impl Genotype {
    /// One copy of two.
    pub const HETEROZYGOUS: Self = Self { alternate: 1, reference: 1, other: 0, missing: 0 };
    /// Both copies.
    pub const HOMOZYGOUS: Self = Self { alternate: 2, reference: 0, other: 0, missing: 0 };
    /// The only copy.
    pub const HEMIZYGOUS: Self = Self { alternate: 1, reference: 0, other: 0, missing: 0 };

    /// Copies called and not called.
    #[must_use]
    pub fn ploidy(self) -> u8 {
        self.alternate.saturating_add(self.reference).saturating_add(self.other).saturating_add(self.missing)
    }

    /// Whether at least one copy is the allele.
    #[must_use]
    pub fn is_carrier(self) -> bool {
        self.alternate > 0
    }

    /// The genotype in words. A half call with the allele (`./1`) counts as heterozygous: one copy was seen.
    #[must_use]
    pub fn zygosity(self) -> Zygosity {
        match (self.alternate, self.ploidy()) {
            (_, 0) => Zygosity::Unknown,
            (0, _) if self.missing > 0 => Zygosity::Unknown,
            (0, _) => Zygosity::Absent,
            (1, 1) => Zygosity::Hemizygous,
            (n, ploidy) if n == ploidy => Zygosity::Homozygous,
            _ => Zygosity::Heterozygous,
        }
    }
}

impl Zygosity {
    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Heterozygous => "heterozygous",
            Self::Homozygous => "homozygous",
            Self::Hemizygous => "hemizygous",
            Self::Unknown => "unknown",
        }
    }
}

/// A genotype with how well it is supported; what is not stated is `None`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Call {
    /// The genotype.
    pub genotype: Genotype,
    /// Phred-scaled confidence (`GQ`).
    pub quality: Option<f32>,
    /// Reads (`DP`).
    pub depth: Option<u32>,
    /// Reads with the allele (`AD`).
    pub alternate_depth: Option<u32>,
    /// Which of the two haplotypes of a phase set holds the allele.
    pub phase: Option<Phase>,
}

/// A place in a phase set (VCF `PS`, or the whole chromosome where a file phases without `PS`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phase {
    /// Phase set; variants of different sets say nothing of each other.
    pub set: String,
    /// 0 or 1.
    pub haplotype: u8,
}

impl Call {
    /// A genotype of which nothing more is known.
    #[must_use]
    pub fn of(genotype: Genotype) -> Self {
        Self { genotype, ..Self::default() }
    }

    /// Share of reads with the allele.
    #[must_use]
    pub fn allele_fraction(&self) -> Option<f32> {
        let (with, all) = (self.alternate_depth?, self.depth?);
        (all > 0).then(|| with.min(all) as f32 / all as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genotypes_have_their_words() {
        let genotype = |alternate, reference, other, missing| Genotype { alternate, reference, other, missing };
        for (genotype, word) in [
            (genotype(1, 1, 0, 0), "heterozygous"),
            (genotype(1, 0, 1, 0), "heterozygous"),
            (genotype(2, 0, 0, 0), "homozygous"),
            (genotype(1, 0, 0, 0), "hemizygous"),
            (genotype(0, 2, 0, 0), "absent"),
            (genotype(0, 1, 1, 0), "absent"),
            (genotype(0, 0, 0, 2), "unknown"),
            (genotype(0, 1, 0, 1), "unknown"),
            (genotype(1, 0, 0, 1), "heterozygous"),
            (Genotype::default(), "unknown"),
        ] {
            assert_eq!(genotype.zygosity().as_str(), word, "{genotype:?}");
        }
    }

    #[test]
    fn a_share_of_no_reads_is_unknown() {
        let call = Call { depth: Some(0), alternate_depth: Some(0), ..Call::default() };
        assert_eq!(call.allele_fraction(), None);
    }
}
