//! The contents of `PROJECT`.

mod certificates;
mod content;
mod controllers;
mod core_groups;
mod externals;
pub mod file;
pub(crate) mod form;
mod kube;
pub mod names;
mod places;
mod resource;
pub(crate) mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use content::{ANSIBLE_OPERATOR, Content, HELM_OPERATOR};
pub use controllers::Controller;
pub use core_groups::core_domain;
pub(crate) use core_groups::core_group;
pub(crate) use core_groups::core_module;
pub(crate) use kube::{reading, schemas, set_schemas, unused};
pub(crate) use places::SETTINGS;
pub use places::{ApiCrate, Places};
pub(crate) use resource::CONVERTING;
pub use resource::{Api, Identity, Resource, Webhooks};

/// Where the role of the manager is.
pub(crate) const ROLE: &str = "config/rbac/role.yaml";

/// The version of the format.
pub const VERSION: &str = "3";

/// The keys under which a project records that it has a Helm chart: ours, and kubebuilder's.
pub(crate) const HELM: [&str; 2] = ["helm.kubewright.dev/v1", "helm.kubebuilder.io/v2-alpha"];

/// A project. Unknown keys are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// The version of the format.
    pub version: String,
    /// The version of the CLI that created the project.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cli_version: String,
    /// The domain of the groups.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub domain: String,
    /// The URL of the repository.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub repo: String,
    /// The prefix of all object names.
    #[serde(default, rename = "projectName", skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The plugins of the project.
    #[serde(
        default,
        deserialize_with = "one_or_more",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub layout: Vec<String>,
    /// Whether every group has a folder.
    #[serde(default, skip_serializing_if = "is_false")]
    pub multigroup: bool,
    /// Whether the manager watches one namespace instead of the cluster.
    #[serde(default, skip_serializing_if = "is_false")]
    pub namespaced: bool,
    /// Configuration of plugins, by their keys.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub plugins: BTreeMap<String, Value>,
    /// The resources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Resource>,
    /// Unknown keys.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

impl Project {
    /// The resource with this group, version and kind, if exactly one matches; the domain is ignored.
    #[must_use]
    pub fn find(&self, identity: &Identity) -> Option<&Resource> {
        let mut found = self
            .resources
            .iter()
            .filter(|resource| resource.identity.is_like(identity));
        match (found.next(), found.next()) {
            (Some(only), None) => Some(only),
            (Some(_), Some(_)) => self
                .resources
                .iter()
                .find(|resource| resource.identity == *identity),
            (None, _) => None,
        }
    }

    /// The identity with the domain of this project's groups.
    pub(crate) fn own(&self, identity: &Identity) -> Identity {
        Identity {
            domain: self.domain.clone(),
            ..identity.clone()
        }
    }

    /// Replaces the resource with the same identity, or appends it.
    pub fn put(&mut self, resource: Resource) {
        match self
            .resources
            .iter_mut()
            .find(|old| old.identity == resource.identity)
        {
            Some(old) => *old = resource,
            None => self.resources.push(resource),
        }
    }

    /// Records a resource that has lost parts, or removes one that has none left.
    pub(crate) fn update(&mut self, resource: Resource) {
        if resource.is_empty() {
            self.resources.retain(|other| other.identity != resource.identity);
        } else {
            self.put(resource);
        }
    }

    /// Removes a version of a kind, also from the versions that the hub converts.
    pub(crate) fn remove(&mut self, removed: &Identity) {
        self.resources.retain(|other| other.identity != *removed);
        let versions = self.resources.iter_mut();
        for version in versions.filter(|other| other.identity.is_kind_of(removed)) {
            if let Some(webhooks) = &mut version.webhooks {
                webhooks.spoke.retain(|spoke| *spoke != removed.version);
            }
        }
        self.prune_deployed();
        self.prune_kube_kinds();
    }

    /// The resources whose types are defined by this project.
    pub(crate) fn types(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| resource.api.is_some())
    }

    /// The files that `kubewright manifests` writes for the types.
    pub(crate) fn crds(&self) -> BTreeSet<PathBuf> {
        self.types().map(Resource::crd).collect()
    }

    /// All versions of a kind.
    pub(crate) fn versions<'p>(&'p self, kind: &'p Identity) -> impl Iterator<Item = &'p Resource> {
        let resources = self.resources.iter();
        resources.filter(|resource| resource.identity.is_kind_of(kind))
    }

    /// Returns whether any resource has webhooks.
    pub(crate) fn has_webhooks(&self) -> bool {
        self.resources.iter().any(|resource| resource.webhooks.is_some())
    }

    /// Returns whether any resource has an admission webhook, which needs a webhook configuration.
    pub(crate) fn configures_webhooks(&self) -> bool {
        let webhooks = self.resources.iter();
        let mut webhooks = webhooks.filter_map(|resource| resource.webhooks.as_ref());
        webhooks.any(|webhooks| webhooks.defaulting || webhooks.validation)
    }

    /// The name of the library in Rust code.
    #[must_use]
    pub fn crate_name(&self) -> String {
        self.name.replace('-', "_")
    }

    /// The folder of the Helm chart.
    pub(crate) fn chart_folder(&self) -> String {
        let output = HELM.iter().find_map(|key| self.setting(key, "output")?.as_str());
        format!("{}/chart", output.unwrap_or("dist").trim_end_matches('/'))
    }

    /// Where the CRDs of the Helm chart are.
    pub(crate) fn chart_crds(&self) -> &str {
        let place = HELM.iter().find_map(|key| self.setting(key, "crds")?.as_str());
        place.unwrap_or("templates")
    }

    /// The configuration of a plugin.
    pub(crate) fn setting(&self, plugin: &str, name: &str) -> Option<&Value> {
        self.plugins.get(plugin)?.get(name)
    }
}

pub(crate) fn is_false(value: &bool) -> bool {
    !value
}

/// A list, or its only item.
fn one_or_more<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(one) => Ok(one.split(',').map(str::to_owned).collect()),
        more => Vec::deserialize(more).map_err(serde::de::Error::custom),
    }
}
