//! The arguments of `kubewright cluster`, which the command and `kubewright-cluster` both read.

use std::ffi::OsString;
use std::path::PathBuf;

const ABOUT: &str = "Run a simulated cluster for development, until Ctrl-C";

const LONG_ABOUT: &str = "Run a simulated cluster for development, until Ctrl-C

Starts etcd and kube-apiserver on this machine, with simulated controllers and a simulated node, installs the project's CRDs \
and webhook configurations, and writes a kubeconfig. Deployments become ready and owned objects are deleted with their owners, but no \
container runs. The API server calls webhooks on this machine. Nothing is left when the cluster ends.

With a COMMAND, the cluster ends with that command. The command gets the variable KUBECONFIG and, for webhooks, ENABLE_WEBHOOKS, \
WEBHOOK_PORT and WEBHOOK_CERT_PATH.";

const EXAMPLES: &str = "Examples:
  kubewright cluster                # until Ctrl-C; prints what to export in another terminal
  kubewright cluster -- make run    # the operator of this project in it, webhooks too
  kubewright cluster -- kubectl get nodes
";

/// The arguments of `kubewright cluster`.
///
/// ```
/// use clap::Parser;
/// use kubewright_envtest::ClusterArgs;
///
/// #[derive(Parser)]
/// struct Args {
///     #[command(flatten)]
///     cluster: ClusterArgs,
/// }
///
/// let args = Args::parse_from(["cluster", "--crds=deploy/crds", "--", "make", "run"]);
/// assert_eq!(args.cluster.command, ["make", "run"]);
/// ```
#[derive(Clone, Debug, clap::Args)]
#[command(about = ABOUT, long_about = LONG_ABOUT, after_long_help = EXAMPLES)]
#[non_exhaustive]
pub struct ClusterArgs {
    /// The kubeconfig to write; removed at the end
    #[arg(long, value_name = "FILE", default_value = "bin/cluster.kubeconfig")]
    pub kubeconfig: PathBuf,

    /// A file or folder of CRDs [default: config/crd/bases, if it exists]
    #[arg(long, value_name = "PATH")]
    pub crds: Vec<PathBuf>,

    /// A file or folder of webhook configurations [default: config/webhook/manifests.yaml, if it exists]
    #[arg(long, value_name = "PATH")]
    pub webhooks: Vec<PathBuf>,

    /// Start only etcd and kube-apiserver
    #[arg(long)]
    pub api_server_only: bool,

    /// The command to run in the cluster
    #[arg(value_name = "COMMAND", last = true)]
    pub command: Vec<OsString>,
}

impl ClusterArgs {
    /// Returns the same arguments as a command line.
    ///
    /// ```
    /// use clap::Parser;
    /// use kubewright_envtest::ClusterArgs;
    ///
    /// #[derive(Parser)]
    /// struct Args {
    ///     #[command(flatten)]
    ///     cluster: ClusterArgs,
    /// }
    ///
    /// let line = ["--kubeconfig", "k", "--crds", "a", "--crds", "b", "--api-server-only", "--", "make", "run"];
    /// let args = Args::parse_from(["cluster"].into_iter().chain(line));
    /// assert_eq!(args.cluster.to_command_line(), line);
    /// ```
    #[must_use]
    pub fn to_command_line(&self) -> Vec<OsString> {
        let mut line = vec!["--kubeconfig".into(), self.kubeconfig.clone().into_os_string()];
        for (flag, paths) in [("--crds", &self.crds), ("--webhooks", &self.webhooks)] {
            for path in paths {
                line.extend([flag.into(), path.clone().into_os_string()]);
            }
        }
        if self.api_server_only {
            line.push("--api-server-only".into());
        }
        if !self.command.is_empty() {
            line.push("--".into());
            line.extend(self.command.iter().cloned());
        }
        line
    }
}
