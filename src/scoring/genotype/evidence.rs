//! The genotype ratio of every disease of a case.

use std::collections::BTreeMap;

use super::background::Background;
use super::family::Family;
use super::gene::{Allele, Fit, GeneGenotypes, Setting, absent};
use super::modes::{Modes, modes_of};
use super::parameters::{LEAST_LOG, MOST_LOG, MOST_ODDS, validity_weight};
use crate::domain::{
    AnnotatedVariant, Assembly, Call, CaseVariants, Consequence, Contig, LogLikelihoodRatio, ModeOfInheritance, Sex,
    Zygosity,
};
use crate::knowledge::{DiseaseIndex, GeneIndex, KnowledgeBase};
use crate::scoring::variant::{self, GeneFacts, assess, quick_weight};

/// A case's variants, judged gene by gene.
#[derive(Debug, Clone)]
pub struct VariantEvidence<'a> {
    /// The variants.
    pub case: &'a CaseVariants,
    /// Genes with at least one allele.
    pub genes: BTreeMap<GeneIndex, GeneGenotypes>,
    /// Relatives.
    pub family: Family,
    /// Rates of the list.
    pub background: Background,
    sex: Sex,
}

/// How a disease's genes came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GenotypeStatus {
    /// A gene holds a genotype that speaks for the disease.
    Fits,
    /// A gene is known, and no genotype in the list fits it.
    NoFit,
    /// No gene of the disease is known: variants say nothing of it.
    NoKnownGene,
    /// A list of chosen variants has none in the disease's genes: nothing is said of them.
    NotListed,
}

impl GenotypeStatus {
    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::NoFit => "no_fit",
            Self::NoKnownGene => "no_known_gene",
            Self::NotListed => "not_listed",
        }
    }
}

/// A disease's genotype ratio and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct DiseaseGenotype {
    /// Mean over the disease's genes.
    pub ratio: LogLikelihoodRatio,
    /// How it came out.
    pub status: GenotypeStatus,
    /// The gene that speaks most for the disease, with the modes it was judged by and the likeliest fits first.
    pub best: Option<(GeneIndex, Modes, Vec<Fit>)>,
}

impl DiseaseGenotype {
    const SILENT: Self = Self { ratio: LogLikelihoodRatio::NEUTRAL, status: GenotypeStatus::NoKnownGene, best: None };
}

impl<'a> VariantEvidence<'a> {
    /// Judges the variants of a case.
    #[must_use]
    pub fn new(kb: &KnowledgeBase, case: &'a CaseVariants, sex: Sex) -> Self {
        let family = Family::of(&case.members);
        let mut genes: BTreeMap<GeneIndex, GeneGenotypes> = BTreeMap::new();
        for (place, item) in case.variants.iter().enumerate() {
            // A person who does not carry the allele has no genotype of it.
            if zygosity(item) == Zygosity::Absent {
                continue;
            }
            for (effect, on) in item.effects.iter().enumerate() {
                let Some(gene) = kb.gene_by_id(on.gene) else { continue };
                let entry = genes.entry(gene).or_insert_with(|| GeneGenotypes {
                    gene,
                    alleles: Vec::new(),
                    coding_length: coding_length(kb, gene, item),
                });
                let facts = gene_facts(kb, gene, entry.coding_length);
                entry.alleles.push(Allele {
                    variant: place,
                    effect,
                    zygosity: zygosity_in(item, kb.gene(gene).location()),
                    origin: family.origin(item),
                    odds: odds(item, effect, &facts),
                });
            }
        }
        let background = Background::of(case.coverage, genes.values());
        Self { case, genes, family, background, sex }
    }

