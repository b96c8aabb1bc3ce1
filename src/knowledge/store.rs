//! The data folder: downloads, finished releases, and which release is in use.
//!
//! ```text
//! downloads/            source files and packages
//! releases/<id>/        knowledge.shirube, search/, build-report.txt
//! current               the id of the release in use
//! ```

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::files::write_atomically;

/// Name of the artefact in a release folder.
const ARTEFACT: &str = "knowledge.shirube";

/// How folders of releases in the making begin.
const STAGING: &str = ".staging-";

/// A data folder.
#[derive(Debug, Clone)]
pub struct DataFolder {
    root: PathBuf,
}

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system.
    #[error("{path}: {source}")]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Nothing was built here yet.
    #[error("there is no knowledge base in {0}; run `shirube setup`")]
    NotSetUp(PathBuf),
}

/// A release being built; it becomes visible with [`Staging::commit`] and vanishes otherwise.
#[derive(Debug)]
pub struct Staging {
    folder: tempfile::TempDir,
    root: PathBuf,
    // Held until the release is in place, so that two set-ups never build over each other.
    _lock: fs::File,
}

impl DataFolder {
    /// A data folder at a path, which need not exist yet.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where downloads go.
    #[must_use]
    pub fn downloads(&self) -> PathBuf {
        self.root.join("downloads")
    }

    /// Folder of the release in use.
    ///
    /// # Errors
    /// [`StoreError::NotSetUp`] where there is none.
    pub fn current(&self) -> Result<PathBuf, StoreError> {
        let missing = || StoreError::NotSetUp(self.root.clone());
        let id = fs::read_to_string(self.root.join("current")).map_err(|_| missing())?;
        let folder = self.root.join("releases").join(id.trim());
        if folder.join(ARTEFACT).is_file() { Ok(folder) } else { Err(missing()) }
    }

    /// The artefact of the release in use.
    ///
    /// # Errors
    /// As [`Self::current`].
    pub fn artefact(&self) -> Result<PathBuf, StoreError> {
        Ok(self.current()?.join(ARTEFACT))
    }

    /// The search index of the release in use.
    ///
    /// # Errors
    /// As [`Self::current`].
    pub fn search_index(&self) -> Result<PathBuf, StoreError> {
        Ok(self.current()?.join("search"))
    }

    /// Begins a release, waiting for any other set-up on this folder to end.
    ///
    /// # Errors
    /// [`StoreError::Io`] where the folder cannot be written.
    pub fn stage(&self) -> Result<Staging, StoreError> {
        let releases = self.root.join("releases");
        let io = |path: &Path, source| StoreError::Io { path: path.to_owned(), source };
        fs::create_dir_all(&releases).map_err(|e| io(&releases, e))?;
        let lock_path = self.root.join("lock");
        let lock = fs::File::create(&lock_path).map_err(|e| io(&lock_path, e))?;
        lock.lock().map_err(|e| io(&lock_path, e))?;
        remove_abandoned(&releases);
        let folder = tempfile::Builder::new().prefix(STAGING).tempdir_in(&releases).map_err(|e| io(&releases, e))?;
        Ok(Staging { folder, root: self.root.clone(), _lock: lock })
    }
}

impl Staging {
    /// Where to write the artefact.
    #[must_use]
    pub fn artefact(&self) -> PathBuf {
        self.folder.path().join(ARTEFACT)
    }

    /// Where to write the search index.
    #[must_use]
    pub fn search_index(&self) -> PathBuf {
        self.folder.path().join("search")
    }

    /// Where to write the build report.
    #[must_use]
    pub fn report(&self) -> PathBuf {
        self.folder.path().join("build-report.txt")
    }

    /// Puts the release in place under `id` and makes it the one in use; both steps are renames.
    ///
    /// A release of the same id is replaced: the new one gets a folder of its own, the pointer moves to it, and only
    /// then does the old folder go, so that there is a release in use at every moment.
    ///
    /// # Errors
    /// [`StoreError::Io`] where a rename fails; the release in use stays what it was.
    pub fn commit(self, id: &str) -> Result<PathBuf, StoreError> {
        let io = |path: &Path, source| StoreError::Io { path: path.to_owned(), source };
        let releases = self.root.join("releases");
        let mut name = id.to_owned();
        for count in 2.. {
            if !releases.join(&name).exists() {
                break;
            }
            name = format!("{id}.{count}");
        }
        let target = releases.join(&name);
        let staged = self.folder.keep();
        fs::rename(&staged, &target).map_err(|e| io(&target, e))?;
        share_folder(&target).map_err(|e| io(&target, e))?;
        let pointer = self.root.join("current");
        write_atomically(&pointer, |file| file.write_all(name.as_bytes())).map_err(|e| io(&pointer, e))?;
        remove_same(&releases, id, &name);
        Ok(target)
    }
}

/// Removes what set-ups that were killed left behind. The caller holds the lock, so nobody works there.
fn remove_abandoned(releases: &Path) {
    for entry in fs::read_dir(releases).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(STAGING) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Removes earlier folders of the same release; what cannot be removed costs space and nothing else.
fn remove_same(releases: &Path, id: &str, keep: &str) {
    for entry in fs::read_dir(releases).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let same = name == id || name.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'));
        if same && name != keep {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A temporary folder, and files that libraries make, are private to their maker; a finished release is not.
#[cfg(unix)]
fn share_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            share_folder(&entry.path())?;
        } else {
            fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o644))?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn share_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_appears_only_when_committed() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::at(folder.path().join("data"));
        assert!(data.current().unwrap_err().to_string().contains("shirube setup"));
        let staging = data.stage().unwrap();
        fs::write(staging.artefact(), "x").unwrap();
        assert!(data.current().is_err());
        drop(staging);
        assert_eq!(fs::read_dir(folder.path().join("data/releases")).unwrap().count(), 0);
        let staging = data.stage().unwrap();
        fs::write(staging.artefact(), "x").unwrap();
        staging.commit("one").unwrap();
        assert!(data.artefact().unwrap().ends_with("releases/one/knowledge.shirube"));
        // What a killed set-up left is swept away by the next.
        fs::create_dir(folder.path().join("data/releases/.staging-killed")).unwrap();
        // The same release again takes the place of the first.
        let staging = data.stage().unwrap();
        fs::write(staging.artefact(), "y").unwrap();
        staging.commit("one").unwrap();
        assert_eq!(fs::read_to_string(data.artefact().unwrap()).unwrap(), "y");
        assert_eq!(fs::read_dir(folder.path().join("data/releases")).unwrap().count(), 1);
    }
}
