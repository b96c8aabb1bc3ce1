//! Features and truths of a cohort, for training the re-ranker.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use ndarray::{Array1, Array2, Axis, concatenate};
use ndarray_npy::{NpzWriter, WriteNpyError, WriteNpzError};
use rayon::prelude::*;
use serde::Serialize;

use super::leakage::LeakageIndex;
use super::perturb::perturb;
use super::run::EvaluateOptions;
use super::truth::read_truth;
use crate::diagnosis::{Engine, PublicationMask, Shortlisted};
use crate::domain::{FeatureStatus, Reference};
use crate::intake::{Cohort, Packet, Policy, parse_phenopacket, resolve};
use crate::knowledge::DiseaseIndex;
use crate::rerank::{FEATURE_VERSION, FEATURES};

/// Why features could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file.
    #[error("cannot write {path}")]
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

/// What was written.
#[derive(Debug)]
pub struct Exported {
    /// Cases in the file.
    pub cases: usize,
    /// Packets that are not, and why.
    pub left_out: Vec<(String, String)>,
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
) -> Result<Exported, ExportError> {
    let io = |source| ExportError::Io { path: path.display().to_string(), source };
    // Before the work: a path that cannot be written is said at once.
    let file = File::create(path).map_err(io)?;
    let context = Context {
        engine,
        options,
        leakage: LeakageIndex::new(engine.kb()),
        masks: if options.mask_own_publication { PublicationMask::index(engine.kb()) } else { BTreeMap::new() },
    };
    let outcomes: Vec<Result<Exhibit, String>> =
        cohort.packets.par_iter().map(|packet| context.exhibit(packet)).collect();
    let mut left_out = Vec::new();
    let mut exhibits = Vec::new();
    for (packet, outcome) in cohort.packets.iter().zip(outcomes) {
        match outcome {
            Ok(exhibit) => exhibits.push(exhibit),
            Err(reason) => left_out.push((packet.place.clone(), reason)),
        }
    }
    let cases = exhibits.len();
    write(file, engine, exhibits).map_err(|error| match error {
        WriteNpzError::Npy(WriteNpyError::Io(source)) => io(source),
        error => error.into(),
    })?;
    Ok(Exported { cases, left_out })
}

fn write(file: File, engine: &Engine, exhibits: Vec<Exhibit>) -> Result<(), WriteNpzError> {
    let matrices: Vec<_> = exhibits.iter().map(|exhibit| exhibit.features.view()).collect();
    // No case at all still makes a matrix of the right width.
    let features = concatenate(Axis(0), &matrices).unwrap_or_else(|_| Array2::zeros((0, FEATURES.len())));
    let diseases: Array1<u32> = exhibits.iter().flat_map(|exhibit| exhibit.diseases.iter().copied()).collect();
    let header = Header {
        feature_version: FEATURE_VERSION,
        features: FEATURES.clone(),
        hpo_release: engine.kb().hpo_release().to_owned(),
        cases: exhibits.into_iter().map(|exhibit| exhibit.case).collect(),
    };
    let json = serde_json::to_vec(&header).map_err(|error| WriteNpyError::Io(error.into()))?;
    let mut npz = NpzWriter::new(file);
    npz.add_array("features", &features)?;
    npz.add_array("diseases", &diseases)?;
    npz.add_array("header", &Array1::from_vec(json))?;
    npz.finish()?;
    Ok(())
}

/// One case's part of the file.
struct Exhibit {
    case: CaseRow,
    diseases: Vec<u32>,
    features: Array2<f32>,
}

struct Context<'a> {
    engine: &'a Engine,
    options: &'a EvaluateOptions,
    leakage: LeakageIndex,
    masks: BTreeMap<Reference, BTreeSet<DiseaseIndex>>,
}

impl Context<'_> {
    fn exhibit(&self, packet: &Packet) -> Result<Exhibit, String> {
        let kb = self.engine.kb();
        let truth = read_truth(&packet.text);
        let Some(diagnosis) = truth.disease else { return Err("the packet names no diagnosis".to_owned()) };
        let draft = parse_phenopacket(&packet.text).map_err(|error| error.to_string())?;
        let mut case = resolve(kb, None, draft, Policy::Lenient).case;
        if let Some(how) = self.options.perturbation {
            case = perturb(kb, &case, how);
        }
        let observed = case.features.iter().filter(|feature| feature.status == FeatureStatus::Observed).count();
        if observed == 0 {
            return Err("the packet has no observed term".to_owned());
        }
        let (class, disease) = self.leakage.classify(kb, &truth);
        let spared = truth.spared.iter().filter_map(|term| kb.ontology().index(*term)).collect();
        let mask = truth.publication.clone().and_then(|paper| {
            let diseases = self.masks.get(&paper)?;
            Some(PublicationMask::sparing(self.engine, paper, diseases, spared))
        });
        let stage = Shortlisted::of(self.engine, &case, mask.as_ref());
        let place = disease.filter(|disease| stage.evidence[disease.at()] > f32::NEG_INFINITY).map(|disease| {
            let mine = stage.evidence[disease.at()];
            1 + stage.evidence.iter().filter(|total| **total > mine).count()
        });
        let case = CaseRow {
            id: case.id,
            class: class.as_str(),
            disease: diagnosis.to_string(),
            genes: truth.genes,
            publication: truth.publication.map(|paper| paper.to_string()),
            masked: mask.is_some(),
            observed,
            place,
            row: disease.and_then(|disease| stage.shortlist.diseases.iter().position(|other| *other == disease)),
            rows: stage.shortlist.diseases.len(),
        };
        let diseases = stage.shortlist.diseases.iter().map(|disease| disease.0).collect();
        Ok(Exhibit { case, diseases, features: stage.features })
    }
}