    /// The genotype ratio of one disease.
    #[must_use]
    pub fn of_disease(&self, kb: &KnowledgeBase, disease: DiseaseIndex) -> DiseaseGenotype {
        let view = kb.disease(disease);
        let (mut sum, mut weights, mut listed) = (0.0, 0.0, false);
        let mut best: Option<(f64, GeneIndex, Modes, Vec<Fit>)> = None;
        for link in view.genes() {
            let weight = validity_weight(link.validity);
            weights += weight;
            // Most genes hold nothing: then the mode does not matter.
            let Some(genotypes) = self.genes.get(&link.gene) else {
                let location = kb.gene(link.gene).location();
                let ratio = absent(self.case, contig_of(location));
                listed |= ratio < 1.0;
                sum += weight * ratio;
                continue;
            };
            let modes = modes_of(kb.ontology(), view, Some(&link), kb.gene(link.gene));
            let (ratio, fits) = self.of_modes(genotypes, &modes.modes);
            sum += weight * ratio;
            if best.as_ref().is_none_or(|(most, ..)| ratio * weight > *most) {
                best = Some((ratio * weight, link.gene, modes, fits));
            }
        }
        if weights <= 0.0 {
            return DiseaseGenotype::SILENT;
        }
        let ln = (sum / weights).ln().clamp(LEAST_LOG, MOST_LOG);
        let status = match (&best, listed) {
            _ if ln > 0.0 => GenotypeStatus::Fits,
            (None, _) if !listed => GenotypeStatus::NotListed,
            _ => GenotypeStatus::NoFit,
        };
        let best = best.map(|(_, gene, modes, fits)| (gene, modes, fits));
        DiseaseGenotype { ratio: LogLikelihoodRatio::from_ln(ln as f32), status, best }
    }

    /// The mean over modes that are held equally likely, and all fits, the likeliest first.
    fn of_modes(&self, genotypes: &GeneGenotypes, modes: &[ModeOfInheritance]) -> (f64, Vec<Fit>) {
        let setting = self.setting();
        let mut all = Vec::new();
        let mut sum = 0.0;
        for &mode in modes {
            let fits = genotypes.fits(&setting, mode);
            sum += GeneGenotypes::ratio(&fits);
            all.extend(fits);
        }
        all.sort_by(|a, b| b.ratio.total_cmp(&a.ratio).then_with(|| a.alleles.cmp(&b.alleles)));
        // All of them counted; the first are what is shown.
        all.truncate(SHOWN);
        (sum / modes.len().max(1) as f64, all)
    }

