//! Programs that are installed separately: `kubewright-cluster`, `kubewright-olm`.
//!
//! A client for the API server, a client for registries and tokio would slow down every other command, which takes milliseconds.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Context, FAILURE, Variables};
use crate::plan;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A program beside this one.
pub(super) struct Program<'a> {
    /// Its name.
    pub(super) name: &'static str,
    /// The environment variable that names it.
    pub(super) variable: &'static str,
    /// The command that needs it.
    pub(super) command: &'a str,
    /// The arguments of `cargo install` that install it.
    pub(super) install: String,
}

impl Program<'_> {
    /// Becomes the program, so that signals reach it; returns only if it cannot.
    pub(super) fn run(&self, args: impl IntoIterator<Item: AsRef<OsStr>>, cx: &mut Context<'_, '_>) -> u8 {
        let problem = match self.find(cx.variables) {
            Ok(program) => {
                let mut command = Command::new(&program);
                command.current_dir(cx.directory).args(args);
                let error = start(command);
                format!("cannot run `{}`: {}", program.display(), plan::reason(&error))
            }
            Err(problem) => problem,
        };
        cx.printer.error(&format!("error: {problem}"));
        FAILURE
    }

    /// The program, of this version.
    pub(super) fn find(&self, variables: Variables<'_>) -> Result<PathBuf, String> {
        let Self {
            name,
            variable,
            command,
            ..
        } = self;
        let candidates = self.candidates(variables);
        let found = candidates.iter().find(|program| program.is_file());
        let program = found.ok_or_else(|| match (set(variable, variables), &candidates[..]) {
            (Some(_), [named]) => {
                format!(
                    "`{variable}` is `{}`, which is not a file; correct or unset it",
                    named.display()
                )
            }
            _ => format!(
                "`kubewright {command}` needs the program `{name}`; `{}` installs it",
                self.install()
            ),
        })?;
        self.check_version(program)?;
        Ok(program.clone())
    }

    /// Where the program may be, best first.
    fn candidates(&self, variables: Variables<'_>) -> Vec<PathBuf> {
        if let Some(named) = set(self.variable, variables) {
            return vec![PathBuf::from(named)];
        }
        let beside = std::env::current_exe()
            .ok()
            .and_then(|this| Some(this.parent()?.join(self.name)));
        let path = set("PATH", variables).unwrap_or_default();
        let on_path = std::env::split_paths(&path).map(|folder| folder.join(self.name));
        beside.into_iter().chain(on_path).collect()
    }

    fn check_version(&self, program: &Path) -> Result<(), String> {
        let (name, shown) = (self.name, program.display());
        let output = Command::new(program).arg("--version").output();
        let output = output.map_err(|error| format!("cannot run `{shown}`: {}", plan::reason(&error)))?;
        let version = String::from_utf8_lossy(&output.stdout);
        if version.trim() == format!("{name} {VERSION}") {
            return Ok(());
        }
        let version = version.trim().lines().next().unwrap_or_default();
        let problem = match version.strip_prefix(name) {
            Some(version) => format!("has version{version}, but this is kubewright {VERSION}"),
            None => format!("is not `{name}`"),
        };
        Err(format!(
            "`{shown}` {problem}; `{}` installs the right one",
            self.install()
        ))
    }

    fn install(&self) -> String {
        format!("cargo install --locked {}", self.install)
    }
}

/// The value of an environment variable, unless it is empty.
fn set(name: &str, variables: Variables<'_>) -> Option<OsString> {
    variables(name).filter(|value| !value.is_empty())
}

#[cfg(unix)]
fn start(mut command: Command) -> std::io::Error {
    std::os::unix::process::CommandExt::exec(&mut command)
}

#[cfg(not(unix))]
fn start(_: Command) -> std::io::Error {
    std::io::Error::other("this is supported on Linux and macOS only")
}
