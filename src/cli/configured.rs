//! The configuration that a command was given.

use std::path::{Path, PathBuf};

use super::outcome::CliError;
use crate::config::{Config, load};

/// The file's configuration; without a file, the default one. A wrong file is wrong input.
pub fn config(path: Option<&Path>, public_url: Option<&str>) -> Result<Config, CliError> {
    match (path, public_url) {
        (Some(path), public_url) => load(path, public_url),
        (None, Some(_)) => crate::config::parse("", Path::new("--public-url"), public_url),
        (None, None) => Ok(Config::default()),
    }
    .map_err(|error| CliError::Input(error.to_string()))
}

/// Where the audit log is: as configured, else in the folder that the service writes to.
pub fn audit_folder(state: &Path, config: &Config) -> PathBuf {
    config.audit.clone().unwrap_or_else(|| state.join("audit"))
}
