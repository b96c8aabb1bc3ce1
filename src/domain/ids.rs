//! Identifiers, made only by parsing and printed back exactly.

use std::fmt;
use std::str::FromStr;

/// Why a text is not an identifier of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is not {wanted}{}", suggestion.as_ref().map(|s| format!("; did you mean {s}?")).unwrap_or_default())]
pub struct IdError {
    /// The offending text, shortened to 40 characters.
    pub given: String,
    /// The form that was expected, in words.
    pub wanted: &'static str,
    /// The identifier the text most likely stands for, where that is plain.
    pub suggestion: Option<String>,
}

impl IdError {
    fn new(given: &str, wanted: &'static str) -> Self {
        Self { given: shorten(given), wanted, suggestion: None }
    }
}

fn shorten(text: &str) -> String {
    const MAX: usize = 40;
    if text.chars().count() <= MAX {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MAX).collect();
    short.push('…');
    short
}

/// Digits only (no sign, no spaces), as a number; `None` where it is anything else or too large.
fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Digits without a superfluous leading zero, so that printing gives the same text again.
fn plain_number(text: &str) -> Option<u32> {
    if text.len() > 1 && text.starts_with('0') { None } else { digits(text) }
}

/// An HPO term, `HP:` and exactly seven digits (<https://hpo.jax.org>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermId(u32);

impl TermId {
    const WANTED: &'static str = "an HPO id (HP: and seven digits, such as HP:0001250)";

    /// A term by its numeric part.
    ///
    /// # Panics
    /// Above 9,999,999: an HPO id has seven digits.
    #[must_use]
    pub const fn from_number(number: u32) -> Self {
        assert!(number < 10_000_000, "an HPO id has seven digits");
        Self(number)
    }

    /// The numeric part, below 10,000,000.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl FromStr for TermId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if let Some(rest) = text.strip_prefix("HP:")
            && rest.len() == 7
            && let Some(number) = digits(rest)
        {
            return Ok(Self(number));
        }
        let mut error = IdError::new(text, Self::WANTED);
        error.suggestion = near_term_id(text).map(|id| id.to_string());
        Err(error)
    }
}

/// The term a slightly misspelt id stands for (`hp_0001250`, `HP0001250`, ` HP:1250`).
fn near_term_id(text: &str) -> Option<TermId> {
    let trimmed = text.trim();
    let tail = trimmed.rsplit('/').next()?;
    let head = tail.get(..2)?;
    if !head.eq_ignore_ascii_case("hp") {
        return None;
    }
    let rest = tail.get(2..)?.trim_start_matches([':', '_', '-', ' ']);
    let number = digits(rest).filter(|_| rest.len() <= 7)?;
    Some(TermId(number))
}

impl fmt::Display for TermId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HP:{:07}", self.0)
    }
}

/// A disease entry of one of the four catalogues the knowledge base merges.
///
/// The order of the variants is the order in which a disease's primary id is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DiseaseId {
    /// OMIM phenotype number, `OMIM:154700`.
    Omim(u32),
    /// Orphanet ORPHAcode, `ORPHA:558`.
    Orpha(u32),
    /// DECIPHER syndrome number, `DECIPHER:16`.
    Decipher(u32),
    /// Mondo Disease Ontology, `MONDO:0007947`.
    Mondo(u32),
}

impl FromStr for DiseaseId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let error = || IdError::new(text, "a disease id (OMIM:154700, ORPHA:558, DECIPHER:16 or MONDO:0007947)");
        let (prefix, number) = text.split_once(':').ok_or_else(error)?;
        match prefix {
            "OMIM" => plain_number(number).filter(|_| number.len() == 6).map(Self::Omim),
            "ORPHA" => plain_number(number).map(Self::Orpha),
            "DECIPHER" => plain_number(number).map(Self::Decipher),
            "MONDO" => digits(number).filter(|_| number.len() == 7).map(Self::Mondo),
            _ => None,
        }
        .ok_or_else(error)
    }
}

