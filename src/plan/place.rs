//! Checks that a path stays in the project's folder.

use std::path::{Component, Path, PathBuf};

use super::PlanError;

/// Rejects paths that leave the folder, by their names or through symbolic links.
pub(super) fn check(path: &Path, directory: &Path) -> Result<(), PlanError> {
    let refuse = |reason: &str| Err(PlanError::new(path, "written", reason));
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
