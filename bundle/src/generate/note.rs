//! What users should know about a generated bundle.

use std::fmt;

use serde_json::Value;

use super::object::{kind, name};

/// Something that could not be carried over, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The object, and what is not carried over.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Note {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }

    pub(super) fn of(object: &Value, message: impl fmt::Display, help: impl Into<String>) -> Self {
        Self::new(format!("{} `{}`: {message}", kind(object), name(object)), help)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.help)
    }
}
