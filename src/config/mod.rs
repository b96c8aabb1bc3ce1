//! The service's configuration: one TOML file, read strictly, checked as a whole before anything listens.
//!
//! `docs/configuration.md` lists every key. Relative paths are relative to the file's folder.

mod build;
mod file;
mod settings;

use std::path::{Path, PathBuf};

pub use settings::{AccessSettings, CdsSettings, Config, ServerSettings, SignIn, SmartIssuer, SmartSettings, TlsFiles};

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML, an unknown key, or a value of another type; the message names the line.
    #[error("{path}: {message}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        message: String,
    },
    /// Values that cannot be used, all of them.
    #[error("{path} cannot be used:\n{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Faults {
        /// The file.
        path: PathBuf,
        /// Every fault.
        faults: Vec<Fault>,
    },
}

/// A value that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key, such as `access.key[1].role`.
    pub place: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "  {}: {}", self.place, self.message)
    }
}

/// Reads and checks a configuration file, and the files that it names. A `public_url` given here goes before the file's.
///
/// # Errors
/// [`ConfigError`], with every fault of the values at once.
pub fn load(path: &Path, public_url: Option<&str>) -> Result<Config, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Io { path: path.to_owned(), source })?;
    parse(&text, path, public_url)
}

/// Reads and checks a configuration's text; `path` is where it stands. A `public_url` given here goes before the text's.
///
/// # Errors
/// As [`load`].
pub fn parse(text: &str, path: &Path, public_url: Option<&str>) -> Result<Config, ConfigError> {
    let mut file: file::File = toml::from_str(text).map_err(|error| {
        // The parser shows the line, which may hold a key's hash; its number and what is wrong say enough.
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        ConfigError::Syntax { path: path.to_owned(), message: format!("line {line}: {}", error.message()) }
    })?;
    if let Some(url) = public_url {
        file.server.public_url = Some(url.to_owned());
    }
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    build::config(file, folder).map_err(|faults| ConfigError::Faults { path: path.to_owned(), faults })
}
