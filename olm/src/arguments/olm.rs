//! Arguments of `kubewright olm`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::Cluster;
use super::installation::duration;

/// Install OLM in a cluster, show its state, or uninstall it
#[derive(Clone, Debug, Subcommand)]
#[expect(missing_docs, reason = "docs here would replace the help of the arguments")]
pub enum Olm {
    Install(OlmInstall),
    Status(OlmStatus),
    Uninstall(OlmUninstall),
}

/// Install OLM from manifests
///
/// A release of OLM v0 has the manifests `crds.yaml` and `olm.yaml`, one of OLM v1 has `operator-controller.yaml`. Download them
/// first: this command does not access the internet.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct OlmInstall {
    /// A manifest of OLM; all are installed together, CRDs first
    #[arg(long = "file", short, visible_aliases = ["crds", "olm"], value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// How long each stage may take
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = duration)]
    pub timeout: Duration,

    /// The cluster.
    #[command(flatten)]
    pub cluster: Cluster,
}

/// Show whether OLM is installed, and what is not ready
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct OlmStatus {
    /// A manifest of OLM, to list each of its objects
    #[arg(long = "file", short, visible_aliases = ["crds", "olm"], value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// The cluster.
    #[command(flatten)]
    pub cluster: Cluster,
}

/// Uninstall OLM
///
/// Refuses while operators are installed, because their objects would be deleted with OLM's CRDs.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct OlmUninstall {
    /// A manifest that OLM was installed from
    #[arg(long = "file", short, visible_aliases = ["crds", "olm"], value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// Uninstall even if operators are installed
    #[arg(long)]
    pub force: bool,

    /// How long the deletion may take
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = duration)]
    pub timeout: Duration,

    /// The cluster.
    #[command(flatten)]
    pub cluster: Cluster,
}
