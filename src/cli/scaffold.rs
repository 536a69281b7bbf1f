//! The arguments of commands that write a project.

use clap::{Arg, ArgAction, Args};

use crate::licence::License;
use crate::plugins::Runtime;

/// Lets an argument that is yes or no be `--it`, `--it=true` and `--it=false`, as flags are in Go.
fn switch(arg: Arg) -> Arg {
    if arg.get_value_names().is_none_or(|names| names != ["BOOL"]) {
        return arg;
    }
    arg.action(ArgAction::Set)
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("true")
        .hide_possible_values(true)
}

/// Make a new project in the current folder
///
/// It compiles, is tested and can be deployed as it is; `kubewright create api` comes next. Nothing is fetched.
#[derive(Args, Debug)]
#[command(mut_args(switch))]
pub(crate) struct Init {
    /// What is added to every group: `crew` becomes `crew.example.org`
    #[arg(long, value_name = "DOMAIN", default_value = "my.domain")]
    pub(crate) domain: String,

    /// The prefix of all objects in a cluster, and the name of the package [default: the folder's name]
    #[arg(long, value_name = "NAME")]
    pub(crate) project_name: Option<String>,

    /// Where the source is kept, such as `https://example.org/operator`
    #[arg(long, value_name = "URL", default_value = "")]
    pub(crate) repo: String,

    /// Give each group a folder
    #[arg(long, value_name = "BOOL", default_value = "false", hide_default_value = true)]
    pub(crate) multigroup: bool,

    /// Let the manager watch its own namespace, not the cluster
    #[arg(long, value_name = "BOOL", default_value = "false", hide_default_value = true)]
    pub(crate) namespaced: bool,

    /// Where the project takes the runtime from: `path=FOLDER`, `git=URL[,rev=COMMIT]` or `version=0.1.0` [default: where this command comes from]
    #[arg(long, value_name = "SOURCE")]
    pub(crate) runtime: Option<Runtime>,

    #[command(flatten)]
    pub(crate) header: Header,

    /// The version of the format of PROJECT
    #[arg(long, value_name = "VERSION", default_value = "3", value_parser = ["3"], hide = true)]
    pub(crate) project_version: String,

    /// Accepted for kubebuilder's sake: nothing is fetched
    #[arg(long, value_name = "BOOL", hide = true)]
    pub(crate) fetch_deps: Option<bool>,

    /// Accepted for kubebuilder's sake: there is no Go
    #[arg(long, value_name = "BOOL", hide = true)]
    pub(crate) skip_go_version_check: Option<bool>,

    #[command(flatten)]
    pub(crate) scaffold: Scaffold,
}

/// The licence header.
#[derive(Args, Debug)]
pub(crate) struct Header {
    /// The header of the project's files [default of a new project: apache2]
    #[arg(long, help_heading = "Licence header", value_name = "LICENSE")]
    pub(crate) license: Option<License>,

    /// A file that has the header, in comments of Rust; `YEAR` in it becomes the year
    #[arg(long, help_heading = "Licence header", value_name = "FILE")]
    pub(crate) license_file: Option<String>,

    /// Who owns the copyright
    #[arg(long, help_heading = "Licence header", value_name = "OWNER")]
    pub(crate) owner: Option<String>,
}

/// What becomes of the files.
#[derive(Args, Clone, Debug)]
pub(crate) struct Scaffold {
    /// The plugins that write, instead of those of the project; names may be short
    #[arg(long, help_heading = "Writing", value_name = "KEYS", value_delimiter = ',')]
    pub(crate) plugins: Vec<String>,

    /// Replace or remove files of this call even if they have been changed
    #[arg(
        long,
        help_heading = "Writing",
        value_name = "BOOL",
        default_value = "false",
        hide_default_value = true
    )]
    pub(crate) force: bool,

    /// Write nothing; say what would be written
    #[arg(long, help_heading = "Writing")]
    pub(crate) dry_run: bool,

    /// Write nothing; show what would change, as a patch
    #[arg(long, help_heading = "Writing")]
    pub(crate) diff: bool,

    /// Arguments for plugins that are programs
    #[arg(last = true, value_name = "ARG")]
    pub(crate) plugin_args: Vec<String>,
}

/// Whether the manifests follow.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Make {
    /// Whether to write the manifests too, as `kubewright manifests` does
    #[arg(long, help_heading = "Writing", value_name = "BOOL", default_value = "true")]
    pub(crate) make: bool,
}

/// Which resource.
#[derive(Args, Clone, Debug)]
pub(crate) struct Named {
    /// The group, without the project's domain
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Option<String>,

    /// The version, such as `v1alpha1`
    #[arg(long, value_name = "VERSION")]
    pub(crate) version: Option<String>,

    /// The kind, such as `Memcached`
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
}

/// Where a type comes from that is not made here.
#[derive(Args, Clone, Debug)]
pub(crate) struct ExternalType {
    /// The module of another crate that has the type, such as `cert_manager::v1`
    #[arg(long, help_heading = "Types of other crates", value_name = "PATH")]
    pub(crate) external_api_path: Option<String>,