impl fmt::Display for DiseaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Omim(n) => write!(f, "OMIM:{n:06}"),
            Self::Orpha(n) => write!(f, "ORPHA:{n}"),
            Self::Decipher(n) => write!(f, "DECIPHER:{n}"),
            Self::Mondo(n) => write!(f, "MONDO:{n:07}"),
        }
    }
}

/// An approved human gene, `HGNC:3603`. Symbols are labels and change; this does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GeneId(u32);

impl GeneId {
    /// The numeric part.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// A gene by the numeric part of its HGNC id.
    #[must_use]
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }
}

impl FromStr for GeneId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        text.strip_prefix("HGNC:")
            .and_then(plain_number)
            .map(Self)
            .ok_or_else(|| IdError::new(text, "an HGNC id (such as HGNC:3603)"))
    }
}

impl fmt::Display for GeneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HGNC:{}", self.0)
    }
}

/// An OMIM phenotypic series, `OMIMPS:154700`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesId(u32);

impl SeriesId {
    /// The numeric part.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// A series by its number.
    #[must_use]
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }
}

impl FromStr for SeriesId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        text.strip_prefix("OMIMPS:")
            .and_then(plain_number)
            .map(Self)
            .ok_or_else(|| IdError::new(text, "an OMIM phenotypic series (such as OMIMPS:154700)"))
    }
}

impl fmt::Display for SeriesId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OMIMPS:{:06}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn good_ids_print_back_exactly() {
        for text in ["HP:0001250", "HP:0000001", "HP:9999999"] {
            assert_eq!(text.parse::<TermId>().unwrap().to_string(), text);
        }
        for text in ["OMIM:154700", "ORPHA:558", "DECIPHER:16", "MONDO:0007947"] {
            assert_eq!(text.parse::<DiseaseId>().unwrap().to_string(), text);
        }
        assert_eq!("HGNC:3603".parse::<GeneId>().unwrap().to_string(), "HGNC:3603");
        assert_eq!("OMIMPS:154700".parse::<SeriesId>().unwrap().to_string(), "OMIMPS:154700");
    }

    #[test]
    fn hostile_ids_are_refused() {
        for text in [
            "",
            "HP:",
            "HP:1",
            "HP:00012500",
            "HP:000125",
            "XX:1234567",
            "ab€123",
            "€€€",
            "HP:+001250",
            "HP: 001250",
            "HP:０００１２５０",
            "hp:0001250",
            "HP0001250",
            "MP:0000123",
            "HP:000125a",
        ] {
            assert!(text.parse::<TermId>().is_err(), "{text:?} must not be an HPO id");
        }
        for text in ["OMIM:1547", "OMIM:0154700", "ORPHA:", "ORPHA:-5", "ORPHA:0558", "MIM:154700", "MONDO:794"] {
            assert!(text.parse::<DiseaseId>().is_err(), "{text:?} must not be a disease id");
        }
        for text in ["3603", "HGNC:", "HGNC:03", "HGNC:99999999999", "hgnc:3603"] {
            assert!(text.parse::<GeneId>().is_err(), "{text:?} must not be a gene id");
        }
    }

    #[test]
    fn a_near_miss_names_the_likely_term() {
        for text in
            ["hp:0001250", "HP0001250", "HP_0001250", " HP:0001250", "http://purl.obolibrary.org/obo/HP_0001250"]
        {
            let error = text.parse::<TermId>().unwrap_err();
            assert_eq!(error.suggestion.as_deref(), Some("HP:0001250"), "{text:?}");
        }
        assert_eq!("MP:0000123".parse::<TermId>().unwrap_err().suggestion, None);
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_refused_without_panic(text in "\\PC{0,24}") {
            if let Ok(id) = text.parse::<TermId>() { prop_assert_eq!(id.to_string(), text.clone()); }
            if let Ok(id) = text.parse::<DiseaseId>() { prop_assert_eq!(id.to_string(), text.clone()); }
            if let Ok(id) = text.parse::<GeneId>() { prop_assert_eq!(id.to_string(), text); }
        }

        #[test]
        fn every_term_number_round_trips(number in 0_u32..10_000_000) {
            let id = TermId::from_number(number);
            prop_assert_eq!(id.to_string().parse::<TermId>().unwrap(), id);
        }
    }
}
