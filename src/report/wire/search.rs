//! Search results.

use serde::Serialize;
use utoipa::ToSchema;

use crate::search::{Hit, normalize};

/// Search results.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResponse {
    /// What was typed.
    pub query: String,
    /// Best first.
    pub hits: Vec<HitWire>,
}

/// One search hit.
#[derive(Debug, Serialize, ToSchema)]
pub struct HitWire {
    /// `term`, `disease` or `gene`.
    pub kind: &'static str,
    /// Id.
    pub id: String,
    /// English name or gene symbol.
    pub label: String,
    /// Japanese name.
    pub label_ja: Option<String>,
    /// The text that matched.
    pub matched: String,
    /// `label`, `synonym`, `related` or `description`.
    pub role: &'static str,
    /// Whether the query is this entry's id or this very name, up to case, width and kana. Anything else resembles the
    /// query, and is for a person to choose.
    pub exact: bool,
}

/// A hit of the query.
#[must_use]
pub fn hit_wire(query: &str, hit: Hit) -> HitWire {
    HitWire {
        exact: normalize(query) == normalize(&hit.matched),
        kind: hit.kind.as_str(),
        id: hit.id,
        label: hit.label,
        label_ja: hit.label_ja,
        matched: hit.matched,
        role: hit.role.as_str(),
    }
}
