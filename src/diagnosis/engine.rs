//! What ranking needs, opened once.

use std::path::Path;

use crate::knowledge::{ArtefactError, KnowledgeBase};
use crate::rerank::{RerankError, Reranker};
use crate::scoring::phenotype::{ModelError, Parameters, PhenotypeModel};

/// A knowledge base with its scoring tables; immutable, shared freely between threads.
#[derive(Debug)]
pub struct Engine {
    kb: KnowledgeBase,
    phenotype: PhenotypeModel,
    reranker: Option<Reranker>,
}

/// Why an engine cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The knowledge base.
    #[error(transparent)]
    Artefact(#[from] ArtefactError),
    /// The scoring tables.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The learned model.
    #[error(transparent)]
    Reranker(#[from] RerankError),
}

impl Engine {
    /// Opens an artefact file with the standard constants and the model of this release.
    ///
    /// # Errors
    /// [`EngineError`] where the artefact or the model cannot be used.
    pub fn open(artefact: &Path) -> Result<Self, EngineError> {
        Ok(Self::new(KnowledgeBase::open(artefact)?)?.with_reranker(Some(Reranker::built_in()?)))
    }

    /// The same engine with another model, or with none: then it ranks by likelihood ratios and says so.
    #[must_use]
    pub fn with_reranker(self, reranker: Option<Reranker>) -> Self {
        Self { reranker, ..self }
    }

    /// The learned model.
    #[must_use]
    pub fn reranker(&self) -> Option<&Reranker> {
        self.reranker.as_ref()
    }

    /// An engine over an opened knowledge base, without a model.
    ///
    /// # Errors
    /// [`EngineError::Model`] where it is too large for the tables.
    pub fn new(kb: KnowledgeBase) -> Result<Self, EngineError> {
        Self::with_parameters(kb, Parameters::default())
    }

    /// An engine with other constants.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_parameters(kb: KnowledgeBase, parameters: Parameters) -> Result<Self, EngineError> {
        let phenotype = PhenotypeModel::new(&kb, parameters)?;
        Ok(Self { kb, phenotype, reranker: None })
    }

    /// The knowledge base.
    #[must_use]
    pub fn kb(&self) -> &KnowledgeBase {
        &self.kb
    }

    /// The phenotype tables.
    #[must_use]
    pub fn phenotype(&self) -> &PhenotypeModel {
        &self.phenotype
    }
}
