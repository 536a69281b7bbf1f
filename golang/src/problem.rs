//! What is wrong with Go sources.

use std::fmt;

/// What is wrong, and where.
///
/// ```
/// let problem = kubewright_golang::read("a.go", "type Tea struct").unwrap_err();
/// assert_eq!(problem.to_string(), "a.go:1: expected `package`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 if it is not known.
    pub line: usize,
    /// What is wrong.
    pub text: String,
}

impl Problem {
    pub(crate) fn new(file: &str, line: usize, text: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            text: text.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.text),
            line => write!(f, "{}:{line}: {}", self.file, self.text),
        }
    }
}
