//! `kubewright cluster`: runs the program `kubewright-cluster`.
//!
//! A cluster needs a client for the API server, and tokio. They would slow down every other command, which takes milliseconds. So
//! the program is a feature of the package `kubewright-envtest`, and installed separately.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use kubewright_envtest::ClusterArgs;

use super::{Context, FAILURE, Variables};
use crate::plan;
use crate::plugins::Runtime;

const PROGRAM: &str = "kubewright-cluster";
const VARIABLE: &str = "KUBEWRIGHT_CLUSTER";
const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(super) fn run(args: &ClusterArgs, mut cx: Context<'_, '_>) -> u8 {
    let candidates = candidates(cx.variables);
    let Some(program) = candidates.iter().find(|program| program.is_file()) else {
        let problem = match (set(VARIABLE, cx.variables), &candidates[..]) {
            (Some(_), [named]) => {
                format!(
                    "`{VARIABLE}` is `{}`, which is not a file; correct or unset it",
                    named.display()
                )
            }
            _ => format!(
                "`kubewright cluster` needs the program `{PROGRAM}`; `{}` installs it",
                install()
            ),
        };
        cx.printer.error(&format!("error: {problem}"));
        return FAILURE;
    };
    if let Err(problem) = has_this_version(program) {
        cx.printer.error(&format!("error: {problem}"));
        return FAILURE;
    }
    let mut command = Command::new(program);
    command.current_dir(cx.directory);
    if cx.printer.quiet() {
        command.arg("--quiet");
    }
    command.args(args.to_command_line());
    let error = start(command);
    cx.printer.error(&format!(
        "error: cannot run `{}`: {}",
        program.display(),
        plan::reason(&error)
    ));
    FAILURE
}

/// The value of an environment variable, unless it is empty.
fn set(name: &str, variables: Variables<'_>) -> Option<OsString> {
    variables(name).filter(|value| !value.is_empty())
}

/// Where the program may be, best first.
fn candidates(variables: Variables<'_>) -> Vec<PathBuf> {
    if let Some(named) = set(VARIABLE, variables) {
        return vec![PathBuf::from(named)];
    }
    let beside = std::env::current_exe()
        .ok()
        .and_then(|this| Some(this.parent()?.join(PROGRAM)));
    let path = set("PATH", variables).unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join(PROGRAM));
    beside.into_iter().chain(on_path).collect()
}

fn has_this_version(program: &Path) -> Result<(), String> {
    let shown = program.display();
    let output = Command::new(program).arg("--version").output();
    let output = output.map_err(|error| format!("cannot run `{shown}`: {}", plan::reason(&error)))?;
    let version = String::from_utf8_lossy(&output.stdout);
    if version.trim() == format!("{PROGRAM} {VERSION}") {
        return Ok(());
    }
    let version = version.trim().lines().next().unwrap_or_default();
    let problem = match version.strip_prefix(PROGRAM) {
        Some(version) => format!("has version{version}, but this is kubewright {VERSION}"),
        None => format!("is not `{PROGRAM}`"),
    };
    Err(format!(
        "`{shown}` {problem}; `{}` installs the right one",
        install()
    ))
}

fn install() -> String {
    format!("cargo install --locked {}", Runtime::default().install_cluster())
}

/// Becomes the program, so that signals reach it; returns only if it cannot.
#[cfg(unix)]
fn start(mut command: Command) -> std::io::Error {
    std::os::unix::process::CommandExt::exec(&mut command)
}

#[cfg(not(unix))]
fn start(_: Command) -> std::io::Error {
    std::io::Error::other("clusters are supported on Linux and macOS only")
}
