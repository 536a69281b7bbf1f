//! The files of a bundle beside its `ClusterServiceVersion`.

use serde_json::Value;

use super::certificates::Replaced;
use super::collected::Collected;
use super::object::{self, group_version, kind, name, namespace};
use super::{GenerateError, Generated, Note, metadata};
use crate::kinds;
use crate::pointer::as_text;

/// Adds the CRDs, the Services, the RBAC objects that are left, and everything else that a bundle may have.
pub(super) fn write(
    collected: &Collected,
    replaced: &Replaced,
    rights: Vec<Value>,
    generated: &mut Generated,
) -> Result<(), GenerateError> {
    let others = collected
        .others
        .iter()
        .filter(|other| !replaced.contains(other) && is_carried(other, &mut generated.notes));
    let others: Vec<_> = others.cloned().collect();
    let objects = collected.crds.iter().chain(&collected.services).cloned();
    let mut duplicates = 0;
    for mut object in objects.chain(others).chain(rights) {
        if let Some(metadata) = object["metadata"].as_object_mut() {
            metadata.remove("namespace");
        }
        leave_certificates_to_olm(&mut object);
        let mut path = format!("manifests/{}", file_name(&object));
        if generated.bundle.text(path.as_ref()).is_some() {
            path = format!("manifests/dup{duplicates}_{}", file_name(&object));
            duplicates += 1;
        }
        generated.bundle.insert(path, object::yaml(&object)?);
    }
    if let Some(scorecard) = &collected.scorecard {
        generated
            .bundle
            .insert(metadata::SCORECARD, object::yaml(scorecard)?);
    }
    Ok(())
}

/// Removes the annotations by which cert-manager sets the CA of conversion webhooks: OLM sets its own.
fn leave_certificates_to_olm(object: &mut Value) {
    if kind(object) != "CustomResourceDefinition" {
        return;
    }
    let Some(metadata) = object["metadata"].as_object_mut() else {
        return;
    };
    if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
        annotations.retain(|key, _| !key.starts_with("cert-manager.io/inject-"));
        if annotations.is_empty() {
            metadata.remove("annotations");
        }
    }
}

/// Whether a bundle may have an object; otherwise it is reported.
fn is_carried(object: &Value, notes: &mut Vec<Note>) -> bool {
    let of_kind = kind(object);
    let help = match of_kind {
        _ if kinds::is_supported(of_kind) => return true,
        "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Pod" | "Job" | "CronJob" => {
            "OLM runs only Deployments; use one, or let the operator create it"
        }
        // OLM makes the namespace.
        "Namespace" => return false,
        _ => "let the operator create it, or apply it beside the bundle",
    };
    let place = match namespace(object) {
        "" => String::new(),
        namespace => format!(" in `{namespace}`"),
    };
    notes.push(Note::new(
        format!(
            "{of_kind} `{}`{place} is left out: a bundle cannot have objects of this kind",
            name(object)
        ),
        help,
    ));
    false
}

/// The file of an object.
fn file_name(object: &Value) -> String {
    let spec = &object["spec"];
    let (of_group, plural) = (as_text(&spec["group"]), as_text(&spec["names"]["plural"]));
    if kind(object) == "CustomResourceDefinition" && !of_group.is_empty() && !plural.is_empty() {
        return format!("{of_group}_{plural}.yaml");
    }
    let (group, version) = group_version(object);
    let parts = [name(object), group, version, &kind(object).to_lowercase()];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    // A colon, which names of roles may have, is not allowed in file names everywhere.
    format!("{}.yaml", parts.join("_").replace(':', "-"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_of_files() {
        let role = json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "system:a"}});
        assert_eq!(
            file_name(&role),
            "system-a_rbac.authorization.k8s.io_v1_clusterrole.yaml"
        );
    }
}
