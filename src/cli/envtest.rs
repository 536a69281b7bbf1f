//! The arguments of `kubewright envtest`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use kubewright_envtest::Wanted;

const INSTALL_EXAMPLES: &str = "Examples:
  kubewright envtest install
  export KUBEBUILDER_ASSETS=$(kubewright envtest install 1.37 -p path)
  kubewright envtest install --cluster
";

/// Provide the servers that tests start
#[derive(Debug, Subcommand)]
pub(crate) enum Envtest {
    Install(EnvtestInstall),
    Path(EnvtestPath),
    List(EnvtestList),
}

/// Install etcd and kube-apiserver, and say where they are
///
/// Takes what is there: the folder in `KUBEBUILDER_ASSETS` if no version is named, else the newest release that is installed
/// and wanted. What is not there is downloaded, its checksum verified, or built from the public Go modules where the index
/// has no such release or is out of reach.
#[derive(Debug, Args)]
#[command(after_long_help = INSTALL_EXAMPLES)]
pub(crate) struct EnvtestInstall {
    #[command(flatten)]
    pub(crate) choice: EnvtestChoice,

    /// Take what is installed, or fail; also by the variable `ENVTEST_INSTALLED_ONLY`
    #[arg(long, short = 'i')]
    pub(crate) installed_only: bool,

    /// Download it even if it is installed
    #[arg(long, conflicts_with_all = ["installed_only", "build", "cluster"])]
    pub(crate) force: bool,

    /// Build it from the public Go modules, with Go
    #[arg(long)]
    pub(crate) build: bool,

    /// Build what `Environment::cluster()` starts, too
    #[arg(long)]
    pub(crate) cluster: bool,

    /// The index of releases: an address or a file; also the variable `KUBEWRIGHT_ENVTEST_INDEX`
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

/// Print the folder of etcd and kube-apiserver that are installed
#[derive(Debug, Args)]
pub(crate) struct EnvtestPath {
    #[command(flatten)]
    pub(crate) choice: EnvtestChoice,
}

/// List releases that are installed or can be
#[derive(Debug, Args)]
pub(crate) struct EnvtestList {
    #[command(flatten)]
    pub(crate) choice: EnvtestChoice,

    /// Leave out what is not installed; also by the variable `ENVTEST_INSTALLED_ONLY`
    #[arg(long, short = 'i')]
    pub(crate) installed_only: bool,

    /// The index of releases: an address or a file; also the variable `KUBEWRIGHT_ENVTEST_INDEX`
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) index: Option<String>,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which servers.
#[derive(Args, Debug)]
pub(crate) struct EnvtestChoice {
    /// The release of Kubernetes: `1.37.1`, `1.37`, `~1.37.1` or `latest`
    #[arg(value_name = "VERSION")]
    pub(crate) version: Option<Wanted>,

    /// The operating system, in Go's words
    #[arg(long)]
    pub(crate) os: Option<String>,

    /// The architecture, in Go's words
    #[arg(long)]
    pub(crate) arch: Option<String>,

    /// Keep downloads here, not in setup-envtest's folder
    #[arg(long, value_name = "DIR")]
    pub(crate) bin_dir: Option<PathBuf>,
}

/// What `install` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EnvtestPrint {
    /// All about it.
    Overview,
    /// The folder alone.
    Path,
    /// A line for a shell, which sets `KUBEBUILDER_ASSETS`.
    Env,
}