    fn setting(&self) -> Setting<'_> {
        Setting { variants: &self.case.variants, family: &self.family, sex: self.sex, background: &self.background }
    }

    /// Genes without a known disease whose alleles stand out, by their best fit, most striking first.
    #[must_use]
    pub fn candidate_genes(&self, kb: &KnowledgeBase, count: usize) -> Vec<(GeneIndex, Fit)> {
        let disease_free = self.genes.values().filter(|gene| kb.gene(gene.gene).diseases().next().is_none());
        let mut found: Vec<(GeneIndex, Fit)> = disease_free
            .filter_map(|genotypes| {
                let modes = modes_without_disease(kb, genotypes.gene);
                let is_strong = |fit: &Fit| fit.alleles.iter().any(|&at| genotypes.alleles[at].odds[0] >= STRONG);
                let fit = self.of_modes(genotypes, &modes).1.into_iter().find(is_strong)?;
                (fit.ratio > STRIKING).then_some((genotypes.gene, fit))
            })
            .collect();
        found.sort_by(|a, b| b.1.ratio.total_cmp(&a.1.ratio).then(a.0.cmp(&b.0)));
        found.truncate(count);
        found
    }

    /// An assessment of one allele by the criteria of ACMG/AMP, in the setting of a fit.
    #[must_use]
    pub fn assessment(&self, kb: &KnowledgeBase, gene: GeneIndex, allele: usize, fit: &Fit) -> variant::Assessment {
        let genotypes = &self.genes[&gene];
        let item = &genotypes.alleles[allele];
        let of = &self.case.variants[item.variant];
        let facts = gene_facts(kb, gene, genotypes.coding_length);
        let setting = self.acmg_setting(genotypes, allele, fit, &facts);
        assess(of, &of.effects[item.effect], &facts, &setting)
    }

    fn acmg_setting(&self, genotypes: &GeneGenotypes, allele: usize, fit: &Fit, facts: &GeneFacts) -> variant::Setting {
        let item = &genotypes.alleles[allele];
        let partner = fit.alleles.iter().copied().find(|other| *other != allele);
        // PM3 asks for a rare allele first: of one whose frequency is not known it is not assessed.
        let rare = self.case.variants[item.variant].frequency.as_ref().is_some_and(|found| found.value <= 0.01);
        let in_trans = match (fit.kind, partner) {
            _ if !rare => None,
            (super::FitKind::BothCopies, _) if fit.mode == ModeOfInheritance::AutosomalRecessive => {
                let class = self.plain(item, facts, fit.mode).class;
                Some(variant::InTrans { class, phase: variant::TransPhase::Homozygous })
            }
            (super::FitKind::TwoAlleles(relation), Some(other)) if relation != super::PhaseRelation::Cis => {
                let class = self.plain(&genotypes.alleles[other], facts, fit.mode).class;
                let phase = if relation == super::PhaseRelation::Trans {
                    variant::TransPhase::Confirmed
                } else {
                    variant::TransPhase::Unphased
                };
                Some(variant::InTrans { class, phase })
            }
            _ => None,
        };
        variant::Setting {
            mode: Some(fit.mode),
            // PS2 and PM6 ask for parents without the disease.
            de_novo: (item.origin.is_de_novo() && !self.family.has_affected_parent())
                .then_some(variant::DeNovo { confirmed: false }),
            in_trans,
            ..variant::Setting::default()
        }
    }

    /// An allele by itself, without its partner.
    fn plain(&self, item: &Allele, facts: &GeneFacts, mode: ModeOfInheritance) -> variant::Assessment {
        let of = &self.case.variants[item.variant];
        let setting = variant::Setting { mode: Some(mode), ..variant::Setting::default() };
        assess(of, &of.effects[item.effect], facts, &setting)
    }
}

/// What one allele is by itself, before genotype and family: its assessment by ACMG/AMP, and the probability with which the
/// ranking would take it for damaging. By its first effect; `None` where that is on no gene of the knowledge base.
#[must_use]
pub fn alone(kb: &KnowledgeBase, variant: &AnnotatedVariant) -> Option<(variant::Assessment, f32)> {
    let effect = variant.effects.first()?;
    let gene = kb.gene_by_id(effect.gene)?;
    let facts = gene_facts(kb, gene, coding_length(kb, gene, variant));
    let setting = variant::Setting::default();
    Some((assess(variant, effect, &facts, &setting), quick_weight(variant, effect, &facts, &setting)))
}

/// Fits of a gene that are kept to be shown.
const SHOWN: usize = 10;

/// Least odds of damage of one of its alleles: many weak ones, or one on both copies, are no strong variant.
const STRONG: f64 = 0.25;

/// Least ratio of a gene without a disease to be worth a look.
const STRIKING: f64 = 100.0;

fn modes_without_disease(kb: &KnowledgeBase, gene: GeneIndex) -> Vec<ModeOfInheritance> {
    let location = kb.gene(gene).location();
    if location.starts_with('X') {
        vec![ModeOfInheritance::XLinked]
    } else {
        vec![ModeOfInheritance::AutosomalDominant, ModeOfInheritance::AutosomalRecessive]
    }
}

/// The patient's genotype; a variant that was typed without one was said to be there.
fn zygosity(variant: &AnnotatedVariant) -> Zygosity {
    variant.calls.first().map_or(Zygosity::Unknown, |call| call.genotype.zygosity())
}

/// The genotype as far as the gene's chromosome allows it: an autosome has two copies, of which one call names one.
fn zygosity_in(variant: &AnnotatedVariant, location: &str) -> Zygosity {
    match zygosity(variant) {
        Zygosity::Hemizygous if contig_of(location).is_some_and(Contig::is_autosome) => Zygosity::Heterozygous,
        other => other,
    }
}

