//! The HPO graph: current terms with a dense index, their ancestors, and what old ids became.

mod crosscheck;
mod csr;
mod graph;

pub use crosscheck::{CrossCheck, CrossCheckError, cross_check};
pub use csr::Csr;
pub use graph::{ObsoleteTerm, Ontology, OntologyError, OntologyTerm, Resolution, TermIndex};

use crate::domain::TermId;

/// `All`, the root of the ontology.
pub const ROOT: TermId = TermId::from_number(1);
/// `Phenotypic abnormality`, the root of everything a patient can be described with.
pub const PHENOTYPIC_ABNORMALITY: TermId = TermId::from_number(118);
/// `Mode of inheritance`.
pub const MODE_OF_INHERITANCE: TermId = TermId::from_number(5);
/// `Onset`, the root of ages of onset.
pub const ONSET: TermId = TermId::from_number(3_674);
