//! Writes an update, or prints what it would write.

use std::path::Path;

use super::super::errors::{Stop, fail, failure};
use super::super::git::Git;
use super::super::{Context, SUCCESS};
use super::range::Range;
use crate::cli;
use crate::plan::{self, Edit, Plan};
use crate::update::decide::Conflicted;

impl Context<'_, '_> {
    /// Writes the files, and commits them if a branch is asked for. Returns the exit status.
    pub(super) fn write_update(
        &mut self,
        args: &cli::Update,
        git: &Git,
        plan: Plan,
        (conflicts, notes): (&[Conflicted], Vec<String>),
        range: &Range,
    ) -> Result<u8, Stop> {
        let edits = plan::resolve(plan, self.directory)?.edits;
        if args.preview.diff {
            self.print_patch(&edits);
            return Ok(SUCCESS);
        }
        self.notes(&notes);
        if args.preview.dry_run {
            self.print_planned(&edits);
            let line = |conflict: &Conflicted| {
                format!(
                    "{} would have {}\n",
                    conflict.path.display(),
                    count(conflict.count)
                )
            };
            self.printer
                .result(&conflicts.iter().map(line).collect::<String>());
            return Ok(SUCCESS);
        }
        if edits.is_empty() {
            self.printer.status("nothing to do: the files are up to date");
            return Ok(SUCCESS);
        }
        if !git.is_repository() {
            let note = "this folder is not in a git repository, so the update cannot be undone";
            self.notes(&[note]);
        }
        if let Some(branch) = &args.branch {
            git.create(branch)?;
        }
        if let Err(error) = plan::write(&edits, self.directory) {
            if let Some(branch) = &args.branch {
                git.leave(branch);
            }
            return Err(failure(error));
        }
        self.print_written(&edits);
        if !conflicts.is_empty() {
            return Err(in_conflict(conflicts, args.branch.as_deref()));
        }
        let status = self.write_manifests(None)?;
        match &args.branch {
            Some(_) if status == SUCCESS => self.commit(git, &edits, range)?,
            Some(branch) => self
                .printer
                .error(&format!("error: nothing is committed to `{branch}`")),
            None => {}
        }
        if status == SUCCESS {
            self.printer.status("next: read the changes, and run `make test`");
        }
        Ok(status)
    }

    fn commit(&mut self, git: &Git, edits: &[Edit], range: &Range) -> Result<(), Stop> {
        let paths: Vec<&Path> = edits.iter().map(|edit| edit.path.as_path()).collect();
        git.commit(
            &paths,
            &format!("Update the scaffold to kubewright {}", range.to()),
        )
    }
}

fn count(conflicts: usize) -> String {
    match conflicts {
        1 => "1 conflict".to_owned(),
        more => format!("{more} conflicts"),
    }
}

/// The files are written, and some have to be finished by hand.
fn in_conflict(conflicts: &[Conflicted], branch: Option<&str>) -> Stop {
    let shown: Vec<_> = conflicts
        .iter()
        .map(|conflict| format!("`{}` ({})", conflict.path.display(), count(conflict.count)))
        .collect();
    let commit = branch
        .map(|branch| format!(", and commit to `{branch}`"))
        .unwrap_or_default();
    fail(
        format!(
            "your edits and the update change the same lines in {}",
            shown.join(", ")
        ),
        format!(
            "the files have both, between `<<<<<<<` and `>>>>>>>`: keep the lines that you want, run `kubewright manifests`{commit}"
        ),
    )
}
