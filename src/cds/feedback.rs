//! What a clinician did with a card.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::request::is_uuid;
use crate::domain::{InputIssue, Severity};

/// Most entries of one call.
const MOST: usize = 100;
/// Longest code of a reason, in bytes.
const LONGEST_CODE: usize = 100;
/// Longest comment that is kept, in bytes.
const LONGEST_COMMENT: usize = 4000;

/// One entry of a feedback call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The card's UUID, in lower case.
    pub card: String,
    /// Whether it was accepted; otherwise it was overridden.
    pub accepted: bool,
    /// The code of the reason it was overridden for, one of those that the card offered.
    pub reason: Option<String>,
    /// What the clinician wrote.
    pub comment: Option<String>,
    /// When, as the EHR wrote it.
    pub at: String,
}

/// Reads a feedback call.
///
/// # Errors
/// Every place that is wrong.
pub fn feedback_of(body: &Value) -> Result<Vec<Feedback>, Vec<InputIssue>> {
    let entries = body.get("feedback").and_then(Value::as_array).filter(|list| !list.is_empty());
    let Some(entries) = entries else { return Err(vec![wrong("feedback", "must be a list with an entry")]) };
    if entries.len() > MOST {
        return Err(vec![wrong("feedback", &format!("has more than {MOST} entries"))]);
    }
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for (index, entry) in entries.iter().enumerate() {
        match one(entry) {
            Ok(feedback) => read.push(feedback),
            Err((name, message)) => faults.push(wrong(&format!("feedback[{index}].{name}"), message)),
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

fn wrong(place: &str, message: &str) -> InputIssue {
    InputIssue::new(Severity::Error, place, message)
}

fn one(entry: &Value) -> Result<Feedback, (&'static str, &'static str)> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let card = text(entry.get("card")).filter(|card| is_uuid(card)).ok_or(("card", "is not a card's UUID"))?;
    let accepted = match entry.get("outcome").and_then(Value::as_str) {
        Some("accepted") => true,
        Some("overridden") => false,
        _ => return Err(("outcome", "is neither accepted nor overridden")),
    };
    let at = text(entry.get("outcomeTimestamp")).filter(|at| is_instant(at));
    let at = at.ok_or(("outcomeTimestamp", "is not a time such as 2026-11-25T10:00:00Z"))?;
    let override_reason = entry.get("overrideReason");
    let comment = text(override_reason.and_then(|reason| reason.get("userComment")));
    if comment.as_ref().is_some_and(|comment| comment.len() > LONGEST_COMMENT) {
        return Err(("overrideReason.userComment", "is longer than 4000 bytes"));
    }
    let reason = override_reason.and_then(|reason| reason.get("reason")).and_then(|reason| reason.get("code"));
    let reason = text(reason);
    if reason.as_ref().is_some_and(|reason| reason.len() > LONGEST_CODE) {
        return Err(("overrideReason.reason.code", "is longer than 100 bytes"));
    }
    Ok(Feedback { card: card.to_ascii_lowercase(), accepted, reason, comment, at })
}

/// Whether a text is a time with its zone (RFC 3339).
fn is_instant(text: &str) -> bool {
    text.len() <= 40 && OffsetDateTime::parse(text, &Rfc3339).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const CARD: &str = "D1577c69-dfbe-44ad-ba6d-3e05e953b2ea";

    #[test]
    fn accepted_and_overridden_cards_are_read() {
        let body = json!({"feedback": [
            {"card": CARD, "outcome": "accepted", "acceptedSuggestions": [{"id": "x"}], "outcomeTimestamp": "2026-11-25T10:00:00Z"},
            {"card": CARD, "outcome": "overridden", "outcomeTimestamp": "2026-11-25T10:00:00.12+09:00",
                "overrideReason": {"reason": {"code": "known", "system": "x"}, "userComment": "既に診断済み"}},
        ]});
        let read = feedback_of(&body).unwrap();
        assert_eq!((read[0].accepted, read[1].accepted), (true, false));
        assert_eq!(read[0].card, CARD.to_ascii_lowercase());
        assert_eq!((read[1].reason.as_deref(), read[1].comment.as_deref()), (Some("known"), Some("既に診断済み")));
    }

    #[test]
    fn every_wrong_place_is_named() {
        let entry = |name: &str, value: Value| {
            let mut entry = json!({"card": CARD, "outcome": "accepted", "outcomeTimestamp": "2026-11-25T10:00:00Z"});
            entry[name] = value;
            entry
        };
        let body = json!({"feedback": [
            entry("card", json!("x")), entry("outcome", json!("ignored")), entry("outcomeTimestamp", json!("today")),
            entry("outcomeTimestamp", json!("2026-99-25T10:00:00Z")), entry("x", json!(1)),
        ]});
        let places: Vec<String> = feedback_of(&body).unwrap_err().into_iter().map(|issue| issue.place).collect();
        let expected =
            ["feedback[0].card", "feedback[1].outcome", "feedback[2].outcomeTimestamp", "feedback[3].outcomeTimestamp"];
        assert_eq!(places, expected);
        for nothing in [json!({}), json!({"feedback": []}), json!({"feedback": 1}), json!([])] {
            assert_eq!(feedback_of(&nothing).unwrap_err()[0].place, "feedback");
        }
    }
}
