//! What is to be written, as plain data. Commands make plans; one place carries them out.

mod diff;
mod difference;
mod insert;
mod place;
mod resolve;
mod revise;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use diff::unified;
pub use difference::{Item, grown, moved, settled};
pub use resolve::{Resolved, resolve};
pub(crate) use write::reason;
pub use write::write;

/// What is to be done to each file, by its path from the project's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    changes: BTreeMap<PathBuf, Vec<Change>>,
    last: Option<PathBuf>,
    /// Folders outside of the project's that files may be in.
    outside: BTreeSet<PathBuf>,
}

/// What is done to a file. A file can have several, which are done one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// It is to have this text, whatever it has.
    Write(String),
    /// It is made, with this text.
    #[serde(rename_all = "camelCase")]
    Create {
        /// The text.
        text: String,
        /// What becomes of a file with another text.
        #[serde(default)]
        if_exists: IfExists,
        /// The template that it comes from, which is the same when the path is another.
        #[serde(skip)]
        template: &'static str,
    },
    /// Lines are put above the line `+kubebuilder:scaffold:<anchor>`, unless they are there.
    Insert {
        /// The name of the place.
        anchor: String,
        /// The lines.
        text: String,
        /// The template that they come from.
        #[serde(skip)]
        template: &'static str,
    },
    /// Lines are taken out, if they are there.
    Withdraw {
        /// The lines.
        text: String,
    },
    /// It is removed, whatever it has.
    Remove,
    /// It is removed if it has nothing but what was written here.
    RemoveWritten {
        /// The text that was written.
        text: String,
    },
    /// What differs between two texts is changed in it.
    Revise {
        /// The text that was written.
        from: String,
        /// The text that would be written now.
        to: String,
        /// Whether places that are not found are left as they are.
        #[serde(default)]
        force: bool,
    },
    /// It is moved to here, with its text.
    MoveFrom(PathBuf),
    /// Each occurrence of a path of modules becomes another.
    Rename {
        /// The path.
        from: String,
        /// What it becomes.
        to: String,
    },
}

/// What becomes of a file that is there and has another text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IfExists {
    /// That is an error.
    #[default]
    Fail,
    /// It stays.
    Keep,
    /// It is replaced.
    Replace,
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
        let changes = self.changes.entry(path).or_default();
        let is_new = !changes.iter().any(|change| matches!(change, Change::Write(_)));
        changes.retain(|change| *change != Change::Remove);
        changes.push(Change::Write(text));
        is_new
    }

    /// Takes a file away, unless the plan writes it.
    pub fn remove(&mut self, path: PathBuf) {
        let changes = self.changes.entry(path).or_default();
        if changes.is_empty() {
            changes.push(Change::Remove);
        }
    }

    /// Adds a change, to be done after those that the file has.
    pub fn change(&mut self, path: PathBuf, change: Change) {
        self.changes.entry(path).or_default().push(change);
    }

    /// Adds the file that is written when all others are: it never says what was not written.
    pub fn finally(&mut self, path: PathBuf, text: String) {
        self.write(path.clone(), text);
        self.last = Some(path);
    }

    /// Allows files in a folder outside of the project's.
    pub(crate) fn allow(&mut self, folder: PathBuf) {
        self.outside.insert(folder);
    }

    /// Adds the changes of another plan, behind its own.
    pub fn extend(&mut self, other: Self) {
        for (path, changes) in other.changes {
            self.changes.entry(path).or_default().extend(changes);
        }
        self.outside.extend(other.outside);
        self.last = other.last.or_else(|| self.last.take());
    }

    /// Whether the plan writes this file.
    #[must_use]
    pub fn writes(&self, path: &Path) -> bool {
        let changes = self.changes.get(path).into_iter().flatten();
        changes
            .into_iter()
            .any(|change| matches!(change, Change::Write(_)))
    }

    /// The changes of a file.
    pub(crate) fn of(&self, path: &Path) -> &[Change] {
        self.changes.get(path).map(Vec::as_slice).unwrap_or_default()
    }

    /// The changes of each file, to be changed.
    pub(crate) fn each(&mut self) -> impl Iterator<Item = (&PathBuf, &mut Vec<Change>)> {
        self.changes.iter_mut()
    }

    /// What is done to each file.
    pub fn changes(&self) -> impl Iterator<Item = (&PathBuf, &Vec<Change>)> {
        self.changes.iter()
    }
}

impl Change {
    /// The text that it makes a file with.
    pub(crate) fn created(&self) -> Option<&str> {
        match self {
            Self::Create { text, .. } => Some(text),
            Self::Write(_)
            | Self::Insert { .. }
            | Self::Withdraw { .. }
            | Self::Remove
            | Self::RemoveWritten { .. }
            | Self::Revise { .. }
            | Self::MoveFrom(_)
            | Self::Rename { .. } => None,
        }
    }

    /// Whether it changes a text, and so needs one.
    fn edits(&self) -> bool {
        match self {
            Self::Insert { .. } | Self::Withdraw { .. } | Self::Revise { .. } | Self::Rename { .. } => true,
            Self::Write(_)
            | Self::Create { .. }
            | Self::Remove
            | Self::RemoveWritten { .. }
            | Self::MoveFrom(_) => false,
        }
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
    fn new(path: &Path, verb: &'static str, reason: impl std::fmt::Display) -> Self {
        Self {
            path: path.to_owned(),
            verb,
            reason: reason.to_string(),
        }
    }
}
