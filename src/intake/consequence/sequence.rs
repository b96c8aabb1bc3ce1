//! The user's own reference genome: a FASTA file with its index.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use noodles::core::{Position, Region};
use noodles::fasta;

use crate::domain::{Assembly, Contig, Locus};

/// An indexed FASTA file (`.fai` beside it; with `.gz` or `.bgz`, compressed by bgzip and with a `.gzi`), checked to be
/// of the assembly by the lengths of its chromosomes.
pub struct ReferenceGenome {
    path: PathBuf,
    assembly: Assembly,
    /// The file's name of each chromosome; `None` where it lacks one.
    names: [Option<Vec<u8>>; 25],
    reader: Mutex<fasta::io::IndexedReader<fasta::io::BufReader<File>>>,
}

impl std::fmt::Debug for ReferenceGenome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReferenceGenome")
            .field("path", &self.path)
            .field("assembly", &self.assembly)
            .finish_non_exhaustive()
    }
}

/// Why a reference genome cannot be used, or a variant not with it.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// There is no index, or it is not one.
    #[error("{path}: its index cannot be read ({source}); make it with `samtools faidx {path}`")]
    Index {
        /// The FASTA file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file system, or a file that is not what its index says.
    #[error("{path}: {source}")]
    Io {
        /// The FASTA file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another assembly.
    #[error("{path}: chromosome {contig} has {found} bases, in {} it has {expected}: this is another assembly", assembly.as_str())]
    Length {
        /// The FASTA file.
        path: PathBuf,
        /// The chromosome.
        contig: Contig,
        /// Its length in the file.
        found: u64,
        /// Its length in the assembly.
        expected: u32,
        /// The assembly.
        assembly: Assembly,
    },
    /// No chromosome that we know.
    #[error("{path}: none of its sequences is a human chromosome (1 to 22, X, Y, MT, with or without chr)")]
    NoChromosomes {
        /// The FASTA file.
        path: PathBuf,
    },
    /// A chromosome is not in the file.
    #[error("{path} has no chromosome {contig}")]
    NoContig {
        /// The FASTA file.
        path: PathBuf,
        /// The chromosome.
        contig: Contig,
    },
    /// The variant's REF is not what the genome has there.
    #[error("{locus}: REF is {stated}, but {} has {found} there: the variant is of another assembly, or its line is wrong", assembly.as_str())]
    Mismatch {
        /// The variant.
        locus: String,
        /// Its REF, the first bases.
        stated: String,
        /// The genome's bases, as many.
        found: String,
        /// The assembly of the genome.
        assembly: Assembly,
    },
    /// The variant counts on another assembly than the annotator.
    #[error("{locus} is given on {}, but variants are read on {}", found.as_str(), expected.as_str())]
    Assembly {
        /// The variant.
        locus: String,
        /// Its assembly.
        found: Assembly,
        /// The annotator's.
        expected: Assembly,
    },
}

impl ReferenceGenome {
    /// Opens a FASTA file by its index; reads no sequence yet.
    ///
    /// # Errors
    /// [`ReferenceError`] where file or index cannot be read, or a chromosome has not the assembly's length.
    pub fn open(path: &Path, assembly: Assembly) -> Result<Self, ReferenceError> {
        let owned = || path.to_owned();
        let mut index_path = path.as_os_str().to_owned();
        index_path.push(".fai");
        let index =
            fasta::fai::fs::read(&index_path).map_err(|source| ReferenceError::Index { path: owned(), source })?;
        let mut names: [Option<Vec<u8>>; 25] = Default::default();
        for record in index.as_ref() {
            let name: &[u8] = record.name().as_ref();
            let Some(contig) = std::str::from_utf8(name).ok().and_then(|name| name.parse::<Contig>().ok()) else {
                continue;
            };
            let expected = contig.length(assembly);
            if record.length() != u64::from(expected) {
                return Err(ReferenceError::Length {
                    path: owned(),
                    contig,
                    found: record.length(),
                    expected,
                    assembly,
                });
            }
            names[usize::from(contig.number()) - 1].get_or_insert_with(|| name.to_vec());
        }
        if names.iter().all(Option::is_none) {
            return Err(ReferenceError::NoChromosomes { path: owned() });
        }
        let reader = fasta::io::indexed_reader::Builder::default()
            .set_index(index)
            .build_from_path(path)
            .map_err(|source| ReferenceError::Io { path: owned(), source })?;
        Ok(Self { path: owned(), assembly, names, reader: Mutex::new(reader) })
    }

    /// The assembly it was opened as.
    #[must_use]
    pub fn assembly(&self) -> Assembly {
        self.assembly
    }

    /// Bases in upper case, first to last from 1; fewer where the chromosome ends before.
    ///
    /// # Errors
    /// [`ReferenceError`] where the chromosome is not in the file or the file cannot be read.
    pub fn bases(&self, contig: Contig, first: u32, last: u32) -> Result<Vec<u8>, ReferenceError> {
        let name = self.names[usize::from(contig.number()) - 1]
            .as_ref()
            .ok_or_else(|| ReferenceError::NoContig { path: self.path.clone(), contig })?;
        let last = last.min(contig.length(self.assembly));
        let place = |base: u32| Position::new(base as usize);
        let (Some(start), Some(end)) = (place(first), place(last)) else { return Ok(Vec::new()) };
        if start > end {
            return Ok(Vec::new());
        }
        let region = Region::new(name.as_slice(), start..=end);
        // A reader that panicked half way is only at another place; every query seeks first.
        let mut reader = self.reader.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let record = reader.query(&region).map_err(|source| ReferenceError::Io { path: self.path.clone(), source })?;
        Ok(record.sequence().as_ref().to_ascii_uppercase())
    }

    /// Whether a variant's REF is what the genome has there. Bases that either does not know (`N`) fit everything, and
    /// structural variants are not checked.
    ///
    /// # Errors
    /// [`ReferenceError::Mismatch`] where it is not, or as [`Self::bases`].
    pub fn check(&self, locus: &Locus) -> Result<(), ReferenceError> {
        if locus.assembly != self.assembly {
            return Err(ReferenceError::Assembly {
                locus: locus.to_string(),
                found: locus.assembly,
                expected: self.assembly,
            });
        }
        if locus.length_change().is_none() {
            return Ok(());
        }
        let stated = locus.reference.to_ascii_uppercase();
        let last = locus.position.saturating_add(stated.len() as u32).saturating_sub(1);
        let found = self.bases(locus.contig, locus.position, last)?;
        let known = |base: &u8| b"ACGT".contains(base);
        let fits = found.len() == stated.len()
            && found.iter().zip(stated.bytes()).all(|(a, b)| *a == b || !known(a) || !known(&b));
        if fits {
            return Ok(());
        }
        let first = |bases: &[u8]| String::from_utf8_lossy(&bases[..bases.len().min(20)]).into_owned();
        Err(ReferenceError::Mismatch {
            locus: locus.to_string(),
            stated: first(stated.as_bytes()),
            found: first(&found),
            assembly: self.assembly,
        })
    }
}
