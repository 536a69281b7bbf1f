//! The arguments of the commands that the CLI passes on to `kubewright-olm`.

mod images;
mod installation;
mod olm;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

pub use images::{Images, Pull, Push};
pub use installation::{
    Cleanup, Generation, InstallMode, ModeError, PullPolicy, Run, RunBundle, RunUpgrade, SecurityContext,
    Serving,
};
pub use olm::{Olm, OlmInstall, OlmStatus, OlmUninstall};

/// How a registry is talked to.
///
/// ```
/// assert!(!kubewright_olm::Registry::default().use_http);
/// ```
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Registry")]
pub struct Registry {
    /// Talk to the registry without TLS
    #[arg(long)]
    pub use_http: bool,

    /// Accept any certificate of the registry
    #[arg(long)]
    pub skip_tls_verify: bool,

    /// A file with certificates of authorities, in PEM
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,

    /// The file with credentials [default: Podman's and Docker's]
    #[arg(long, value_name = "FILE", env = "REGISTRY_AUTH_FILE")]
    pub auth_file: Option<PathBuf>,

    /// How long the registry may take for an answer
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = installation::duration)]
    pub registry_timeout: Duration,
}

/// Which cluster is talked to.
///
/// ```
/// assert_eq!(kubewright_olm::Cluster::default().context, None);
/// ```
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Cluster")]
pub struct Cluster {
    /// The kubeconfig [default: $KUBECONFIG or ~/.kube/config]
    #[arg(long, value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,

    /// The context in the kubeconfig
    #[arg(long, value_name = "NAME")]
    pub context: Option<String>,
}
