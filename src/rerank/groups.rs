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
