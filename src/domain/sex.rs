//! Phenotypic sex as the phenopacket standard words it.

use std::str::FromStr;

/// Sex of the individual; `Unknown` is the absence of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sex {
    /// Not stated, or stated as other.
    #[default]
    Unknown,
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Why a text does not name a sex.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a sex (write female, male or unknown)")]
pub struct SexError(pub String);

impl Sex {
    /// The English word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Female => "female",
            Self::Male => "male",
        }
    }
}

impl FromStr for Sex {
    type Err = SexError;

    fn from_str(text: &str) -> Result<Self, SexError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "female" | "f" => Ok(Self::Female),
            "male" | "m" => Ok(Self::Male),
            "unknown" | "unknown_sex" | "other_sex" | "u" => Ok(Self::Unknown),
            _ => Err(SexError(text.chars().take(40).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_standards_are_read_and_others_refused() {
        for (text, sex) in
            [("FEMALE", Sex::Female), ("m", Sex::Male), ("UNKNOWN_SEX", Sex::Unknown), ("OTHER_SEX", Sex::Unknown)]
        {
            assert_eq!(text.parse::<Sex>().unwrap(), sex);
        }
        for text in ["", "femal", "男", "1"] {
            assert!(text.parse::<Sex>().is_err(), "{text:?}");
        }
    }
}
