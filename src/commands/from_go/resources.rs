//! The resources of the Go project as those of a Rust project.

use std::collections::BTreeMap;

use kubewright_golang::{Api, Sources as _, kinds};

use super::old::{Old, crds_of, unreadable};
use crate::cli;
use crate::commands::Context;
use crate::commands::errors::Stop;
use crate::plugins::{Chain, type_module};
use crate::project::names::module;
use crate::project::{Identity, Project, Resource, VERSION, Webhooks, core_module, rules};

/// The Rust project.
pub(super) struct New {
    pub(super) project: Project,
    /// The Go packages with types, and the modules that they become.
    pub(super) apis: Vec<Api>,
    /// What users have to know.
    pub(super) notes: Vec<String>,
}

impl New {
    pub(super) fn of(old: &Old, args: &cli::Init, chain: &Chain, cx: &Context<'_, '_>) -> Result<Self, Stop> {
        let name = args
            .project_name
            .clone()
            .unwrap_or_else(|| old.project.name.clone());
        let name = if name.is_empty() { folder_name(cx) } else { name };
        rules::package::project_name(&name, "")?;
        rules::package::domain(&old.project.domain)?;
        let project = Project {
            version: VERSION.to_owned(),
            cli_version: env!("CARGO_PKG_VERSION").to_owned(),
            domain: old.project.domain.clone(),
            name,
            layout: chain.layout.clone(),
            multigroup: old.project.multigroup,
            namespaced: old.project.namespaced,
            ..Project::default()
        };
        let mut new = Self {
            project,
            apis: Vec::new(),
            notes: Vec::new(),
        };
        let mut apis = BTreeMap::new();
        for resource in &old.project.resources {
            new.add(resource, old, &mut apis)?;
        }
        new.apis = apis.into_values().collect();
        new.note_unlisted(old)?;
        for key in old.project.plugins.keys() {
            let generated = key.starts_with("manifests.sdk.") || key.starts_with("scorecard.sdk.");
            if !generated {
                new.notes.push(format!(
                    "the plugin `{key}` of the Go project is not carried over; `kubewright plugins` lists those that exist here"
                ));
            }
        }
        Ok(new)
    }

    /// Notes the root types that `PROJECT` does not list: nothing in the new project would be of such a kind.
    fn note_unlisted(&mut self, old: &Old) -> Result<(), Stop> {
        for api in self.apis.iter().filter(|api| api.all_types) {
            let found = kinds(&old.disk, &api.package).map_err(|problem| unreadable(&problem))?;
            let unlisted = found
                .into_iter()
                .filter(|kind| !kind.skipped && !api.kinds.contains_key(&kind.name));
            self.notes.extend(unlisted.map(|kind| {
                format!(
                    "the root type `{}` of `{}` is left out, because the `PROJECT` of the Go project does not list it; add it to `resources` there, and start again in an empty folder",
                    kind.name, kind.file
                )
            }));
        }
        Ok(())
    }

    /// Takes the group of a package, if `PROJECT` says another.
    fn set_group(&mut self, identity: &mut Identity, group: &str) {
        if identity.qualified_group() == group {
            return;
        }
        self.notes.push(format!(
            "{identity} is of the group `{group}`, as its package says; the `PROJECT` of the Go project says `{}`",
            identity.qualified_group()
        ));
        let (first, domain) = group.split_once('.').unwrap_or((group, ""));
        first.clone_into(&mut identity.group);
        domain.clone_into(&mut identity.domain);
    }

