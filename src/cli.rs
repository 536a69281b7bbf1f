//! The arguments; their docs are the help.

mod scaffold;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use scaffold::{CreateApi, ExternalType, Header, Init, Named, Scaffold};

use crate::options;

/// Writes CRDs, RBAC roles and webhook configurations from Rust source.
#[derive(Debug, Parser)]
#[command(name = "kubewright", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Say only what is wrong.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// When to use colours.
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: Color,

    #[command(subcommand)]
    pub(crate) command: Command,
}

const MANIFESTS_EXAMPLES: &str = "  \
  kubewright manifests
  kubewright manifests --check
  kubewright manifests crd:maxDescLen=0 paths=./api/... output:dir=deploy
";

const SCHEMAPATCH_EXAMPLES: &str = "  \
  kubewright schemapatch manifests=config/crd/bases
  kubewright schemapatch manifests=./crds maxDescLen=80 output:dir=out
";

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The form of errors and warnings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// With the source line, as rustc prints them, on the error stream.
    #[default]
    Human,
    /// One JSON object a line, on the output stream.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(Init),
    #[command(subcommand)]
    Create(Create),
    Manifests(Manifests),
    #[command(name = "schemapatch")]
    SchemaPatch(SchemaPatch),
    Markers(Markers),
}

/// Add to the project
#[derive(Debug, Subcommand)]
pub(crate) enum Create {
    Api(CreateApi),
}

/// Write CRDs, RBAC roles and webhook configurations
///
/// Reads the Rust source below the current folder, without compiling it. If anything is wrong, nothing is written.
#[derive(Debug, Args)]
#[command(after_long_help = options::help(options::MANIFESTS, MANIFESTS_EXAMPLES))]
pub(crate) struct Manifests {
    /// Generators, paths and output rules, as controller-gen takes them
    #[arg(value_name = "OPTION")]
    pub(crate) options: Vec<String>,

    #[command(flatten)]
    pub(crate) mode: Mode,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// Replace the schemas in CRDs that are kept by hand
///
/// Each version of each CRD in the folder whose group, kind and version a Rust type has gets that type's schema. Everything
/// else in the files stays as it is: other documents, the order of keys, comments.
#[derive(Debug, Args)]
#[command(after_long_help = options::help(options::SCHEMAPATCH, SCHEMAPATCH_EXAMPLES))]
pub(crate) struct SchemaPatch {
    /// The folder of the CRDs (`manifests=DIR`), and options as controller-gen takes them
    #[arg(value_name = "OPTION")]
    pub(crate) options: Vec<String>,

    #[command(flatten)]
    pub(crate) mode: Mode,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// List the markers, or tell all about one
#[derive(Debug, Args)]
pub(crate) struct Markers {
    /// The marker's name, such as `kubebuilder:validation:Minimum`; its last word is enough
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What becomes of the files.
#[derive(Args, Clone, Copy, Debug)]
#[group(multiple = false)]
pub(crate) struct Mode {
    /// Write nothing; fail, and show what differs, if a file is stale
    #[arg(long)]
    pub(crate) check: bool,

    /// Write nothing; say what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Write the documents to the output stream
    #[arg(long)]
    pub(crate) stdout: bool,
}

/// The form of errors and warnings.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Messages {
    /// The form of errors and warnings
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
}
