//! A hook's call.

use serde_json::Value;
use uuid::Uuid;

use crate::domain::{InputIssue, Severity};

/// What must be prefetched.
const NEEDED: [&str; 3] = ["patient", "observations", "conditions"];

/// Longest id or reference, in bytes.
const LONGEST_ID: usize = 300;

/// A call that can be answered.
#[derive(Debug, Clone, PartialEq)]
pub struct HookCall {
    /// The call's own id, a UUID.
    pub instance: String,
    /// The patient's id in the EHR.
    pub patient: String,
    /// Who looks at the record, such as `Practitioner/12`.
    pub user: Option<String>,
    /// Resources by their prefetch keys; `null` where the EHR has none.
    pub prefetch: Vec<(&'static str, Value)>,
}

/// Why a call cannot be answered.
#[derive(Debug, Clone, PartialEq)]
pub enum HookError {
    /// It is not what the specification asks for.
    Invalid(InputIssue),
    /// Data is missing: these were not prefetched, and nothing is fetched here. 412 in HTTP.
    Missing(Vec<&'static str>),
}

/// Reads a call of the service's hook.
///
/// # Errors
/// [`HookError`]
pub fn hook_call(body: &Value) -> Result<HookCall, HookError> {
    let invalid = |place: &str, message: &str| HookError::Invalid(InputIssue::new(Severity::Error, place, message));
    let text = |value: Option<&Value>| {
        value.and_then(Value::as_str).filter(|text| !text.is_empty() && text.len() <= LONGEST_ID).map(str::to_owned)
    };
    if text(body.get("hook")).as_deref() != Some("patient-view") {
        return Err(invalid("hook", "is not patient-view, the one hook of this service"));
    }
    let instance = text(body.get("hookInstance")).filter(|id| is_uuid(id));
    let instance = instance.ok_or_else(|| invalid("hookInstance", "is not a UUID"))?;
    let context = body.get("context").ok_or_else(|| invalid("context", "is missing"))?;
    let patient = text(context.get("patientId"));
    // EHRs write the reference, too.
    let patient = patient.map(|patient| patient.strip_prefix("Patient/").unwrap_or(&patient).to_owned());
    let patient = patient.ok_or_else(|| invalid("context.patientId", "is missing, or longer than 300 bytes"))?;
    let given = match body.get("prefetch") {
        Some(Value::Object(given)) => Some(given),
        None | Some(Value::Null) => None,
        Some(_) => return Err(invalid("prefetch", "is not an object")),
    };
    let (mut prefetch, mut missing) = (Vec::new(), Vec::new());
    for key in NEEDED {
        match given.and_then(|given| given.get(key)) {
            // A failed search is not an empty one.
            Some(failed) if kind_of(failed).is_some_and(|kind| kind.eq_ignore_ascii_case("OperationOutcome")) => {
                missing.push(key);
            }
            // Somebody else's resource, or none, in the patient's place.
            Some(value) if key == "patient" && value.is_object() && kind_of(value) != Some("Patient") => {
                missing.push(key);
            }
            // What answers a search is a Bundle.
            Some(value) if key != "patient" && value.is_object() && kind_of(value) != Some("Bundle") => {
                missing.push(key);
            }
            Some(value) if value.is_null() || value.is_object() => prefetch.push((key, value.clone())),
            Some(_) => return Err(invalid(&format!("prefetch.{key}"), "is not a resource")),
            None => missing.push(key),
        }
    }
    if !missing.is_empty() {
        return Err(HookError::Missing(missing));
    }
    let user = text(context.get("userId")).filter(|user| is_reference(user));
    Ok(HookCall { instance, patient, user, prefetch })
}

/// `Practitioner/7`, also with a server before it. What is none is not kept: it goes into the audit log, which holds no words
/// of a caller's choice.
fn is_reference(user: &str) -> bool {
    let mut parts = user.rsplit('/');
    let is_id = |id: &str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
    };
    let is_type = |name: &str| (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic());
    parts.next().is_some_and(is_id)
        && parts.next().is_some_and(is_type)
        && user.len() <= 300
        && user.bytes().all(|b| b.is_ascii_graphic())
}

fn kind_of(value: &Value) -> Option<&str> {
    value.get("resourceType").and_then(Value::as_str)
}

/// Whether a text is a UUID as it is usually written: 8-4-4-4-12 hexadecimal digits.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn good() -> Value {
        json!({
            "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
            "fhirServer": "https://ehr.example/fhir", "context": {"userId": "Practitioner/1", "patientId": "p1"},
            "prefetch": {"patient": {"resourceType": "Patient"}, "observations": null,
                "conditions": {"resourceType": "Bundle"}, "more": 1},
        })
    }

    #[test]
    fn a_call_with_prefetch_is_read_and_null_means_none() {
        let call = hook_call(&good()).unwrap();
        assert_eq!((call.patient.as_str(), call.user.as_deref()), ("p1", Some("Practitioner/1")));
        for (user, kept) in [
            ("PractitionerRole/a-1.b", true),
            ("https://ehr.example/fhir/Patient/9", true),
            ("Yamada Taro", false),
            ("Practitioner/HP:0001166", false),
            ("Practitioner/1\n{", false),
            ("7", false),
        ] {
            assert_eq!(is_reference(user), kept, "{user}");
        }
        assert_eq!(call.prefetch.len(), 3);
        assert_eq!(call.prefetch[1], ("observations", Value::Null));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let with = |change: &dyn Fn(&mut Value)| {
            let mut body = good();
            change(&mut body);
            hook_call(&body)
        };
        let place = |result| match result {
            Err(HookError::Invalid(issue)) => issue.place,
            other => panic!("{other:?}"),
        };
        assert_eq!(place(with(&|body| body["hook"] = json!("order-sign"))), "hook");
        assert_eq!(place(with(&|body| body["hookInstance"] = json!("1"))), "hookInstance");
        assert_eq!(place(with(&|body| body["context"] = json!({}))), "context.patientId");
        assert_eq!(place(with(&|body| body["context"]["patientId"] = json!(7))), "context.patientId");
        assert_eq!(place(with(&|body| body["prefetch"] = json!([]))), "prefetch");
        assert_eq!(place(with(&|body| body["prefetch"]["patient"] = json!("x"))), "prefetch.patient");
        assert_eq!(place(hook_call(&json!([]))), "hook");
        let all = HookError::Missing(vec!["patient", "observations", "conditions"]);
        assert_eq!(with(&|body| body["prefetch"] = Value::Null).unwrap_err(), all);
        let failed = json!({"resourceType": "OperationOutcome"});
        let one = with(&|body| body["prefetch"]["observations"] = failed.clone());
        assert_eq!(one.unwrap_err(), HookError::Missing(vec!["observations"]));
    }

    #[test]
    fn uuids_are_told_from_other_texts() {
        assert!(is_uuid("D1577C69-dfbe-44ad-ba6d-3e05e953b2ea"));
        for wrong in
            ["", "d1577c69dfbe44adba6d3e05e953b2ea", "d1577c69-dfbe-44ad-ba6d-3e05e953b2eg", "d1577c69-dfbe-44ad-ba6d"]
        {
            assert!(!is_uuid(wrong), "{wrong}");
        }
    }
}
