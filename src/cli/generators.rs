//! The arguments of `kubewright generate`.

use std::path::PathBuf;

use clap::{ArgAction, Args, Subcommand};

/// Generate a bundle for the Operator Lifecycle Manager (OLM), or its base
#[derive(Debug, Subcommand)]
pub(crate) enum Generators {
    Bundle(Box<GenerateBundle>),
    #[command(subcommand)]
    Kustomize(GenerateKustomize),
}

const BUNDLE_EXAMPLES: &str = "\
Examples:
  kubewright generate bundle --version 0.1.0
  kubectl kustomize config/manifests | kubewright generate bundle --version 0.1.0 --channels candidate,stable
  kubewright generate bundle --package cache-operator --deploy-dir deploy --crds-dir crds --stdout
";

/// Generate a bundle from the manifests of an operator
///
/// The manifests come from stdin, a folder, or the kustomization of the project. The base `ClusterServiceVersion`, with texts and icon,
/// comes with them or from `config/manifests/bases`. Annotations, `dependencies.yaml` and `properties.yaml` that you write by hand
/// belong in `config/metadata`.
///
/// Notes list the objects that a bundle cannot have. Files of an earlier run that are not generated any more are removed.
#[derive(Args, Debug)]
#[command(after_help = BUNDLE_EXAMPLES, disable_version_flag = true)]
pub(crate) struct GenerateBundle {
    #[command(flatten)]
    pub(crate) package: Package,

    /// The version, such as `0.1.0` [default: that of the base]
    #[arg(long, short = 'v', value_name = "VERSION")]
    pub(crate) version: Option<String>,

    /// The channels [default: those in `config/metadata/annotations.yaml`, or alpha]
    #[arg(long, value_name = "CHANNEL", value_delimiter = ',')]
    pub(crate) channels: Vec<String>,

    /// The default channel
    #[arg(long, value_name = "CHANNEL")]
    pub(crate) default_channel: Option<String>,

    /// Generate only the manifests
    #[arg(long, help_heading = "Output")]
    pub(crate) manifests: bool,

    /// Generate only the metadata and `bundle.Dockerfile`
    #[arg(long, help_heading = "Output")]
    pub(crate) metadata: bool,

    #[command(flatten)]
    pub(crate) sources: Sources,

    /// The folder of the bundle
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = "bundle",
        help_heading = "Output",
        conflicts_with = "stdout"
    )]
    pub(crate) output_dir: PathBuf,

    /// More service accounts whose permissions OLM grants, in addition to those of the Deployments
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) extra_service_accounts: Vec<String>,

    /// Replace image tags with digests, and list all images in `relatedImages`
    ///
    /// Needs `kubewright-olm`, which looks up the digests.
    #[arg(long)]
    pub(crate) use_image_digests: bool,

    /// Replace existing metadata and `bundle.Dockerfile`
    #[arg(
        long,
        value_name = "BOOL",
        default_value = "true",
        num_args = 0..=1,
        default_missing_value = "true",
        require_equals = true,
        action = ArgAction::Set,
        help_heading = "Output"
    )]
    pub(crate) overwrite: bool,

    /// Print the files; write nothing
    #[arg(long, help_heading = "Output")]
    pub(crate) stdout: bool,
}

/// The package and its base.
#[derive(Args, Debug)]
pub(crate) struct Package {
    /// The name of the package [default: that of the project]
    #[arg(long, value_name = "NAME")]
    pub(crate) package: Option<String>,

    /// The folder with `bases/` and the kustomization of the bundle
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = "config/manifests",
        help_heading = "Input"
    )]
    pub(crate) kustomize_dir: PathBuf,
}

/// Where manifests come from.
#[derive(Args, Debug)]
pub(crate) struct Sources {
    /// Read manifests from this folder and those below, and metadata of an earlier bundle from there too
    #[arg(
        long,
        value_name = "FOLDER",
        help_heading = "Input",
        conflicts_with = "deploy_dir"
    )]
    pub(crate) input_dir: Option<PathBuf>,

    /// Read manifests of the operator from this folder and those below
    #[arg(long, value_name = "FOLDER", help_heading = "Input")]
    pub(crate) deploy_dir: Option<PathBuf>,

    /// Read CRDs and custom resources from this folder and those below
    #[arg(long, value_name = "FOLDER", help_heading = "Input", requires = "deploy_dir")]
    pub(crate) crds_dir: Option<PathBuf>,
}

/// Generate manifests for kustomize
#[derive(Debug, Subcommand)]
pub(crate) enum GenerateKustomize {
    Manifests(Box<GenerateBase>),
}

/// Generate the base `ClusterServiceVersion`, and update it from the types
///
/// Texts come from flags, answers, `Cargo.toml`, or defaults. Existing texts of the base are kept, except descriptions of kinds with
/// `+operator-sdk:csv:customresourcedefinitions` markers, which come from the doc comments and markers.
#[derive(Args, Debug)]
pub(crate) struct GenerateBase {
    /// The name of the package [default: that of the project]
    #[arg(long, value_name = "NAME")]
    pub(crate) package: Option<String>,

    /// Read the types in this folder [default: those of the project]
    #[arg(long, value_name = "FOLDER", help_heading = "Input")]
    pub(crate) apis_dir: Option<PathBuf>,

    /// Read the base from `bases/` in this folder
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = "config/manifests",
        help_heading = "Input"
    )]
    pub(crate) input_dir: PathBuf,

    /// Write to this folder [default: that of `--input-dir`]
    #[arg(long, value_name = "FOLDER", help_heading = "Output")]
    pub(crate) output_dir: Option<PathBuf>,

    /// Ask for texts that no flag sets; by default only for a new base
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        default_missing_value = "true",
        require_equals = true
    )]
    pub(crate) interactive: Option<bool>,

    #[command(flatten)]
    pub(crate) texts: BaseTexts,
}

/// The texts of a base.
#[derive(Args, Debug, Default)]
pub(crate) struct BaseTexts {
    /// The name that users see
    #[arg(long, value_name = "NAME", help_heading = "Texts")]
    pub(crate) display_name: Option<String>,

    /// What the operator does, in Markdown
    #[arg(long, value_name = "TEXT", help_heading = "Texts")]
    pub(crate) description: Option<String>,

    /// The name of the provider
    #[arg(long, value_name = "NAME", help_heading = "Texts")]
    pub(crate) provider: Option<String>,

    /// The URL of the provider
    #[arg(long, value_name = "URL", help_heading = "Texts")]
    pub(crate) provider_url: Option<String>,

    /// Keywords for searches
    #[arg(long, value_name = "WORD", value_delimiter = ',', help_heading = "Texts")]
    pub(crate) keywords: Vec<String>,

    /// Maintainers, as `name:email`
    #[arg(
        long,
        value_name = "NAME:EMAIL",
        value_delimiter = ',',
        help_heading = "Texts"
    )]
    pub(crate) maintainers: Vec<String>,
}
