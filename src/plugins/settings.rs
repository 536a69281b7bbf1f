//! What templates say that is neither in the project nor in a resource.

use std::fmt;
use std::str::FromStr;

use crate::project::names::{module, pascal};
use crate::project::{Project, Resource, core_module};
use crate::templates::{Context, ResourceContext};

use super::Part;

/// What is not in the project and not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The licence header as it is kept: `YEAR` stands for the year.
    pub boilerplate: String,
    /// The licence header as comments of Rust, with a line's end, or nothing.
    pub header: String,
    /// `apache2`, `copyright` or `none`.
    pub license: String,
    /// Who owns the copyright; may be empty.
    pub owner: String,
    /// The year.
    pub year: String,
    /// Where the runtime comes from.
    pub runtime: Runtime,
}

/// Where a project takes the runtime from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// A checkout: the folder that holds `runtime/`.
    Path(String),
    /// A repository, and what of it (`rev = "..."`), or nothing.
    Git(String, Option<(String, String)>),
    /// A version in the registry.
    Version(String),
}

/// Where the command itself comes from.
impl Default for Runtime {
    fn default() -> Self {
        match (
            option_env!("KUBEWRIGHT_BUILT_FROM_FOLDER"),
            option_env!("KUBEWRIGHT_BUILT_FROM_COMMIT"),
        ) {
            (Some(folder), _) => Self::Path(folder.replace('\\', "/")),
            (None, Some(commit)) => {
                let revision = ("rev".to_owned(), commit.to_owned());
                Self::Git(env!("CARGO_PKG_REPOSITORY").to_owned(), Some(revision))
            }
            (None, None) => Self::Version(env!("CARGO_PKG_VERSION").to_owned()),
        }
    }
}

impl FromStr for Runtime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const FORMS: &str = "write `path=FOLDER`, `git=URL`, `git=URL,rev=COMMIT` or `version=0.1.0`";
        let (kind, value) = text.split_once('=').unwrap_or((text, ""));
        let is_plain = !value.is_empty() && !value.contains(['"', '\n', '\\']);
        match kind {
            "path" if is_plain => Ok(Self::Path(value.trim_end_matches('/').to_owned())),
            "version" if is_plain => Ok(Self::Version(value.to_owned())),
            "git" if is_plain => match value.split_once(',') {
                None => Ok(Self::Git(value.to_owned(), None)),
                Some((url, what)) => match what.split_once('=') {
                    Some((name @ ("rev" | "tag" | "branch"), what)) if !what.is_empty() => Ok(Self::Git(
                        url.to_owned(),
                        Some((name.to_owned(), what.to_owned())),
                    )),
                    Some(_) | None => Err(format!(
                        "`{what}` is none of `rev=`, `tag=` and `branch=`; {FORMS}"
                    )),
                },
            },
            _ => Err(format!("this is not where a runtime comes from; {FORMS}")),
        }
    }
}

impl Runtime {
    /// The inside of the braces of a dependency on the package in this folder of the repository.
    fn source(&self, folder: &str) -> String {
        match self {
            Self::Path(path) => format!("path = \"{path}/{folder}\""),
            Self::Git(url, None) => format!("git = \"{url}\""),
            Self::Git(url, Some((name, what))) => format!("git = \"{url}\", {name} = \"{what}\""),
            Self::Version(version) => format!("version = \"{version}\""),
        }
    }

    /// What `cargo install` is told to install the command from there.
    fn install(&self) -> String {
        match self {
            Self::Path(path) => format!("--path '{path}'"),
            Self::Git(url, None) => format!("--git '{url}' kubewright"),
            Self::Git(url, Some((name, what))) => format!("--git '{url}' --{name} '{what}' kubewright"),
            Self::Version(version) => format!("--version '{version}' kubewright"),
        }
    }

    /// What stands right of `=` in `Cargo.toml`.
    fn dependency(&self, folder: &str) -> String {
        match self {
            Self::Version(version) => format!("\"{version}\""),
            Self::Path(_) | Self::Git(..) => format!("{{ {} }}", self.source(folder)),
        }
    }
}

/// As the option takes it.
impl fmt::Display for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "path={path}"),
            Self::Git(url, None) => write!(f, "git={url}"),
            Self::Git(url, Some((name, what))) => write!(f, "git={url},{name}={what}"),
            Self::Version(version) => write!(f, "version={version}"),
        }
    }
}

