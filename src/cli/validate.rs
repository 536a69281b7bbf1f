//! The arguments of `kubewright validate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

const EXAMPLES: &str = "Examples:
  kubewright validate                                      the samples of the project
  kubewright validate deploy/ --crds config/crd/bases      a folder, against CRDs of a folder
  kustomize build config/default | kubewright validate -   what kustomize writes
  kubewright validate new.yaml --old old.yaml              a change
";

/// Check objects as the API server does, without a cluster
///
/// Reads the objects in YAML or JSON files and prints every reason why the API server would reject them, with file, line and column. The
/// CRDs are those that the source of the project defines, those in `--crds`, and those among the objects. CEL rules are run.
///
/// Unknown fields and duplicate keys are errors, as in `kubectl apply --validate=strict`, and so are kinds and versions that a known
/// group does not have. CRDs among the objects are checked as well. Objects of groups without a CRD are not checked; a note lists their
/// kinds.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Validate {
    /// Files or folders with objects, or `-` for stdin; in a project, `config/samples` by default
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<String>,

    /// A file or folder with CRDs, instead of those that the source of the project defines
    #[arg(long, value_name = "FILE")]
    pub(crate) crds: Vec<PathBuf>,

    /// A file or folder with the objects that are replaced; others are checked as new ones
    #[arg(long, value_name = "FILE")]
    pub(crate) old: Vec<PathBuf>,

    /// Check writes to the status subresource; needs `--old`
    #[arg(long, requires = "old")]
    pub(crate) status: bool,

    /// The format of the causes
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: ValidateFormat,
}

/// The format of the causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ValidateFormat {
    /// Lines
    Text,
    /// A JSON array with an object for each cause
    Json,
    /// For code scanning
    Sarif,
}
