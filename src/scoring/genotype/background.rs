//! What a gene is expected to hold by chance, learned from the patient's own list.

use super::gene::{Allele, GeneGenotypes};
use super::parameters::{
    COMPANY, EXPECTED_DE_NOVO, EXPECTED_HOMOZYGOUS, EXPECTED_ODDS, EXPECTED_VARIANTS, GENES, MEAN_CODING_LENGTH,
};
use crate::domain::{Coverage, Zygosity};

/// Rates of the patient's list. All are sums over genes, so that a gene's share is its share of coding sequence.
///
/// A list with unfiltered or common variants has high rates and each variant says little; a list of rare damaging ones
/// has low rates and each says much. No table of population counts is needed, and none can disagree with the caller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Background {
    /// Sum of the odds of damaging alleles.
    pub odds: f64,
    /// Share of alleles that are homozygous, 0 to 1.
    pub homozygous: f64,
    /// Share of alleles that are de novo by the parents' calls, 0 to 1.
    pub de_novo: f64,
    /// How many times more pairs of heterozygous alleles share a gene than chance explains; at least 1. Haplotypes and
    /// poorly mapped regions make pairs.
    pub company: f64,
    /// Alleles of the list; zero where it tells nothing of chance.
    pub alleles: f64,
}

impl Background {
    /// Rates of a list; a list of chosen variants tells nothing of chance, so that a typical exome stands in.
    #[must_use]
    pub fn of<'a>(coverage: Coverage, genes: impl Iterator<Item = &'a GeneGenotypes>) -> Self {
        let genes: Vec<&GeneGenotypes> = genes.filter(|_| coverage == Coverage::Genomewide).collect();
        let counted: Vec<&Allele> = genes.iter().flat_map(|gene| &gene.alleles).collect();
        let number = counted.len() as f64;
        let homozygous = counted.iter().filter(|allele| allele.zygosity == Zygosity::Homozygous).count() as f64;
        let de_novo = counted.iter().filter(|allele| allele.origin.is_de_novo()).count() as f64;
        Self {
            odds: counted.iter().map(|allele| allele.odds[0]).sum::<f64>() + EXPECTED_ODDS,
            homozygous: (homozygous + EXPECTED_HOMOZYGOUS) / (number + EXPECTED_VARIANTS),
            de_novo: (de_novo + EXPECTED_DE_NOVO) / (number + EXPECTED_VARIANTS),
            company: company(&genes),
            alleles: number,
        }
    }

    /// Odds that a gene holds by chance, leaving out those of the alleles in question; `coding_length` in bases, a
    /// typical one where unknown.
    #[must_use]
    pub fn of_gene(&self, coding_length: Option<u32>, own: f64) -> f64 {
        (self.odds - own).max(EXPECTED_ODDS) * share(coding_length).max(COMPANY / 4.0)
    }

    /// How many times more alleles a gene holds than chance puts into its length, `others` being those that are not in
    /// question; at least 1. Genes of the HLA, of repeats and of copies that reads cannot be told apart in are full of
    /// alleles in everybody.
    #[must_use]
    pub fn crowding(&self, coding_length: Option<u32>, others: usize) -> f64 {
        let expected = self.alleles * share(coding_length);
        if self.alleles > 0.0 { ((others as f64 + PATIENCE) / (expected + PATIENCE)).max(1.0) } else { 1.0 }
    }

    /// The same for a further allele beside one that is there already.
    #[must_use]
    pub fn beside(&self, coding_length: Option<u32>, own: f64) -> f64 {
        self.company * self.of_gene(coding_length, own).max((self.odds - own).max(EXPECTED_ODDS) * COMPANY)
    }
}

/// Alleles that a gene may hold besides before it counts as crowded.
const PATIENCE: f64 = 1.0;

/// A gene's share of all coding sequence.
fn share(coding_length: Option<u32>) -> f64 {
    coding_length.map_or(MEAN_CODING_LENGTH, f64::from) / (GENES * MEAN_CODING_LENGTH)
}

/// Pairs of heterozygous alleles in one gene over those expected of as many alleles, with a few of each added so that
/// short lists say nothing. The genes' lengths vary by about their mean, which doubles what equal genes would give.
fn company(genes: &[&GeneGenotypes]) -> f64 {
    let heterozygous = |gene: &GeneGenotypes| {
        gene.alleles.iter().filter(|allele| allele.zygosity == Zygosity::Heterozygous).count() as f64
    };
    let number: f64 = genes.iter().map(|gene| heterozygous(gene)).sum();
    let pairs: f64 = genes.iter().map(|gene| heterozygous(gene)).map(|n| n * (n - 1.0) / 2.0).sum();
    let expected = number * number / GENES;
    ((pairs + 5.0) / (expected + 5.0)).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gene_full_of_alleles_is_crowded() {
        let list = Background { odds: 60.0, homozygous: 0.03, de_novo: 0.003, company: 1.0, alleles: 12_000.0 };
        let crowding = |others| list.crowding(Some(1_700), others);
        assert!((crowding(0) - 1.0).abs() < 1e-9, "fewer than expected is no proof of quiet");
        assert!(crowding(20) > 10.0 && crowding(20) > crowding(10));
        assert!(list.crowding(Some(100_000), 20) < 1.01, "a long gene holds many");
        let chosen = Background { alleles: 0.0, ..list };
        assert!((chosen.crowding(Some(1_700), 20) - 1.0).abs() < 1e-9, "a list of chosen variants tells nothing");
    }
}
