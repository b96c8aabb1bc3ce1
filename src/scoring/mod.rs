//! Evidence for and against each disease.

pub mod phenotype;
