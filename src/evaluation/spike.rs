//! A case's causal variants among those of a healthy person, so that ranking with variants can be measured.
//!
//! Ranking must find the causal variants by what they are, never by how they are written: both are stripped to the
//! fields they share — gene, consequence, genotype — and stand in an order that depends on these alone. The case's
//! ClinVar and ACMG labels are not read.

use serde_json::Value;

use crate::domain::{
    AnnotatedVariant, Assembly, Call, CaseVariants, Consequence, ContigSet, Coverage, GeneEffect, GeneId, Genotype,
    Impact, Member, Sex, VariantTally, Zygosity,
};
use crate::intake::{Policy, items_of_interpretations, resolve_variants};
use crate::knowledge::KnowledgeBase;

/// Stands in for the coding length of a gene without a transcript, in bases.
const MEAN_LENGTH: u32 = 1_700;

/// A healthy person's rare variants, and how they are dealt out.
#[derive(Debug)]
pub struct Spike {
    background: Vec<Stripped>,
    shuffle: Option<Shuffle>,
}

/// Genes with the running sum of their coding lengths.
#[derive(Debug)]
struct Shuffle {
    seed: u64,
    genes: Vec<(u64, GeneId)>,
}

/// What an inserted variant and one of the background have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stripped {
    gene: GeneId,
    consequence: Consequence,
    zygosity: Zygosity,
}

impl Spike {
    /// A background of rare variants. With a `seed`, every case deals them to other genes at random, in proportion to
    /// coding length: one person has fixed genes, and a rank among them would measure that person.
    #[must_use]
    pub fn new(kb: &KnowledgeBase, background: &CaseVariants, seed: Option<u64>) -> Self {
        let stripped = background.variants.iter().flat_map(strip).filter(|item| disturbs(item.consequence)).collect();
        Self { background: stripped, shuffle: seed.map(|seed| Shuffle { seed, genes: by_length(kb) }) }
    }

    /// Variants of the background.
    #[must_use]
    pub fn background_size(&self) -> usize {
        self.background.len()
    }

    /// The background with a packet's causal variants in it.
    ///
    /// # Errors
    /// In words, where the packet names no causal variant whose effect on a gene is told by its HGVS.
    pub fn insert(&self, kb: &KnowledgeBase, packet: &str, id: &str, sex: Sex) -> Result<CaseVariants, String> {
        let value: Value = serde_json::from_str(packet).map_err(|error| error.to_string())?;
        let (mut items, _) = items_of_interpretations(&value);
        for item in &mut items {
            item.acmg_class = None;
        }
        let listed = resolve_variants(kb, &items, sex, None, Policy::Lenient);
        let causal: Vec<Stripped> = listed.variants.variants.iter().flat_map(strip).collect();
        if causal.is_empty() {
            return Err("no causal variant whose effect its HGVS tells".to_owned());
        }
        let mut all = self.dealt(id);
        all.extend(causal);
        Ok(case_of(all, sex))
    }

    /// The background of one case; the same for the same case on every machine.
    fn dealt(&self, id: &str) -> Vec<Stripped> {
        let Some(shuffle) = &self.shuffle else { return self.background.clone() };
        let seed = id.bytes().fold(shuffle.seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        let mut random = fastrand::Rng::with_seed(seed);
        let whole = shuffle.genes.last().map_or(0, |(end, _)| *end);
        self.background
            .iter()
            .map(|item| {
                let at = random.u64(..whole.max(1));
                let place = shuffle.genes.partition_point(|(end, _)| *end <= at);
                Stripped { gene: shuffle.genes.get(place).map_or(item.gene, |(_, gene)| *gene), ..*item }
            })
            .collect()
    }
}

/// Variants that change no product are in no list of rare coding variants; both sides leave them out alike.
fn disturbs(consequence: Consequence) -> bool {
    consequence.impact() != Impact::Modifier
}

fn strip(variant: &AnnotatedVariant) -> impl Iterator<Item = Stripped> + '_ {
    let zygosity = variant.calls.first().map_or(Zygosity::Unknown, |call| call.genotype.zygosity());
    variant.effects.iter().take(1).map(move |effect| Stripped {
        gene: effect.gene,
        consequence: effect.consequence,
        zygosity,
    })
}

/// Protein-coding genes by length of coding sequence; where lengths are not set up, all count alike.
fn by_length(kb: &KnowledgeBase) -> Vec<(u64, GeneId)> {
    let mut sum = 0;
    kb.genes()
        .filter(|gene| !gene.mane_select().is_empty())
        .map(|gene| {
            sum += u64::from(gene.coding_length(Assembly::Grch38).unwrap_or(MEAN_LENGTH));
            (sum, gene.id())
        })
        .collect()
}

fn case_of(mut all: Vec<Stripped>, sex: Sex) -> CaseVariants {
    all.sort_unstable();
    let count = all.len() as u64;
    CaseVariants {
        members: vec![Member::proband("spiked", sex)],
        variants: all.into_iter().map(variant_of).collect(),
        tally: VariantTally { records: count, alleles: count, kept: count, ..VariantTally::default() },
        coverage: Coverage::Genomewide,
        contigs: ContigSet::ALL,
    }
}

fn variant_of(item: Stripped) -> AnnotatedVariant {
    let genotype = match item.zygosity {
        Zygosity::Homozygous => Genotype::HOMOZYGOUS,
        Zygosity::Hemizygous => Genotype::HEMIZYGOUS,
        Zygosity::Heterozygous | Zygosity::Unknown | Zygosity::Absent => Genotype::HETEROZYGOUS,
    };
    let effect = GeneEffect::given(item.gene, item.consequence);
    AnnotatedVariant::bare("spike", vec![effect], vec![Call::of(genotype)])
}
