//! The arguments of `kubewright rbac`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Find the permissions that the program needs
#[derive(Debug, Subcommand)]
pub(crate) enum Rbac {
    Suggest(RbacSuggest),
}

const EXAMPLES: &str = "Examples:
  kubewright rbac suggest
  kubewright rbac suggest --check
  kubewright rbac suggest --check --role charts/shop/templates/role.yaml
";

/// Print the RBAC markers that are missing for the calls in the source
///
/// Reads the calls to kube-rs and to kubewright's runtime in the source, and their types. Leaves out permissions that a
/// marker or a bound role in `config/rbac` already grants.
///
/// The list can be incomplete: the source does not state every type that the compiler infers. Calls whose kind could not be found are
/// listed.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RbacSuggest {
    /// The files or folders to read [default: those of the project]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<String>,

    /// Compare with roles, and fail if a permission is missing; list those that no call needs
    #[arg(long)]
    pub(crate) check: bool,

    /// A file or folder with the roles to compare with [default: config/rbac]
    #[arg(long, value_name = "PATH", requires = "check")]
    pub(crate) role: Option<PathBuf>,
}
