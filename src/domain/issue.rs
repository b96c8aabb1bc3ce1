//! Complaints about the input, returned beside the result and never instead of it without a word.

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the input was used as given.
    Note,
    /// A part of the input was changed or left out.
    Warning,
    /// The input cannot be used; nothing was ranked.
    Error,
}

impl Severity {
    /// The word printed to users and written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One complaint about one place of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputIssue {
    /// How much it matters.
    pub severity: Severity,
    /// Where: a JSON path, an option name, a line number.
    pub place: String,
    /// What is the matter, in a sentence.
    pub message: String,
    /// What to do about it, where that is plain.
    pub suggestion: Option<String>,
}

impl InputIssue {
    /// An issue without a suggestion.
    #[must_use]
    pub fn new(severity: Severity, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity, place: place.into(), message: message.into(), suggestion: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }
}

impl std::fmt::Display for InputIssue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: {}", self.severity.as_str(), self.place, self.message)?;
        if let Some(suggestion) = &self.suggestion {
            write!(f, " ({suggestion})")?;
        }
        Ok(())
    }
}
