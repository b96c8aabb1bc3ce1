//! Which fields of an annotated file hold frequencies, scores and `ClinVar`'s classes.

use std::collections::HashMap;

use serde::Deserialize;

/// The names that are known without a user's file.
const BUILT_IN: &str = include_str!("profile.toml");

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// Not TOML, or a key that does not exist.
    #[error("the annotation profile cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// A name that would mislead.
    #[error(
        "the annotation profile lists INFO {0} as a population's frequency; it is the frequency among the samples of the \
         file itself"
    )]
    CohortFrequency(String),
}

/// Names of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotationProfile {
    /// INFO keys.
    info: FieldNames,
    /// Columns of `CSQ` and `ANN` entries.
    subfields: FieldNames,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FieldNames {
    frequency: Vec<String>,
    fallback_frequency: Vec<String>,
    japanese_frequency: Vec<String>,
    revel: Vec<String>,
    alpha_missense: Vec<String>,
    cadd: Vec<String>,
    splice_ai: Vec<String>,
    splice_ai_record: Vec<String>,
    clinvar_significance: Vec<String>,
    clinvar_review: Vec<String>,
    ignore: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ProfileFile {
    info: FieldNames,
    subfields: FieldNames,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// Frequency in a population.
    Frequency,
    /// The same, of a kind that is used where there is no other.
    FallbackFrequency,
    /// Frequency in Japan.
    JapaneseFrequency,
    /// REVEL.
    Revel,
    /// `AlphaMissense`.
    AlphaMissense,
    /// CADD, Phred-scaled.
    Cadd,
    /// A delta score of `SpliceAI`.
    SpliceAi,
    /// All of `SpliceAI`'s scores.
    SpliceAiRecord,
    /// `ClinVar`'s class.
    ClinVarSignificance,
    /// `ClinVar`'s review status.
    ClinVarReview,
}

impl Role {
    /// Whether a score is of a change of the protein, and so of one transcript.
    pub(super) fn is_of_a_protein(self) -> bool {
        matches!(self, Self::Revel | Self::AlphaMissense)
    }

    /// Whether values name the alleles that they are of.
    pub(super) fn names_alleles(self) -> bool {
        self == Self::SpliceAiRecord
    }
}

impl FieldNames {
    /// Names as written, with what they hold.
    fn named(&self) -> Vec<(&str, Role)> {
        let lists = [
            (&self.frequency, Role::Frequency),
            (&self.fallback_frequency, Role::FallbackFrequency),
            (&self.japanese_frequency, Role::JapaneseFrequency),
            (&self.revel, Role::Revel),
            (&self.alpha_missense, Role::AlphaMissense),
            (&self.cadd, Role::Cadd),
            (&self.splice_ai, Role::SpliceAi),
            (&self.splice_ai_record, Role::SpliceAiRecord),
            (&self.clinvar_significance, Role::ClinVarSignificance),
            (&self.clinvar_review, Role::ClinVarReview),
        ];
        let ignored = |name: &str| self.ignore.iter().any(|other| other.eq_ignore_ascii_case(name));
        lists
            .into_iter()
            .flat_map(|(names, role)| names.iter().map(move |name| (name.as_str(), role)))
            .filter(|(name, _)| !ignored(name))
            .collect()
    }

    fn add(&mut self, more: Self) {
        self.frequency.extend(more.frequency);
        self.fallback_frequency.extend(more.fallback_frequency);
        self.japanese_frequency.extend(more.japanese_frequency);
        self.revel.extend(more.revel);
        self.alpha_missense.extend(more.alpha_missense);
        self.cadd.extend(more.cadd);
        self.splice_ai.extend(more.splice_ai);
        self.splice_ai_record.extend(more.splice_ai_record);
        self.clinvar_significance.extend(more.clinvar_significance);
        self.clinvar_review.extend(more.clinvar_review);
        self.ignore.extend(more.ignore);
    }
}

impl Default for AnnotationProfile {
    fn default() -> Self {
        // The text is compiled in and a test reads it; an empty profile knows no field.
        let file: ProfileFile = toml::from_str(BUILT_IN).unwrap_or_default();
        Self { info: file.info, subfields: file.subfields }
    }
}

impl AnnotationProfile {
    /// The built-in names and those of a user's file beside them. The file has the tables `[info]` and `[subfields]` of
    /// the built-in one; a list `ignore` takes names out.
    ///
    /// # Errors
    /// If the text is not TOML, has a key that does not exist, or lists the cohort's own `AF` or `MLEAF`.
    pub fn with(text: &str) -> Result<Self, ProfileError> {
        let file: ProfileFile = toml::from_str(text)?;
        let frequencies = [&file.info.frequency, &file.info.fallback_frequency, &file.info.japanese_frequency];
        let own = |name: &&String| ["AF", "MLEAF"].iter().any(|own| name.eq_ignore_ascii_case(own));
        if let Some(name) = frequencies.into_iter().flatten().find(own) {
            return Err(ProfileError::CohortFrequency(name.clone()));
        }
        let mut profile = Self::default();
        profile.info.add(file.info);
        profile.subfields.add(file.subfields);
        Ok(profile)
    }

    /// INFO keys as written, with what they hold.
    pub(super) fn info(&self) -> Vec<(&str, Role)> {
        self.info.named()
    }

    /// What the columns of `CSQ` and `ANN` hold, by name in lower case.
    pub(super) fn subfields(&self) -> HashMap<String, Role> {
        self.subfields.named().into_iter().map(|(name, role)| (name.to_ascii_lowercase(), role)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_profile_is_read_and_knows_no_cohort_frequency() {
        let file: ProfileFile = toml::from_str(BUILT_IN).unwrap();
        assert!(!file.info.frequency.is_empty());
        let profile = AnnotationProfile::default();
        let roles: HashMap<&str, Role> = profile.info().into_iter().collect();
        for (name, role) in [
            ("gnomAD_AF_grpmax", Some(Role::Frequency)),
            ("54KJPN_AF", Some(Role::JapaneseFrequency)),
            ("AF", None),
            ("MLEAF", None),
            ("AC", None),
            ("CLNSIG", Some(Role::ClinVarSignificance)),
        ] {
            assert_eq!(roles.get(name).copied(), role, "{name}");
        }
        assert_eq!(profile.subfields().get("af"), Some(&Role::Frequency));
    }

    #[test]
    fn a_users_file_adds_and_takes_out() {
        let profile = AnnotationProfile::with("[info]\nrevel = [\"my_revel\"]\nignore = [\"cadd\"]\n").unwrap();
        let roles: HashMap<&str, Role> = profile.info().into_iter().collect();
        assert_eq!(roles.get("my_revel"), Some(&Role::Revel));
        assert_eq!(roles.get("REVEL"), Some(&Role::Revel));
        assert_eq!(roles.get("CADD"), None);
        for (text, word) in
            [("[info]\nrevle = []\n", "revle"), ("[info", "cannot be read"), ("[info]\nfrequency = [\"AF\"]\n", "AF")]
        {
            let error = AnnotationProfile::with(text).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
