//! The git repository of a project.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::errors::{Stop, fail, misuse};
use kubewright_analysis::quoted::quoted;
use kubewright_analysis::source::absolute;

/// How many changed files an error lists.
const SHOWN: usize = 3;

/// A folder that may be in a repository.
pub(super) struct Git {
    folder: PathBuf,
    state: State,
}

enum State {
    Repository,
    Outside,
    /// There is a repository, but git is missing or does not read it.
    Unusable(Unusable),
}

struct Unusable {
    problem: String,
    help: &'static str,
}

impl Git {
    pub(super) fn of(folder: &Path) -> Self {
        let mut git = Self {
            folder: folder.to_owned(),
            state: State::Outside,
        };
        let has_repository = || absolute(folder).ancestors().any(|up| up.join(".git").exists());
        git.state = match git.inside() {
            Ok(true) => State::Repository,
            Err(unusable) if has_repository() => State::Unusable(unusable),
            Ok(false) | Err(_) => State::Outside,
        };
        git
    }

    /// Whether git says that the folder is in a repository.
    fn inside(&self) -> Result<bool, Unusable> {
        let args = ["rev-parse", "--is-inside-work-tree"];
        let output = self.run(&args).map_err(|error| Unusable {
            problem: format!("`git` cannot be run: {}", crate::plan::reason(&error)),
            help: "install git",
        })?;
        match output.status.success() {
            true => Ok(text(&output.stdout) == "true"),
            false => Err(Unusable {
                problem: format!(
                    "`git {}` failed: {}",
                    args.join(" "),
                    text(&output.stderr).lines().next().unwrap_or_default()
                ),
                help: "fix the repository",
            }),
        }
    }

    /// Whether there is a repository. Git may be unable to read it.
    pub(super) fn is_repository(&self) -> bool {
        !matches!(self.state, State::Outside)
    }

    /// Refuses a repository that git cannot read. `instead` is what else users can do.
    pub(super) fn is_usable(&self, instead: &str) -> Result<(), Stop> {
        match &self.state {
            State::Repository | State::Outside => Ok(()),
            State::Unusable(Unusable { problem, help }) => {
                Err(fail(problem, format!("{help}, or {instead}")))
            }
        }
    }

    fn run(&self, args: &[&str]) -> io::Result<Output> {
        Command::new("git")
            .arg("-C")
            .arg(&self.folder)
            .args(args)
            .output()
    }

    /// The output of a git command; the error is what git prints.
    pub(super) fn output(&self, args: &[&str]) -> Result<String, String> {
        match self.run(args) {
            Ok(Output { status, stdout, .. }) if status.success() => Ok(text(&stdout)),
            Ok(output) => Err(text(&output.stderr)),
            Err(error) => Err(crate::plan::reason(&error)),
        }
    }

    /// Refuses uncommitted changes, which could not be told from those of the update.
    pub(super) fn is_clean(&self) -> Result<(), Stop> {
        if !self.is_repository() {
            return Ok(());
        }
        self.is_usable("pass `--force`")?;
        let status = self
            .output(&["status", "--porcelain", "--", "."])
            .map_err(|reason| {
                fail(
                    format!("`git status` failed: {reason}"),
                    "fix the repository, or pass `--force`",
                )
            })?;
        let changed: Vec<_> = status.lines().filter_map(|line| line.get(3..)).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let shown = quoted(changed.iter().take(SHOWN));
        let more = match changed.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Err(fail(
            format!("git has uncommitted changes: {shown}{more}"),
            "commit or stash them first, so that the update can be undone; `--force` updates anyway",
        ))
    }

    /// Refuses a branch that cannot be created.
    pub(super) fn can_create(&self, branch: &str) -> Result<(), Stop> {
        self.is_usable("leave out `--branch`")?;
        if !self.is_repository() {
            return Err(misuse(
                "`--branch` needs a git repository",
                "leave out `--branch`, or run `git init` and commit the project first",
            ));
        }
        if self.output(&["check-ref-format", "--branch", branch]).is_err() {
            return Err(misuse(
                format!("`{branch}` is not a name for a git branch"),
                "choose another name",
            ));
        }
        let reference = format!("refs/heads/{branch}");
        if self
            .output(&["show-ref", "--verify", "--quiet", &reference])
            .is_ok()
        {
            return Err(misuse(
                format!("the git branch `{branch}` already exists"),
                "choose another name, or delete that branch",
            ));
        }
        Ok(())
    }

    pub(super) fn create(&self, branch: &str) -> Result<(), Stop> {
        let created = self.output(&["switch", "--quiet", "--create", branch]);
        created.map(drop).map_err(|reason| {
            fail(
                format!("git cannot create the branch `{branch}`: {reason}"),
                "fix the repository, or leave out `--branch`",
            )
        })
    }

    /// Goes back to the branch before, if nothing was written.
    pub(super) fn leave(&self, branch: &str) {
        let back = self.output(&["switch", "--quiet", "-"]);
        let _ = back.and_then(|_| self.output(&["branch", "--quiet", "-D", branch]));
    }

    /// Commits the changes below the folder, and the written files outside of it.
    pub(super) fn commit(&self, paths: &[&Path], message: &str) -> Result<(), Stop> {
        let outside = paths.iter().filter(|path| path.starts_with(".."));
        let outside: Vec<_> = outside.map(|path| path.display().to_string()).collect();
        let add = ["add", "--all", "--", "."];
        let all: Vec<&str> = add
            .into_iter()
            .chain(outside.iter().map(String::as_str))
            .collect();
        let committed = self
            .output(&all)
            .and_then(|_| self.output(&["commit", "--quiet", "--message", message]));
        committed.map(drop).map_err(|reason| {
            fail(
                format!("the project is updated, but git cannot commit it: {reason}"),
                "commit it yourself",
            )
        })
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}
