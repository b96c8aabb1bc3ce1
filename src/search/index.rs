//! The opened index.

use std::path::{Path, PathBuf};

use tantivy::Directory;
use tantivy::directory::RamDirectory;
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
    /// Missing files, cut short, or altered.
    #[error("search index {path} is not usable: {reason}; run `shirube setup` to build it again")]
    Broken {
        /// Where it is.
        path: PathBuf,
        /// What is wrong.
        reason: String,
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
    /// Reads the index in a folder into memory (some 20 MB) and checks it.
    ///
    /// The library would take a lock inside the folder, which a read-only release does not allow, and trusts what it
    /// maps: a damaged file would end in a panic or in other hits.
    ///
    /// # Errors
    /// [`SearchError`] where it is missing, damaged or of another version.
    pub fn open(path: &Path) -> Result<Self, SearchError> {
        let directory = load(path)?;
        let index = Index::open(directory)
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

/// The list of an index's files with their checksums.
const CHECKSUMS: &str = "files.tsv";

/// Writes the list, when the index is complete.
pub(super) fn seal(folder: &Path) -> Result<(), SearchError> {
    use std::fmt::Write;
    let failed = |source| SearchError::Io { path: folder.to_owned(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        // Locks are of the writer that is gone.
        let is_lock = Path::new(&name).extension().is_some_and(|extension| extension == "lock");
        if !is_lock && name != CHECKSUMS {
            names.push(name);
        }
    }
    names.sort();
    let mut list = String::new();
    for name in names {
        let bytes = std::fs::read(folder.join(&name)).map_err(failed)?;
        let _ = writeln!(list, "{name}\t{}\t{:08x}", bytes.len(), crc32fast::hash(&bytes));
    }
    std::fs::write(folder.join(CHECKSUMS), list).map_err(failed)
}

fn load(folder: &Path) -> Result<RamDirectory, SearchError> {
    let broken = |reason: String| SearchError::Broken { path: folder.to_owned(), reason };
    let list =
        std::fs::read_to_string(folder.join(CHECKSUMS)).map_err(|error| broken(format!("{CHECKSUMS}: {error}")))?;
    let directory = RamDirectory::create();
    for line in list.lines() {
        let mut fields = line.split('\t');
        let (Some(name), Some(length), Some(checksum)) = (fields.next(), fields.next(), fields.next()) else {
            return Err(broken(format!("{CHECKSUMS} is not a list of files")));
        };
        let bytes = std::fs::read(folder.join(name)).map_err(|error| broken(format!("{name}: {error}")))?;
        if bytes.len().to_string() != length || format!("{:08x}", crc32fast::hash(&bytes)) != checksum {
            return Err(broken(format!("the checksum of {name} does not match")));
        }
        directory.atomic_write(Path::new(name), &bytes).map_err(|error| broken(format!("{name}: {error}")))?;
    }
    Ok(directory)
}
