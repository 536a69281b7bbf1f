//! The arguments of `kubewright diff`.

use clap::{Args, ValueEnum};

const EXAMPLES: &str = "Examples:
  kubewright diff                              the last commit and the source
  kubewright diff v1.2.0                       a tag and the source
  kubewright diff v1.2.0 v1.3.0                two tags
  kubewright diff cluster                      the cluster and the source
  kubewright diff old.yaml config/crd/bases    a file and a folder
  kubewright diff origin/main --output markdown
";

/// List the changes of CRDs, and what they break
///
/// Each state is a file or folder with CRDs, `-` for stdin, `cluster` for the CRDs that `kubectl` reads, or a git revision. From
/// a cluster, `diff` compares only the groups that the other state has. A revision may name a file or folder:
/// `v1.2.0:config/crd/bases`. By default, the last commit is compared with the CRDs that the source
/// defines now.
///
/// A change is breaking if objects or requests that were valid before fail or lose data; risky if a client may see something that it
/// does not expect; or else compatible. `PROJECT` may allow single changes, each with a reason.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Diff {
    /// The old state: a git revision, file, folder, `-` or `cluster`
    #[arg(value_name = "OLD", default_value = "HEAD")]
    pub(crate) old: String,

    /// The new state; in a project, what the source defines by default
    #[arg(value_name = "NEW")]
    pub(crate) new: Option<String>,

    /// The format of the list
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: DiffFormat,

    /// Exit with status 1 if a change is of this class, or a worse one
    #[arg(long, value_name = "CLASS", default_value = "breaking")]
    pub(crate) fail_on: FailOn,
}

/// The format of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// Lines
    Text,
    /// A JSON array with an object for each change
    Json,
    /// A table for pull requests
    Markdown,
}

/// The least class that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Breaking changes
    Breaking,
    /// Risky and breaking changes
    Risky,
    /// None
    Never,
}
