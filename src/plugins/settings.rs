//! Template variables that are neither in the project nor in a resource.

use std::path::{Path, PathBuf};

use crate::project::{Content, Places, Project};
use crate::templates::{self, Context, Templates};

use super::naming::resource_context;
use super::{Part, Runtime};

/// Settings outside of the project and the flags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The templates, if not those of this version.
    pub templates: Option<&'static Templates>,
    /// The project's folder, as an absolute path.
    pub folder: PathBuf,
    /// The license header as it is stored, with `YEAR` for the year.
    pub boilerplate: String,
    /// The license header as Rust comments, with a final newline, or empty.
    pub header: String,
    /// `apache2`, `copyright` or `none`.
    pub license: String,
    /// The copyright owner; may be empty.
    pub owner: String,
    /// The year.
    pub year: String,
    /// The source of the runtime.
    pub runtime: Runtime,
    /// The dependencies of a new API crate, one line each.
    pub api_dependencies: String,
    /// The crate, if its Rust code is not scaffolded.
    pub adopted: Option<Adopted>,
}

/// A crate with Rust code of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// The package.
    pub package: String,
    /// Its binary that is deployed.
    pub program: String,
}

impl Settings {
    /// The template variables of a part.
    #[must_use]
    pub fn context(&self, part: &Part<'_>, project: &Project) -> Context {
        let templates = self.templates.unwrap_or_else(templates::current);
        let resource = match part {
            Part::Init | Part::Optional(_) => None,
            Part::Types(resource)
            | Part::Webhooks(resource)
            | Part::Defaulting(resource)
            | Part::Validation(resource)
            | Part::Hub(resource) => Some(resource_context(resource, "", "", project)),
            Part::Controller(resource, name) => Some(resource_context(resource, name, "", project)),
            Part::Spoke(hub, spoke) => Some(resource_context(hub, "", &spoke.identity.version, project)),
        };
        let places = project.places();
        let sources = Sources::of(&places);
        let own = Adopted {
            package: project.name.clone(),
            program: project.name.clone(),
        };
        let Adopted { package, program } = self.adopted.clone().unwrap_or(own);
        let member = member(&self.folder, &places.workspace);
        let from_root = sources.seen_from_root(&member, &places.workspace);
        Context {
            templates: self.templates,
            project_name: project.name.clone(),
            crate_name: project.crate_name(),
            adopted: self.adopted.is_some(),
            package,
            program,
            helm_operator: project.content() == Some(Content::Charts),
            ansible_operator: project.content() == Some(Content::Roles),
            ansible_operator_install: self.runtime.install_ansible_operator(),
            helm_operator_install: self.runtime.install_helm_operator(),
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
            cluster_install: self.runtime.install_cluster(),
            kubernetes: templates.kubernetes.clone(),
            k8s_feature: format!("v{}", templates.kubernetes.replace('.', "_")),
            cli_version: templates.version.clone(),
            own_certificates: project.own_certificates(),
            member,
            workspace: places.workspace.clone(),
            api_packages: places
                .api_crates
                .keys()
                .map(|package| format!(" {package}"))
                .collect(),
            api_dependencies: self.api_dependencies.clone(),
            source_folders: sources.folders,
            cargo_manifests: sources.manifests,
            root_source_folders: from_root.folders,
            root_cargo_manifests: from_root.manifests,
            cli_install_newest: self.runtime.install_newest(),
            chart_folder: project.chart_folder(),
            chart_crds: project.chart_crds().to_owned(),
            chart_needs_cert_manager: project.has_webhooks() && !project.own_certificates(),
            has_types: project.types().next().is_some(),
            resource,
        }
    }
}

/// What the manager is built from.
struct Sources {
    folders: Vec<String>,
    manifests: Vec<String>,
}

impl Sources {
    fn of(places: &Places) -> Self {
        let crates = || std::iter::once("").chain(places.api_crates.values().map(String::as_str));
        let below = |folder: &str, name: &str| match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let mut manifests: Vec<_> = crates().map(|folder| below(folder, "Cargo.toml")).collect();
        if !places.workspace.is_empty() {
            manifests.push(below(&places.workspace, "Cargo.toml"));
        }
        Self {
            folders: crates().map(|folder| below(folder, "src")).collect(),
            manifests,
        }
    }

    /// The same paths from the workspace, or from the project's folder if it is not a member of one.
    fn seen_from_root(&self, member: &str, workspace: &str) -> Self {
        let change = |paths: &[String]| {
            let change = |path: &String| match path.strip_prefix(&format!("{workspace}/")) {
                _ if workspace.is_empty() => path.clone(),
                Some(path) => path.to_owned(),
                None => format!("{member}/{path}"),
            };
            paths.iter().map(change).collect()
        };
        Self {
            folders: change(&self.folders),
            manifests: change(&self.manifests),
        }
    }
}

/// The folder of a member, from the workspace's: as many names as `workspace` goes up.
fn member(folder: &Path, workspace: &str) -> String {
    let levels = Path::new(workspace).components().count();
    let names = folder.components().rev().take(levels);
    let names: Vec<_> = names.map(|name| name.as_os_str().to_string_lossy()).collect();
    names.into_iter().rev().collect::<Vec<_>>().join("/")
}

/// Turns Rust comments into `#` comments.
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
