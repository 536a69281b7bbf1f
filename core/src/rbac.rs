//! Turns `+kubebuilder:rbac` markers into roles.

mod check;
mod known;
mod labels;
mod merge;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diagnostic::{Errors, MarkerError};
pub use check::is_role_name;
pub use known::{OwnKind, Unknown, check_known};

/// The arguments of `+kubebuilder:rbac`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RbacMarker {
    /// API groups; `core` and `""` mean the group of pods and services.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Plural resource names, with `/status` and the like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// Limits the rule to objects of these names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_names: Vec<String>,
    /// Paths that are not resources, such as `/metrics`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// Verbs: `get`, `list`, `watch`, ...
    pub verbs: Vec<String>,
    /// Makes the rule part of a Role in this namespace instead of a `ClusterRole`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// Puts the rule into the role with this name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role_name: String,
    /// `key=value` labels of the role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// `ClusterRole`s (`admin`, `edit`, `view`) that the role is aggregated to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aggregate: Vec<String>,
}

/// One rule of a role.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyRule {
    /// Groups of the resources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub api_groups: Vec<String>,
    /// Paths that are not resources.
    #[serde(default, rename = "nonResourceURLs", skip_serializing_if = "Vec::is_empty")]
    pub non_resource_urls: Vec<String>,
    /// Objects that the rule is limited to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_names: Vec<String>,
    /// Plural resource names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// Allowed verbs.
    pub verbs: Vec<String>,
}

/// A `ClusterRole`, or a Role if it has a namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The namespace of a Role; empty for a `ClusterRole`.
    pub namespace: String,
    /// The name of the object.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its rules.
    pub rules: Vec<PolicyRule>,
}

/// Collects markers into roles: one per namespace and role name, merged and sorted as controller-gen does.
///
/// `role_name` is for markers without one. Whether a rule has groups and resources is checked on the merged rules, as the
/// API server does.
///
/// ```
/// use kubewright_core::markers::args::{Form, parse};
/// use kubewright_core::rbac::{RbacMarker, roles};
///
/// let marker: RbacMarker = parse("groups=core,resources=pods,verbs=list;get", Form::Named)?;
/// let roles = roles(&[marker], "manager-role").unwrap();
/// assert_eq!(roles[0].name, "manager-role");
/// assert_eq!(roles[0].rules[0].verbs, ["get", "list"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// If a rule would be rejected by the API server or can never match: all of them, sorted.
pub fn roles(markers: &[RbacMarker], role_name: &str) -> Result<Vec<Role>, Vec<MarkerError>> {
    let mut errors = Errors::new();
    errors.extend(check(markers));
    let mut roles = Vec::new();
    for ((namespace, name), indices) in buckets(markers, role_name) {
        let labels = labels::union(markers, &indices, &mut errors);
        let rules = merge::rules(indices.iter().map(|&index| &markers[index]));
        roles.push(Role {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            labels,
            rules,
        });
    }
    errors.check_sorted()?;
    Ok(roles)
}

/// Returns the errors in markers. `roles` reports these, and labels that contradict each other.
pub fn check(markers: &[RbacMarker]) -> Vec<MarkerError> {
    let single = markers.iter().enumerate();
    let mut errors: Vec<_> = single
        .flat_map(|(index, marker)| check::marker(index, marker))
        .collect();
    for (_, indices) in buckets(markers, "") {
        let rules = merge::rules(indices.iter().map(|&index| &markers[index]));
        errors.extend(check::incomplete(markers, &indices, &rules));
    }
    errors
}

/// The markers of each role, by namespace and name.
fn buckets<'a>(markers: &'a [RbacMarker], role_name: &'a str) -> BTreeMap<(&'a str, &'a str), Vec<usize>> {
    let mut buckets: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, marker) in markers.iter().enumerate() {
        let name = if marker.role_name.is_empty() {
            role_name
        } else {
            &marker.role_name
        };
        buckets
            .entry((marker.namespace.as_str(), name))
            .or_default()
            .push(index);
    }
    buckets
}

/// The merged rules of all markers, regardless of their role.
pub fn policy_rules(markers: &[RbacMarker]) -> Vec<PolicyRule> {
    merge::rules(markers.iter())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata<'a>,
    rules: &'a [PolicyRule],
}

#[derive(Serialize)]
struct Metadata<'a> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: &'a BTreeMap<String, String>,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    namespace: &'a str,
}

impl Role {
    /// The manifest as JSON.
    pub fn to_value(&self) -> Value {
        // Strings, lists and maps with string keys always serialize.
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Serialize for Role {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            namespace,
            name,
            labels,
            rules,
        } = self;
        let kind = if namespace.is_empty() {
            "ClusterRole"
        } else {
            "Role"
        };
        let metadata = Metadata {
            labels,
            name,
            namespace,
        };
        Manifest {
            api_version: "rbac.authorization.k8s.io/v1",
            kind,
            metadata,
            rules,
        }
        .serialize(serializer)
    }
}
