//! Phenotype likelihood ratios.
//!
//! The frame is that of LIRICAL (Robinson et al. 2020, doi 10.1016/j.ajhg.2020.06.021): each query term
//! contributes the logarithm of how much likelier it is under a disease than in general, contributions add up,
//! and a softmax over all diseases with a pretest probability gives the posterior. What differs, and why, is
//! written at [`Parameters`]; `docs/ranking.md` holds the measurements.

mod background;
mod compare;
mod explain;
mod facts;
mod frequency;
mod logarithm;
mod neighbors;
mod parameters;
mod profile;
mod query;
mod score;
mod similarity;
mod table;

pub use compare::{CORE_FREQUENCY, Comparer, Comparison, TermMatch};
pub use explain::{Explanation, explain};
pub use facts::{DiseaseFacts, Inheritance, OnsetRange};
pub use parameters::Parameters;
pub use query::{Query, QueryTerm};
pub use score::{Scores, score_all, score_one};
pub use similarity::cosines;
pub use table::{ModelError, Overlay, PhenotypeModel};
