//! Tests that are programs on this machine.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use kubewright_bundle::scorecard::{Result as TestResult, State, Status, Test};

use super::super::Context;
use super::super::errors::{Stop, fail};
use crate::cli;
use crate::plan;

/// A test's program, with what it is started with.
pub(super) struct Program {
    path: PathBuf,
    arguments: Vec<String>,
    bundle: PathBuf,
    directory: PathBuf,
    namespace: String,
}

/// Where images have their bundle.
const IN_IMAGE: &str = "/bundle";
/// How often it is asked whether a program has ended.
const POLL: Duration = Duration::from_millis(5);

impl Program {
    /// Finds the program of a test, if it is on this machine: a path, or a name on `PATH`.
    pub(super) fn find(
        test: &Test,
        bundle: &Path,
        args: &cli::Scorecard,
        cx: &Context<'_, '_>,
    ) -> Option<Self> {
        let name = test.entrypoint.first().map(String::as_str).unwrap_or_default();
        let candidates: Vec<_> = match name.contains('/') {
            true => vec![cx.directory.join(name)],
            false => {
                let path = (cx.variables)("PATH").unwrap_or_default();
                std::env::split_paths(&path)
                    .map(|folder| folder.join(name))
                    .collect()
            }
        };
        let found = candidates
            .into_iter()
            .find(|path| !name.is_empty() && path.is_file());
        let path = found?;
        // As in a Pod, except that the bundle is where it is.
        let shown = bundle.display().to_string();
        let mut arguments: Vec<_> = test.entrypoint[1..]
            .iter()
            .map(|argument| match argument.strip_prefix(IN_IMAGE) {
                Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{shown}{rest}"),
                _ => argument.clone(),
            })
            .collect();
        if !arguments.iter().any(|argument| argument.starts_with(&shown)) {
            arguments.push(shown);
        }
        Some(Self {
            path,
            arguments,
            bundle: bundle.to_path_buf(),
            directory: cx.directory.to_path_buf(),
            namespace: args
                .pods
                .namespace
                .clone()
                .unwrap_or_else(|| "default".to_owned()),
        })
    }

    /// Runs the test. Its exit status does not count, only what it prints.
    pub(super) fn run(&self, name: &str, deadline: Instant) -> Result<Status, Stop> {
        let cannot_run = |error: std::io::Error| {
            let text = format!("cannot run `{}`: {}", self.path.display(), plan::reason(&error));
            fail(text, "make it executable")
        };
        let mut command = Command::new(&self.path);
        command.args(&self.arguments).current_dir(&self.directory);
        command
            .env("SCORECARD_BUNDLE", &self.bundle)
            .env("SCORECARD_NAMESPACE", &self.namespace);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        let mut child = command.spawn().map_err(cannot_run)?;
        let mut stdout = child.stdout.take();
        let reader = thread::spawn(move || {
            let mut output = Vec::new();
            if let Some(stdout) = &mut stdout {
                let _ = stdout.read_to_end(&mut output);
            }
            output
        });
        while child.try_wait().map_err(cannot_run)?.is_none() {
            if Instant::now() >= deadline {
                let _ = child.kill();
                let _ = child.wait();
                let mut result = TestResult::new(name);
                result.fail("the test did not end within `--wait-time`");
                result.state = State::Error;
                return Ok(Status {
                    results: vec![result],
                });
            }
            thread::sleep(POLL);
        }
        Ok(Status::parse(name, &reader.join().unwrap_or_default()))
    }
}
