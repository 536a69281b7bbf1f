//! Checks that a path is inside the project's folder, or inside another folder that the plan allows.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::PlanError;

/// Refuses paths that leave the folder, by their names or through symbolic links.
pub(super) fn check(path: &Path, directory: &Path, outside: &BTreeSet<PathBuf>) -> Result<(), PlanError> {
    let mut allowed = outside.iter();
    let found = allowed.find_map(|folder| Some((folder, path.strip_prefix(folder).ok()?)));
    let stays = match found {
        Some((folder, rest)) => inside(rest, &directory.join(folder)),
        None => inside(path, directory),
    };
    stays.map_err(|reason| PlanError::new(path, "written", reason))
}

/// The same without other folders.
pub(crate) fn check_inside(path: &Path, directory: &Path) -> Result<(), PlanError> {
    check(path, directory, &BTreeSet::new())
}

fn inside(path: &Path, directory: &Path) -> Result<(), &'static str> {
    let refuse = Err;
    let stays = path.components().all(|part| matches!(part, Component::Normal(_)));
    if !stays || path.as_os_str().is_empty() {
        return refuse("it is outside of the project's folder");
    }
    let root = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    let mut at = PathBuf::new();
    for part in path.components() {
        at.push(part);
        let Ok(data) = directory.join(&at).symlink_metadata() else {
            return Ok(());
        };
        if !data.is_symlink() {
            continue;
        }
        match directory.join(&at).canonicalize() {
            Ok(real) if real.starts_with(&root) => {}
            Ok(_) => return refuse("a symbolic link leads outside of the project's folder; remove the link"),
            Err(_) => return refuse("a symbolic link is broken; remove the link"),
        }
    }
    Ok(())
}
