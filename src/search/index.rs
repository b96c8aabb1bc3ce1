//! The opened index.

use std::path::{Path, PathBuf};

use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, SchemaBuilder, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexReader, ReloadPolicy};

/// Why the index cannot be built or searched.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The library.
    #[error("search index {path}: {source}; run `shirube setup` to build it again")]
    Index {
        /// Where it is.
        path: PathBuf,
        /// What the library said.
        source: Box<tantivy::TantivyError>,
    },
    /// The file system.
    #[error("search index {path}: {source}")]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another layout.
    #[error("search index {0} was built by another version; run `shirube setup` to build it again")]
    Version(PathBuf),
}

/// The fields; every index term is made by this module, none by a tokenizer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The whole normalized text.
    pub exact: Field,
    /// Whole words of Latin text.
    pub word: Field,
    /// Prefixes of words.
    pub prefix: Field,
    /// Runs of three characters of Latin text, for misspellings.
    pub trigram: Field,
    /// Runs of one to three characters of Japanese text.
    pub kana: Field,
    /// Words of descriptions, and runs of three characters of Japanese ones.
    pub body: Field,
    /// Kind of the entry as a number.
    pub kind: Field,
    /// Packed address.
    pub key: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = SchemaBuilder::new();
    let mut raw = |name: &str| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        builder.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
    };
    let (exact, word, prefix, trigram, kana, body) =
        (raw("exact"), raw("word"), raw("prefix"), raw("trigram"), raw("kana"), raw("body"));
    let kind = builder.add_u64_field("kind", INDEXED);
    let key = builder.add_u64_field("key", FAST);
    (builder.build(), Fields { exact, word, prefix, trigram, kana, body, kind, key })
}

/// An opened, immutable index; searched from any thread.
pub struct SearchIndex {
    pub(super) reader: IndexReader,
    pub(super) fields: Fields,
    pub(super) path: PathBuf,
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchIndex").field("path", &self.path).finish_non_exhaustive()
    }
}

impl SearchIndex {
    /// Maps the index in a folder.
    ///
    /// # Errors
    /// [`SearchError`] where it is missing, damaged or of another version.
    pub fn open(path: &Path) -> Result<Self, SearchError> {
        let index = Index::open_in_dir(path)
            .map_err(|source| SearchError::Index { path: path.to_owned(), source: Box::new(source) })?;
        Self::over(&index, path)
    }

    pub(super) fn over(index: &Index, path: &Path) -> Result<Self, SearchError> {
        let (schema, fields) = schema();
        if index.schema() != schema {
            return Err(SearchError::Version(path.to_owned()));
        }
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(|source| SearchError::Index { path: path.to_owned(), source: Box::new(source) })?;
        Ok(Self { reader, fields, path: path.to_owned() })
    }

    pub(super) fn failed(&self, source: tantivy::TantivyError) -> SearchError {
        SearchError::Index { path: self.path.clone(), source: Box::new(source) }
    }
}
