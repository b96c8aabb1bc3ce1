//! One observed or excluded phenotypic feature of a patient.

use super::{Age, TermId};

/// Whether the patient has the feature or was found not to have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeatureStatus {
    /// The patient has it.
    Observed,
    /// It was looked for and is absent.
    Excluded,
}

/// How sure the observer is, as the weight between 0 (exclusive) and 1 with which the evidence counts.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Certainty(f32);

impl Certainty {
    /// A statement without reservation.
    pub const CERTAIN: Self = Self(1.0);
    /// What is only suspected counts half. A judgment.
    pub const SUSPECTED: Self = Self(0.5);

    /// `None` unless `0 < weight <= 1`.
    #[must_use]
    pub fn new(weight: f32) -> Option<Self> {
        (weight > 0.0 && weight <= 1.0).then_some(Self(weight))
    }

    /// The weight, in (0, 1].
    #[must_use]
    pub fn weight(self) -> f32 {
        self.0
    }
}

/// A phenotypic feature of the patient (phenopacket `PhenotypicFeature`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PhenotypicFeature {
    /// What was looked for.
    pub term: TermId,
    /// Seen, or seen to be absent.
    pub status: FeatureStatus,
    /// Age at which it began, where known.
    pub onset: Option<Age>,
    /// How sure the observer is.
    pub certainty: Certainty,
}

impl PhenotypicFeature {
    /// A certain observation without onset.
    #[must_use]
    pub fn observed(term: TermId) -> Self {
        Self { term, status: FeatureStatus::Observed, onset: None, certainty: Certainty::CERTAIN }
    }

    /// A certain exclusion.
    #[must_use]
    pub fn excluded(term: TermId) -> Self {
        Self { status: FeatureStatus::Excluded, ..Self::observed(term) }
    }
}
