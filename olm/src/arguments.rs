//! The arguments of the commands that the CLI passes on to `kubewright-olm`.

mod images;
mod installation;
mod olm;
mod scorecard;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

pub use images::{Images, Pull, PullCatalog, Push};
pub use installation::{
    Cleanup, Generation, InstallMode, ModeError, PullPolicy, Run, RunBundle, RunPackageManifests, RunUpgrade,
    SecurityContext, Serving,
};
pub use olm::{Olm, OlmInstall, OlmStatus, OlmUninstall};
pub use scorecard::{Pods, ScorecardPods};

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

    /// A PEM file with certificates of CAs
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,

    /// Certificates of authorities, in PEM, from elsewhere.
    #[arg(skip)]
    pub ca_pem: Option<Vec<u8>>,

    /// The file with credentials [default: Podman's and Docker's]
    #[arg(long, value_name = "FILE", env = "REGISTRY_AUTH_FILE")]
    pub auth_file: Option<PathBuf>,

    /// How long the registry may take for an answer
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = installation::duration)]
    pub registry_timeout: Duration,
}

impl Registry {
    /// The same as arguments of another program.
    ///
    /// ```
    /// let mut registry = kubewright_olm::Registry::default();
    /// registry.use_http = true;
    /// assert_eq!(registry.to_args(), ["--use-http"]);
    /// ```
    #[must_use]
    pub fn to_args(&self) -> Vec<OsString> {
        let mut args = Vec::new();
        for (is_set, flag) in [
            (self.use_http, "--use-http"),
            (self.skip_tls_verify, "--skip-tls-verify"),
        ] {
            args.extend(is_set.then(|| OsString::from(flag)));
        }
        for (file, flag) in [(&self.ca_file, "--ca-file"), (&self.auth_file, "--auth-file")] {
            args.extend(file.iter().flat_map(|file| [flag.into(), file.into()]));
        }
        if !self.registry_timeout.is_zero() {
            let seconds = format!("{}s", self.registry_timeout.as_secs());
            args.extend(["--registry-timeout".into(), seconds.into()]);
        }
        args
    }
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
