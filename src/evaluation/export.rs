//! Features and truths of a cohort, for training the re-ranker.

use std::fs::File;
use std::path::Path;

use ndarray::{Array1, Array2};
use ndarray_npy::{NpzWriter, WriteNpzError};
use rayon::prelude::*;
use serde::Serialize;

use super::leakage::LeakageIndex;
use super::perturb::perturb;
use super::run::EvaluateOptions;
use super::truth::read_truth;
use crate::diagnosis::{Engine, PublicationMask, Shortlisted};
use crate::domain::FeatureStatus;
use crate::intake::{Cohort, Packet, Policy, parse_phenopacket, resolve};
use crate::rerank::{FEATURE_VERSION, FEATURES};

/// Why features could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file.
    #[error("cannot write {path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// What happened.
        source: std::io::Error,
    },
    /// Its content.
    #[error("cannot write the features: {0}")]
    Npz(#[from] WriteNpzError),
}

#[derive(Serialize)]
struct Header {
    feature_version: u32,
    features: Vec<String>,
    hpo_release: String,
    cases: Vec<CaseRow>,
}

/// What training needs to know of a case.
#[derive(Serialize)]
struct CaseRow {
    id: String,
    class: &'static str,
    disease: String,
    genes: Vec<String>,
    publication: Option<String>,
    masked: bool,
    observed: usize,
    /// Place of the diagnosis by evidence, from 1; missing where it is no candidate.
    place: Option<usize>,
    /// Row of the diagnosis among the case's rows.
    row: Option<usize>,
    rows: usize,
}

/// Writes every case's feature matrix and truth.
///
/// # Errors
/// [`ExportError`] where the file cannot be written.
pub fn export_features(
    engine: &Engine,
    cohort: &Cohort,
    options: &EvaluateOptions,
    path: &Path,
) -> Result<usize, ExportError> {
    let leakage = LeakageIndex::new(engine.kb());
    let index = if options.mask_own_publication {
        PublicationMask::index(engine.kb())
    } else {
        std::collections::BTreeMap::new()
    };
    let one = |packet: &Packet| -> Option<(CaseRow, Vec<u32>, Array2<f32>)> {
        let truth = read_truth(&packet.text);
        let draft = parse_phenopacket(&packet.text).ok()?;
        let mut case = resolve(engine.kb(), None, draft, Policy::Lenient).case;
        if let Some(how) = options.perturbation {
            case = perturb(engine.kb(), &case, how);
        }
        let observed = case.features.iter().filter(|feature| feature.status == FeatureStatus::Observed).count();
        if observed == 0 || truth.disease.is_none() {
            return None;
        }
        let (class, disease) = leakage.classify(engine.kb(), &truth);
        let mask = truth
            .publication
            .clone()
            .filter(|_| options.mask_own_publication)
            .and_then(|paper| Some(PublicationMask::new(engine, paper.clone(), index.get(&paper)?)));
        let stage = Shortlisted::of(engine, &case, mask.as_ref());
        let place = disease.filter(|disease| stage.evidence[disease.at()] > f32::NEG_INFINITY).map(|disease| {
            let mine = stage.evidence[disease.at()];
            1 + stage.evidence.iter().filter(|total| **total > mine).count()
        });
        let row = CaseRow {
            id: case.id,
            class: class.as_str(),
            disease: truth.disease.map(|id| id.to_string()).unwrap_or_default(),
            genes: truth.genes,
            publication: truth.publication.map(|paper| paper.to_string()),
            masked: mask.is_some(),
            observed,
            place,
            row: disease.and_then(|disease| stage.shortlist.diseases.iter().position(|other| *other == disease)),
            rows: stage.shortlist.diseases.len(),
        };
        Some((row, stage.shortlist.diseases.iter().map(|disease| disease.0).collect(), stage.features))
    };
    let done: Vec<(CaseRow, Vec<u32>, Array2<f32>)> = cohort.packets.par_iter().filter_map(one).collect();
    let rows: usize = done.iter().map(|(_, diseases, _)| diseases.len()).sum();
    let mut values: Vec<f32> = Vec::with_capacity(rows * FEATURES.len());
    let mut diseases: Vec<u32> = Vec::with_capacity(rows);
    let mut cases = Vec::with_capacity(done.len());
    for (case, mut list, matrix) in done {
        cases.push(case);
        diseases.append(&mut list);
        values.extend(matrix.iter());
    }
    let count = cases.len();
    let header = Header {
        feature_version: FEATURE_VERSION,
        features: FEATURES.clone(),
        hpo_release: engine.kb().hpo_release().to_owned(),
        cases,
    };
    let json = serde_json::to_vec(&header)
        .map_err(|error| ExportError::Io { path: path.display().to_string(), source: std::io::Error::other(error) })?;
    let file = File::create(path).map_err(|source| ExportError::Io { path: path.display().to_string(), source })?;
    let mut npz = NpzWriter::new(file);
    npz.add_array("features", &Array2::from_shape_vec((rows, FEATURES.len()), values).unwrap_or_default())?;
    npz.add_array("diseases", &Array1::from_vec(diseases))?;
    npz.add_array("header", &Array1::from_vec(json))?;
    npz.finish()?;
    Ok(count)
}
