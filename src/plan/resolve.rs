//! A plan and what is on disk → the edits that make a difference.

use std::io::ErrorKind;
use std::path::Path;

use super::{Change, Edit, EditKind, Plan, PlanError};

/// Compares a plan with the files in `directory`. Files that are as they should be are left out.
pub fn resolve(plan: Plan, directory: &Path) -> Result<Vec<Edit>, Vec<PlanError>> {
    let mut edits = Vec::new();
    let mut errors = Vec::new();
    for (path, change) in plan.changes {
        let old = match std::fs::read(directory.join(&path)) {
            Ok(old) => Some(old),
            // A file in place of a folder is found when the folder is made.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => None,
            Err(_) if directory.join(&path).is_dir() => {
                errors.push(PlanError::new(&path, "written", "it is a folder"));
                continue;
            }
            Err(error) => {
                errors.push(PlanError::new(&path, "read", error));
                continue;
            }
        };
        let kind = match (change, old) {
            (Change::Write(new), Some(old)) if new.as_bytes() == old => continue,
            (Change::Write(new), Some(old)) => EditKind::Replace { old: text(old), new },
            (Change::Write(new), None) => EditKind::Create(new),
            (Change::Remove, Some(old)) => EditKind::Remove { old: text(old) },
            (Change::Remove, None) => continue,
        };
        edits.push(Edit { path, kind });
    }
    if errors.is_empty() { Ok(edits) } else { Err(errors) }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
