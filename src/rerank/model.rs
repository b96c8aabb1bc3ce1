//! The network itself, run by `tract-onnx`.

use std::io::Cursor;
use std::sync::Arc;

use ndarray::{Array2, Axis, s};
use sha2::{Digest, Sha256};
use tract_onnx::prelude::{
    DatumExt, Framework, InferenceFact, InferenceModelExt, IntoRunnable, IntoTensor, TypedRunnableModel, tvec,
};

use super::card::ModelCard;
use super::features::FEATURES;

/// Rows that the network is run on at a time: a full shortlist, and half of what ten attributions take.
const BATCH: usize = 320;

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RerankError {
    /// The card cannot be read.
    #[error("the model card cannot be read: {0}")]
    Card(String),
    /// A card of another shape.
    #[error("the model card has version {found}; this program reads version {wanted}")]
    CardVersion {
        /// In the card.
        found: u32,
        /// Read here.
        wanted: u32,
    },
    /// Features that mean something else.
    #[error("the model was trained on features of version {found}; this program computes version {wanted}")]
    FeatureVersion {
        /// In the card.
        found: u32,
        /// Computed here.
        wanted: u32,
    },
    /// Another feature.
    #[error("feature {position} of the model is {found}; this program computes {wanted}")]
    FeatureName {
        /// From 0.
        position: usize,
        /// In the card.
        found: String,
        /// Computed here.
        wanted: String,
    },
    /// The card is of another file.
    #[error("the model file has SHA-256 {found}, but its card names {wanted}; use the two files of one release")]
    Checksum {
        /// Of the file.
        found: String,
        /// In the card.
        wanted: String,
    },
    /// The file cannot be run.
    #[error("the model file cannot be run: {0}")]
    Onnx(String),
}

/// A model with its card; immutable, shared freely between threads.
#[derive(Debug, Clone)]
pub struct Reranker {
    card: Arc<ModelCard>,
    plan: Arc<TypedRunnableModel>,
}

impl Reranker {
    /// The model that this program was released with.
    ///
    /// # Errors
    /// [`RerankError`] where the files of the release do not belong together.
    pub fn built_in() -> Result<Self, RerankError> {
        Self::new(include_bytes!("../../models/ranker.onnx"), include_str!("../../models/ranker.json"))
    }

    /// A model from the bytes of its file and the text of its card.
    ///
    /// # Errors
    /// [`RerankError`] where the card does not fit this program or the file, or the file cannot be run.
    pub fn new(onnx: &[u8], card: &str) -> Result<Self, RerankError> {
        let card = ModelCard::parse(card)?;
        let found: String = hex(onnx);
        if found != card.onnx_sha256 {
            return Err(RerankError::Checksum { found, wanted: card.onnx_sha256 });
        }
        Ok(Self { card: Arc::new(card), plan: plan(onnx)? })
    }

    /// A member of this model's cross-validation: another network under the same card.
    ///
    /// # Errors
    /// [`RerankError::Onnx`] where the file cannot be run.
    pub fn member(&self, onnx: &[u8]) -> Result<Self, RerankError> {
        Ok(Self { card: Arc::clone(&self.card), plan: plan(onnx)? })
    }

    /// The card.
    #[must_use]
    pub fn card(&self) -> &ModelCard {
        &self.card
    }

    /// Unknown values replaced as in training.
    pub(super) fn imputed(&self, features: &Array2<f32>) -> Array2<f32> {
        let mut filled = features.clone();
        for mut row in filled.rows_mut() {
            for (value, missing) in row.iter_mut().zip(&self.card.missing) {
                if !value.is_finite() {
                    *value = *missing;
                }
            }
        }
        filled
    }

    /// One logit per row of a feature matrix (rows × features; NaN is unknown).
    ///
    /// # Errors
    /// [`RerankError::Onnx`] where the matrix has another width than the model.
    pub fn logits(&self, features: &Array2<f32>) -> Result<Vec<f32>, RerankError> {
        self.run(&self.imputed(features))
    }

    pub(super) fn run(&self, filled: &Array2<f32>) -> Result<Vec<f32>, RerankError> {
        let broken = |error: tract_onnx::prelude::TractError| RerankError::Onnx(error.to_string());
        if filled.nrows() == 0 {
            return Ok(Vec::new());
        }
        let mut logits = Vec::with_capacity(filled.nrows());
        for chunk in filled.axis_chunks_iter(Axis(0), BATCH) {
            // The network runs on batches of one size, which tract makes much faster code for; the rest is padding.
            let mut batch = Array2::zeros((BATCH, filled.ncols()));
            batch.slice_mut(s![..chunk.nrows(), ..]).assign(&chunk);
            let outputs = self.plan.run(tvec!(batch.into_tensor().into())).map_err(broken)?;
            let first = outputs.first().ok_or_else(|| RerankError::Onnx("it has no output".to_owned()))?;
            let values = first.to_plain_array_view::<f32>().map_err(broken)?;
            logits.extend(values.iter().take(chunk.nrows()).copied());
        }
        Ok(logits)
    }
}

/// SHA-256 in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

fn plan(onnx: &[u8]) -> Result<Arc<TypedRunnableModel>, RerankError> {
    let broken = |error: tract_onnx::prelude::TractError| RerankError::Onnx(error.to_string());
    tract_onnx::onnx()
        .model_for_read(&mut Cursor::new(onnx))
        .map_err(broken)?
        .with_input_fact(0, f32::fact([BATCH, FEATURES.len()]).into())
        .map_err(broken)?
        .with_output_fact(0, InferenceFact::default())
        .map_err(broken)?
        .into_optimized()
        .map_err(broken)?
        .into_runnable()
        .map_err(broken)
}
