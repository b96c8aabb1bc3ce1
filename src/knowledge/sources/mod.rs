//! One parser per source: bytes in, typed rows and a tally of what was left out.

pub mod clingen;
pub mod genepred;
pub mod genes_to_phenotype;
pub mod gnomad;
pub mod hgnc;
pub mod hp_ja;
pub mod hpo;
pub mod hpoa;
pub mod insured;
pub mod ja_synonyms;
pub mod mitochondrion;
pub mod mondo;
pub mod nando;
pub mod orphadata;
mod table;
mod tally;

pub use table::{Table, TableRow};
pub use tally::{Parsed, SourceError, Tally};
