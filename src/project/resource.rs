//! Group, version, kind, and what there is of it.

use std::collections::BTreeMap;
use std::fmt;

use kubewright_core::names::plural;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Controller, is_false};

/// What tells one resource from another.
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
    /// What tells it from others.
    #[serde(flatten)]
    pub identity: Identity,
    /// The plural, if it is not the one that English has.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub plural: String,
    /// The module that holds the type.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The type, if it was made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<Api>,
    /// Whether there is one controller without a name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub controller: bool,
    /// The controllers that have names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controllers: Vec<Controller>,
    /// Whether it is one of Kubernetes' own.
    #[serde(default, skip_serializing_if = "is_false")]
    pub core: bool,
    /// Whether another crate has its type.
    #[serde(default, skip_serializing_if = "is_false")]
    pub external: bool,
    /// That crate, with `@` and its version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub module: String,
    /// The webhooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhooks: Option<Webhooks>,
    /// What is not known here.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

/// A type that was made here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Api {
    /// The version of CRDs.
    pub crd_version: String,
    /// Whether its objects are in namespaces.
    #[serde(default, skip_serializing_if = "is_false")]
    pub namespaced: bool,
    /// What is not known here.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

/// The webhooks of a resource.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhooks {
    /// The version of webhook configurations.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub webhook_version: String,
    /// Whether a webhook sets defaults.
    #[serde(default, skip_serializing_if = "is_false")]
    pub defaulting: bool,
    /// Whether a webhook validates.
    #[serde(default, skip_serializing_if = "is_false")]
    pub validation: bool,
    /// Whether versions are converted, through this one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub conversion: bool,
    /// The versions that are converted to and from this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spoke: Vec<String>,
    /// The path of the defaulting webhook, if it is not the usual one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub defaulting_path: String,
    /// The path of the validating webhook, if it is not the usual one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub validation_path: String,
    /// What is not known here.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

impl Identity {
    /// Whether group, version and kind are the same.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.group == other.group && self.version == other.version && self.kind == other.kind
    }

    /// Whether group, domain and kind are the same.
    pub(crate) fn is_kind_of(&self, other: &Self) -> bool {
        self.group == other.group && self.domain == other.domain && self.kind == other.kind
    }

    /// The group with its domain, as the API server knows it.
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
    /// A resource of which there is nothing yet.
    #[must_use]
    pub fn new(identity: Identity) -> Self {
        Self {
            identity,
            ..Self::default()
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

    /// Whether anything of it is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.api.is_none() && !self.controller && self.controllers.is_empty() && self.webhooks.is_none()
    }
}

impl Webhooks {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.defaulting && !self.validation && !self.conversion
    }
}
