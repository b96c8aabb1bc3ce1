//! `OperationOutcome`: what was found wrong with a request, and what of it was not used.

use serde_json::{Value, json};

use crate::domain::{InputIssue, Severity};

/// Kinds of issues (FHIR R4 value set `issue-type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueType {
    /// Content against the specification.
    Invalid,
    /// Not JSON, or not of the shape of a resource.
    Structure,
    /// A code that is not one of its system.
    CodeInvalid,
    /// Something that is not done here.
    NotSupported,
    /// Nothing at the place.
    NotFound,
    /// Too much.
    TooLong,
    /// Who asks is not known.
    Login,
    /// Who asks may not.
    Forbidden,
    /// Too many requests.
    Throttled,
    /// It took too long.
    Timeout,
    /// It may work later.
    Transient,
    /// Something failed.
    Exception,
    /// Another fault of processing.
    Processing,
    /// Worth knowing.
    Informational,
}

impl IssueType {
    /// The code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Structure => "structure",
            Self::CodeInvalid => "code-invalid",
            Self::NotSupported => "not-supported",
            Self::NotFound => "not-found",
            Self::TooLong => "too-long",
            Self::Login => "login",
            Self::Forbidden => "forbidden",
            Self::Throttled => "throttled",
            Self::Timeout => "timeout",
            Self::Transient => "transient",
            Self::Exception => "exception",
            Self::Processing => "processing",
            Self::Informational => "informational",
        }
    }
}

/// An outcome with one issue an entry. Without any, it says that everything was used: an outcome must have an issue.
#[must_use]
pub fn operation_outcome(issues: &[InputIssue]) -> Value {
    let mut listed: Vec<Value> = issues.iter().map(issue).collect();
    if listed.is_empty() {
        listed.push(json!({
            "severity": "information", "code": "informational", "diagnostics": "everything that was sent was used",
        }));
    }
    json!({ "resourceType": "OperationOutcome", "issue": listed })
}

/// An outcome with one error, which is of the request as a whole.
#[must_use]
pub fn outcome_of_message(kind: IssueType, message: &str) -> Value {
    json!({
        "resourceType": "OperationOutcome",
        "issue": [{ "severity": "error", "code": kind.as_str(), "diagnostics": message }],
    })
}

fn issue(issue: &InputIssue) -> Value {
    let (severity, kind) = match issue.severity {
        Severity::Error if issue.place.contains(".coding[") => ("error", IssueType::CodeInvalid),
        Severity::Error => ("error", IssueType::Invalid),
        Severity::Warning => ("warning", IssueType::Processing),
        Severity::Note => ("information", IssueType::Informational),
    };
    let path = is_path(&issue.place);
    let mut diagnostics = String::new();
    if !path && !issue.place.is_empty() {
        diagnostics.push_str(&issue.place);
        diagnostics.push_str(": ");
    }
    diagnostics.push_str(&issue.message);
    if let Some(suggestion) = &issue.suggestion {
        diagnostics.push_str(" (");
        diagnostics.push_str(suggestion);
        diagnostics.push(')');
    }
    let mut wire = json!({ "severity": severity, "code": kind.as_str(), "diagnostics": diagnostics });
    if path {
        wire["expression"] = json!([issue.place]);
    }
    wire
}

/// Whether a place is a path in `FHIRPath`: names joined by points, with places in lists.
fn is_path(place: &str) -> bool {
    place.split('.').all(|step| {
        let (name, index) = step.strip_suffix(']').map_or((step, None), |step| match step.split_once('[') {
            Some((name, index)) => (name, Some(index)),
            None => ("", None),
        });
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && index.is_none_or(|index| !index.is_empty() && index.bytes().all(|b| b.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_expressions_where_they_are_paths() {
        for place in ["Bundle.entry[3].resource.code.coding[0].code", "Parameters", "prefetch.patient"] {
            assert!(is_path(place), "{place}");
        }
        for place in ["", "line 3 of x", "a..b", "a[", "a[x]", "a[]", "--vcf", "[0]", "患者", "a.b c"] {
            assert!(!is_path(place), "{place}");
        }
    }

    #[test]
    fn an_outcome_has_an_issue_and_no_empty_element() {
        assert_eq!(operation_outcome(&[])["issue"][0]["severity"], "information");
        let issue = InputIssue::new(Severity::Error, "the list", "is wrong").suggest("mend it");
        let outcome = operation_outcome(&[issue]);
        assert_eq!(outcome["issue"][0]["diagnostics"], "the list: is wrong (mend it)");
        assert_eq!(outcome["issue"][0].get("expression"), None);
    }
}
