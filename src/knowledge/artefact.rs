//! The artefact file: a 64-byte header, then the archived knowledge base.
//!
//! | bytes | content |
//! |---|---|
//! | 0–7 | `SHIRUBE` and a zero byte |
//! | 8–11 | format version, little endian |
//! | 12–15 | CRC-32 of the payload, little endian |
//! | 16–23 | length of the payload in bytes, little endian |
//! | 24–63 | zero |

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use memmap2::Mmap;
use rkyv::rancor;
use rkyv::util::AlignedVec;

use super::files::write_atomically;
use super::record::{ArchivedKnowledgeRecord, KnowledgeRecord};

/// Raised with every change of the layout. Older and newer files are refused by name.
pub const FORMAT_VERSION: u32 = 3;

const MAGIC: &[u8; 8] = b"SHIRUBE\0";
const HEADER: usize = 64;

/// Why a knowledge base cannot be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum ArtefactError {
    /// The file system.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not a knowledge base, cut short, or altered.
    #[error("{path} is not a usable knowledge base: {reason}; run `shirube setup` to build it again")]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Written by another version of the program.
    #[error(
        "{path} has format version {found}, this program reads version {FORMAT_VERSION}; run `shirube setup` to build it again"
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
}

/// The bytes of an opened knowledge base, checked once.
pub(super) struct Artefact {
    storage: Storage,
}

enum Storage {
    Mapped(Mmap),
    Owned(AlignedVec),
}

impl Artefact {
    /// Maps a file and checks header, checksum and structure.
    pub(super) fn open(path: &Path) -> Result<Self, ArtefactError> {
        let io = |source| ArtefactError::Io { path: path.to_owned(), source };
        let file = File::open(path).map_err(io)?;
        // SAFETY: the file is made by atomic rename and never written again; a user who alters it while the
        // program runs is outside what any memory-mapped reader can guard against.
        #[expect(unsafe_code, reason = "memory mapping has no safe form")]
        let map = unsafe { Mmap::map(&file) }.map_err(io)?;
        check(&map).map_err(|fault| fault.at(path))?;
        Ok(Self { storage: Storage::Mapped(map) })
    }

    /// An artefact in memory, as tests and masked knowledge bases use it.
    pub(super) fn from_record(record: &KnowledgeRecord) -> Result<Self, ArtefactError> {
        Ok(Self { storage: Storage::Owned(bytes_of(record).map_err(|fault| fault.at(Path::new("(memory)")))?) })
    }

    /// The archived data.
    pub(super) fn record(&self) -> &ArchivedKnowledgeRecord {
        let payload = match &self.storage {
            Storage::Mapped(map) => &map[HEADER..],
            Storage::Owned(bytes) => &bytes[..],
        };
        // SAFETY: `check` validated these very bytes when the file was opened, or the serializer just made
        // them; neither storage hands out mutable access.
        #[expect(unsafe_code, reason = "validated once at opening; validating at each access would cost milliseconds")]
        unsafe {
            rkyv::access_unchecked::<ArchivedKnowledgeRecord>(payload)
        }
    }
}

enum Fault {
    Broken(String),
    Version(u32),
}

impl Fault {
    fn at(self, path: &Path) -> ArtefactError {
        match self {
            Self::Broken(reason) => ArtefactError::Broken { path: path.to_owned(), reason },
            Self::Version(found) => ArtefactError::Version { path: path.to_owned(), found },
        }
    }
}

fn check(bytes: &[u8]) -> Result<(), Fault> {
    let broken = |reason: &str| Fault::Broken(reason.to_owned());
    if bytes.len() < HEADER || &bytes[..8] != MAGIC {
        return Err(broken("it does not begin with the mark of a shirube knowledge base"));
    }
    let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    if word(8) != FORMAT_VERSION {
        return Err(Fault::Version(word(8)));
    }
    let length = u64::from(word(16)) | (u64::from(word(20)) << 32);
    let payload = &bytes[HEADER..];
    if payload.len() as u64 != length {
        return Err(Fault::Broken(format!("it holds {} bytes of data where {length} were written", payload.len())));
    }
    if crc32fast::hash(payload) != word(12) {
        return Err(broken("its checksum does not match"));
    }
    rkyv::access::<ArchivedKnowledgeRecord, rancor::Error>(payload).map_err(|e| Fault::Broken(e.to_string()))?;
    Ok(())
}

fn bytes_of(record: &KnowledgeRecord) -> Result<AlignedVec, Fault> {
    rkyv::to_bytes::<rancor::Error>(record).map_err(|error| Fault::Broken(error.to_string()))
}

/// Writes the artefact beside its final place and renames it into place, so that a reader sees all of it or nothing.
///
/// # Errors
/// [`ArtefactError::Io`] where the file cannot be written.
pub fn write(record: &KnowledgeRecord, path: &Path) -> Result<(), ArtefactError> {
    let io = |source| ArtefactError::Io { path: path.to_owned(), source };
    let payload = bytes_of(record).map_err(|fault| fault.at(path))?;
    let mut header = [0_u8; HEADER];
    header[..8].copy_from_slice(MAGIC);
    header[8..12].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
    header[12..16].copy_from_slice(&crc32fast::hash(&payload).to_le_bytes());
    header[16..24].copy_from_slice(&(payload.len() as u64).to_le_bytes());
    write_atomically(path, |file| file.write_all(&header).and_then(|()| file.write_all(&payload))).map_err(io)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kb.shirube");
        let mut record = KnowledgeRecord::default();
        record.provenance.hpo_release = "2025-01-16".into();
        record.references = vec!["PMID:1".into(); 100];
        write(&record, &path).unwrap();
        (folder, path)
    }

    #[test]
    fn what_was_written_is_read() {
        let (_folder, path) = written();
        let artefact = Artefact::open(&path).unwrap();
        assert_eq!(artefact.record().provenance.hpo_release.as_str(), "2025-01-16");
        assert_eq!(artefact.record().references.len(), 100);
    }

    #[test]
    fn every_kind_of_damage_is_refused_with_the_remedy() {
        let (_folder, path) = written();
        let good = std::fs::read(&path).unwrap();
        let mut flipped = good.clone();
        flipped[100] ^= 1;
        let mut future = good.clone();
        future[8] = 99;
        for (bytes, needle) in [
            (vec![], "mark"),
            (b"hello".to_vec(), "mark"),
            (good[..good.len() - 1].to_vec(), "bytes of data"),
            (good[..40].to_vec(), "mark"),
            (flipped, "checksum"),
            (future, "format version 99"),
        ] {
            std::fs::write(&path, &bytes).unwrap();
            let message = Artefact::open(&path).err().unwrap().to_string();
            assert!(message.contains(needle) && message.contains("shirube setup"), "{message}");
        }
    }
}