    /// The domain of its group
    #[arg(long, help_heading = "Types of other crates", value_name = "DOMAIN")]
    pub(crate) external_api_domain: Option<String>,

    /// The crate that has it, with its version: `cert-manager@1.2`
    #[arg(long, help_heading = "Types of other crates", value_name = "CRATE")]
    pub(crate) external_api_module: Option<String>,
}

/// Add an API: a type, a controller, or both
///
/// The type becomes a CRD, with roles and a sample. A controller may also be for a type that is not made here: one of
/// Kubernetes' own (`--group apps --version v1 --kind Deployment --resource=false`), or one of another crate.
#[derive(Args, Debug)]
#[command(mut_args(switch))]
pub(crate) struct CreateApi {
    #[command(flatten)]
    pub(crate) named: Named,

    /// The plural, if it is not the one that English has
    #[arg(long, value_name = "PLURAL")]
    pub(crate) plural: Option<String>,

    /// Whether to write the type; asked for on a terminal [default: true]
    #[arg(long, value_name = "BOOL")]
    pub(crate) resource: Option<bool>,

    /// Whether to write a controller; asked for on a terminal [default: true, unless another version of the kind has one]
    #[arg(long, value_name = "BOOL")]
    pub(crate) controller: Option<bool>,

    /// The name of a second, third... controller of the kind
    #[arg(long, value_name = "NAME")]
    pub(crate) controller_name: Option<String>,

    /// Whether objects are in namespaces; `false` makes them cluster-scoped [default: true]
    #[arg(long, value_name = "BOOL")]
    pub(crate) namespaced: Option<bool>,

    /// Accepted to say that it is not needed
    #[arg(long, value_name = "BOOL", hide = true)]
    pub(crate) ssa: Option<bool>,

    #[command(flatten)]
    pub(crate) external: ExternalType,

    #[command(flatten)]
    pub(crate) make: Make,

    #[command(flatten)]
    pub(crate) scaffold: Scaffold,
}

/// Add webhooks to an API
///
/// Each kind of webhook has a file of its own, so one more changes nothing of those that are there.
#[derive(Args, Clone, Debug)]
#[command(mut_args(switch))]
pub(crate) struct CreateWebhook {
    #[command(flatten)]
    pub(crate) named: Named,

    /// The plural, if it is not the one that English has
    #[arg(long, value_name = "PLURAL")]
    pub(crate) plural: Option<String>,

    #[command(flatten)]
    pub(crate) kinds: Webhooks,

    /// The URL path of the defaulting webhook, if not the usual one
    #[arg(long, value_name = "PATH")]
    pub(crate) defaulting_path: Option<String>,

    /// The URL path of the validating webhook, if not the usual one
    #[arg(long, value_name = "PATH")]
    pub(crate) validation_path: Option<String>,

    /// Let the manager make its certificates itself, instead of cert-manager
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
    /// One that sets defaults
    #[arg(long, value_name = "BOOL", default_value = "false", hide_default_value = true)]
    pub(crate) defaulting: bool,

    /// One that validates
    #[arg(long, value_name = "BOOL", default_value = "false", hide_default_value = true)]
    pub(crate) programmatic_validation: bool,

    /// One that converts versions, through the one that is named: the hub
    #[arg(long, value_name = "BOOL", default_value = "false", hide_default_value = true)]
    pub(crate) conversion: bool,

    /// The versions that are converted to and from the hub
    #[arg(long, value_name = "VERSIONS", value_delimiter = ',')]
    pub(crate) spoke: Vec<String>,
}

/// Change how the project is laid out
#[derive(Args, Debug)]
#[command(mut_args(switch))]
pub(crate) struct Edit {
    /// Give each group a folder, or take it away: files move, and paths in them change
    #[arg(long, value_name = "BOOL")]
    pub(crate) multigroup: Option<bool>,

    /// Let the manager watch its own namespace, or the cluster
    #[arg(long, value_name = "BOOL")]
    pub(crate) namespaced: Option<bool>,

    /// Let the manager make the certificates of webhooks itself, or have cert-manager make them
    #[arg(long, value_name = "BOOL")]
    pub(crate) own_certificates: Option<bool>,

    #[command(flatten)]
    pub(crate) header: Header,

    #[command(flatten)]
    pub(crate) make: Make,

    #[command(flatten)]
    pub(crate) scaffold: Scaffold,
}

/// Take an API away: its type, controllers, webhooks and manifests
///
/// Files that were changed since they were written are an error, unless `--force` is given.
#[derive(Args, Debug)]
#[command(mut_args(switch))]
pub(crate) struct DeleteApi {
    #[command(flatten)]
    pub(crate) named: Named,

    /// Take only this controller away
    #[arg(long, value_name = "NAME")]
    pub(crate) controller_name: Option<String>,

    #[command(flatten)]
    pub(crate) make: Make,

    #[command(flatten)]
    pub(crate) scaffold: Scaffold,
}

/// Take webhooks away: those that are named, or all of the API
///
/// Files that were changed since they were written are an error, unless `--force` is given.
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
