//! Marks an object as belonging to the object that a run is for.

use kubewright_operator_kit::owner::{PRIMARY, PRIMARY_TYPE, owner_of, primary, type_name};
use serde_json::{Map, Value, json};

use super::Owner;

impl Owner {
    /// Marks an object that is created in a namespace, or without one: with an owner reference if Kubernetes allows it, else
    /// with annotations.
    pub(crate) fn mark(&self, object: &mut Value, namespace: Option<&str>) {
        let metadata = entry(object, "metadata");
        let allowed = match self.key.namespace() {
            Some(own) => namespace == Some(own),
            None => true,
        };
        if allowed {
            let resource = self.kind.resource();
            let reference = json!({
                "apiVersion": resource.api_version,
                "kind": resource.kind,
                "name": self.key.name(),
                "uid": self.uid,
            });
            let references = metadata.entry("ownerReferences").or_insert_with(|| json!([]));
            if references.is_null() {
                *references = json!([]);
            }
            if let Value::Array(references) = references
                && !references.iter().any(|other| other["uid"] == self.uid)
            {
                references.push(reference);
            }
            return;
        }
        let annotations = metadata.entry("annotations").or_insert_with(|| json!({}));
        if annotations.is_null() {
            *annotations = json!({});
        }
        if let Value::Object(annotations) = annotations {
            annotations.insert(PRIMARY.to_owned(), primary(&self.key).into());
            annotations.insert(PRIMARY_TYPE.to_owned(), type_name(&self.kind).into());
        }
    }

    /// Whether an object belongs to the owner.
    pub(crate) fn owns(&self, object: &Value) -> bool {
        let metadata = serde_json::from_value(object["metadata"].clone());
        metadata.is_ok_and(|metadata| owner_of(&metadata, &self.kind) == Some(self.key.clone()))
    }
}

fn entry<'o>(object: &'o mut Value, name: &str) -> &'o mut Map<String, Value> {
    if !object[name].is_object() {
        object[name] = json!({});
    }
    match &mut object[name] {
        Value::Object(fields) => fields,
        _ => unreachable!("it was made an object"),
    }
}

#[cfg(test)]
mod tests {
    use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};
    use kubewright_runtime::{DynamicKind, ObjectKey};

    use super::*;

    #[test]
    fn references_and_annotations() {
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk("example.com", "v1", "Site"));
        let owner = |kind, key| Owner {
            kind,
            key,
            uid: "1".to_owned(),
        };
        let namespaced = owner(
            DynamicKind::namespaced(resource.clone()),
            ObjectKey::namespaced("shop", "a"),
        );
        let cluster = owner(DynamicKind::cluster(resource), ObjectKey::cluster("a"));
        let marked = |owner: &Owner, namespace: Option<&str>| {
            let mut object = json!({ "metadata": { "namespace": namespace, "annotations": null, "ownerReferences": null } });
            owner.mark(&mut object, namespace);
            owner.mark(&mut object, namespace);
            assert!(owner.owns(&object), "{object}");
            object["metadata"].take()
        };
        for metadata in [
            marked(&namespaced, Some("shop")),
            marked(&cluster, Some("shop")),
            marked(&cluster, None),
        ] {
            assert_eq!(metadata["ownerReferences"].as_array().unwrap().len(), 1);
        }
        for metadata in [marked(&namespaced, Some("other")), marked(&namespaced, None)] {
            assert_eq!(metadata["annotations"][PRIMARY], "shop/a");
        }
        assert!(!namespaced.owns(&json!({ "metadata": {} })));
    }
}
