//! Short lists of variants: typed, as a table, as JSON, or from a phenopacket's interpretations.

mod copies;
mod item;
mod origin;
mod packet;
mod resolve;
mod review;
mod table;
mod typed;

pub use item::VariantItem;
pub use packet::items_of_interpretations;
pub use resolve::{EffectsOf, ListedVariants, resolve_variants};
pub use review::review_variants;
pub use table::{VariantTableError, items_of_json, items_of_table};
pub use typed::{HOW_TO_WRITE_VARIANTS, item_of_text, text_of_item};
