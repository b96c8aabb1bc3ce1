//! What ranking needs, opened once.

use std::path::Path;

use crate::knowledge::{ArtefactError, KnowledgeBase};
use crate::scoring::phenotype::{ModelError, Parameters, PhenotypeModel};

/// A knowledge base with its scoring tables; immutable, shared freely between threads.
#[derive(Debug)]
pub struct Engine {
    kb: KnowledgeBase,
    phenotype: PhenotypeModel,
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
}

impl Engine {
    /// Opens an artefact file with the standard constants.
    ///
    /// # Errors
    /// [`EngineError`] where the artefact cannot be used.
    pub fn open(artefact: &Path) -> Result<Self, EngineError> {
        Self::new(KnowledgeBase::open(artefact)?)
    }

    /// An engine over an opened knowledge base.
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
        Ok(Self { kb, phenotype })
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
