//! What must be on the machine.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};
use kubewright_envtest::{AssetSearch, Binary, GO_VERSION};

use crate::say;

/// Prints which tools are installed, or fails with what to install.
pub(crate) fn check() -> Result<()> {
    if !runs("cargo", "--version") {
        bail!("cargo is not installed; install Rust from https://rustup.rs");
    }
    say("cargo is installed");
    match AssetSearch::from_env().find_installed(Binary::CLUSTER)? {
        Some(assets) => say(&format!("the servers are in {}", assets.folder().display())),
        None if runs("go", "version") => {
            say("the servers of the cluster are built with Go, once; each says how long that usually takes");
            AssetSearch::from_env().find(Binary::CLUSTER)?;
        }
        None => bail!(
            "the servers of a cluster are not installed, and neither is Go, which builds them; install Go {GO_VERSION} or newer from \
             https://go.dev/dl, or name a folder with the servers in KUBEBUILDER_ASSETS"
        ),
    }
    Ok(())
}

fn runs(program: &str, argument: &str) -> bool {
    let mut command = Command::new(program);
    let command = command.arg(argument).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