/// The plugin under whose key the project says whether it has certificates of its own.
pub(crate) const OWN_CERTIFICATES: (&str, &str) = ("rust.kubewright.dev/v1", "ownCertificates");

/// Where a project says so, whether webhooks are served with certificates of the manager's own making.
pub(crate) fn own_certificates(project: &Project) -> bool {
    let (plugin, name) = OWN_CERTIFICATES;
    project
        .setting(plugin, name)
        .and_then(serde_json::Value::as_bool)
        .unwrap_or_default()
}

impl Settings {
    /// What templates of a part may say.
    #[must_use]
    pub fn context(&self, part: &Part<'_>, project: &Project) -> Context {
        let newest = kubewright_core::tables::Minor::NEWEST;
        let resource = match part {
            Part::Init => None,
            Part::Types(resource)
            | Part::Webhooks(resource)
            | Part::Defaulting(resource)
            | Part::Validation(resource)
            | Part::Hub(resource) => Some(resource_context(resource, "", "", project)),
            Part::Controller(resource, name) => Some(resource_context(resource, name, "", project)),
            Part::Spoke(hub, spoke) => Some(resource_context(hub, "", &spoke.identity.version, project)),
        };
        Context {
            project_name: project.name.clone(),
            crate_name: project.crate_name(),
            domain: project.domain.clone(),
            repo: project.repo.clone(),
            multigroup: project.multigroup,
            namespaced: project.namespaced,
            header: self.header.clone(),
            hash_header: hashes(&self.header),
            license: self.license.clone(),
            owner: self.owner.clone(),
            year: self.year.clone(),
            runtime_dependency: self.runtime.dependency("runtime"),
            envtest_dependency: self.runtime.dependency("envtest"),
            runtime_source: self.runtime.source("runtime"),
            envtest_source: self.runtime.source("envtest"),
            runtime_path: match &self.runtime {
                Runtime::Path(path) => path.clone(),
                Runtime::Git(..) | Runtime::Version(_) => String::new(),
            },
            cli_install: self.runtime.install(),
            kubernetes: format!("1.{}", newest.number()),
            k8s_feature: newest.feature(),
            cli_version: env!("CARGO_PKG_VERSION").to_owned(),
            own_certificates: own_certificates(project),
            resource,
        }
    }
}

