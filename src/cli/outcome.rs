//! How the program ends.

use std::process::ExitCode;

use crate::domain::{InputIssue, Severity};

/// Why a command did not succeed, by exit code.
#[derive(Debug)]
pub enum CliError {
    /// 1: nothing found.
    Nothing(String),
    /// 2: the input cannot be used.
    Input(String),
    /// 2: the case cannot be used.
    Issues(Vec<InputIssue>),
    /// 3: something failed.
    Failure(anyhow::Error),
}

impl CliError {
    /// Prints the error and gives the exit code.
    #[must_use]
    pub fn report(self) -> ExitCode {
        match self {
            Self::Nothing(message) => {
                anstream::eprintln!("{message}");
                ExitCode::from(1)
            }
            Self::Input(message) => {
                anstream::eprintln!("error: {message}");
                ExitCode::from(2)
            }
            Self::Issues(issues) => {
                for issue in &issues {
                    anstream::eprintln!("{issue}");
                }
                let errors = issues.iter().filter(|issue| issue.severity == Severity::Error).count();
                let these = if errors == 1 { "this" } else { "these" };
                anstream::eprintln!(
                    "nothing was ranked: correct {these}, or use --lenient to leave out what cannot be used"
                );
                ExitCode::from(2)
            }
            Self::Failure(error) => {
                anstream::eprintln!("error: {error:#}");
                ExitCode::from(3)
            }
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for CliError {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}

/// Writes to standard output; a reader that went away (`| head`) is no failure.
pub fn print(text: &str) -> Result<(), CliError> {
    use std::io::Write;
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Writes a value as indented JSON.
pub fn print_json<T: serde::Serialize>(value: &T) -> Result<(), CliError> {
    print(&(serde_json::to_string_pretty(value)? + "\n"))
}
