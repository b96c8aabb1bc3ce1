//! Complaints gathered while reading: the first of each kind, and how many there were.

use crate::domain::{InputIssue, Severity};

/// What is wrong with one record, or one of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    /// Kind, one issue each.
    pub kind: &'static str,
    /// What is wrong, in a sentence that names the field.
    pub message: String,
}

impl Malformed {
    /// A complaint.
    pub fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// Issues by kind, in the order of their first occurrence.
#[derive(Debug, Default)]
pub(super) struct IssueLog {
    entries: Vec<(String, InputIssue, u64)>,
}

impl IssueLog {
    /// Counts an issue; its text is made only for the first of a kind.
    pub fn add(&mut self, kind: &str, issue: impl FnOnce() -> InputIssue) {
        if let Some((_, _, count)) = self.entries.iter_mut().find(|(known, ..)| known == kind) {
            *count += 1;
        } else {
            self.entries.push((kind.to_owned(), issue(), 1));
        }
    }

    /// Counts a warning.
    pub fn warn(&mut self, kind: &str, place: impl FnOnce() -> String, message: impl FnOnce() -> String) {
        self.add(kind, || InputIssue::new(Severity::Warning, place(), message()));
    }

    /// How many issues of a kind there were, and the place of the first.
    pub fn of_kind(&self, kind: &str) -> Option<(u64, &str)> {
        self.entries.iter().find(|(known, ..)| known == kind).map(|(_, issue, count)| (*count, issue.place.as_str()))
    }

    /// Adds issues made elsewhere.
    pub fn extend(&mut self, issues: impl IntoIterator<Item = InputIssue>) {
        self.entries.extend(issues.into_iter().map(|issue| (String::new(), issue, 1)));
    }

    /// The issues, each with its count.
    pub fn finish(self) -> Vec<InputIssue> {
        let with_count = |(_, mut issue, count): (String, InputIssue, u64)| {
            if count > 1 {
                issue.message = format!("{} ({} more like it)", issue.message, count - 1);
            }
            issue
        };
        self.entries.into_iter().map(with_count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_a_kind_is_kept_and_the_others_are_counted() {
        let mut log = IssueLog::default();
        for line in 1..=3 {
            log.warn("end", || format!("line {line}"), || "END is not a number".to_owned());
        }
        log.warn("pos", || "line 9".to_owned(), || "POS is 0".to_owned());
        let issues = log.finish();
        assert_eq!(issues.len(), 2);
        assert_eq!(issues[0].place, "line 1");
        assert_eq!(issues[0].message, "END is not a number (2 more like it)");
        assert_eq!(issues[1].message, "POS is 0");
    }
}
