//! VCF and BCF files to the variants that can matter, in one pass over the records.
//!
//! A record goes through the cheap questions first: its contig, the proband's genotype, the caller's filter. Only then
//! are INFO and the annotation read. What is left out is counted by reason; what cannot be read is counted too, and the
//! first of each kind is an issue.
//!
//! The text is split here and not by `noodles-vcf`, whose reader takes lines of any length into memory and gives up at
//! the first header line that it does not like.

mod alleles;
mod annotation;
mod answers;
mod assembly;
mod bcf;
mod clinvar;
mod copies;
mod error;
mod genotypes;
mod header;
mod info;
mod issues;
mod judge;
mod options;
mod profile;
mod read;
mod row;
mod scores;
mod sieve;
mod source;
#[cfg(test)]
mod tests;

pub use error::VcfError;
pub use options::{Annotate, AnnotatedBy, GeneLookup, TrailEntry, VcfContent, VcfOptions};
pub use profile::AnnotationProfile;
pub use read::read_variants;
