//! Sorts the manifests by what they are for.

use std::collections::BTreeSet;

use serde_json::Value;

use super::object::{group_version, kind, name};
use super::{GenerateError, Note};
use crate::pointer::{as_list, as_text};

/// The annotation that keeps an object out of bundles.
pub(super) const BUNDLE: &str = "kubewright.dev/bundle";

/// Manifests by what they are for. Equal objects are kept once.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) csvs: Vec<Value>,
    pub(super) roles: Vec<Value>,
    pub(super) cluster_roles: Vec<Value>,
    pub(super) role_bindings: Vec<Value>,
    pub(super) cluster_role_bindings: Vec<Value>,
    pub(super) accounts: Vec<Value>,
    pub(super) services: Vec<Value>,
    pub(super) deployments: Vec<Value>,
    pub(super) crds: Vec<Value>,
    /// The entries of webhook configurations.
    pub(super) validating: Vec<Value>,
    pub(super) mutating: Vec<Value>,
    /// Custom resources of the CRDs.
    pub(super) examples: Vec<Value>,
    pub(super) scorecard: Option<Value>,
    pub(super) others: Vec<Value>,
}

pub(super) fn collect(objects: Vec<Value>, notes: &mut Vec<Note>) -> Result<Collected, GenerateError> {
    let mut collected = Collected::default();
    let mut seen = BTreeSet::new();
    let mut without_kind = 0;
    for object in objects.into_iter().flat_map(items) {
        if kind(&object).is_empty() || as_text(&object["apiVersion"]).is_empty() {
            without_kind += 1;
        } else if !is_excluded(&object)? && seen.insert(object.to_string()) {
            collected.add(object)?;
        }
    }
    if without_kind > 0 {
        notes.push(Note::new(
            format!("documents without `apiVersion` and `kind` are left out ({without_kind})"),
            "remove them from the input",
        ));
    }
    let served: BTreeSet<_> = collected.crds.iter().flat_map(super::crds::served).collect();
    let is_example = |object: &mut Value| {
        let (group, version) = group_version(object);
        let is_it =
            |of: &super::crds::Served| of.group == group && of.version == version && of.kind == kind(object);
        served.iter().any(is_it)
    };
    collected.examples = collected.others.extract_if(.., is_example).collect();
    Ok(collected)
}

fn is_excluded(object: &Value) -> Result<bool, GenerateError> {
    match &object["metadata"]["annotations"][BUNDLE] {
        Value::Null => Ok(false),
        value if value == "exclude" => Ok(true),
        value => Err(GenerateError::Exclusion {
            object: format!("{} `{}`", kind(object), name(object)),
            value: value.as_str().map_or_else(|| value.to_string(), str::to_owned),
        }),
    }
}

/// The items of a list, or the object itself.
fn items(object: Value) -> Vec<Value> {
    match object {
        Value::Object(mut fields)
            if fields.get("kind").and_then(Value::as_str) == Some("List") && fields.contains_key("items") =>
        {
            match fields.remove("items") {
                Some(Value::Array(items)) => items,
                _ => Vec::new(),
            }
        }
        object => vec![object],
    }
}

impl Collected {
    fn add(&mut self, object: Value) -> Result<(), GenerateError> {
        let list = match (group_version(&object).0, kind(&object)) {
            ("operators.coreos.com", "ClusterServiceVersion") => &mut self.csvs,
            ("rbac.authorization.k8s.io", "Role") => &mut self.roles,
            ("rbac.authorization.k8s.io", "ClusterRole") => &mut self.cluster_roles,
            ("rbac.authorization.k8s.io", "RoleBinding") => &mut self.role_bindings,
            ("rbac.authorization.k8s.io", "ClusterRoleBinding") => &mut self.cluster_role_bindings,
            ("", "ServiceAccount") => &mut self.accounts,
            ("", "Service") => &mut self.services,
            ("apps", "Deployment") => &mut self.deployments,
            ("apiextensions.k8s.io", "CustomResourceDefinition") => &mut self.crds,
            ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration") => {
                self.validating
                    .extend(as_list(&object["webhooks"]).iter().cloned());
                return Ok(());
            }
            ("admissionregistration.k8s.io", "MutatingWebhookConfiguration") => {
                self.mutating.extend(as_list(&object["webhooks"]).iter().cloned());
                return Ok(());
            }
            ("scorecard.operatorframework.io", "Configuration") => {
                return match self.scorecard.replace(object) {
                    Some(_) => Err(GenerateError::SeveralScorecards),
                    None => Ok(()),
                };
            }
            _ => &mut self.others,
        };
        list.push(object);
        Ok(())
    }

    /// The namespaces of the Deployments, which OLM replaces.
    pub(super) fn namespaces(&self) -> BTreeSet<&str> {
        let namespaces = self.deployments.iter().map(super::object::namespace);
        namespaces.filter(|namespace| !namespace.is_empty()).collect()
    }
}
