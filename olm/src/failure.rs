//! Why a command fails.

use std::fmt;
use std::io;
use std::path::Path;

/// The result of a step.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a command fails: one line, and further lines if there are several reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    message: String,
    details: Vec<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            details: Vec::new(),
        }
    }

    /// Adds lines below the message.
    pub(crate) fn with(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(details);
        self
    }

    /// A file or folder that cannot be used.
    pub(crate) fn of_file(what: &str, path: &Path, error: &io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "it does not exist".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            _ => error.to_string(),
        };
        Self::new(format!("cannot {what} `{}`: {reason}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        for detail in &self.details {
            write!(formatter, "\n  {detail}")?;
        }
        Ok(())
    }
}

impl<T: std::error::Error> From<T> for Failure {
    fn from(error: T) -> Self {
        Self::new(error.to_string())
    }
}
