//! What a result was made with.

use serde::Serialize;
use utoipa::ToSchema;

use crate::knowledge::{KnowledgeBase, SourceView};

/// What a result was made with.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvenanceWire {
    /// Engine version.
    pub engine: String,
    /// HPO release, which names the knowledge base.
    pub data: String,
    /// Learned model; null where ranking is by likelihood ratios alone.
    pub model: Option<String>,
    /// Sources present in the knowledge base.
    pub sources: Vec<SourceWire>,
    /// Optional sources that were missing when it was built.
    pub missing_sources: Vec<String>,
    /// What the product is for.
    pub intended_use: &'static str,
}

/// A source of the knowledge base.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceWire {
    /// Short name.
    pub name: String,
    /// Release.
    pub release: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Licence.
    pub license: String,
    /// Attribution.
    pub attribution: String,
}

/// Stated with every result, on every surface.
pub const INTENDED_USE: &str =
    "Decision support for healthcare professionals; not a diagnosis. The physician reviews the evidence and decides.";

/// Engine, data and model releases.
#[must_use]
pub fn provenance_wire(kb: &KnowledgeBase) -> ProvenanceWire {
    let source = |source: SourceView<'_>| SourceWire {
        name: source.name.to_owned(),
        release: source.release.to_owned(),
        sha256: source.sha256.to_owned(),
        license: source.license.to_owned(),
        attribution: source.attribution.to_owned(),
    };
    ProvenanceWire {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        data: kb.hpo_release().to_owned(),
        model: None,
        sources: kb.sources().filter(|s| s.present).map(source).collect(),
        missing_sources: kb.sources().filter(|s| !s.present).map(|s| s.name.to_owned()).collect(),
        intended_use: INTENDED_USE,
    }
}
