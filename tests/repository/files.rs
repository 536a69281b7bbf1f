//! Files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// The files below a folder whose names end so.
pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if endings
                .iter()
                .any(|ending| path.to_str().unwrap().ends_with(ending))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
