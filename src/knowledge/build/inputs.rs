//! The files a build reads.

use super::super::acquire::AcquiredSource;
use super::super::sources::{Parsed, SourceError};
use super::BuildError;
use super::report::BuildReport;

/// The table of Japanese synonyms written for this project, part of the binary.
const JA_SYNONYMS: &str = include_str!("../../../ontology/ja-synonyms.tsv");
/// Corrections of official Japanese labels, part of the binary.
const JA_CORRECTIONS: &str = include_str!("../../../ontology/ja-label-corrections.tsv");
/// Genetic tests that Japan's health insurance covers, part of the binary.
const INSURED_TESTS: &str = include_str!("../../../ontology/insured-genetic-tests.tsv");

/// One file with its manifest data; `bytes` is `None` where an optional source is missing.
#[derive(Debug, Clone, Default)]
pub struct SourceFile {
    /// Short name in the manifest.
    pub name: String,
    /// What it is, for people.
    pub title: String,
    /// File name, for messages.
    pub file: String,
    /// Pinned release.
    pub release: String,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// Licence.
    pub license: String,
    /// Attribution text.
    pub attribution: String,
    /// Rows the release should hold; 0 switches the gate off.
    pub expected_rows: usize,
    /// Content.
    pub bytes: Option<Vec<u8>>,
}

/// All files of a build, in manifest order.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    files: Vec<SourceFile>,
}

impl Inputs {
    /// Reads the acquired files and adds the tables that are part of the program.
    pub(super) fn read(sources: &[AcquiredSource]) -> Result<Self, BuildError> {
        let mut files = Vec::new();
        for source in sources {
            let bytes = match &source.path {
                Some(path) => {
                    Some(std::fs::read(path).map_err(|error| BuildError::Io { path: path.clone(), source: error })?)
                }
                None => None,
            };
            files.push(SourceFile {
                name: source.spec.name.clone(),
                title: source.spec.title.clone(),
                file: source.spec.file.clone(),
                release: source.spec.release.clone(),
                sha256: source.sha256.clone(),
                license: source.spec.license.clone(),
                attribution: source.spec.attribution.clone(),
                expected_rows: source.spec.expected_rows,
                bytes,
            });
        }
        files.extend(Self::own_tables());
        Ok(Self { files })
    }

    fn own_tables() -> [SourceFile; 3] {
        [
            ("ja-synonyms", "Japanese synonyms of HPO terms", JA_SYNONYMS),
            ("ja-label-corrections", "corrected Japanese labels of HPO terms", JA_CORRECTIONS),
            ("insured-genetic-tests", "genetic tests that Japan's health insurance covers (D006-4)", INSURED_TESTS),
        ]
        .map(|(name, title, text)| SourceFile {
            name: name.to_owned(),
            title: title.to_owned(),
            file: format!("{name}.tsv"),
            release: format!("shirube {}", env!("CARGO_PKG_VERSION")),
            license: "Apache-2.0".to_owned(),
            attribution: "shirube".to_owned(),
            bytes: Some(text.as_bytes().to_vec()),
            ..SourceFile::default()
        })
    }

    /// Files made by hand, as tests use them.
    #[must_use]
    pub fn from_files(files: Vec<SourceFile>) -> Self {
        Self { files }
    }

    /// All files.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Parses a source, noting counts and release in the report; `None` where it is missing.
    pub(super) fn parse<T>(
        &self,
        name: &str,
        report: &mut BuildReport,
        parse: impl FnOnce(&str, &[u8]) -> Result<Parsed<T>, SourceError>,
    ) -> Result<Option<Vec<T>>, BuildError> {
        let Some(file) = self.files.iter().find(|file| file.name == name) else {
            return Ok(None);
        };
        let Some(bytes) = &file.bytes else {
            report.missing(file);
            return Ok(None);
        };
        let parsed = parse(&file.file, bytes)?;
        report.read(file, &parsed.tally, parsed.release.as_deref());
        Ok(Some(parsed.rows))
    }

    /// As [`Self::parse`], for a source that nothing can be built without.
    pub(super) fn require<T>(
        &self,
        name: &str,
        report: &mut BuildReport,
        parse: impl FnOnce(&str, &[u8]) -> Result<Parsed<T>, SourceError>,
    ) -> Result<Vec<T>, BuildError> {
        self.parse(name, report, parse)?
            .ok_or_else(|| BuildError::Gate(vec![format!("the required source {name:?} is missing")]))
    }
}
