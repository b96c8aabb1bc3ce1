//! The knowledge base: sources in, one immutable memory-mapped artefact out.

pub mod acquire;
mod artefact;
mod base;
pub mod build;
mod family;
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
pub use family::family_stem;
pub use files::write_atomically;
pub use manifest::{Manifest, ManifestError, PackageAddress, SourceSpec};
pub use sources::hpoa::Aspect;
pub use sources::insured::{FeeGroup, LIST_DATE, Scope};
pub use store::{DataFolder, StoreError};
pub use summary::{PhenotypeSummary, pool};
pub use transcripts::{TranscriptView, Transcripts};
pub use view::{
    AnnotationView, DiseaseView, GeneLinkView, GeneView, InsuredTestView, InsuredThrough, NameView, NanbyoLink,
    NanbyoView, PrevalenceView, SourceView, SynonymView, TermView,
};
