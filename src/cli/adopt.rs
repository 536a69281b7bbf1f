//! The arguments of `kubewright adopt`.

use clap::Args;

use super::Preview;

const EXAMPLES: &str = "Examples:
  kubewright adopt --dry-run
  kubewright adopt --domain example.com --health-port 8080
";

/// Set up a project in a crate that uses kube's own derives
///
/// Writes PROJECT, a Makefile, a Dockerfile and `config/` for the kinds that the crate has. Files that exist are kept, and Rust files
/// are not changed. If the crate has a PROJECT, kinds that are missing there are added.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Adopt {
    /// The domain of your API groups; kinds of other groups are external [default: the suffix that all groups share]
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) domain: Option<String>,

    /// The prefix of all objects in a cluster [default: the name of the package]
    #[arg(long, value_name = "NAME")]
    pub(crate) project_name: Option<String>,

    /// The binary to deploy [default: the only one of the package]
    #[arg(long, value_name = "NAME")]
    pub(crate) bin: Option<String>,

    /// The port that serves `/healthz` and `/readyz`, for probes [default: no probes]
    #[arg(long, value_name = "PORT")]
    pub(crate) health_port: Option<u16>,

    /// The schemas: `exact` as `crd()` returns them, or `strict`, which lose no data [default: exact]
    #[arg(long, value_name = "SCHEMA", value_parser = ["exact", "strict"])]
    pub(crate) schema: Option<String>,

    #[command(flatten)]
    pub(crate) preview: Preview,
}
