//! Full-text search over terms, diseases and genes, in English and Japanese.
//!
//! The index (crate `tantivy`) finds candidates; the order is made here, because what a person expects (the exact
//! name first, then what begins with it, common things before rare ones) is not what text statistics give.
//! Texts live in the knowledge base only: an index document is one number that says where its text is.

mod build;
mod grams;
mod index;
mod normalize;
mod order;
mod query;
mod recognize;
mod texts;

pub use build::build;
pub use index::{SearchError, SearchIndex};
pub use normalize::normalize;
pub use order::Hit;
pub use query::{Kinds, SearchOptions};
pub use recognize::{Experiencer, Mention, Phrase, PhraseKind, Recognizer, phrases};
pub use texts::{Kind, Role};
