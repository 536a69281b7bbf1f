//! The arguments of `kubewright envtest`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use kubewright_envtest::Wanted;

const INSTALL_EXAMPLES: &str = "Examples:
  kubewright envtest install
  export KUBEBUILDER_ASSETS=$(kubewright envtest install 1.37 -p path)
  kubewright envtest install --cluster
";

/// Install the servers that tests start
#[derive(Debug, Subcommand)]
pub(crate) enum Envtest {
    Install(EnvtestInstall),
    Path(EnvtestPath),
    List(EnvtestList),
}

/// Install etcd and kube-apiserver, and print where they are
///
/// Uses an installed release: the folder in `KUBEBUILDER_ASSETS` if no version is given, else the newest matching one. If none is
/// installed, downloads it and verifies its checksum. If the index does not have it or cannot be reached, builds it from the public Go
/// modules.
#[derive(Debug, Args)]
#[command(after_long_help = INSTALL_EXAMPLES)]
pub(crate) struct EnvtestInstall {
    #[command(flatten)]
    pub(crate) choice: EnvtestChoice,

    /// Use an installed release, or fail [env: `ENVTEST_INSTALLED_ONLY`]
    #[arg(long, short = 'i')]
    pub(crate) installed_only: bool,

    /// Download the release even if it is installed
    #[arg(long, conflicts_with_all = ["installed_only", "build", "cluster"])]
    pub(crate) force: bool,

    /// Build the release from the public Go modules, with Go
    #[arg(long)]
    pub(crate) build: bool,

    /// Also build kube-controller-manager, kube-scheduler and kwok, for clusters with real controllers
    #[arg(long)]
    pub(crate) cluster: bool,

    /// The index of releases: a URL or a file [env: `KUBEWRIGHT_ENVTEST_INDEX`]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) index: Option<String>,

    /// What to print
    #[arg(
        long,
        short = 'p',
        value_name = "WHAT",
        default_value = "overview",
        conflicts_with = "json"
    )]
    pub(crate) print: EnvtestPrint,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print the folder of the installed etcd and kube-apiserver
#[derive(Debug, Args)]
pub(crate) struct EnvtestPath {
    #[command(flatten)]
    pub(crate) choice: EnvtestChoice,
}

/// List the releases that are installed or available
#[derive(Debug, Args)]
pub(crate) struct EnvtestList {
    #[command(flatten)]
    pub(crate) choice: EnvtestChoice,

    /// List only installed releases [env: `ENVTEST_INSTALLED_ONLY`]
    #[arg(long, short = 'i')]
    pub(crate) installed_only: bool,

    /// The index of releases: a URL or a file [env: `KUBEWRIGHT_ENVTEST_INDEX`]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) index: Option<String>,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which servers.
#[derive(Args, Debug)]
pub(crate) struct EnvtestChoice {
    /// The Kubernetes release: `1.37.1`, `1.37`, `~1.37.1` or `latest`
    #[arg(value_name = "VERSION")]
    pub(crate) version: Option<Wanted>,

    /// The operating system, as GOOS
    #[arg(long)]
    pub(crate) os: Option<String>,

    /// The architecture, as GOARCH
    #[arg(long)]
    pub(crate) arch: Option<String>,

    /// The folder for downloads [default: setup-envtest's folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) bin_dir: Option<PathBuf>,
}

/// What `install` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EnvtestPrint {
    /// Version, platform and folder.
    Overview,
    /// Only the folder.
    Path,
    /// A shell command that sets `KUBEBUILDER_ASSETS`.
    Env,
}
