//! The arguments; their docs are the help.

mod adopt;
mod bundle;
mod catalog;
mod diff;
mod envtest;
mod generators;
mod images;
mod import;
mod rbac;
mod scaffold;
mod scorecard;
mod update;
mod validate;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use kubewright_envtest::ClusterArgs;
use kubewright_olm::{Cleanup, Olm, Run};

pub(crate) use adopt::Adopt;
pub(crate) use bundle::{Bundle, BundleValidate, Compare, Extension, FromPackageManifests, Install, Render};
pub(crate) use catalog::{
    Catalog, CatalogAdd, CatalogDockerfile, CatalogFormat, CatalogInit, CatalogRender, CatalogTemplate,
    CatalogValidate, TemplateKind,
};
pub(crate) use diff::{Diff, DiffFormat, FailOn};
pub(crate) use envtest::{Envtest, EnvtestChoice, EnvtestInstall, EnvtestList, EnvtestPath, EnvtestPrint};
pub(crate) use generators::{
    BaseTexts, GenerateBase, GenerateBundle, GenerateKustomize, Generators, Package,
};
pub(crate) use images::{BuildBundle, BuildCatalog, BundleImage, CatalogImage, Target};
pub(crate) use import::Import;
pub(crate) use rbac::{Rbac, RbacSuggest};
pub(crate) use scaffold::{
    Chart, CreateApi, CreateWebhook, DeleteApi, DeleteWebhook, Edit, ExternalType, Generate, Header,
    HelmChart, Init, Make, Named, Preview, RenameApi, Scaffold, Style, Webhooks,
};

pub(crate) use scorecard::Scorecard;
pub(crate) use update::Update;
pub(crate) use validate::{Validate, ValidateFormat};

use crate::{options, plugins};

/// Scaffold Kubernetes operators in Rust, and generate their manifests.
#[derive(Debug, Parser)]
#[command(name = "kubewright", version, arg_required_else_help = true, after_help = plugins())]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Default, Args)]
pub(crate) struct Global {
    /// Print only errors
    #[arg(long, short, global = true, help_heading = GLOBAL)]
    pub(crate) quiet: bool,

    /// When to use colors
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, help_heading = GLOBAL)]
    pub(crate) color: Color,
}

impl Cli {
    /// Parses the arguments. To define all commands takes clap longer than to generate the manifests of a kind, so the form in which
    /// `manifests` runs at every build, with options alone, is read without.
    pub(crate) fn read(args: &[OsString]) -> Result<Self, clap::Error> {
        match Manifests::read(args) {
            Some(manifests) => Ok(Self {
                global: Global::default(),
                command: Command::Manifests(manifests),
            }),
            None => Self::try_parse_from(args).map_err(without_escape),
        }
    }
}

/// The error without clap's advice to write `-- --flag`: no argument of ours begins with a dash.
fn without_escape(mut error: clap::Error) -> clap::Error {
    if let Some(ContextValue::StyledStrs(mut tips)) = error.remove(ContextKind::Suggested) {
        tips.retain(|tip| !tip.to_string().starts_with("to pass "));
        if !tips.is_empty() {
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
        }
    }
    error
}

/// The heading of the options that every command has.
const GLOBAL: &str = "Global options";

/// The definition of all commands, for documents that are generated from it.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

const COMPLETION_EXAMPLES: &str = "\
Examples:
  bash:        kubewright completion bash > ~/.local/share/bash-completion/completions/kubewright
  zsh:         kubewright completion zsh > \"${fpath[1]}/_kubewright\"
  fish:        kubewright completion fish > ~/.config/fish/completions/kubewright.fish
  PowerShell:  kubewright completion powershell >> $PROFILE
  elvish:      kubewright completion elvish >> ~/.config/elvish/rc.elv
";

const MANIFESTS_EXAMPLES: &str = "  \
  kubewright manifests
  kubewright manifests --check
  kubewright manifests --explain-cost
  kubewright manifests crd:maxDescLen=0 paths=./api/... output:dir=deploy
";

const SCHEMAPATCH_EXAMPLES: &str = "  \
  kubewright schemapatch manifests=config/crd/bases
  kubewright schemapatch manifests=./crds maxDescLen=80 output:dir=out
";

/// When to use colors
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

/// The commands of a first project, and the built-in plugins.
fn plugins() -> String {
    let all: Vec<_> = plugins::of_layouts().collect();
    let width = all.iter().map(|(key, _)| key.len()).max().unwrap_or_default();
    let lines: Vec<_> = all
        .iter()
        .map(|(key, about)| format!("  {key:width$}  {about}\n"))
        .collect();
    let optional: Vec<_> = plugins::OPTIONAL.iter().map(|plugin| plugin.short()).collect();
    format!(
        "{FIRST}\nPlugins, for `--plugins`:\n{}\nOptional plugins, for `edit --plugins`: {}\n",
        lines.concat(),
        optional.join(", ")
    )
}

const FIRST: &str = "\
A first project:
  kubewright init --domain example.com
  kubewright create api --group cache --version v1alpha1 --kind Memcached
  kubewright create webhook --group cache --version v1alpha1 --kind Memcached --defaulting
  make test
";

