//! What is to be written, as plain data. Commands make plans; one place carries them out.

mod diff;
mod resolve;
mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;

use thiserror::Error;

pub use diff::unified;
pub use resolve::resolve;
pub use write::write;

/// What each file is to be, by its path from the project's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    changes: BTreeMap<PathBuf, Change>,
}

/// What a file is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A file with this text.
    Write(String),
    /// Not there.
    Remove,
}

/// A change that makes a difference, given what is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The path from the project's folder.
    pub path: PathBuf,
    /// What happens to the file.
    pub kind: EditKind,
}

/// What happens to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// It is made, with this text.
    Create(String),
    /// Its text changes.
    Replace {
        /// The text on disk, as far as it is text.
        old: String,
        /// The new text.
        new: String,
    },
    /// It is removed.
    Remove {
        /// The text on disk, as far as it is text.
        old: String,
    },
}

/// Why a plan cannot be carried out.
#[derive(Debug, Error)]
#[error("`{path}` cannot be {verb}: {reason}", path = path.display())]
pub struct PlanError {
    /// The file or folder.
    pub path: PathBuf,
    verb: &'static str,
    reason: String,
}

impl Plan {
    /// Adds a file; false if the plan has another text for it.
    pub fn write(&mut self, path: PathBuf, text: String) -> bool {
        match self.changes.insert(path, Change::Write(text)) {
            None | Some(Change::Remove) => true,
            Some(Change::Write(_)) => false,
        }
    }

    /// Takes a file away, unless the plan writes it.
    pub fn remove(&mut self, path: PathBuf) {
        self.changes.entry(path).or_insert(Change::Remove);
    }

    /// Whether the plan writes this file.
    #[must_use]
    pub fn writes(&self, path: &std::path::Path) -> bool {
        matches!(self.changes.get(path), Some(Change::Write(_)))
    }

    /// What each file is to be.
    pub fn changes(&self) -> impl Iterator<Item = (&PathBuf, &Change)> {
        self.changes.iter()
    }
}

impl Edit {
    /// What happens, in the past tense.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self.kind {
            EditKind::Create(_) => "created",
            EditKind::Replace { .. } => "changed",
            EditKind::Remove { .. } => "removed",
        }
    }
}

impl PlanError {
    fn new(path: &std::path::Path, verb: &'static str, reason: impl std::fmt::Display) -> Self {
        Self {
            path: path.to_owned(),
            verb,
            reason: reason.to_string(),
        }
    }
}
