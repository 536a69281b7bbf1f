//! Keeps the storage version that the user has chosen.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::plan::{Change, Plan};

const MARKER: &str = "/// +kubebuilder:storageversion";

/// Keeps the marker on the version that the user has put it on, and returns notes about it.
pub(super) fn keep_choice(plan: &mut Plan, directory: &Path) -> Vec<String> {
    let paths = |is: fn(&Change) -> bool| -> BTreeSet<PathBuf> {
        let changes = plan.changes();
        let paths = changes.filter(|(_, changes)| changes.iter().any(is));
        paths.map(|(path, _)| path.clone()).collect()
    };
    let (taken, gone) = (paths(takes), paths(removes));
    let mut notes = Vec::new();
    for (path, changes) in plan.each() {
        if takes_nothing(path, changes, directory) {
            changes.retain(|change| !takes(change));
        }
        if !changes.iter().any(puts) {
            continue;
        }
        let is_new = changes.iter().any(|change| change.created().is_some());
        let leaves_another = taken.union(&gone).any(|other| is_version_of(other, path));
        if !is_new && !leaves_another {
            // Other changes of the file do not move the storage version.
            changes.retain(|change| !puts(change));
            continue;
        }
        let mut others = versions(directory, path).into_iter();
        let is_left = |(other, _): &(PathBuf, usize)| !taken.contains(other) && !gone.contains(other);
        if let Some((other, line)) = others.find(is_left) {
            changes.retain(|change| !puts(change));
            notes.push(format!(
                "the storage version stays that of `{}`, line {line}; to change it, move `{}` to `{}`",
                other.display(),
                MARKER.trim_start_matches('/').trim(),
                path.display()
            ));
        }
    }
    notes
}

fn puts(change: &Change) -> bool {
    matches!(change, Change::Insert { text, .. } if text.trim() == MARKER)
}

fn takes(change: &Change) -> bool {
    matches!(change, Change::Withdraw { text } if text.trim() == MARKER)
}

fn takes_nothing(path: &Path, changes: &[Change], directory: &Path) -> bool {
    changes.iter().any(takes) && line(&directory.join(path)).is_none()
}

fn removes(change: &Change) -> bool {
    matches!(change, Change::Remove | Change::RemoveWritten { .. })
}

/// The other versions of a kind that have the marker, with its line: `<version>/<kind>.rs` in the neighboring folders.
fn versions(directory: &Path, of: &Path) -> Vec<(PathBuf, usize)> {
    let (Some(file), Some(versions)) = (of.file_name(), of.parent().and_then(Path::parent)) else {
        return Vec::new();
    };
    let folders = fs::read_dir(directory.join(versions))
        .into_iter()
        .flatten()
        .flatten();
    let mut paths: Vec<_> = folders
        .map(|folder| versions.join(folder.file_name()).join(file))
        .filter(|path| path != of)
        .collect();
    paths.sort();
    let with_line = |path: PathBuf| line(&directory.join(&path)).map(|line| (path, line));
    paths.into_iter().filter_map(with_line).collect()
}

fn is_version_of(path: &Path, other: &Path) -> bool {
    let folder = |path: &Path| path.parent().and_then(Path::parent).map(Path::to_owned);
    path.file_name() == other.file_name() && folder(path) == folder(other)
}

/// The line of the marker in a file.
fn line(path: &Path) -> Option<usize> {
    let text = fs::read_to_string(path).ok()?;
    let at = text.lines().position(|line| line.trim() == MARKER)?;
    Some(at + 1)
}
