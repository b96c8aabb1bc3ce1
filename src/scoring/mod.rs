//! Evidence for and against each disease.

pub mod genotype;
pub mod phenotype;
pub mod variant;
