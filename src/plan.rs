//! The changes to files as plain data. Commands build plans; one function writes them.

mod diff;
mod difference;
mod insert;
mod place;
mod resolve;
mod revise;
mod whole;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use diff::unified;
pub use difference::{Item, NoRenames, Renames, grown, moved, moved_files, settled};
pub(crate) use place::check_inside;
pub(crate) use resolve::if_exists;
pub use resolve::{Resolved, resolve};
pub(crate) use revise::rename;
pub(crate) use whole::{replace_file, replace_folder};
pub(crate) use write::reason;
pub use write::write;

/// The changes to each file, by its path relative to the project's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    changes: BTreeMap<PathBuf, Vec<Change>>,
    last: Option<PathBuf>,
    /// Folders outside of the project's folder in which files may be written.
    outside: BTreeSet<PathBuf>,
}

/// A change to a file. A file can have several, which are applied in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// Sets the text, whatever the file contains.
    Write(String),
    /// Creates the file with this text.
    #[serde(rename_all = "camelCase")]
    Create {
        /// The text.
        text: String,
        /// What happens to an existing file with another text.
        #[serde(default)]
        if_exists: IfExists,
        /// The template of the file, which identifies it even if its path changes.
        #[serde(skip)]
        template: &'static str,
    },
    /// Inserts lines above the line `+kubebuilder:scaffold:<anchor>`, unless they exist.
    Insert {
        /// The name of the anchor.
        anchor: String,
        /// The lines.
        text: String,
        /// The template of the lines.
        #[serde(skip)]
        template: &'static str,
    },
    /// Removes lines, if they exist.
    Withdraw {
        /// The lines.
        text: String,
    },
    /// Removes the file, whatever it contains.
    Remove,
    /// Removes the file if it still has the text that was written.
    RemoveWritten {
        /// The text that was written.
        text: String,
        /// What may have been written instead.
        #[serde(skip)]
        or: Vec<String>,
    },
    /// Applies the difference between two texts.
    Revise {
        /// The text that was written.
        from: String,
        /// The text that would be written now.
        to: String,
        /// The texts of what may have been written instead. The first pair counts of which all places are found.
        #[serde(skip)]
        or: Vec<(String, String)>,
        /// Whether places that are not found are skipped.
        #[serde(default)]
        force: bool,
    },
    /// Moves another file to this path, with its current text.
    MoveFrom(PathBuf),
    /// Replaces each occurrence of a module path.
    Rename {
        /// The path.
        from: String,
        /// The new path.
        to: String,
    },
}

/// What happens to an existing file with another text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IfExists {
    /// It is an error.
    #[default]
    Fail,
    /// The file is kept.
    Keep,
    /// The file is replaced.
    Replace,
}

/// An effective change, given the files on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The path relative to the project's folder.
    pub path: PathBuf,
    /// The change.
    pub kind: EditKind,
}

/// A change to a file on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// The file is created with this text.
    Create(String),
    /// The text of the file changes.
    Replace {
        /// The text on disk, if it is UTF-8.
        old: String,
        /// The new text.
        new: String,
    },
    /// The file is removed.
    Remove {
        /// The text on disk, if it is UTF-8.
        old: String,
    },
}

/// Why a plan cannot be written.
#[derive(Debug, Error)]
#[error("`{path}` cannot be {verb}: {reason}", path = path.display())]
pub struct PlanError {
    /// The file or folder.
    pub path: PathBuf,
    verb: &'static str,
    reason: String,
}

impl Plan {
    /// Adds a file; returns false if the plan has another text for it.
    pub fn write(&mut self, path: PathBuf, text: String) -> bool {
        let changes = self.changes.entry(path).or_default();
        let is_new = !changes.iter().any(|change| matches!(change, Change::Write(_)));
        changes.retain(|change| *change != Change::Remove);
        changes.push(Change::Write(text));
        is_new
    }

    /// Removes a file, unless the plan writes it.
    pub fn remove(&mut self, path: PathBuf) {
        let changes = self.changes.entry(path).or_default();
        if changes.is_empty() {
            changes.push(Change::Remove);
        }
    }

    /// Adds a change, after the existing ones of the file.
    pub fn change(&mut self, path: PathBuf, change: Change) {
        self.changes.entry(path).or_default().push(change);
    }

    /// Adds the file that is written last, so that it never records files that were not written.
    pub fn finally(&mut self, path: PathBuf, text: String) {
        self.write(path.clone(), text);
        self.last = Some(path);
    }

    /// Allows files in a folder outside of the project's folder.
    pub(crate) fn allow(&mut self, folder: PathBuf) {
        self.outside.insert(folder);
    }

    /// Adds the changes of another plan, after the existing ones.
    pub fn extend(&mut self, other: Self) {
        for (path, changes) in other.changes {
            self.changes.entry(path).or_default().extend(changes);
        }
        self.outside.extend(other.outside);
        self.last = other.last.or_else(|| self.last.take());
    }

    /// Removes files even if they were edited.
    pub(crate) fn remove_edited(&mut self) {
        for change in self.changes.values_mut().flatten() {
            if let Change::RemoveWritten { .. } = change {
                *change = Change::Remove;
            }
        }
    }

    /// Leaves out all files below a folder.
    pub(crate) fn leave(&mut self, folder: &Path) {
        self.changes.retain(|path, _| !path.starts_with(folder));
    }

    /// Returns whether the plan writes this file.
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

    /// The changes of a file, mutably.
    pub(crate) fn of_mut(&mut self, path: &Path) -> Option<&mut Vec<Change>> {
        self.changes.get_mut(path)
    }

    /// The changes of each file, mutably.
    pub(crate) fn each(&mut self) -> impl Iterator<Item = (&PathBuf, &mut Vec<Change>)> {
        self.changes.iter_mut()
    }

    /// The changes of each file.
    pub fn changes(&self) -> impl Iterator<Item = (&PathBuf, &Vec<Change>)> {
        self.changes.iter()
    }
}

impl Change {
    /// Removes a file that still has this text.
    pub(crate) fn remove_written(text: String) -> Self {
        Self::RemoveWritten { text, or: Vec::new() }
    }

    /// Applies the difference between these texts.
    pub(crate) fn revise(from: String, to: String, force: bool) -> Self {
        Self::Revise {
            from,
            to,
            or: Vec::new(),
            force,
        }
    }

    /// The text that it creates a file with.
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

    /// The text that it creates a file with, to change it.
    pub(crate) fn created_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Create { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Returns whether it changes a text, and so needs one.
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
    /// The verb for the change, in the past tense.
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
