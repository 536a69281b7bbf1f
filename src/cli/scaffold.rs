//! The arguments of commands that write a project.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Args, ValueEnum};

use crate::chart::CrdPlace;
use crate::license::License;
use crate::plugins::Runtime;

/// Accepts `--flag`, `--flag=true` and `--flag=false`, as Go does.
pub(super) fn switch(arg: Arg) -> Arg {
    if arg.get_value_names().is_none_or(|names| names != ["BOOL"]) {
        return arg;
    }
    arg.action(ArgAction::Set)
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("true")
        .hide_possible_values(true)
}

/// Create a project in the current folder
///
/// The project compiles, has tests and can be deployed. Continue with `kubewright create api`. Nothing is downloaded.
#[derive(Args, Debug)]
#[command(mut_args(switch))]
pub(crate) struct Init {
    /// The domain of all API groups: with `example.org`, the group `crew` is `crew.example.org`
    #[arg(long, value_name = "DOMAIN", default_value = "my.domain")]
    pub(crate) domain: String,

    /// The name of the package, and the prefix of all objects in a cluster [default: the name of the folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) project_name: Option<String>,

    /// The URL of the repository, such as `https://example.org/operator`
    #[arg(long, value_name = "URL", default_value = "", hide_default_value = true)]
    pub(crate) repo: String,

    /// Use one folder per API group
    #[arg(long, value_name = "BOOL", default_value = "false", hide_default_value = true)]
    pub(crate) multigroup: bool,

    /// Watch the manager's own namespace instead of the whole cluster
    #[arg(long, value_name = "BOOL", default_value = "false", hide_default_value = true)]
    pub(crate) namespaced: bool,

    /// Join the Cargo workspace in this folder above the project [default: the surrounding one, or a new one in the parent folder]
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) workspace: Option<String>,

    /// The source of the kubewright crates: `path=FOLDER`, `git=URL[,rev=COMMIT]` or `version=0.1.0` [default: the source of this command]
    #[arg(long, value_name = "SOURCE")]
    pub(crate) runtime: Option<Runtime>,

    /// Create the project from a kubebuilder or operator-sdk project in Go: its APIs, markers, controllers and webhooks
    #[arg(
        long,
        value_name = "FOLDER",
        conflicts_with_all = ["domain", "repo", "multigroup", "namespaced", "workspace"]
    )]
    pub(crate) from: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) header: Header,

    /// The version of the format of PROJECT
    #[arg(long, value_name = "VERSION", default_value = "3", value_parser = ["3"], hide = true)]
    pub(crate) project_version: String,

    /// Accepted for compatibility with kubebuilder: nothing is downloaded
    #[arg(long, value_name = "BOOL", hide = true)]
    pub(crate) fetch_deps: Option<bool>,

    /// Accepted for compatibility with kubebuilder: Go is not used
    #[arg(long, value_name = "BOOL", hide = true)]
    pub(crate) skip_go_version_check: Option<bool>,

    #[command(flatten)]
    pub(crate) scaffold: Scaffold,
}

/// The license header.
#[derive(Args, Debug)]
pub(crate) struct Header {
    /// The license header of the files that this and later calls write [default for new projects: apache2]
    #[arg(long, help_heading = "License header", value_name = "LICENSE")]
    pub(crate) license: Option<License>,

    /// A file with the header as Rust comments; `YEAR` in it is replaced by the current year
    #[arg(long, help_heading = "License header", value_name = "FILE")]
    pub(crate) license_file: Option<String>,

    /// The copyright owner in the header
    #[arg(long, help_heading = "License header", value_name = "OWNER")]
    pub(crate) owner: Option<String>,
}

/// Show what would happen to the files.
#[derive(Args, Clone, Debug)]
pub(crate) struct Preview {
    /// Write nothing; list what would be written
    #[arg(long, help_heading = "Writing")]
    pub(crate) dry_run: bool,

