//! The operator's program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use kubewright_envtest::Environment;
use kubewright_guide::page::root;
use tokio::process::Child;

use crate::say;

/// Compiles it with the lock file and target folder of this repository, where most dependencies are compiled already.
pub(crate) fn build(project: &Path) -> Result<PathBuf> {
    fs::copy(root().join("Cargo.lock"), project.join("Cargo.lock"))?;
    let this = std::env::current_exe()?;
    let target = this
        .ancestors()
        .nth(2)
        .context("cannot find the target folder of this program")?;
    say("this usually takes 2 minutes the first time, and seconds later; cargo shows the progress");
    let mut cargo = Command::new("cargo");
    cargo.arg("build").current_dir(project);
    let status = cargo.env("CARGO_TARGET_DIR", target).status();
    if !status.context("cannot run cargo")?.success() {
        bail!(
            "the operator does not compile; the errors are above, the project was created from docs/src/tutorial/memcached.md"
        );
    }
    let program = target.join("debug/memcached");
    say(&format!("{}", program.display()));
    Ok(program)
}

/// The program, running.
#[derive(Debug)]
pub(crate) struct Operator {
    child: Child,
}

impl Operator {
    /// Runs it against the cluster, its log in a file of the folder.
    pub(crate) fn run(program: &Path, environment: &Environment, folder: &Path) -> Result<Self> {
        let kubeconfig = folder.join("kubeconfig");
        environment.write_kubeconfig(&kubeconfig)?;
        let server = environment.webhook_server();
        let log = fs::File::create(folder.join("operator.log"))?;
        let child = tokio::process::Command::new(program)
            .arg(format!("--kubeconfig={}", kubeconfig.display()))
            .arg(format!("--webhook-port={}", server.port()))
            .arg(format!("--webhook-cert-path={}", server.certificates().display()))
            .args(["--health-probe-bind-address=0", "--metrics-bind-address=0"])
            .stdin(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        say(&format!("process {}", child.id().unwrap_or_default()));
        Ok(Self { child })
    }

    /// Stops it with the signal that Kubernetes sends, and waits until it has ended.
    pub(crate) async fn stop(mut self) -> Result<()> {
        if let Some(id) = self.child.id() {
            Command::new("kill").arg(id.to_string()).status()?;
        }
        let end = tokio::time::timeout(Duration::from_secs(35), self.child.wait());
        let status = end.await.context("the operator does not stop")??;
        say(&format!("the operator has stopped: {status}"));
        Ok(())
    }
}
