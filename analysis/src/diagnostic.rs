//! A message that is ready to be rendered: with its severity, its file and the text of that file.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kubewright_core::diagnostic::Message;
use serde::Serialize;

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// An error: nothing is written.
    Error,
    /// A warning.
    Warning,
    /// What the user should know about what was written or left out.
    Note,
}

/// A message and its place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The severity.
    pub level: Level,
    /// The problem and its fix.
    pub message: Message,
    /// The file or folder, if there is one.
    pub path: Option<PathBuf>,
    /// The file's text; empty if there is none to show.
    pub text: Arc<str>,
    /// The byte range of the problem; `None` for the file as a whole.
    pub range: Option<Range<usize>>,
}

impl Diagnostic {
    /// Creates an error that belongs to no place in a file.
    pub fn error(message: impl Into<Message>) -> Self {
        Self {
            level: Level::Error,
            message: message.into(),
            path: None,
            text: "".into(),
            range: None,
        }
    }

    /// Creates a warning.
    #[must_use]
    pub fn warning(message: impl Into<Message>) -> Self {
        Self {
            level: Level::Warning,
            ..Self::error(message)
        }
    }

    /// Creates a note.
    #[must_use]
    pub fn note(message: impl Into<Message>) -> Self {
        Self {
            level: Level::Note,
            ..Self::error(message)
        }
    }

    /// Creates an error about a file or folder as a whole.
    pub fn of_file(path: &Path, message: impl Into<Message>) -> Self {
        Self {
            path: Some(path.to_owned()),
            ..Self::error(message)
        }
    }

    /// Creates an error about a byte range of a file.
    pub fn at(
        path: &Path,
        text: impl Into<Arc<str>>,
        range: Range<usize>,
        message: impl Into<Message>,
    ) -> Self {
        let text = text.into();
        let end = range.end.min(text.len());
        Self {
            range: Some(range.start.min(end)..end),
            text,
            ..Self::of_file(path, message)
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

    /// The message, with the place as a part of its text.
    pub fn into_message(self) -> Message {
        Message {
            text: format!("{}{}", self.place(), self.message.text),
            ..self.message
        }
    }

    /// `file:line:column: `, as far as it is known.
    fn place(&self) -> String {
        match (&self.path, self.line_column()) {
            (Some(path), Some((line, column))) => format!("{}:{line}:{column}: ", path.display()),
            (Some(path), None) => format!("{}: ", path.display()),
            (None, _) => String::new(),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.place(), self.message)
    }
}
