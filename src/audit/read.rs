//! Reading the log back.

use std::io::{self, BufRead};

use serde_json::Value;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct AuditQuery {
    /// Only entries with a higher number.
    pub after: u64,
    /// Only this actor's.
    pub actor: Option<String>,
    /// Only on the case of this pseudonym.
    pub case: Option<String>,
    /// At most this many.
    pub limit: usize,
}

/// Entries, and where to go on.
#[derive(Debug, Clone)]
pub struct AuditPage {
    /// The lines as they stand, hashes included.
    pub entries: Vec<Value>,
    /// Whether there are more that match.
    pub more: bool,
}

/// Entries that match, oldest first. The chain is not checked here ([`super::verify`]).
///
/// # Errors
/// Where the log cannot be read.
pub fn read(log: impl BufRead, query: &AuditQuery) -> io::Result<AuditPage> {
    let mut page = AuditPage { entries: Vec::new(), more: false };
    for line in log.lines() {
        // The bytes of a line that was never finished are no entry.
        let Ok(entry) = serde_json::from_str::<Value>(&line?) else { continue };
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        let matches = entry.get("number").and_then(Value::as_u64).is_some_and(|number| number > query.after)
            && query.actor.as_deref().is_none_or(|actor| text("actor") == Some(actor))
            && query.case.as_deref().is_none_or(|case| text("case") == Some(case));
        if matches && page.entries.len() == query.limit {
            page.more = true;
            break;
        }
        if matches {
            page.entries.push(entry);
        }
    }
    Ok(page)
}
