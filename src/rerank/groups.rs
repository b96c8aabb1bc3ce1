//! Features by what they speak of, as a reader is told.

/// A group of features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeatureGroup {
    /// How strongly the findings speak for the disease.
    Findings,
    /// How alike the two whole pictures are.
    Similarity,
    /// Whether what the disease usually shows was seen.
    Expected,
    /// How well, and in which catalogs, the disease is described.
    Description,
    /// How diseases of the same gene or family fare.
    Relatives,
    /// Age, sex and mode of inheritance.
    Patient,
}

impl FeatureGroup {
    /// All groups, in the order of their discriminants.
    pub const ALL: [Self; 6] =
        [Self::Findings, Self::Similarity, Self::Expected, Self::Description, Self::Relatives, Self::Patient];

    /// The group of a feature.
    #[must_use]
    pub fn of(feature: &str) -> Self {
        match feature {
            "core"
            | "core_seen"
            | "core_missed"
            | "disease_to_patient"
            | "disease_to_patient_weighted"
            | "exclusion"
            | "denied"
            | "denied_most"
            | "refuted" => Self::Expected,
            "log_annotations" | "log_breadth" | "log_papers" | "log_counted_rows" | "log_most_examined" | "entries"
            | "genes" | "in_omim" | "log_prevalence" => Self::Description,
            "neighbor_support" => Self::Relatives,
            "dominant" | "recessive" | "x_linked" | "mitochondrial" | "before_onset" | "after_onset"
            | "age_beyond_onset" | "sex_conflict" => Self::Patient,
            name if name.starts_with("gene_") || name.starts_with("family_") => Self::Relatives,
            name if ["resnik", "best_match", "sim_gic", "phrank", "cosine", "smoothed_cosine", "organs", "lin"]
                .iter()
                .any(|prefix| name.starts_with(prefix)) =>
            {
                Self::Similarity
            }
            _ => Self::Findings,
        }
    }

    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::Similarity => "similarity",
            Self::Expected => "expected",
            Self::Description => "description",
            Self::Relatives => "relatives",
            Self::Patient => "patient",
        }
    }
}
