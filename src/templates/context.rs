//! The variables of templates.

use std::borrow::Cow;

use serde::Serialize;
use tera::Context as Values;

use super::Templates;

/// The variables of templates. To add one, add a field here.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Context {
    /// The templates to render, if not those of this version.
    #[serde(skip)]
    pub templates: Option<&'static Templates>,
    /// The project's name: the prefix of all objects in a cluster.
    pub project_name: String,
    /// The library's name in Rust code.
    pub crate_name: String,
    /// Whether the Rust code is not scaffolded.
    pub adopted: bool,
    /// The package that has the binary.
    pub package: String,
    /// The binary that is deployed.
    pub program: String,
    /// Whether the operator is made of Ansible roles.
    pub ansible_operator: bool,
    /// The arguments of `cargo install` for the program `ansible-operator`.
    pub ansible_operator_install: String,
    /// Whether the operator is made of Helm charts.
    pub helm_operator: bool,
    /// The arguments of `cargo install` for the program `helm-operator`.
    pub helm_operator_install: String,
    /// The domain of the project's groups.
    pub domain: String,
    /// The URL of the repository; may be empty.
    pub repo: String,
    /// Whether every group has a folder.
    pub multigroup: bool,
    /// Whether the manager watches one namespace instead of the cluster.
    pub namespaced: bool,
    /// The license header as Rust comments, with a final newline, or empty.
    pub header: String,
    /// The license header as `#` comments.
    pub hash_header: String,
    /// `apache2`, `copyright` or `none`.
    pub license: String,
    /// The copyright owner; may be empty.
    pub owner: String,
    /// The year of the header.
    pub year: String,
    /// The value of `kubewright-runtime =` in `Cargo.toml`: a table in braces, without features, or a version.
    pub runtime_dependency: String,
    /// The value for `kubewright-envtest`.
    pub envtest_dependency: String,
    /// The contents of those braces: `path = "..."`, `git = "...", rev = "..."` or `version = "..."`.
    pub runtime_source: String,
    /// The contents for `kubewright-envtest`.
    pub envtest_source: String,
    /// The folder of the runtime's checkout if it is a path dependency, or empty.
    pub runtime_path: String,
    /// The arguments of `cargo install` that install the CLI from the source of the runtime.
    pub cli_install: String,
    /// The same for `kubewright-cluster`, which `kubewright cluster` runs.
    pub cluster_install: String,
    /// The version of Kubernetes: `1.37`.
    pub kubernetes: String,
    /// The feature of k8s-openapi for that version: `v1_37`.
    pub k8s_feature: String,
    /// The version of the CLI.
    pub cli_version: String,
    /// Whether the manager generates the webhook certificates, without cert-manager.
    pub own_certificates: bool,
    /// The workspace that the package is a member of, from its folder; or empty.
    pub workspace: String,
    /// The project's folder, from the workspace; or empty.
    pub member: String,
    /// The API crates of the project that are checked and tested with it, with a space in front of each.
    pub api_packages: String,
    /// The dependencies of a new API crate, one line each.
    pub api_dependencies: String,
    /// The folders with the Rust source of the manager: the project's, and those of its API crates.
    pub source_folders: Vec<String>,
    /// The `Cargo.toml` of the manager, of its API crates, and of its workspace.
    pub cargo_manifests: Vec<String>,
    /// The source folders, from the workspace.
    pub root_source_folders: Vec<String>,
    /// The `Cargo.toml` files, from the workspace.
    pub root_cargo_manifests: Vec<String>,
    /// The arguments of `cargo install` that install the newest CLI.
    pub cli_install_newest: String,
    /// The folder of the Helm chart.
    pub chart_folder: String,
    /// Where the CRDs of the Helm chart are: `templates`, `crds` or `chart`.
    pub chart_crds: String,
    /// Whether the Helm chart needs cert-manager by default.
    pub chart_needs_cert_manager: bool,
    /// Whether the project has types of its own, and so samples.
    pub has_types: bool,
    /// The resource of the tree, if it has one.
    #[serde(flatten)]
    pub resource: Option<ResourceContext>,
}

