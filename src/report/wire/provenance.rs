//! What a result was made with.

use serde::Serialize;
use utoipa::ToSchema;

use crate::diagnosis::Engine;
use crate::knowledge::SourceView;

/// What a result was made with.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvenanceWire {
    /// Engine version.
    pub engine: String,
    /// HPO release, which names the knowledge base.
    pub data: String,
    /// Learned model; null where ranking is by likelihood ratios alone.
    pub model: Option<ModelWire>,
    /// Sources present in the knowledge base.
    pub sources: Vec<SourceWire>,
    /// Optional sources that were missing when it was built.
    pub missing_sources: Vec<String>,
    /// What the product is for.
    pub intended_use: &'static str,
}

/// The learned model in use.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelWire {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// Releases in use, with the model's whole card.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionWire {
    /// Engine, data and model.
    #[serde(flatten)]
    pub provenance: ProvenanceWire,
    /// The model card: training data, folds, figures, calibration, limits; null without a model.
    #[schema(value_type = Option<Object>)]
    pub model_card: Option<serde_json::Value>,
}

/// Releases in use, with the model's whole card.
#[must_use]
pub fn version_wire(engine: &Engine) -> VersionWire {
    VersionWire {
        provenance: provenance_wire(engine),
        model_card: engine.reranker().map(|reranker| reranker.card().json.clone()),
    }
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
pub fn provenance_wire(engine: &Engine) -> ProvenanceWire {
    let kb = engine.kb();
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
        model: engine.reranker().map(|reranker| ModelWire {
            name: reranker.card().name.clone(),
            version: reranker.card().version.clone(),
            sha256: reranker.card().onnx_sha256().to_owned(),
        }),
        sources: kb.sources().filter(|s| s.present).map(source).collect(),
        missing_sources: kb.sources().filter(|s| !s.present).map(|s| s.name.to_owned()).collect(),
        intended_use: INTENDED_USE,
    }
}
