//! `patient-view`: from prefetched resources to a card.

use std::time::SystemTime;

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::super::access::{AuditDetail, Audited};
use super::super::extract::asked_language;
use super::super::fhir::prepared;
use super::super::problem::Problem;
use super::super::rank::{options, ranked};
use super::super::state::{AppState, Cds};
use super::ehr::Ehr;
use crate::cds::{CardContext, HookCall, HookError, cards, hook_call, unread_card};
use crate::diagnosis::Engine;
use crate::domain::{FeatureStatus, InputIssue, Severity};
use crate::fhir::{FhirCase, GivenResource, Moment, ReadOptions, read_resources};
use crate::intake::Policy;
use crate::report::{Language, instant, result_digest};
use crate::search::SearchIndex;

/// Candidates that are ranked in full for a card.
const TOP: usize = 10;

pub(super) async fn answer(
    state: &AppState,
    ehr: Ehr,
    headers: &HeaderMap,
    body: &Value,
) -> Result<Audited<Json<Value>>, Audited<Problem>> {
    let stranger =
        |problem| Audited(problem, AuditDetail { actor: Some(ehr.principal(None)), ..AuditDetail::default() });
    let call = hook_call(body).map_err(|error| stranger(refused(error)))?;
    let Some(cds) = state.cds() else { return Err(stranger(Problem::internal())) };
    let configured = if cds.settings.japanese { Language::Japanese } else { Language::English };
    let language = asked_language(headers).unwrap_or(configured);
    // The patient's id is unique within one EHR only.
    let case_id = format!("{}#{}", ehr.issuer, call.patient);
    let detail = AuditDetail { case_id, actor: Some(ehr.principal(call.user.as_deref())), ..AuditDetail::default() };
    let asked = state.clone();
    let made = state.run(move |engine, search| card(engine, search, &asked, &cds, &call, language)).await;
    match made.and_then(|made| made) {
        Ok(made) => {
            let detail = AuditDetail { digest: made.digest, note: Some(made.note.to_owned()), ..detail };
            Ok(Audited(Json(made.cards), detail))
        }
        Err(problem) => Err(Audited(problem, detail)),
    }
}

/// What became of a call.
struct Made {
    cards: Value,
    digest: Option<String>,
    /// For the log.
    note: &'static str,
}

fn card(
    engine: &Engine,
    search: &SearchIndex,
    state: &AppState,
    cds: &Cds,
    call: &HookCall,
    language: Language,
) -> Result<Made, Problem> {
    let given =
        call.prefetch.iter().map(|(key, resource)| GivenResource { place: format!("prefetch.{key}"), resource });
    // Nobody typed this, so nobody can correct it: what cannot be used is left out, and the card says so.
    let date = Moment::parse(&instant(SystemTime::now()));
    let mut read = read_resources(given, &ReadOptions { date, policy: Policy::Lenient });
    same_patient(read.patient.as_deref(), &call.patient)?;
    // What could not be read is no reason to say that there is nothing to say.
    let faults: Vec<InputIssue> =
        read.draft.issues.iter().filter(|issue| issue.severity == Severity::Error).cloned().collect();
    if !faults.is_empty() {
        return Err(Problem::issues(&faults));
    }
    let asked = Asked { state, cds, call, language };
    if read.draft.features.is_empty() && read.variants.is_empty() {
        let issues = std::mem::take(&mut read.draft.issues);
        return asked.without_a_card(&read, &issues, None);
    }
    let prepared = prepared(engine, search, &mut read, Policy::Lenient)?;
    let findings = prepared.case.features.iter().filter(|feature| feature.status == FeatureStatus::Observed).count();
    if findings < cds.settings.least_findings {
        return asked.without_a_card(&read, &prepared.issues, None);
    }
    let result = ranked(engine, &prepared, &options(&prepared, TOP))?;
    let digest = result_digest(engine, &result, &prepared.case, &prepared.issues);
    let made = cards(engine, &result, &asked.context(&prepared.issues, &digest, findings));
    if made["cards"].as_array().is_none_or(Vec::is_empty) {
        return asked.without_a_card(&read, &prepared.issues, Some(digest));
    }
    Ok(Made { cards: made, digest: Some(digest), note: "1 cards" })
}

/// What a call asks, and of whom.
struct Asked<'a> {
    state: &'a AppState,
    cds: &'a Cds,
    call: &'a HookCall,
    language: Language,
}

impl Asked<'_> {
    /// No card says that nothing is worth one. That may be said of a record that was read whole, and of no other.
    fn without_a_card(&self, read: &FhirCase, issues: &[InputIssue], digest: Option<String>) -> Result<Made, Problem> {
        if !read.incomplete.is_empty() {
            let missing = issues.iter().filter(|issue| read.incomplete.contains(&issue.place));
            let missing: Vec<InputIssue> =
                missing.map(|issue| InputIssue { severity: Severity::Error, ..issue.clone() }).collect();
            return Err(Problem::issues(&missing).with_status(StatusCode::PRECONDITION_FAILED));
        }
        let unread = unread_card(&self.context(issues, "", 0), &read.unused);
        let note = if unread.is_some() { "a card that entries could not be used" } else { "0 cards" };
        Ok(Made { cards: json!({ "cards": unread.into_iter().collect::<Vec<_>>() }), digest, note })
    }

    fn context<'c>(&'c self, issues: &'c [InputIssue], digest: &'c str, findings: usize) -> CardContext<'c> {
        CardContext {
            instance: &self.call.instance,
            language: self.language,
            issues,
            digest,
            public_url: &self.state.page().public_url,
            launches: self.state.page().smart.is_some(),
            findings,
            threshold: self.cds.settings.threshold,
            least_findings: self.cds.settings.least_findings,
        }
    }
}

/// The record that was sent must be that of the patient who is looked at.
fn same_patient(read: Option<&str>, called: &str) -> Result<(), Problem> {
    match read {
        Some(reference) if reference.rsplit('/').next() != Some(called) => {
            let message = "is another patient than the one whom the prefetched resources are about; nothing was ranked";
            Err(Problem::field("context.patientId", message))
        }
        _ => Ok(()),
    }
}

fn refused(error: HookError) -> Problem {
    match error {
        HookError::Invalid(issue) => Problem::issues(&[issue]),
        HookError::Missing(keys) => {
            let issues: Vec<InputIssue> = keys
                .iter()
                .map(|key| {
                    let message = "was not prefetched (or its search failed), and this service fetches nothing itself";
                    InputIssue::new(Severity::Error, format!("prefetch.{key}"), message)
                        .suggest("send what the service asks for under prefetch; null where the EHR has none")
                })
                .collect();
            Problem::issues(&issues).with_status(StatusCode::PRECONDITION_FAILED)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_patients_record_is_refused() {
        assert!(same_patient(Some("Patient/p1"), "p1").is_ok() && same_patient(None, "p1").is_ok());
        assert!(same_patient(Some("Patient/p2"), "p1").is_err());
    }
}
