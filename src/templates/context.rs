//! What templates may say.

use std::borrow::Cow;

use serde::Serialize;
use tera::Context as Values;

/// The variables of templates. A new one is a field here.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Context {
    /// The project's name: the prefix of all objects in a cluster.
    pub project_name: String,
    /// The library's name in Rust.
    pub crate_name: String,
    /// What is added to every group.
    pub domain: String,
    /// Where the source is kept; may be empty.
    pub repo: String,
    /// Whether each group has a folder.
    pub multigroup: bool,
    /// Whether the manager watches a namespace, not the cluster.
    pub namespaced: bool,
    /// The licence header as comments of Rust, with a line's end, or nothing.
    pub header: String,
    /// The same as comments that begin with `#`.
    pub hash_header: String,
    /// `apache2`, `copyright` or `none`.
    pub license: String,
    /// Who owns the copyright; may be empty.
    pub owner: String,
    /// The year of the header.
    pub year: String,
    /// What stands right of `kubewright-runtime =` in `Cargo.toml`: a table in braces, without features, or a version.
    pub runtime_dependency: String,
    /// The same for `kubewright-envtest`.
    pub envtest_dependency: String,
    /// The inside of the braces of the same: `path = "..."`, `git = "...", rev = "..."` or `version = "..."`.
    pub runtime_source: String,
    /// The same for `kubewright-envtest`.
    pub envtest_source: String,
    /// The folder of the runtime's checkout if it is a path dependency, or nothing.
    pub runtime_path: String,
    /// What `cargo install` is told to install the command from where the runtime comes from.
    pub cli_install: String,
    /// The same for `kubewright-cluster`, which `kubewright cluster` runs.
    pub cluster_install: String,
    /// The version of Kubernetes: `1.37`.
    pub kubernetes: String,
    /// The feature of k8s-openapi for it: `v1_37`.
    pub k8s_feature: String,
    /// The version of the command.
    pub cli_version: String,
    /// Whether webhooks are served with certificates that the manager makes, without cert-manager.
    pub own_certificates: bool,
    /// The workspace that the package is a member of, from its folder; or nothing.
    pub workspace: String,
    /// The API crates of the project that are checked and tested with it, with a space in front of each.
    pub api_packages: String,
    /// The dependencies of a new API crate, a line for each.
    pub api_dependencies: String,
    /// What the tree is about, if it is about one resource.
    #[serde(flatten)]
    pub resource: Option<ResourceContext>,
}

/// The variables about a resource.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ResourceContext {
    /// The group without its domain.
    pub group: String,
    /// The group's module in Rust, if groups have folders; or nothing.
    pub group_module: String,
    /// The group with its domain.
    pub qualified_group: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The kind in lower case.
    pub kind_lower: String,
    /// The kind as a module.
    pub kind_snake: String,
    /// The same as the beginning of longer names.
    pub kind_stem: String,
    /// The plural.
    pub plural: String,
    /// Whether its objects are in no namespace.
    pub cluster_scoped: bool,
    /// Whether the plural is not the one that English has.
    pub irregular_plural: bool,
    /// Whether its type is made in this project.
    pub own: bool,
    /// Whether it is one of Kubernetes' own.
    pub core: bool,
    /// Whether another crate has its type.
    pub external: bool,
    /// The crate that has it, as a dependency, or nothing.
    pub external_crate: String,
    /// The version of that crate, or `*`.
    pub external_version: String,
    /// The groups' part of a module's path: `cache::`, or nothing.
    pub group_path: String,
    /// What the type is called in files that import it: by its kind, unless they import something else of that name.
    pub type_name: String,
    /// What stands right of `use` to import the type as that, from inside the library.
    pub type_use: String,
    /// The same from outside.
    pub type_use_outside: String,
    /// The condition that the controller sets.
    pub condition: String,
    /// Whether the defaulting webhook has another path than its type's.
    pub custom_defaulting_path: bool,
    /// Whether the validating webhook has another path than its type's.
    pub custom_validation_path: bool,
    /// The package that has the type, if it is an API crate; or nothing.
    pub api_crate: String,
    /// The folder of that package, from the project's.
    pub api_folder: String,
    /// The group's module of types: that of the project, or the API crate's, which has one for each group.
    pub api_group: String,
    /// The groups' part of the path of types: `cache::`, or nothing.
    pub api_group_path: String,
    /// The path of all types, for the crate that has them: `crate::api::`, or `crate::` in an API crate.
    pub api_home: String,
    /// What stands right of `use` to import all types as `api`, from inside the library; or nothing if they are called that.
    pub api_use: String,
    /// The same from outside.
    pub api_use_outside: String,
    /// The path of the type, from inside the library.
    pub type_path: String,
    /// The path of the type, from outside.
    pub type_path_outside: String,
    /// The path of the module that holds the type, from inside.
    pub module_path: String,
    /// The controller's name, in logs and metrics.
    pub controller_name: String,
    /// The controller's module.
    pub controller_snake: String,
    /// The controller's name, as types have names.
    pub controller_pascal: String,
    /// The path of the controller's module, from inside.
    pub controller_path: String,
    /// The path of the webhooks' module, from inside.
    pub webhook_path: String,
    /// Whether a webhook sets defaults.
    pub defaulting: bool,
    /// Whether a webhook validates.
    pub validation: bool,
    /// Whether versions are converted, through this one.
    pub conversion: bool,
    /// The URL path of the defaulting webhook.
    pub defaulting_path: String,
    /// The URL path of the validating webhook.
    pub validation_path: String,
    /// The version that others are converted through; may be empty.
    pub hub: String,
    /// The versions that are converted through it.
    pub spokes: Vec<String>,
    /// The version that the tree is about, if that is one of the others.
    pub spoke: String,
}

impl Context {
    pub(super) fn values(&self) -> Values {
        // A struct of texts is a map, which is all that is asked.
        Values::from_serialize(self).unwrap_or_default()
    }

    /// A path with its placeholders filled in; none if it names the folder of a group and groups have none.
    pub(super) fn path(&self, path: &str) -> Option<String> {
        let Some(resource) = &self.resource else {
            return Some(path.to_owned());
        };
        let prefix = match resource.group_module.as_str() {
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
                ("__short_group__", &resource.group),
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
