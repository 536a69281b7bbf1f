//! Resolves conflicts with a program of the user, as `git mergetool` does.

#![expect(
    clippy::disallowed_methods,
    reason = "the program reads and writes files in a temporary folder"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::super::errors::{Stop, fail, misuse};
use super::super::git::Git;
use crate::update::decide::{Conflicted, Decided};
use crate::update::marked::has_markers;

/// Runs the program for each conflict, and takes its results.
pub(super) fn run(tool: &str, decided: &mut Decided, directory: &Path, git: &Git) -> Result<(), Stop> {
    let command = command(tool, git)?;
    for conflict in std::mem::take(&mut decided.conflicts) {
        let marked = decided.write.get(&conflict.path).map_or("", String::as_str);
        let merged = resolve(&command, &conflict, marked, directory).map_err(|reason| {
            fail(
                format!(
                    "`{tool}` did not merge `{}`: {reason}; nothing was written",
                    conflict.path.display()
                ),
                "run the command again, or without `--merge-tool` to mark conflicts in the files",
            )
        })?;
        decided.write.insert(conflict.path, merged);
    }
    Ok(())
}

/// The command of a tool.
fn command(tool: &str, git: &Git) -> Result<String, Stop> {
    if tool.contains('$') {
        return Ok(tool.to_owned());
    }
    git.output(&["config", "--get", &format!("mergetool.{tool}.cmd")]).map_err(|_| {
        misuse(
            format!("git's configuration has no `mergetool.{tool}.cmd`"),
            "write the command with its files, such as `--merge-tool 'meld $LOCAL $BASE $REMOTE --output $MERGED'`",
        )
    })
}

/// The text that the program leaves in `$MERGED`, which begins as the marked text.
fn resolve(command: &str, conflict: &Conflicted, marked: &str, directory: &Path) -> Result<String, String> {
    let reason = |error: std::io::Error| crate::plan::reason(&error);
    let folder = TempDir::new().map_err(reason)?;
    let name = conflict.path.file_name().unwrap_or_default();
    let mut program = Command::new("sh");
    program.arg("-c").arg(command).current_dir(directory);
    let texts = [
        ("BASE", conflict.base.as_str()),
        ("LOCAL", &conflict.yours),
        ("REMOTE", &conflict.new),
        ("MERGED", marked),
    ];
    for (variable, text) in texts {
        let below = folder.path().join(variable.to_lowercase());
        fs::create_dir(&below).map_err(reason)?;
        let path = below.join(name);
        fs::write(&path, text).map_err(reason)?;
        program.env(variable, path);
    }
    let status = program.status().map_err(reason)?;
    if !status.success() {
        return Err(format!("it ended with {status}"));
    }
    let merged = fs::read_to_string(folder.path().join("merged").join(name)).map_err(reason)?;
    match has_markers(&merged) {
        true => Err("its result still has conflict markers".to_owned()),
        false => Ok(merged),
    }
}
