//! How objects point to the object that they belong to: by an owner reference, or by annotations where Kubernetes allows no
//! reference.

use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{DynamicKind, ObjectKey};

/// The annotation with namespace and name of the owner.
pub const PRIMARY: &str = "operator-sdk/primary-resource";
/// The annotation with kind and group of the owner.
pub const PRIMARY_TYPE: &str = "operator-sdk/primary-resource-type";

/// Returns kind and group, as [`PRIMARY_TYPE`] has them.
///
/// ```
/// use kubewright_operator_kit::owner::type_name;
/// use kubewright_runtime::{DynamicKind, k8s_openapi::api::apps::v1::Deployment};
///
/// assert_eq!(type_name(&DynamicKind::of::<Deployment>()), "Deployment.apps");
/// ```
#[must_use]
pub fn type_name(kind: &DynamicKind) -> String {
    let resource = kind.resource();
    match resource.group.as_str() {
        "" => resource.kind.clone(),
        group => format!("{}.{group}", resource.kind),
    }
}

/// Returns the value of [`PRIMARY`] for an owner.
#[must_use]
pub fn primary(owner: &ObjectKey) -> String {
    format!("{}/{}", owner.namespace().unwrap_or_default(), owner.name())
}

/// Returns the object of a kind that an object belongs to.
#[must_use]
pub fn owner_of(metadata: &ObjectMeta, kind: &DynamicKind) -> Option<ObjectKey> {
    let resource = kind.resource();
    let key = |namespace: &str, name: &str| match kind.is_namespaced() {
        true => ObjectKey::namespaced(namespace, name),
        false => ObjectKey::cluster(name),
    };
    let references = metadata.owner_references.iter().flatten();
    let mut references = references.filter(|reference| {
        let group = reference
            .api_version
            .split_once('/')
            .map_or("", |(group, _)| group);
        reference.kind == resource.kind && group == resource.group
    });
    if let Some(reference) = references.next() {
        let namespace = metadata.namespace.as_deref().unwrap_or_default();
        if kind.is_namespaced() && namespace.is_empty() {
            return None;
        }
        return Some(key(namespace, &reference.name));
    }
    let annotations = metadata.annotations.as_ref()?;
    if *annotations.get(PRIMARY_TYPE)? != type_name(kind) {
        return None;
    }
    let (namespace, name) = annotations.get(PRIMARY)?.split_once('/')?;
    Some(key(namespace, name))
}

#[cfg(test)]
mod tests {
    use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_owner_is_named_by_a_reference_or_by_annotations() {
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk("example.com", "v1", "Web"));
        let webs = DynamicKind::namespaced(resource.clone());
        let of =
            |metadata: Value, kind: &DynamicKind| owner_of(&serde_json::from_value(metadata).unwrap(), kind);
        let reference =
            json!([{ "apiVersion": "example.com/v2", "kind": "Web", "name": "site", "uid": "1" }]);
        let mine = Some(ObjectKey::namespaced("shop", "site"));
        assert_eq!(
            of(
                json!({ "namespace": "shop", "ownerReferences": reference }),
                &webs
            ),
            mine
        );
        assert_eq!(of(json!({ "ownerReferences": reference }), &webs), None);
        let cluster = DynamicKind::cluster(resource);
        let owner = of(
            json!({ "namespace": "shop", "ownerReferences": reference }),
            &cluster,
        );
        assert_eq!(owner, Some(ObjectKey::cluster("site")));
        let annotated = |kind: &str, name: String| json!({ "namespace": "other", "annotations": { PRIMARY_TYPE: kind, PRIMARY: name } });
        let name = || primary(&ObjectKey::namespaced("shop", "site"));
        assert_eq!(of(annotated("Web.example.com", name()), &webs), mine);
        assert_eq!(of(annotated("Web.other.com", name()), &webs), None);
        let name = primary(&ObjectKey::cluster("site"));
        assert_eq!(
            of(annotated("Web.example.com", name), &cluster),
            Some(ObjectKey::cluster("site"))
        );
    }
}