    /// Write nothing; show the changes as a patch
    #[arg(long, help_heading = "Writing")]
    pub(crate) diff: bool,
}

/// What happens to the files.
#[derive(Args, Clone, Debug)]
pub(crate) struct Scaffold {
    /// Plugins to run instead of those in PROJECT, or optional plugins to add
    ///
    /// Separated by commas; `kubewright plugins` lists them.
    #[arg(long, help_heading = "Writing", value_name = "KEYS", value_delimiter = ',')]
    pub(crate) plugins: Vec<String>,

    /// Overwrite or delete files of this command that you have edited
    #[arg(
        long,
        help_heading = "Writing",
        value_name = "BOOL",
        default_value = "false",
        hide_default_value = true
    )]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) preview: Preview,

    /// Arguments for external plugins
    #[arg(last = true, value_name = "ARG")]
    pub(crate) plugin_args: Vec<String>,
}

/// The Helm chart.
#[derive(Args, Clone, Debug)]
pub(crate) struct Chart {
    /// Write the Helm chart to `FOLDER/chart` [default: dist]
    #[arg(long, help_heading = "Helm chart", value_name = "FOLDER")]
    pub(crate) output_dir: Option<String>,

    /// Read the objects of the chart from a file, instead of building `config/default`
    #[arg(long, help_heading = "Helm chart", value_name = "FILE")]
    pub(crate) manifests: Option<String>,

    /// Name the chart [default: the name of the project]
    #[arg(long, help_heading = "Helm chart", value_name = "NAME")]
    pub(crate) chart_name: Option<String>,

    /// Where the chart has the CRDs: in the templates, in `crds/`, or in a chart of their own [default: templates]
    #[arg(long, help_heading = "Helm chart", value_name = "PLACE")]
    pub(crate) crds: Option<CrdPlace>,
}

/// Whether the manifests are generated too.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Make {
    /// Whether to run `kubewright manifests` afterwards
    #[arg(long, help_heading = "Writing", value_name = "BOOL", default_value = "true")]
    pub(crate) make: bool,
}

/// Which resource.
#[derive(Args, Clone, Debug)]
pub(crate) struct Named {
    /// The API group, without the project's domain
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Option<String>,

    /// The API version, such as `v1alpha1`
    #[arg(long, value_name = "VERSION")]
    pub(crate) version: Option<String>,

    /// The kind, such as `Memcached`
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
}

/// A type that is defined elsewhere.
#[derive(Args, Clone, Debug)]
pub(crate) struct ExternalType {
    /// The module that defines the type, such as `cert_manager::v1`
    #[arg(long, help_heading = "Types of other crates", value_name = "PATH")]
    pub(crate) external_api_path: Option<String>,

    /// The domain of the type's API group
    #[arg(long, help_heading = "Types of other crates", value_name = "DOMAIN")]
    pub(crate) external_api_domain: Option<String>,

    /// The crate that defines the type, with its version: `cert-manager@1.2`
    #[arg(long, help_heading = "Types of other crates", value_name = "CRATE")]
    pub(crate) external_api_module: Option<String>,
}

/// Add an API: a type, a controller, or both
///
/// The type comes with a CRD, RBAC roles and a sample. A controller can also reconcile a type that is defined elsewhere: a built-in
/// kind (`--group apps --version v1 --kind Deployment --resource=false`) or a type of another crate.
#[derive(Args, Clone, Debug)]
#[command(mut_args(switch))]
pub(crate) struct CreateApi {
    #[command(flatten)]
    pub(crate) named: Named,

    /// The plural [default: the English plural of the kind]
    #[arg(long, value_name = "PLURAL")]
    pub(crate) plural: Option<String>,

    /// Make the type from the CRD in a file, which gives group, version, kind, plural and scope
    ///
    /// If the CRD has several versions, `--version` selects one; the default is the stored version.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["plural", "resource", "namespaced", "image"])]
    pub(crate) from_crd: Option<PathBuf>,