fn resource_context(
    resource: &Resource,
    controller: &str,
    spoke: &str,
    project: &Project,
) -> ResourceContext {
    let identity = &resource.identity;
    let webhooks = resource.webhooks.clone().unwrap_or_default();
    let kind_snake = module(&identity.kind);
    let group_module = match project.multigroup {
        true => module(&identity.group),
        false => String::new(),
    };
    let grouped = |first: &str| match group_module.as_str() {
        "" => first.to_owned(),
        group => format!("{first}::{group}"),
    };
    let own = resource.api.is_some() || (!resource.core && !resource.external);
    let below = format!("{}::{}::{kind_snake}", grouped("api"), identity.version);
    let (inside, outside) = if own {
        (
            format!("crate::{below}"),
            format!("{}::{below}", project.crate_name()),
        )
    } else if resource.core {
        let module = core_module(&identity.group, &identity.version);
        let path = format!("k8s_openapi::{module}");
        (path.clone(), path)
    } else {
        (resource.path.clone(), resource.path.clone())
    };
    let lower = identity.kind.to_lowercase();
    // The first controller is named so when it gets a companion, and stays where it is.
    let controller = if controller == lower { "" } else { controller };
    let controller_snake = if controller.is_empty() {
        kind_snake.clone()
    } else {
        module(controller)
    };
    let (external_crate, external_version) =
        resource.module.split_once('@').unwrap_or((&resource.module, "*"));
    let plural = resource.plural();
    let qualified_group = identity.qualified_group();
    let url = |verb: &str, own: &str| match own {
        "" => format!(
            "/{verb}-{}-{}-{lower}",
            qualified_group.replace('.', "-"),
            identity.version
        ),
        own => own.to_owned(),
    };
    let kind = &identity.kind;
    let type_name = match IMPORTED.contains(&kind.as_str()) {
        true => format!("{kind}Object"),
        false => kind.clone(),
    };
    let renamed = match type_name == *kind {
        true => String::new(),
        false => format!(" as {type_name}"),
    };
    ResourceContext {
        group_path: match group_module.as_str() {
            "" => String::new(),
            group => format!("{group}::"),
        },
        type_name,
        type_use: format!("{inside}::{kind}{renamed}"),
        type_use_outside: format!("{outside}::{kind}{renamed}"),
        storage: stores(resource, project),
        condition: match controller {
            "" => "Available".to_owned(),
            name => format!("{}Ready", pascal(name)),
        },
        custom_defaulting_path: !webhooks.defaulting_path.is_empty(),
        custom_validation_path: !webhooks.validation_path.is_empty(),
        group: identity.group.clone(),
        version: identity.version.clone(),
        kind: identity.kind.clone(),
        irregular_plural: plural != kubewright_core::names::plural(&identity.kind),
        plural,
        cluster_scoped: resource.api.as_ref().is_some_and(|api| !api.namespaced),
        own,
        core: resource.core,
        external: resource.external,
        external_crate: external_crate.to_owned(),
        external_version: external_version.to_owned(),
        type_path: format!("{inside}::{}", identity.kind),
        type_path_outside: format!("{outside}::{}", identity.kind),
        module_path: inside,
        controller_name: match controller {
            "" if group_module.is_empty() => lower.clone(),
            "" => format!("{}-{lower}", identity.group.replace('.', "-")),
            name => name.to_owned(),
        },
        controller_pascal: match controller {
            "" => identity.kind.clone(),
            name => pascal(name),
        },
        controller_path: format!("crate::{}::{controller_snake}", grouped("controller")),
        controller_snake,
        webhook_path: format!(
            "crate::{}::{}::{kind_snake}",
            grouped("webhook"),
            identity.version
        ),
        defaulting: webhooks.defaulting,
        validation: webhooks.validation,
        conversion: webhooks.conversion,
        defaulting_path: url("mutate", &webhooks.defaulting_path),
        validation_path: url("validate", &webhooks.validation_path),
        hub: if webhooks.conversion {
            identity.version.clone()
        } else {
            String::new()
        },
        spokes: webhooks.spoke.clone(),
        spoke: spoke.to_owned(),
        kind_lower: lower,
        kind_snake,
        group_module,
        qualified_group,
    }
}

/// What files that import a type import besides, or have from Rust's prelude.
const IMPORTED: [&str; 38] = [
    "Action",
    "AdmissionRequest",
    "Api",
    "Arc",
    "BoxError",
    "Client",
    "Condition",
    "Controller",
    "Conversion",
    "Converter",
    "Crds",
    "CustomResource",
    "CustomResourceExt",
    "Default",
    "Defaulter",
    "Deserialize",
    "Duration",
    "Environment",
    "Err",
    "FieldError",
    "Hub",
    "Manager",
    "ManagerOptions",
    "ObjectMeta",
    "Ok",
    "PostParams",
    "Rbac",
    "Reconciler",
    "Recorder",
    "Refusal",
    "Result",
    "Schema",
    "Serialize",
    "Some",
    "Validator",
    "Vec",
    "Warnings",
    "Webhooks",
];

/// Whether a version is the first of its kind here, in which objects are stored until somebody says otherwise.
fn stores(resource: &Resource, project: &Project) -> bool {
    let kind = |resource: &Resource| {
        let identity = &resource.identity;
        (
            identity.group.clone(),
            identity.domain.clone(),
            identity.kind.clone(),
        )
    };
    let alike = project.resources.iter().filter(|other| other.api.is_some());
    let first = alike.into_iter().find(|other| kind(other) == kind(resource));
    first.is_none_or(|first| first.identity == resource.identity)
}

/// Comments of Rust as comments that begin with `#`.
fn hashes(header: &str) -> String {
    let text = header.trim().trim_start_matches("/*").trim_end_matches("*/");
    let line = |line: &str| {
        let line = line.trim_end().trim_start_matches("//").trim_start_matches(' ');
        if line.is_empty() {
            "#\n".to_owned()
        } else {
            format!("# {line}\n")
        }
    };
    text.trim().lines().map(line).collect()
}
