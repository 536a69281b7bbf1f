//! The members of a workspace.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::super::absolute;
use super::super::manifest::Manifest;
use super::super::problem::Problem;

/// The default members of cargo, sorted by folder.
pub(super) fn members(root: &Manifest) -> Result<Vec<Manifest>, Problem> {
    let Some(workspace) = &root.workspace else {
        return Ok(Vec::new());
    };
    let patterns = match workspace.default_members.is_empty() {
        true => &workspace.members,
        false => &workspace.default_members,
    };
    read(root, patterns)
}

/// All members of the workspace around a folder, or only the package if there is no workspace.
pub(super) fn around(directory: &Path) -> Result<Vec<Manifest>, Problem> {
    let mut nearest = None;
    for folder in directory.ancestors() {
        let path = folder.join("Cargo.toml");
        if !path.is_file() {
            continue;
        }
        let manifest = Manifest::read(&path)?;
        if let Some(workspace) = &manifest.workspace {
            let mut found = read(&manifest, &workspace.members)?;
            found.extend(Some(manifest).filter(|manifest| manifest.package.is_some()));
            return Ok(found);
        }
        nearest = nearest.or(Some(manifest));
    }
    Ok(nearest.into_iter().collect())
}

fn read(root: &Manifest, patterns: &[String]) -> Result<Vec<Manifest>, Problem> {
    let mut folders = BTreeSet::new();
    for pattern in patterns {
        folders.extend(expand(root.folder(), pattern));
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

/// The folders that match a pattern such as `crates/*`.
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

/// Returns whether a name matches a pattern in which `*` stands for any text.
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