    /// The derive of the type: kubewright's, or kube's own [default: kubewright; kube in an adopted crate]
    #[arg(long, value_name = "STYLE", conflicts_with_all = ["image"])]
    pub(crate) style: Option<Style>,

    /// The crate for the type, such as `../api` [default: the project's API crate, or else its package]
    ///
    /// The crate is a member of the workspace, and is created if it does not exist. `.` is the project's own package.
    #[arg(long = "crate", value_name = "FOLDER")]
    pub(crate) api_crate: Option<String>,

    /// Whether to create the type [default: true; on a terminal, the command asks]
    #[arg(long, value_name = "BOOL")]
    pub(crate) resource: Option<bool>,

    /// Whether to create a controller [default: true; on a terminal, the command asks]
    ///
    /// The default is `false` if another version of the kind has a controller.
    #[arg(long, value_name = "BOOL")]
    pub(crate) controller: Option<bool>,

    /// The name of an additional controller for the kind
    #[arg(long, value_name = "NAME")]
    pub(crate) controller_name: Option<String>,

    /// Whether objects are namespaced; `false` makes the kind cluster-scoped [default: true]
    #[arg(long, value_name = "BOOL")]
    pub(crate) namespaced: Option<bool>,

    /// Accepted, to explain that it is not needed
    #[arg(long, value_name = "BOOL", hide = true)]
    pub(crate) ssa: Option<bool>,

    #[command(flatten)]
    pub(crate) deployed: Deployed,

    #[command(flatten)]
    pub(crate) helm: HelmChart,

    #[command(flatten)]
    pub(crate) ansible: AnsibleContent,

    #[command(flatten)]
    pub(crate) external: ExternalType,

    #[command(flatten)]
    pub(crate) make: Make,

    #[command(flatten)]
    pub(crate) scaffold: Scaffold,
}

/// The derive of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Style {
    /// kubewright's
    Kubewright,
    /// kube's, with schemars
    Kube,
}

/// The chart of a kind, in an operator that is made of Helm charts.
#[derive(Args, Clone, Debug)]
pub(crate) struct HelmChart {
    /// The chart for the kind, in a project of `init --plugins helm`: a folder, a `.tgz` file, a name or a URL [default: a new
    /// chart]
    #[arg(long, help_heading = "Helm operator", value_name = "CHART")]
    pub(crate) helm_chart: Option<String>,

    /// The URL of the repository that has the chart
    #[arg(
        long,
        help_heading = "Helm operator",
        value_name = "URL",
        requires = "helm_chart"
    )]
    pub(crate) helm_chart_repo: Option<String>,

    /// The version of the chart, if it is downloaded
    #[arg(
        long,
        help_heading = "Helm operator",
        value_name = "VERSION",
        requires = "helm_chart"
    )]
    pub(crate) helm_chart_version: Option<String>,

    /// Make a CRD that accepts any `spec`, instead of one with the fields of the chart's values
    #[arg(
        long,
        help_heading = "Helm operator",
        value_name = "BOOL",
        default_value = "false",
        hide_default_value = true
    )]
    pub(crate) open_schema: bool,
}

/// What runs for a kind, in an operator that is made of Ansible roles.
#[derive(Args, Clone, Debug)]
pub(crate) struct AnsibleContent {
    /// Create an Ansible role for the kind, in a project of `init --plugins ansible` [default: true, without `--generate-playbook`]
    #[arg(long, help_heading = "Ansible operator")]
    pub(crate) generate_role: bool,

    /// Create a playbook for the kind, which runs its role if it has one
    #[arg(long, help_heading = "Ansible operator")]
    pub(crate) generate_playbook: bool,
}

/// The container that the controller runs.
#[derive(Args, Clone, Debug)]
pub(crate) struct Deployed {
    /// Create a controller that runs this image in a Deployment, such as `memcached:1.6`
    #[arg(long, help_heading = "Deploy an image", value_name = "IMAGE")]
    pub(crate) image: Option<String>,