/// Odds of damage by the frequencies that dominant and recessive diseases allow. Genotypes are weighed by the fits, so
/// that the setting holds none.
fn odds(variant: &AnnotatedVariant, effect: usize, facts: &GeneFacts) -> [f64; 2] {
    [ModeOfInheritance::AutosomalDominant, ModeOfInheritance::AutosomalRecessive].map(|mode| {
        let setting = variant::Setting { mode: Some(mode), ..variant::Setting::default() };
        let on = &variant.effects[effect];
        let mut weight = f64::from(quick_weight(variant, on, facts, &setting)).clamp(1e-6, 1.0 - 1e-6);
        // Readers keep exons of RNA genes; what a change does to them no consequence tells.
        let rare = variant.frequency.as_ref().is_none_or(|found| found.value < 0.001);
        if rare && matches!(on.consequence, Consequence::NonCodingExon | Consequence::MatureMirna) {
            weight = weight.max(0.05);
        }
        // What is known to be harmless is no cause at all: a small number over a small background would still speak for
        // the disease.
        if weight < HARMLESS {
            return 0.0;
        }
        call_trust(variant) * (weight / (1.0 - weight)).min(MOST_ODDS)
    })
}

/// Weight below which an allele is taken for harmless: synonymous, benign, or too common.
const HARMLESS: f64 = 0.011;

/// The patient's own call: few reads or little confidence make it likely to be an error.
fn call_trust(variant: &AnnotatedVariant) -> f64 {
    let weak = |call: &Call| {
        call.depth.is_some_and(|depth| depth < 6)
            || call.quality.is_some_and(|quality| quality < 20.0)
            || call.allele_fraction().is_some_and(|fraction| fraction < 0.12)
    };
    let nuclear = variant.locus.as_ref().is_none_or(|locus| locus.contig != Contig::MT);
    if nuclear && variant.calls.first().is_some_and(weak) { 0.15 } else { 1.0 }
}

/// The chromosome of a cytogenetic location such as `15q21.1`.
fn contig_of(location: &str) -> Option<Contig> {
    if location.starts_with("mito") {
        return Some(Contig::MT);
    }
    let name: String = location.chars().take_while(|c| c.is_ascii_digit() || matches!(c, 'X' | 'Y')).collect();
    name.parse().ok()
}

/// What is known of a gene's tolerance.
fn gene_facts(kb: &KnowledgeBase, gene: GeneIndex, coding_length: Option<u32>) -> GeneFacts {
    let view = kb.gene(gene);
    let [oe_lof, oe_mis, pli] = view.constraint();
    let mut facts = GeneFacts {
        symbol: view.symbol().to_owned(),
        oe_lof,
        oe_mis,
        pli,
        loss_of_function_known: None,
        missense_dominates: None,
        coding_length,
    };
    // Intolerance shows the mechanism, and a recessive disease is mostly a loss of function. Neither is ever disproved:
    // recessive genes tolerate single losses.
    let recessive = || {
        view.diseases().any(|disease| {
            let modes = modes_of(kb.ontology(), kb.disease(disease), None, view);
            let lost = [ModeOfInheritance::AutosomalRecessive, ModeOfInheritance::XLinkedRecessive];
            modes.stated && lost.iter().any(|mode| modes.modes.contains(mode))
        })
    };
    facts.loss_of_function_known = (facts.is_constrained() == Some(true) || recessive()).then_some(true);
    facts
}

/// Coding length on the variant's assembly; the two differ little, so that the newer stands in where none is told.
fn coding_length(kb: &KnowledgeBase, gene: GeneIndex, variant: &AnnotatedVariant) -> Option<u32> {
    let assembly = variant.locus.as_ref().map_or(Assembly::Grch38, |locus| locus.assembly);
    kb.gene(gene).coding_length(assembly)
}
