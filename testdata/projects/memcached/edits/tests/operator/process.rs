//! The built program, running.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context as _, Result};

/// Kills the operator when the pipe from the test program closes. That happens however the test program ends.
const SUPERVISE: &str = r#"log=$1; shift; "$0" "$@" >"$log" 2>&1 & read -r _; kill -9 $!; wait"#;

/// The operator, which is killed when this value is dropped.
#[derive(Debug)]
pub struct Operator {
    shell: Child,
    control: Option<ChildStdin>,
    log: PathBuf,
}

impl Operator {
    /// Starts the operator.
    pub fn start(log: &Path, arguments: &[String]) -> Result<Self> {
        let mut shell = Command::new("/bin/sh")
            .args(["-c", SUPERVISE, env!("CARGO_BIN_EXE_cache-operator")])
            .arg(log)
            .args(arguments)
            .stdin(Stdio::piped())
            .spawn()?;
        let control = shell.stdin.take().context("the shell takes no input")?;
        Ok(Self {
            shell,
            control: Some(control),
            log: log.to_owned(),
        })
    }

    /// Kills the operator with `kill -9`: it cannot release its lease.
    pub fn kill(mut self) {
        self.end();
    }

    /// Returns the log of the operator.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn end(&mut self) {
        drop(self.control.take());
        let _ = self.shell.wait();
    }
}

impl Drop for Operator {
    fn drop(&mut self) {
        self.end();
        if std::thread::panicking() {
            eprintln!("{}:\n{}", self.log.display(), self.log());
        }
    }
}
