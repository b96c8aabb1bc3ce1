//! What one variant means for one gene: ACMG/AMP evidence and a weight for ranking.
//!
//! [`assess`] holds a variant against the 28 criteria; [`pathogenic_weight`] turns that, the consequence, `ClinVar` and
//! the caller's own class into one probability. Neither reads anything but its arguments. What is not known stays
//! unknown: a criterion without data is not assessed, which is neither met nor not met.

mod assessment;
mod criteria;
mod family;
mod frequency;
mod null;
mod pathogenicity;
mod protein;
mod setting;
mod weight;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod properties;

pub use assessment::{Assessment, PRIOR, VERY_STRONG_ODDS, posterior};
pub use criteria::assess;
pub use frequency::{BA1, BA1_MITOCHONDRIAL, CutOffs, cut_offs};
pub use pathogenicity::{Scale, Tool, Verdict};
pub use setting::{DeNovo, GeneFacts, InTrans, ResidueReports, Segregation, Setting, TransPhase};
pub use weight::{consequence_baseline, pathogenic_weight, quick_weight};
