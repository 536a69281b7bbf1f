//! Group, version, kind, and the parts of a resource.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use kubewright_core::names::plural;
use kubewright_core::tables::is_namespaced;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Controller, is_false};

/// The identity of a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identity {
    /// The group, without its domain.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// The domain of the group.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub domain: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
}

/// A resource.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// Its identity.
    #[serde(flatten)]
    pub identity: Identity,
    /// The plural, if it differs from the default.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub plural: String,
    /// The module of the type.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The type, if it is defined in this project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<Api>,
    /// Whether it has one controller without a name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub controller: bool,
    /// The controllers with names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controllers: Vec<Controller>,
    /// Whether it is a type of Kubernetes.
    #[serde(default, skip_serializing_if = "is_false")]
    pub core: bool,
    /// Whether its type is in another crate.
    #[serde(default, skip_serializing_if = "is_false")]
    pub external: bool,
    /// That crate, with `@` and its version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub module: String,
    /// The webhooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhooks: Option<Webhooks>,
    /// Unknown keys.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

/// A type in this project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Api {
    /// The API version of the CRD.
    pub crd_version: String,
    /// Whether it is namespaced.
    #[serde(default, skip_serializing_if = "is_false")]
    pub namespaced: bool,
    /// Unknown keys.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

/// The webhooks of a resource.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhooks {
    /// The API version of the webhook configurations.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub webhook_version: String,
    /// Whether it has a defaulting webhook.
    #[serde(default, skip_serializing_if = "is_false")]
    pub defaulting: bool,
    /// Whether it has a validating webhook.
    #[serde(default, skip_serializing_if = "is_false")]
    pub validation: bool,
    /// Whether it is the hub of conversions.
    #[serde(default, skip_serializing_if = "is_false")]
    pub conversion: bool,
    /// The versions that are converted to and from this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spoke: Vec<String>,
    /// The path of the defaulting webhook, if it differs from the default.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub defaulting_path: String,
    /// The path of the validating webhook, if it differs from the default.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub validation_path: String,
    /// Unknown keys.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

impl Identity {
    /// Returns whether group, version and kind are equal.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.group == other.group && self.version == other.version && self.kind == other.kind
    }

    /// Returns whether group, domain and kind are equal.
    pub(crate) fn is_kind_of(&self, other: &Self) -> bool {
        self.is_in_group_of(other) && self.kind == other.kind
    }

    /// Returns whether group and domain are equal.
    pub(crate) fn is_in_group_of(&self, other: &Self) -> bool {
        self.group == other.group && self.domain == other.domain
    }

    /// The full group, as the API server knows it.
    #[must_use]
    pub fn qualified_group(&self) -> String {
        match (self.group.as_str(), self.domain.as_str()) {
            ("core", "") => String::new(),
            (group, "") => group.to_owned(),
            ("", domain) => domain.to_owned(),
            (group, domain) => format!("{group}.{domain}"),
        }
    }
}

/// `cache/v1alpha1 Memcached`.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            group, version, kind, ..
        } = self;
        match group.as_str() {
            "" => write!(f, "{version} {kind}"),
            group => write!(f, "{group}/{version} {kind}"),
        }
    }
}

impl Resource {
    /// Creates a resource without any parts.
    #[must_use]
    pub fn new(identity: Identity) -> Self {
        Self {
            identity,
            ..Self::default()
        }
    }

    /// Changes the kind. The plural becomes the default one, and a controller with the kind's name is renamed too.
    pub(crate) fn rename(&mut self, kind: &str) {
        let (from, to) = (self.identity.kind.to_lowercase(), kind.to_lowercase());
        kind.clone_into(&mut self.identity.kind);
        self.plural.clear();
        let controllers = self.controllers.iter_mut();
        for controller in controllers.filter(|controller| controller.name == from) {
            controller.name.clone_from(&to);
        }
    }

    /// The plural.
    #[must_use]
    pub fn plural(&self) -> String {
        match self.plural.as_str() {
            "" => plural(&self.identity.kind),
            plural => plural.to_owned(),
        }
    }

    /// Returns whether `kubewright adopt` found its type, and so has recorded no module for it.
    pub(crate) fn is_adopted(&self) -> bool {
        self.api.is_some() && self.path.is_empty()
    }

    /// Returns whether its type is in this project, in Kubernetes, or in another crate.
    pub(crate) fn has_type(&self) -> bool {
        self.api.is_some() || self.core || self.external
    }

    /// Returns whether objects are outside of namespaces; of an external kind, nobody knows.
    pub(crate) fn is_cluster_scoped(&self) -> bool {
        match &self.api {
            Some(api) => !api.namespaced,
            None if self.core => {
                let Identity { kind, .. } = &self.identity;
                is_namespaced(&self.identity.qualified_group(), kind) == Some(false)
            }
            None => false,
        }
    }

    /// Returns whether a manager needs objects of this kind to start: a webhook that is down must not block them.
    pub(crate) fn is_needed_by_managers(&self) -> bool {
        const KINDS: [&str; 8] = [
            "Deployment",
            "Lease",
            "Namespace",
            "Pod",
            "ReplicaSet",
            "Secret",
            "Service",
            "ServiceAccount",
        ];
        self.core && KINDS.contains(&self.identity.kind.as_str())
    }

    /// The file of its CRD, in the project's folder.
    pub(crate) fn crd(&self) -> PathBuf {
        let group = self.identity.qualified_group();
        PathBuf::from(format!("config/crd/bases/{group}_{}.yaml", self.plural()))
    }

    /// Returns whether it has any part.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.api.is_none() && !self.controller && self.controllers.is_empty() && self.webhooks.is_none()
    }
}

/// The noun of a converting webhook.
pub(crate) const CONVERTING: &str = "converting";

/// Where the runtime converts the objects of all kinds.
const CONVERSION_PATH: &str = "/convert";

impl Webhooks {
    /// The path of the defaulting webhook of a type.
    pub(crate) fn defaulting_path(&self, of: &Identity) -> String {
        path("mutate", of, &self.defaulting_path)
    }

    /// The path of the validating webhook of a type.
    pub(crate) fn validation_path(&self, of: &Identity) -> String {
        path("validate", of, &self.validation_path)
    }

    /// The path of each webhook, with its noun.
    pub(crate) fn paths(&self, of: &Identity) -> Vec<(&'static str, String)> {
        let all = [
            (self.defaulting, "defaulting", self.defaulting_path(of)),
            (self.validation, "validating", self.validation_path(of)),
            (self.conversion, CONVERTING, CONVERSION_PATH.to_owned()),
        ];
        let existing = all.into_iter().filter(|(exists, ..)| *exists);
        existing.map(|(_, noun, path)| (noun, path)).collect()
    }

    /// Returns whether it has no webhook.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.defaulting && !self.validation && !self.conversion
    }
}

/// The path of a webhook: its own, or the default of its type.
fn path(verb: &str, of: &Identity, own: &str) -> String {
    match own {
        "" => format!(
            "/{verb}-{}-{}-{}",
            of.qualified_group().replace('.', "-"),
            of.version,
            of.kind.to_lowercase()
        ),
        own => own.to_owned(),
    }
}
