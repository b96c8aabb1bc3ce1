//! Who is who in a family.

use super::Sex;

/// A person of the family whose genotypes are given. The proband is always the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Sample name in the file; a pseudonym, never logged.
    pub sample: String,
    /// Relation to the proband.
    pub relation: Relation,
    /// Sex.
    pub sex: Sex,
    /// Whether the person has the disease; `None` is unknown.
    pub affected: Option<bool>,
}

/// Relation to the proband, as far as the analysis uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// The patient.
    Proband,
    /// Biological father.
    Father,
    /// Biological mother.
    Mother,
    /// Full or half sibling.
    Sibling,
    /// Anyone else.
    Other,
}

impl Relation {
    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proband => "proband",
            Self::Father => "father",
            Self::Mother => "mother",
            Self::Sibling => "sibling",
            Self::Other => "other",
        }
    }
}

impl Member {
    /// A patient without relatives.
    #[must_use]
    pub fn proband(sample: impl Into<String>, sex: Sex) -> Self {
        Self { sample: sample.into(), relation: Relation::Proband, sex, affected: Some(true) }
    }
}