    fn add(&mut self, old: &Resource, go: &Old, apis: &mut BTreeMap<String, Api>) -> Result<(), Stop> {
        let mut identity = old.identity.clone();
        let mut package = String::new();
        if old.api.is_some() {
            package = go.package(old)?;
            match kind_of(old, &package, go)? {
                Some(group) => self.set_group(&mut identity, &group),
                None => {
                    self.notes.push(format!(
                        "{identity} is left out: its package `{package}` has no root type of this name, and `config/crd/bases` has no CRD of it"
                    ));
                    return Ok(());
                }
            }
        }
        let identity = &identity;
        let mut resource = Resource {
            identity: identity.clone(),
            plural: old.plural.clone(),
            controller: old.controller,
            controllers: old.controllers.clone(),
            webhooks: old
                .webhooks
                .clone()
                .map(|webhooks| self.with_spokes(webhooks, (old, identity), &go.project))
                .filter(|webhooks| webhooks.defaulting || webhooks.validation || webhooks.conversion),
            ..Resource::default()
        };
        if let Some(api) = &old.api {
            resource.api = Some(crate::project::Api {
                crd_version: "v1".to_owned(),
                namespaced: api.namespaced,
                ..crate::project::Api::default()
            });
            resource.path = type_module(&resource, &self.project);
            add_kind(&resource.path, &package, &identity.kind, true, apis);
        } else if old.core || old.path.starts_with("k8s.io/api/") {
            resource.core = true;
            resource.path = format!("k8s_openapi::{}", core_module(&identity.group, &identity.version));
        } else {
            if go.disk.files(&old.path).is_none() {
                self.notes.push(format!(
                    "{identity} is left out: its package `{}` is not on disk; run `go mod download` in the Go project and start again, or add it with `kubewright create api --external-api-path`",
                    old.path
                ));
                return Ok(());
            }
            resource.external = true;
            let kind = module(&identity.kind);
            let (group, version) = (module(&identity.group), module(&identity.version));
            resource.path = format!(
                "{}::external::{group}::{version}::{kind}",
                self.project.crate_name()
            );
            add_kind(&resource.path, &old.path, &identity.kind, false, apis);
        }
        self.project.put(resource);
        Ok(())
    }

    /// Older versions of kubebuilder do not say which versions are converted: all others with a type are.
    fn with_spokes(
        &mut self,
        webhooks: Webhooks,
        (old, identity): (&Resource, &Identity),
        project: &Project,
    ) -> Webhooks {
        let mut webhooks = Webhooks {
            other: BTreeMap::new(),
            ..webhooks
        };
        let others: Vec<String> = project
            .versions(&old.identity)
            .filter(|other| other.api.is_some() && other.identity != old.identity)
            .map(|other| other.identity.version.clone())
            .collect();
        if webhooks.conversion && webhooks.spoke.is_empty() {
            webhooks.spoke.clone_from(&others);
        }
        let (spokes, unknown): (Vec<_>, Vec<_>) = webhooks
            .spoke
            .drain(..)
            .partition(|version| others.contains(version));
        let fix = format!(
            "add the missing version with `kubewright create api`, and the conversion with `kubewright create webhook --conversion --group {} --version {} --kind {} --spoke VERSION`",
            identity.group, identity.version, identity.kind
        );
        for version in &unknown {
            self.notes.push(format!(
                "{identity} is not converted from `{version}`, because the `PROJECT` of the Go project has no API of this version; {fix}"
            ));
        }
        if webhooks.conversion && spokes.is_empty() && unknown.is_empty() {
            self.notes.push(format!(
                "the conversion of {identity} is not carried over, because the `PROJECT` of the Go project has no other version of it; {fix}"
            ));
        }
        webhooks.conversion &= !spokes.is_empty();
        webhooks.spoke = spokes;
        webhooks
    }
}

/// The group of a kind, according to its package or its CRD.
fn kind_of(resource: &Resource, package: &str, go: &Old) -> Result<Option<String>, Stop> {
    let identity = &resource.identity;
    let found = kinds(&go.disk, package).map_err(|problem| unreadable(&problem))?;
    let found = found.into_iter().find(|kind| kind.name == identity.kind);
    let of_crd = || {
        let crds = crds_of(go).into_iter();
        let mut crds = crds.filter(|crd| crd.spec.names.kind == identity.kind);
        crds.next().map(|crd| crd.spec.group)
    };
    Ok(found.map(|kind| kind.group).or_else(of_crd))
}

/// Adds a kind to the package of its type.
fn add_kind(path: &str, package: &str, kind: &str, all_types: bool, apis: &mut BTreeMap<String, Api>) {
    // Without the crate and the kind.
    let modules: Vec<&str> = path.split("::").collect();
    let folder = modules[1..modules.len() - 1].iter().copied();
    let api = apis
        .remove(package)
        .unwrap_or_else(|| Api::new(package, folder).all_types(all_types));
    apis.insert(package.to_owned(), api.kind(kind, modules[modules.len() - 1]));
}

fn folder_name(cx: &Context<'_, '_>) -> String {
    let folder = cx
        .directory
        .canonicalize()
        .unwrap_or_else(|_| cx.directory.to_owned());
    folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase()
}
