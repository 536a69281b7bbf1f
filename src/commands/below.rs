//! The files with objects below a path.

use std::io;
use std::path::{Path, PathBuf};

use kubewright_bundle::is_yaml;

use super::errors::{Stop, fail};

/// Folders that are never searched.
const SKIPPED: [&str; 2] = ["target", "node_modules"];

/// Files that only kustomize reads. They need no kind, so their content does not tell them from an object that lacks one.
pub(super) const OF_KUSTOMIZE: [&str; 2] = ["kustomization.yaml", "kustomization.yml"];

/// What cannot be read, and why.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) path: PathBuf,
    pub(super) error: io::Error,
}

/// The YAML and JSON files below a folder, sorted. A path of anything else stands for itself.
pub(super) fn below(path: &Path) -> Result<Vec<PathBuf>, Unreadable> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(folder) = open.pop() {
        let unreadable = |error| Unreadable {
            path: folder.clone(),
            error,
        };
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let (name, path) = (entry.file_name(), entry.path());
            let name = name.to_string_lossy();
            if path.is_dir() && !name.starts_with('.') && !SKIPPED.contains(&&*name) {
                open.push(path);
            } else if path.is_file() && is_yaml(&path) && !OF_KUSTOMIZE.contains(&&*name) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file, of which `name` is what the user would write.
pub(super) fn utf8(name: &str, bytes: Vec<u8>) -> Result<String, Stop> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
        fail(format!("{name}:{line}: not UTF-8"), "save the file as UTF-8")
    })
}
