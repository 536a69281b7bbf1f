//! How objects of a release point to the object that the release belongs to.

use kubewright_operator_kit::owner::{PRIMARY, PRIMARY_TYPE, primary, type_name};
use kubewright_runtime::{DynamicKind, ObjectKey};
use serde_json::{Map, Value, json};

use crate::{
    manifest::Rendered,
    names::{self, CHART},
    release::OwnerKind,
};

/// The object that a release belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    pub(crate) kind: DynamicKind,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) uid: String,
}

impl Owner {
    /// Returns what labels of release Secrets say.
    pub(crate) fn mark(kind: &DynamicKind) -> OwnerKind {
        let resource = kind.resource();
        OwnerKind {
            group: names::label_value(&resource.group),
            kind: names::label_value(&resource.kind),
        }
    }

    pub(crate) fn key(&self) -> ObjectKey {
        ObjectKey::namespaced(&self.namespace, &self.name)
    }

    /// Returns an object as helm applies it: as rendered, in its namespace, with what says which release it belongs to.
    pub(crate) fn applied(&self, rendered: &Rendered, key: &ObjectKey) -> Value {
        let mut object = rendered.0.clone();
        if let Some(namespace) = key.namespace() {
            entry(&mut object, "metadata").insert("namespace".to_owned(), namespace.into());
        }
        add(
            &mut object,
            "labels",
            "app.kubernetes.io/managed-by",
            "Helm".into(),
        );
        add(
            &mut object,
            "annotations",
            "meta.helm.sh/release-name",
            self.name.as_str().into(),
        );
        add(
            &mut object,
            "annotations",
            "meta.helm.sh/release-namespace",
            self.namespace.as_str().into(),
        );
        object
    }

    /// Returns what the operator itself applies to an object: the label of the chart, and a reference to the owner.
    pub(crate) fn marks(&self, rendered: &Rendered, key: &ObjectKey, chart: &str) -> Value {
        let mut object = json!({
            "apiVersion": rendered.0["apiVersion"],
            "kind": rendered.0["kind"],
            "metadata": { "name": key.name() },
        });
        if let Some(namespace) = key.namespace() {
            entry(&mut object, "metadata").insert("namespace".to_owned(), namespace.into());
        }
        add(&mut object, "labels", CHART, names::label_value(chart).into());
        if rendered.is_kept() || key.namespace() != Some(self.namespace.as_str()) {
            add(&mut object, "annotations", PRIMARY, primary(&self.key()).into());
            add(
                &mut object,
                "annotations",
                PRIMARY_TYPE,
                type_name(&self.kind).into(),
            );
        } else {
            let resource = self.kind.resource();
            let reference = json!({
                "apiVersion": resource.api_version,
                "kind": resource.kind,
                "name": self.name,
                "uid": self.uid,
                "controller": true,
                "blockOwnerDeletion": true,
            });
            entry(&mut object, "metadata").insert("ownerReferences".to_owned(), json!([reference]));
        }
        object
    }
}

/// Adds a label or an annotation.
fn add(object: &mut Value, field: &str, name: &str, value: Value) {
    let field = entry(object, "metadata").entry(field).or_insert(Value::Null);
    if !field.is_object() {
        *field = json!({});
    }
    if let Some(field) = field.as_object_mut() {
        field.insert(name.to_owned(), value);
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
    use kubewright_operator_kit::owner::owner_of;
    use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
    use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};

    use super::*;

    fn owner() -> Owner {
        let gvk = GroupVersionKind::gvk("example.com", "v1", "Web");
        Owner {
            kind: DynamicKind::namespaced(ApiResource::from_gvk(&gvk)),
            namespace: "shop".to_owned(),
            name: "site".to_owned(),
            uid: "1".to_owned(),
        }
    }

    fn marked(metadata: &Value, key: &ObjectKey) -> (Value, ObjectMeta) {
        let rendered = Rendered(json!({ "apiVersion": "v1", "kind": "Secret", "metadata": metadata }));
        let applied = owner().applied(&rendered, key);
        assert_eq!(
            applied["metadata"]["annotations"]["meta.helm.sh/release-name"],
            "site"
        );
        assert_eq!(
            applied["metadata"]["labels"]["app.kubernetes.io/managed-by"],
            "Helm"
        );
        let object = owner().marks(&rendered, key, "nginx");
        let metadata = serde_json::from_value(object["metadata"].clone()).unwrap();
        (object, metadata)
    }

    #[test]
    fn an_object_points_to_its_owner() {
        let mine = ObjectKey::namespaced("shop", "site");
        let (object, metadata) = marked(
            &json!({ "name": "a", "labels": null }),
            &ObjectKey::namespaced("shop", "a"),
        );
        assert_eq!(object["metadata"]["labels"][CHART], "nginx");
        assert_eq!(object["metadata"]["ownerReferences"][0]["uid"], "1");
        assert_eq!(owner_of(&metadata, &owner().kind), Some(mine.clone()));

        let kept = json!({ "name": "a", "annotations": { "helm.sh/resource-policy": "keep" } });
        for (metadata, key) in [
            (kept, ObjectKey::namespaced("shop", "a")),
            (json!({ "name": "a" }), ObjectKey::cluster("a")),
            (json!({ "name": "a" }), ObjectKey::namespaced("other", "a")),
        ] {
            let (_, metadata) = marked(&metadata, &key);
            assert_eq!(metadata.owner_references, None);
            assert_eq!(owner_of(&metadata, &owner().kind), Some(mine.clone()));
        }
    }
}
