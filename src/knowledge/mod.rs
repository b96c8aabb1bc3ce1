//! The knowledge base: sources in, one immutable memory-mapped artefact out.

pub mod acquire;
mod artefact;
mod base;
pub mod build;
mod files;
mod manifest;
mod record;
pub mod sources;
mod store;
mod summary;
mod transcripts;
mod view;

pub use artefact::{ArtefactError, FORMAT_VERSION};
pub use base::{DiseaseIndex, GeneIndex, KnowledgeBase};
pub use files::write_atomically;
pub use manifest::{Manifest, ManifestError, PackageAddress, SourceSpec};
pub use sources::hpoa::Aspect;
pub use store::{DataFolder, StoreError};
pub use summary::{PhenotypeSummary, pool};
pub use transcripts::{TranscriptView, Transcripts};
pub use view::{
    AnnotationView, DiseaseView, GeneLinkView, GeneView, NameView, NanbyoView, PrevalenceView, SourceView, SynonymView,
    TermView,
};
