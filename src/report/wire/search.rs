//! Search results.

use serde::Serialize;
use utoipa::ToSchema;

use crate::search::Hit;

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
}

/// A search hit.
#[must_use]
pub fn hit_wire(hit: Hit) -> HitWire {
    HitWire {
        kind: hit.kind.as_str(),
        id: hit.id,
        label: hit.label,
        label_ja: hit.label_ja,
        matched: hit.matched,
        role: hit.role.as_str(),
    }
}