/// The format of errors and notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// With the source line, as rustc prints them, to stderr.
    #[default]
    Human,
    /// One JSON object per line, to stdout.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(Init),
    Adopt(Adopt),
    #[command(subcommand)]
    Create(Create),
    #[command(subcommand)]
    Delete(Delete),
    #[command(subcommand)]
    Rename(Rename),
    Edit(Edit),
    Manifests(Manifests),
    Validate(Validate),
    Diff(Diff),
    #[command(subcommand)]
    Generate(Generators),
    #[command(name = "schemapatch")]
    SchemaPatch(SchemaPatch),
    Import(Import),
    #[command(subcommand)]
    Rbac(Rbac),
    Markers(Markers),
    #[command(subcommand)]
    Bundle(Bundle),
    #[command(subcommand)]
    Catalog(Catalog),
    Scorecard(Box<Scorecard>),
    #[command(subcommand)]
    Envtest(Envtest),
    Cluster(ClusterArgs),
    #[command(subcommand)]
    Olm(Olm),
    #[command(subcommand)]
    Run(Run),
    Cleanup(Cleanup),
    Plugins(Plugins),
    #[command(subcommand)]
    Alpha(Alpha),
    Version(Version),
    Completion(Completion),
    Man(Man),
}

/// Add an API or a webhook
#[derive(Debug, Subcommand)]
pub(crate) enum Create {
    Api(CreateApi),
    Webhook(CreateWebhook),
}

/// Delete an API or a webhook
#[derive(Debug, Subcommand)]
pub(crate) enum Delete {
    Api(DeleteApi),
    Webhook(DeleteWebhook),
}

/// Rename an API
#[derive(Debug, Subcommand)]
pub(crate) enum Rename {
    Api(RenameApi),
}

/// List the plugins, and which of them the project has
///
/// Optional plugins and external ones are added with `edit --plugins KEY` and removed with `edit --remove-plugins KEY`.
#[derive(Debug, Args)]
pub(crate) struct Plugins {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Commands that may still change
#[derive(Debug, Subcommand)]
pub(crate) enum Alpha {
    Generate(Generate),
    Update(Update),
}

/// Print the version and the build
#[derive(Debug, Args)]
pub(crate) struct Version {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print a shell completion script
#[derive(Debug, Args)]
#[command(after_help = COMPLETION_EXAMPLES)]
pub(crate) struct Completion {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// Generate manual pages
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The folder to write to
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: std::path::PathBuf,
}

/// Generate CRDs, RBAC roles and webhook configurations
///
/// Reads the Rust source of the project without compiling it. If there is an error, nothing is written.
///
/// In a project, `PROJECT` records the paths to read, and may state options of generators. Outside of a project, pass the paths with
/// `paths=`.
#[derive(Debug, Default, Args)]
#[command(after_long_help = options::help(options::MANIFESTS, MANIFESTS_EXAMPLES))]
pub(crate) struct Manifests {
    /// Generators, paths and output rules, in controller-gen's syntax
    #[arg(value_name = "OPTION")]
    pub(crate) options: Vec<String>,

    /// Fail and write nothing if a changed CRD breaks stored objects
    #[arg(long)]
    pub(crate) deny_breaking: bool,

    /// Print the estimated cost of every CEL rule
    #[arg(long)]
    pub(crate) explain_cost: bool,

    /// List what strict schemas repair in kinds with kube's derive
    #[arg(long)]
    pub(crate) explain: bool,

    /// Note where the API server would lose data of kinds with kube's derive
    #[arg(long)]
    pub(crate) lint: bool,

    /// Ask the compiled program for CRDs that the source does not show
    ///
    /// Compiles the program with cargo, and calls `crd()` of kinds with kube's derive.
    /// The answers are kept in `.kubewright/probe.json`, and hold until a source changes.
    #[arg(long)]
    pub(crate) probe: bool,

    /// Remove generated CRDs whose type does not exist any more
    #[arg(long)]
    pub(crate) prune: bool,

    #[command(flatten)]
    pub(crate) mode: Mode,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

impl Manifests {
    /// The arguments if they are this command with options alone.
    fn read(args: &[OsString]) -> Option<Self> {
        let [_, command, options @ ..] = args else {
            return None;
        };
        let option =
            |option: &OsString| Some(option.to_str().filter(|text| !text.starts_with('-'))?.to_owned());
        let options: Option<Vec<_>> = options.iter().map(option).collect();
        Some(Self {
            options: options.filter(|_| command == "manifests")?,
            ..Self::default()
        })
    }
}

/// Replace the schemas in CRDs that are maintained by hand
///
/// Finds the CRD versions whose group, version and kind match a Rust type, and replaces their schema with that type's schema.
/// Everything else in the files is kept: other documents, the order of keys, comments.
#[derive(Debug, Args)]
#[command(after_long_help = options::help(options::SCHEMAPATCH, SCHEMAPATCH_EXAMPLES))]
pub(crate) struct SchemaPatch {
    /// The folder of the CRDs (`manifests=DIR`), and options in controller-gen's syntax
    #[arg(value_name = "OPTION")]
    pub(crate) options: Vec<String>,

    #[command(flatten)]
    pub(crate) mode: Mode,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// List all markers, or explain one
#[derive(Debug, Args)]
pub(crate) struct Markers {
    /// The marker's name, such as `kubebuilder:validation:Minimum` or just `Minimum`
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What happens to the files.
#[derive(Args, Clone, Copy, Debug, Default)]
#[group(multiple = false)]
pub(crate) struct Mode {
    /// Write nothing; fail with a diff if a file is out of date
    #[arg(long)]
    pub(crate) check: bool,

    /// Write nothing; list what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Write the documents to stdout
    #[arg(long)]
    pub(crate) stdout: bool,
}

/// The format of errors and notes.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct Messages {
    /// The format of errors and notes
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) message_format: MessageFormat,
}
