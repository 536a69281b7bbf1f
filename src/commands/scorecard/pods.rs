//! Tests that run as images in Pods, by the program `kubewright-olm`.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use kubewright_bundle::scorecard::{Config, Stage, Status, Test};

use super::super::Context;
use super::super::errors::{Stop, fail};
use super::super::olm;
use crate::cli;
use crate::plan;

const HELP: &str = "put the programs of these tests on `PATH`, or leave the tests out with `--selector`";

/// How to run tests in Pods.
pub(super) struct Pods {
    program: PathBuf,
    args: Vec<OsString>,
    account: String,
    directory: PathBuf,
    notes: Mutex<String>,
}

impl Pods {
    pub(super) fn new(
        args: &cli::Scorecard,
        account: &str,
        bundle: &Path,
        cx: &Context<'_, '_>,
    ) -> Result<Self, Stop> {
        let program = olm::program("scorecard");
        let program = program
            .find(cx.variables)
            .map_err(|problem| fail(problem, HELP))?;
        let mut all: Vec<OsString> = vec!["scorecard".into(), bundle.into()];
        all.extend(args.pods.to_args());
        Ok(Self {
            program,
            args: all,
            account: account.to_owned(),
            directory: cx.directory.to_path_buf(),
            notes: Mutex::default(),
        })
    }

    /// What the program said.
    pub(super) fn notes(&self) -> String {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs tests at the same time, and returns the results of each.
    pub(super) fn run(&self, tests: &[&Test], deadline: Instant) -> Result<Vec<Status>, Stop> {
        let shown = self.program.display();
        let failed = |error: std::io::Error| {
            let text = format!("cannot run `{shown}`: {}", plan::reason(&error));
            fail(text, HELP)
        };
        let config = Config {
            stages: vec![Stage {
                parallel: true,
                tests: tests.iter().copied().cloned().collect(),
            }],
            serviceaccount: self.account.clone(),
        };
        let config = serde_json::to_vec(&config).unwrap_or_default();
        let left = deadline.saturating_duration_since(Instant::now());
        let seconds = left.as_millis().div_ceil(1000).max(1);
        let mut child = Command::new(&self.program)
            .args(&self.args)
            .args(["--wait-time", &format!("{seconds}s")])
            .current_dir(&self.directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that does not read it says why.
            let _ = stdin.write_all(&config);
        }
        let output = child.wait_with_output().map_err(failed)?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            let reason = said.split("error: ").last().unwrap_or_default().trim();
            return Err(fail(format!("tests cannot run in Pods: {reason}"), HELP));
        }
        self.notes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_str(&said);
        let statuses = Status::of_list(&output.stdout).unwrap_or_default();
        if statuses.len() != tests.len() {
            return Err(fail(
                format!("`{shown}` did not print the results of the tests"),
                HELP,
            ));
        }
        Ok(statuses)
    }
}