    /// The command of the container, such as `memcached,--memory-limit=64` [default: that of the image]
    #[arg(
        long,
        help_heading = "Deploy an image",
        value_name = "COMMAND",
        requires = "image"
    )]
    pub(crate) image_container_command: Option<String>,

    /// The port that the container listens on
    #[arg(long, help_heading = "Deploy an image", value_name = "PORT", requires = "image", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) image_container_port: Option<u16>,

    /// The user ID that the container runs as [default: that of the image]
    #[arg(long, help_heading = "Deploy an image", value_name = "UID", requires = "image", value_parser = clap::value_parser!(u32).range(1..=i64::from(i32::MAX)))]
    pub(crate) run_as_user: Option<u32>,
}

/// Add webhooks to an API
///
/// Each type of webhook has its own file, so adding one does not change the others.
#[derive(Args, Clone, Debug)]
#[command(mut_args(switch))]
pub(crate) struct CreateWebhook {
    #[command(flatten)]
    pub(crate) named: Named,

    /// The plural [default: the English plural of the kind]
    #[arg(long, value_name = "PLURAL")]
    pub(crate) plural: Option<String>,

    #[command(flatten)]
    pub(crate) kinds: Webhooks,

    /// The URL path of the defaulting webhook, to replace the default one
    #[arg(long, value_name = "PATH")]
    pub(crate) defaulting_path: Option<String>,

    /// The URL path of the validating webhook, to replace the default one
    #[arg(long, value_name = "PATH")]
    pub(crate) validation_path: Option<String>,

    /// Let the manager issue the certificates of webhooks, instead of cert-manager
    #[arg(long, value_name = "BOOL", default_value = "false", hide_default_value = true)]
    pub(crate) own_certificates: bool,

    #[command(flatten)]
    pub(crate) external: ExternalType,

    #[command(flatten)]
    pub(crate) make: Make,

    #[command(flatten)]
    pub(crate) scaffold: Scaffold,
}

/// Which kinds of webhooks.
#[derive(Args, Clone, Debug)]
pub(crate) struct Webhooks {
    /// The defaulting webhook
    #[arg(long, value_name = "BOOL")]
    pub(crate) defaulting: Option<bool>,

    /// The validating webhook
    #[arg(long, value_name = "BOOL")]
    pub(crate) programmatic_validation: Option<bool>,

    /// The conversion webhook; `--version` is its hub
    #[arg(long, value_name = "BOOL")]
    pub(crate) conversion: Option<bool>,

    /// The versions to convert to and from the hub, separated by commas
    #[arg(long, value_name = "VERSIONS", value_delimiter = ',')]
    pub(crate) spoke: Vec<String>,
}

impl Webhooks {
    /// Whether the defaulting webhook is selected.
    pub(crate) fn has_defaulting(&self) -> bool {
        self.defaulting == Some(true)
    }

    /// Whether the validating webhook is selected.
    pub(crate) fn has_validation(&self) -> bool {
        self.programmatic_validation == Some(true)
    }

    /// Whether the conversion webhook is selected.
    pub(crate) fn has_conversion(&self) -> bool {
        self.conversion == Some(true)
    }

    /// Whether a kind or a spoke is selected.
    pub(crate) fn selects_any(&self) -> bool {
        self.has_defaulting() || self.has_validation() || self.has_conversion() || !self.spoke.is_empty()
    }
}

/// Change the layout of the project, or add and remove plugins
#[derive(Args, Debug)]
#[command(mut_args(switch))]
pub(crate) struct Edit {
    /// Use one folder per API group; `false`: a flat layout
    ///
    /// Moves files together with your changes, and updates paths in them.
    #[arg(long, value_name = "BOOL")]
    pub(crate) multigroup: Option<bool>,

    /// Watch the manager's own namespace; `false`: the whole cluster
    #[arg(long, value_name = "BOOL")]
    pub(crate) namespaced: Option<bool>,

    /// Let the manager issue the certificates of webhooks; `false`: cert-manager
    #[arg(long, value_name = "BOOL")]
    pub(crate) own_certificates: Option<bool>,

