//! How well a patient's genotypes fit each disease.
//!
//! The frame is the genotype likelihood ratio of LIRICAL (Robinson et al. 2020, doi 10.1016/j.ajhg.2020.06.021): how
//! much likelier are the variants of a gene in a patient with the disease than in anyone else? The background is not a
//! table of ours: it is taken from the patient's own list, spread over genes by the length of their coding sequence.
//! `docs/variants.md` derives the formula.

mod background;
mod evidence;
mod family;
mod gene;
mod modes;
mod parameters;

pub use background::Background;
pub use evidence::{DiseaseGenotype, GenotypeStatus, VariantEvidence, alone};
pub use family::{Family, Origin, PhaseRelation, is_reliably_absent};
pub use gene::{Allele, Fit, FitKind, GeneGenotypes};
pub use modes::{Modes, modes_of};
