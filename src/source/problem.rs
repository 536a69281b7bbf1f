//! Why source could not be read.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kubewright_core::diagnostic::Message;

/// One error: the problem, its place and its fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file or folder.
    pub path: PathBuf,
    /// The file's text; empty if it could not be read.
    pub text: Arc<str>,
    /// The byte range of the problem; `None` for the file as a whole.
    pub range: Option<Range<usize>>,
    /// The problem and its fix.
    pub message: Message,
}

impl Problem {
    pub(super) fn at(path: &Path, text: &str, range: Range<usize>, message: impl Into<Message>) -> Self {
        let end = range.end.min(text.len());
        let range = Some(range.start.min(end)..end);
        Self {
            path: path.to_owned(),
            text: text.into(),
            range,
            message: message.into(),
        }
    }

    pub(super) fn whole(path: &Path, message: impl Into<Message>) -> Self {
        Self {
            path: path.to_owned(),
            text: "".into(),
            range: None,
            message: message.into(),
        }
    }

    /// The line and column of its start, from 1.
    #[must_use]
    pub fn line_column(&self) -> Option<(usize, usize)> {
        let start = self.range.as_ref()?.start;
        let before = String::from_utf8_lossy(&self.text.as_bytes()[..start]);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some((line, column))
    }
}

impl From<Problem> for Message {
    /// The message with its place.
    fn from(problem: Problem) -> Self {
        let help = problem.message.help.clone();
        let text = Message::new(problem.message.text.clone());
        Self {
            help,
            ..Self::new(
                Problem {
                    message: text,
                    ..problem
                }
                .to_string(),
            )
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.path.display())?;
        if let Some((line, column)) = self.line_column() {
            write!(out, ":{line}:{column}")?;
        }
        write!(out, ": {}", self.message)
    }
}
