//! Rust files that no template writes: they move with their modules, and their paths follow.

use std::path::{Path, PathBuf};

use crate::plan::{Change, Plan};

/// Moves modules below moved modules, and renames paths, in all Rust files that the plan does not change yet.
pub(super) fn add_other_files(plan: &mut Plan, renames: &[(String, String)], directory: &Path) {
    let mut folders = Vec::new();
    for (to, changes) in plan.changes() {
        for change in changes {
            if let Change::MoveFrom(from) = change {
                folders.push((from.with_extension(""), to.with_extension("")));
            }
        }
    }
    for path in rust_files(directory) {
        if !plan.of(&path).is_empty() {
            continue;
        }
        let inner = folders
            .iter()
            .filter_map(|(from, to)| Some((from, to.join(path.strip_prefix(from).ok()?))));
        let now = match inner.max_by_key(|(from, _)| from.components().count()) {
            Some((_, to)) => {
                plan.change(to.clone(), Change::MoveFrom(path.clone()));
                plan.change(path, Change::Remove);
                to
            }
            None => path,
        };
        for (from, to) in renames {
            let (from, to) = (from.clone(), to.clone());
            plan.change(now.clone(), Change::Rename { from, to });
        }
    }
}

/// All Rust files of the package, sorted.
pub(super) fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let mut open = vec![PathBuf::from("src"), PathBuf::from("tests")];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(directory.join(&folder)) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(path),
                Ok(kind) if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") => {
                    found.push(path);
                }
                Ok(_) | Err(_) => {}
            }
        }
    }
    found.sort();
    found
}
