//! The text of a file in the last commit, by `git`.

use std::path::Path;
use std::process::{Command, Output};

/// The text of a file in the last commit.
pub(super) enum Committed {
    /// The commit has the file.
    Text(String),
    /// The repository has no commit yet, or its last commit does not have the file.
    Nothing,
    /// Git cannot tell: there is no repository or no git, or the repository ignores the file.
    Unknown,
}

/// Reads a file in the last commit of its repository.
pub(super) fn committed(file: &Path) -> Committed {
    read(file).unwrap_or(Committed::Unknown)
}

fn read(file: &Path) -> Option<Committed> {
    let (folder, name) = (file.parent()?, file.file_name()?.to_str()?);
    let git = |args: &[&str]| -> Option<Output> {
        // A folder that does not exist yet fails here.
        Command::new("git").arg("-C").arg(folder).args(args).output().ok()
    };
    let is_repository = git(&["rev-parse", "--is-inside-work-tree"])?;
    if !is_repository.status.success() || !is_repository.stdout.starts_with(b"true") {
        return None;
    }
    // The path is one from this folder.
    let object = format!("HEAD:./{name}");
    if git(&["rev-parse", "--quiet", "--verify", &object])?
        .status
        .success()
    {
        let blob = git(&["cat-file", "blob", &object])?;
        let text = String::from_utf8(blob.stdout)
            .ok()
            .filter(|_| blob.status.success());
        return text.map(Committed::Text);
    }
    // Git exits with 0 if it ignores the file, and with 1 if it does not.
    let ignored = git(&["check-ignore", "--quiet", "--", name])?;
    (ignored.status.code() == Some(1)).then_some(Committed::Nothing)
}
