//! The members of a workspace.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::super::absolute;
use super::super::cargo::Metadata;
use super::super::manifest::Manifest;
use crate::diagnostic::Diagnostic;

/// The default members of cargo, sorted by folder.
pub(super) fn members(root: &Manifest) -> Result<Vec<Manifest>, Diagnostic> {
    read(root, true)
}

/// All members of the workspace around a folder, or only the package if there is no workspace.
pub(super) fn around(directory: &Path) -> Result<Vec<Manifest>, Diagnostic> {
    let mut nearest = None;
    for folder in directory.ancestors() {
        let path = folder.join("Cargo.toml");
        if !path.is_file() {
            continue;
        }
        let manifest = Manifest::read(&path)?;
        if manifest.workspace.is_some() {
            let mut found = read(&manifest, false)?;
            found.extend(Some(manifest).filter(|manifest| manifest.package.is_some()));
            return Ok(found);
        }
        nearest = nearest.or(Some(manifest));
    }
    Ok(nearest.into_iter().collect())
}

/// The members of a workspace; `default` takes those that cargo builds if it is told nothing.
fn read(root: &Manifest, default: bool) -> Result<Vec<Manifest>, Diagnostic> {
    let Some(workspace) = &root.workspace else {
        return Ok(Vec::new());
    };
    let patterns = match default && !workspace.default_members.is_empty() {
        true => &workspace.default_members,
        false => &workspace.members,
    };
    let mut folders = BTreeSet::new();
    if patterns.iter().any(|pattern| is_unusual(pattern)) {
        let metadata =
            Metadata::ask(&root.path, false).map_err(|message| Diagnostic::of_file(&root.path, message))?;
        folders.extend(if default {
            metadata.default_members
        } else {
            metadata.members
        });
    } else {
        for pattern in patterns {
            folders.extend(expand(root.folder(), pattern));
        }
    }
    let excluded = root.workspace.iter().flat_map(|workspace| &workspace.exclude);
    let excluded: BTreeSet<_> = excluded.map(|path| absolute(&root.folder().join(path))).collect();
    let paths = folders
        .difference(&excluded)
        .map(|folder| folder.join("Cargo.toml"));
    paths
        .filter(|path| *path != root.path)
        .map(|path| Manifest::read(&path))
        .collect()
}

/// Whether a pattern has more than names and `*`, so that cargo must say what it means.
fn is_unusual(pattern: &str) -> bool {
    pattern.contains("**") || pattern.contains(['?', '[', ']'])
}

/// The folders that a pattern such as `crates/*` names.
fn expand(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut found = vec![root.to_owned()];
    let wild = pattern.contains('*');
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        found = found.iter().flat_map(|folder| step(folder, part)).collect();
    }
    let found = found.iter().map(|folder| absolute(folder));
    found
        .filter(|folder| !wild || folder.join("Cargo.toml").is_file())
        .collect()
}

fn step(folder: &Path, part: &str) -> Vec<PathBuf> {
    if !part.contains('*') {
        return vec![folder.join(part)];
    }
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let entries = entries
        .flatten()
        .filter(|entry| matches(part, &entry.file_name().to_string_lossy()));
    entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect()
}

/// Whether a pattern such as `crates/*` names a folder, by its path from the root.
pub(in crate::source) fn is_named(pattern: &str, folder: &str) -> bool {
    let parts = |path: &str| -> Vec<String> {
        let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
        parts.map(str::to_owned).collect()
    };
    let (pattern, folder) = (parts(pattern), parts(folder));
    let mut pairs = pattern.iter().zip(&folder);
    pattern.len() == folder.len() && pairs.all(|(pattern, name)| matches(pattern, name))
}

/// Whether a name fits a pattern in which `*` stands for any text.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(name) = name.strip_prefix(start) else {
        return false;
    };
    let ends = (0..=name.len()).filter(|&at| name.is_char_boundary(at));
    ends.map(|at| &name[at..]).any(|name| matches(rest, name))
}