/// The variables of a resource.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ResourceContext {
    /// The group without its domain.
    pub group: String,
    /// The group's module in Rust if groups have folders, or empty.
    pub group_module: String,
    /// The group with its domain.
    pub qualified_group: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The kind in lower case.
    pub kind_lower: String,
    /// The kind as a module name.
    pub kind_snake: String,
    /// The kind as the beginning of longer module names.
    pub kind_stem: String,
    /// The plural.
    pub plural: String,
    /// Whether it is cluster-scoped.
    pub cluster_scoped: bool,
    /// Whether the plural differs from the default.
    pub irregular_plural: bool,
    /// Whether its type is defined in this project, with a derive of kubewright.
    pub own: bool,
    /// Whether it is a type of Kubernetes.
    pub core: bool,
    /// Whether no manager runs without objects of this kind.
    pub needed_by_managers: bool,
    /// Whether its type is defined in another crate.
    pub external: bool,
    /// That crate, as a dependency, or empty.
    pub external_crate: String,
    /// The version of that crate, or `*`.
    pub external_version: String,
    /// The group's part of a module path: `cache::`, or empty.
    pub group_path: String,
    /// The type's name in files that import it: the kind, unless the file imports something else with that name.
    pub type_name: String,
    /// The path after `use` that imports the type with that name, from inside the library.
    pub type_use: String,
    /// The same path from outside.
    pub type_use_outside: String,
    /// The image that the controller runs, in quotes; empty if it runs none.
    pub image_text: String,
    /// The command of its container, as a constant in Rust, or nothing.
    pub container_command: String,
    /// The port of its container, or nothing.
    pub container_port: String,
    /// The user of its container, or nothing.
    pub run_as_user: String,
    /// Whether objects are stored in this version. Only earlier templates use it, and by an earlier rule: so that a marker
    /// that they wrote elsewhere is as good as the user's, and an update does not move the storage version.
    pub storage: bool,
    /// The condition that the controller sets.
    pub condition: String,
    /// Whether the path of the defaulting webhook differs from the default.
    pub custom_defaulting_path: bool,
    /// Whether the path of the validating webhook differs from the default.
    pub custom_validation_path: bool,
    /// The package that has the type, if it is an API crate; or empty.
    pub api_crate: String,
    /// The folder of that package, from the project's.
    pub api_folder: String,
    /// The group's module of types: that of the project, or the API crate's, which has one for each group.
    pub api_group: String,
    /// The groups' part of the path of types: `cache::`, or empty.
    pub api_group_path: String,
    /// The path of all types, for the crate that has them: `crate::api::`, or `crate::` in an API crate.
    pub api_home: String,
    /// The path after `use` that imports all types as `api`, from inside the library; or empty if they have that name.
    pub api_use: String,
    /// The same, from outside.
    pub api_use_outside: String,
    /// The path of the type, from inside the library.
    pub type_path: String,
    /// The path of the type, from outside.
    pub type_path_outside: String,
    /// The path of the type's module, from inside.
    pub module_path: String,
    /// The controller's name, in logs and metrics.
    pub controller_name: String,
    /// The controller's module.
    pub controller_snake: String,
    /// The controller's name in camel case.
    pub controller_pascal: String,
    /// The path of the controller's module, from inside.
    pub controller_path: String,
    /// The path of the webhooks' module, from inside.
    pub webhook_path: String,
    /// The names of its webhooks, without the first letter and `.kb.io`.
    pub webhook_name: String,
    /// Whether it has a defaulting webhook.
    pub defaulting: bool,
    /// Whether it has a validating webhook.
    pub validation: bool,
    /// Whether it is the hub that other versions convert to.
    pub conversion: bool,
    /// The URL path of the defaulting webhook.
    pub defaulting_path: String,
    /// The URL path of the validating webhook.
    pub validation_path: String,
    /// The hub version; may be empty.
    pub hub: String,
    /// The spoke versions of the hub.
    pub spokes: Vec<String>,
    /// The version of the tree, if the tree is for one of the spokes.
    pub spoke: String,
}

impl Context {
    pub(super) fn values(&self) -> Values {
        // A struct of strings always serializes to a map.
        Values::from_serialize(self).unwrap_or_default()
    }

    /// Replaces the placeholders in a path; `None` if the path has the folder of a group and groups have none.
    pub(super) fn path(&self, path: &str) -> Option<String> {
        let Some(resource) = &self.resource else {
            return Some(path.replace("__workflows__/", &self.workflows()));
        };
        let prefix = match resource.group_module.as_str() {
            "" => String::new(),
            group => format!("{group}_"),
        };
        let short_group = match resource.group.as_str() {
            "" => String::new(),
            group => format!("{group}_"),
        };
        let (path, group) = resource.home(path);
        let fill = |part: &str| {
            let mut part = Cow::Borrowed(part);
            for (name, value) in [
                ("__version__", resource.version.as_str()),
                ("__kind__", &resource.kind_snake),
                ("__stem__", &resource.kind_stem),
                ("__kind_lower__", &resource.kind_lower),
                ("__plural__", &resource.plural),
                ("__controller__", &resource.controller_snake),
                ("__spoke__", &resource.spoke),
                // Without a group there is no separator either.
                ("__short_group___", &short_group),
                ("__qualified_group__", &resource.qualified_group),
                ("__prefix__", &prefix),
                ("__group__", group),
                ("__api_folder__", &resource.api_folder),
            ] {
                if part.contains(name) {
                    part = Cow::Owned(part.replace(name, value));
                }
            }
            part.into_owned()
        };
        let parts = path
            .split('/')
            .filter(|part| *part != "__group__" || !group.is_empty());
        let parts: Vec<_> = parts.collect();
        let names_no_group = group.is_empty() && parts.iter().any(|part| part.contains("__group__"));
        (!names_no_group).then(|| parts.into_iter().map(fill).collect::<Vec<_>>().join("/"))
    }
}

impl Context {
    /// The beginning of the paths of workflows. GitHub runs those at the top of a repository, which several members may share.
    fn workflows(&self) -> String {
        match self.workspace.as_str() {
            "" => ".github/workflows/".to_owned(),
            root => format!("{root}/.github/workflows/{}-", self.project_name),
        }
    }
}

impl ResourceContext {
    /// Where a file is, and the module of its group: files of types are in the crate that has them, which may be another.
    fn home<'p>(&'p self, path: &'p str) -> (Cow<'p, str>, &'p str) {
        match path.strip_prefix("src/api") {
            Some(_) if self.api_folder.is_empty() => (Cow::Borrowed(path), &self.api_group),
            Some(rest) => {
                let root = if rest.starts_with('.') { "/lib" } else { "" };
                (
                    Cow::Owned(format!("{}/src{root}{rest}", self.api_folder)),
                    &self.api_group,
                )
            }
            None => (Cow::Borrowed(path), &self.group_module),
        }
    }
}
