//! From verified source files to one artefact: parse, resolve, merge, gate, report.

mod cliques;
mod designated_words;
mod diseases;
mod genes;
mod inputs;
mod insured;
mod japan;
mod report;
mod terms;
mod transcripts;

use std::path::{Path, PathBuf};

pub use inputs::{Inputs, SourceFile};
pub use report::{BuildReport, Gate};

use super::acquire::{AcquiredSource, Progress};
use super::artefact::ArtefactError;
use super::base::KnowledgeBase;
use super::record::{KnowledgeRecord, ProvenanceRecord, SourceRecord};
use super::sources::SourceError;
use crate::ontology::OntologyError;

/// Why a knowledge base cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A source cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The terms do not form an ontology.
    #[error("hp.obo: {0}")]
    Ontology(#[from] OntologyError),
    /// The file system.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A source holds far less than its release should.
    #[error("the build was stopped: {}", .0.join("; "))]
    Gate(Vec<String>),
    /// The artefact cannot be written.
    #[error(transparent)]
    Artefact(#[from] ArtefactError),
}

/// A knowledge base ready to be written, with what was done to make it.
pub struct Built {
    pub(crate) record: KnowledgeRecord,
    /// What was read, dropped and merged.
    pub report: BuildReport,
}

impl Built {
    /// Writes the artefact by atomic rename.
    ///
    /// # Errors
    /// [`ArtefactError`] where the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), ArtefactError> {
        KnowledgeBase::write(&self.record, path)
    }

    /// Opens the knowledge base without a file.
    ///
    /// # Errors
    /// [`ArtefactError`] where the record is not sound.
    pub fn open_in_memory(&self) -> Result<KnowledgeBase, ArtefactError> {
        KnowledgeBase::from_record(&self.record)
    }
}

/// Builds from verified files.
///
/// # Errors
/// [`BuildError`] where a file is broken, a row-count gate closes, or the graph is unsound.
pub fn build(sources: &[AcquiredSource], progress: &dyn Progress) -> Result<Built, BuildError> {
    let inputs = Inputs::read(sources)?;
    from_inputs(&inputs, progress)
}

/// Builds from files in memory.
///
/// # Errors
/// As [`build`].
pub fn from_inputs(inputs: &Inputs, progress: &dyn Progress) -> Result<Built, BuildError> {
    const STEPS: u64 = 6;
    progress.begin("building the knowledge base", Some(STEPS));
    let mut report = BuildReport::default();
    let terms = terms::build(inputs, &mut report)?;
    progress.advance(1);
    let cliques = cliques::build(inputs, &mut report)?;
    progress.advance(1);
    let mut diseases = diseases::build(inputs, &terms, cliques, &mut report)?;
    progress.advance(1);
    let mut genes = genes::build(inputs, &mut diseases, &mut report)?;
    let nanbyo = japan::link(inputs, &mut diseases, &mut report)?;
    let insured_tests = insured::link(inputs, &nanbyo, &mut diseases, &mut report)?;
    progress.advance(1);
    let transcripts = transcripts::build(inputs, &mut genes, &mut report)?;
    progress.advance(1);
    report.check_gates()?;
    let record = KnowledgeRecord {
        provenance: provenance(inputs, &report),
        terms: terms.records,
        obsolete: terms.obsolete,
        references: diseases.references,
        genes,
        diseases: diseases.records,
        series: diseases.series,
        transcripts,
        insured_tests,
    };
    progress.advance(1);
    progress.finish(&report.headline());
    Ok(Built { record, report })
}

fn provenance(inputs: &Inputs, report: &BuildReport) -> ProvenanceRecord {
    ProvenanceRecord {
        engine_version: env!("CARGO_PKG_VERSION").to_owned(),
        hpo_release: report.release_of("hpoa").unwrap_or_default(),
        sources: inputs
            .files()
            .iter()
            .map(|file| SourceRecord {
                name: file.name.clone(),
                title: file.title.clone(),
                release: if file.bytes.is_some() {
                    report.release_of(&file.name).unwrap_or_else(|| file.release.clone())
                } else {
                    String::new()
                },
                sha256: file.sha256.clone(),
                license: file.license.clone(),
                attribution: file.attribution.clone(),
                present: file.bytes.is_some(),
            })
            .collect(),
    }
}
