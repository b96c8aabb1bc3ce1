//! CDS Hooks 2.0: what an EHR asks when a patient's record is opened, and the card it shows.
//!
//! Pure: no network, no clock. `fhirServer` and `fhirAuthorization` are never used; what a card needs comes as prefetch.

mod card;
mod feedback;
mod parts;
mod request;
mod unread;

pub use card::{CardContext, cards};
pub use feedback::{Feedback, feedback_of};
pub use request::{HookCall, HookError, hook_call};
pub use unread::unread_card;

use serde_json::{Value, json};

/// The one service's id.
pub const PATIENT_VIEW: &str = "shirube-patient-view";

/// All Observations and all Conditions, as simple searches; an EHR that pages them gives the first page.
const OBSERVATIONS: &str = "Observation?patient={{context.patientId}}&_count=200";
const CONDITIONS: &str = "Condition?patient={{context.patientId}}&_count=200";

/// What `GET /cds-services` answers; with searches of one's own where an EHR has more of a patient than it gives on a page.
#[must_use]
pub fn services(observations: Option<&str>, conditions: Option<&str>) -> Value {
    json!({ "services": [{
        "hook": "patient-view",
        "id": PATIENT_VIEW,
        "title": "shirube: rare diseases to consider / 希少疾患の鑑別候補",
        "description": "Ranks rare diseases by the patient's HPO-coded findings and variants, and shows the first ones with what speaks for them where that is worth a look. Decision support for healthcare professionals; not a diagnosis.",
        "prefetch": {
            "patient": "Patient/{{context.patientId}}",
            "observations": observations.unwrap_or(OBSERVATIONS),
            "conditions": conditions.unwrap_or(CONDITIONS),
        },
        "usageRequirements": "Findings must be coded in HPO (http://human-phenotype-ontology.org); other codes are not translated.",
        "version": env!("CARGO_PKG_VERSION"),
    }] })
}