    /// Join the Cargo workspace in this folder above the project [default: the surrounding one, or a new one in the parent folder]
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) workspace: Option<String>,

    /// What `kubewright manifests` reads, such as `./...,../types/...`; an empty value resets it to `./...`
    #[arg(long, value_name = "PATHS", value_delimiter = ',', num_args = 1)]
    pub(crate) paths: Option<Vec<String>>,

    /// Remove optional plugins and their files; `kubewright plugins` lists them
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    pub(crate) remove_plugins: Vec<String>,

    #[command(flatten)]
    pub(crate) chart: Chart,

    #[command(flatten)]
    pub(crate) header: Header,

    #[command(flatten)]
    pub(crate) make: Make,

    #[command(flatten)]
    pub(crate) scaffold: Scaffold,
}

/// Delete an API: its type, controllers, webhooks and manifests
///
/// Fails if you have edited one of the files, unless `--force` is given.
#[derive(Args, Debug)]
#[command(mut_args(switch))]
pub(crate) struct DeleteApi {
    #[command(flatten)]
    pub(crate) named: Named,

    /// Delete only this controller
    #[arg(long, value_name = "NAME")]
    pub(crate) controller_name: Option<String>,

    #[command(flatten)]
    pub(crate) make: Make,

    #[command(flatten)]
    pub(crate) scaffold: Scaffold,
}

/// Delete webhooks of an API: the selected ones, or all
///
/// Without `--defaulting`, `--programmatic-validation`, `--conversion` and `--spoke`, all webhooks of the API are deleted.
///
/// Fails if you have edited one of the files, unless `--force` is given.
#[derive(Args, Debug)]
#[command(mut_args(switch))]
pub(crate) struct DeleteWebhook {
    #[command(flatten)]
    pub(crate) named: Named,

    #[command(flatten)]
    pub(crate) kinds: Webhooks,

    #[command(flatten)]
    pub(crate) make: Make,

    #[command(flatten)]
    pub(crate) scaffold: Scaffold,
}

/// Scaffold a project again from its `PROJECT`, into an empty folder
///
/// Compare that folder with the project to see your own changes, or what this version of kubewright writes differently.
#[derive(Args, Debug)]
pub(crate) struct Generate {
    /// The folder of the project [default: the current folder]
    #[arg(long, value_name = "FOLDER", default_value = ".", hide_default_value = true)]
    pub(crate) input_dir: PathBuf,

    /// The folder to write to; it must be empty or missing
    #[arg(long, value_name = "FOLDER")]
    pub(crate) output_dir: PathBuf,

    /// The source of the kubewright crates, as in `kubewright init` [default: the source of this command]
    #[arg(long, value_name = "SOURCE")]
    pub(crate) runtime: Option<Runtime>,
}

/// Rename the kind of an API, in every version
///
/// Renames types, modules, files, controllers, webhooks, tests, samples, RBAC markers, roles and `PROJECT`. Your own code
/// stays, with the new names in it. The CRD gets a new name: objects that a cluster stores under the old one do not move.
#[derive(Args, Debug)]
#[command(mut_args(switch))]
pub(crate) struct RenameApi {
    /// The API group, without the project's domain
    #[arg(long, value_name = "GROUP", default_value = "", hide_default_value = true)]
    pub(crate) group: String,

    /// A version of the kind; every version is renamed
    #[arg(long, value_name = "VERSION")]
    pub(crate) version: Option<String>,

    /// The kind to rename, such as `Memcached`
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: String,

    /// The new kind, such as `Cache`
    #[arg(long, value_name = "KIND")]
    pub(crate) to: String,

    /// The new plural, if it is irregular
    #[arg(long, value_name = "PLURAL")]
    pub(crate) plural: Option<String>,

    #[command(flatten)]
    pub(crate) make: Make,

    #[command(flatten)]
    pub(crate) scaffold: Scaffold,
}
