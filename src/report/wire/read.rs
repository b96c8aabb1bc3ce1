//! A document of another standard, read into a case.

use serde::Serialize;
use utoipa::ToSchema;

use super::rank::{IssueWire, TermRef, issue_wire, term_ref_by_id};
use crate::domain::{Case, FeatureStatus, InputIssue, PhenotypicFeature};
use crate::knowledge::KnowledgeBase;

/// What was read of a phenopacket or of FHIR resources, in the form in which `POST /v1/rank` takes a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadResponse {
    /// `phenopacket` or `fhir`.
    pub format: &'static str,
    /// The case's own name, or the patient's id; may be empty.
    pub id: String,
    /// `female`, `male` or `unknown`.
    pub sex: &'static str,
    /// Age, such as `12y6m`.
    pub age: Option<String>,
    /// Age at which the illness began, such as `2y`: `onset` of `POST /v1/rank`.
    pub onset: Option<String>,
    /// Findings that can be used, in the order of the document.
    pub features: Vec<ReadFeature>,
    /// Variants as `POST /v1/rank` takes them typed. They are read and not held against the genes yet.
    pub variants: Vec<String>,
    /// Places of findings and variants that were not used, for reasons that `issues` tells.
    pub unused: Vec<String>,
    /// Places where something of the record did not arrive or is malformed.
    pub incomplete: Vec<String>,
    /// All that was found in reading, with places.
    pub issues: Vec<IssueWire>,
}

/// A finding.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadFeature {
    /// Where it stands in the document.
    pub place: String,
    /// The present term.
    pub term: TermRef,
    /// Whether it was looked for and is absent.
    pub excluded: bool,
    /// Age at which it began, such as `3y`.
    pub onset: Option<String>,
    /// How much it counts, above 0 and at most 1.
    pub certainty: f32,
    /// Whether another finding says it already, so that it does not count a second time.
    pub implied: bool,
}

/// What was read, before it is written.
#[derive(Debug)]
pub struct ReadDocument<'a> {
    /// `phenopacket` or `fhir`.
    pub format: &'static str,
    /// The case.
    pub case: &'a Case,
    /// Places of the case's features, in their order.
    pub places: &'a [String],
    /// Features that others imply, with their places.
    pub implied: &'a [(String, PhenotypicFeature)],
    /// Variants as typed.
    pub variants: Vec<String>,
    /// Places of what was not used.
    pub unused: Vec<String>,
    /// Places of what is missing.
    pub incomplete: Vec<String>,
    /// Issues.
    pub issues: &'a [InputIssue],
}

/// The answer of `POST /v1/read`.
#[must_use]
pub fn read_response(kb: &KnowledgeBase, read: ReadDocument<'_>) -> ReadResponse {
    let feature = |place: &str, feature: &PhenotypicFeature, implied: bool| ReadFeature {
        place: place.to_owned(),
        term: term_ref_by_id(kb, feature.term),
        excluded: feature.status == FeatureStatus::Excluded,
        onset: feature.onset.map(|age| age.to_string()),
        certainty: feature.certainty.weight(),
        implied,
    };
    let own = read.places.iter().zip(&read.case.features).map(|(place, own)| feature(place, own, false));
    let implied = read.implied.iter().map(|(place, implied)| feature(place, implied, true));
    ReadResponse {
        format: read.format,
        id: read.case.id.clone(),
        sex: read.case.sex.as_str(),
        age: read.case.age.map(|age| age.to_string()),
        onset: read.case.onset.map(|age| age.to_string()),
        features: own.chain(implied).collect(),
        variants: read.variants,
        unused: read.unused,
        incomplete: read.incomplete,
        issues: read.issues.iter().map(issue_wire).collect(),
    }
}
