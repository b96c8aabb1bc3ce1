//! The learned re-ranker: a shortlist of diseases, a feature vector for each, a network, calibrated probabilities.

mod attribution;
mod candidate;
mod card;
mod context;
mod features;
mod groups;
mod model;
mod scorers;
mod shortlist;

pub use attribution::Attribution;
pub use card::{Calibration, ModelCard, Posterior};
pub use features::{FEATURE_VERSION, FEATURES, Stage, feature_matrix};
pub use groups::FeatureGroup;
pub use model::{RerankError, Reranker};
pub use shortlist::{Shortlist, key, shortlist};
