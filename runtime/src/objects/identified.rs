//! Objects with a known `apiVersion` and `kind`.

#[cfg(feature = "controller")]
use k8s_openapi::api::core::v1::ObjectReference;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::OwnerReference;
use kube::{Resource, core::TypeMeta};
use serde::Serialize;

/// An object whose `apiVersion` and `kind` are known: from its type, or from the fields of a
/// [`DynamicObject`](kube::core::DynamicObject). Owner references and events need them.
///
/// The trait is implemented for every type that qualifies.
///
/// ```
/// use kubewright_runtime::{Identified as _, k8s_openapi::api::apps::v1::Deployment};
/// use kubewright_runtime::kube::core::{ApiResource, DynamicObject, GroupVersionKind};
///
/// assert_eq!(Deployment::default().type_meta().unwrap().api_version, "apps/v1");
/// let kind = ApiResource::from_gvk(&GroupVersionKind::gvk("example.com", "v1", "Lamp"));
/// assert_eq!(DynamicObject::new("hall", &kind).type_meta().unwrap().kind, "Lamp");
/// ```
pub trait Identified: Resource {
    /// Returns the `apiVersion` and `kind`, or `None` for a `DynamicObject` without them.
    fn type_meta(&self) -> Option<TypeMeta>;
}

impl<K> Identified for K
where
    K: Resource<DynamicType: sealed::TypesOf> + Serialize + 'static,
{
    fn type_meta(&self) -> Option<TypeMeta> {
        <K::DynamicType as sealed::TypesOf>::types_of(self)
    }
}

mod sealed {
    use std::any::Any;

    use kube::{
        Resource,
        core::{ApiResource, DynamicObject, TypeMeta},
    };
    use serde::Serialize;

    /// How to find the kind of an object, by its `DynamicType`.
    pub trait TypesOf: Sized {
        /// `apiVersion` and `kind` of an object.
        fn types_of<K: Resource<DynamicType = Self> + Serialize + 'static>(object: &K) -> Option<TypeMeta>;
    }

    impl TypesOf for () {
        fn types_of<K: Resource<DynamicType = ()>>(_: &K) -> Option<TypeMeta> {
            Some(TypeMeta {
                api_version: K::api_version(&()).into_owned(),
                kind: K::kind(&()).into_owned(),
            })
        }
    }

    impl TypesOf for ApiResource {
        fn types_of<K: Resource<DynamicType = Self> + Serialize + 'static>(object: &K) -> Option<TypeMeta> {
            let types = match (object as &dyn Any).downcast_ref::<DynamicObject>() {
                Some(object) => object.types.clone()?,
                None => serde_json::from_value(serde_json::to_value(object).ok()?).ok()?,
            };
            // Requests for metadata only return a kind that is not the object's.
            Some(types).filter(|types| types.kind != "PartialObjectMetadata")
        }
    }
}

/// Returns a reference to an owner, if it is stored and its kind is known.
pub(crate) fn owner_reference<O: Identified>(owner: &O) -> Option<OwnerReference> {
    let types = owner.type_meta()?;
    let meta = owner.meta();
    Some(OwnerReference {
        api_version: types.api_version,
        kind: types.kind,
        name: meta.name.clone()?,
        uid: meta.uid.clone()?,
        ..OwnerReference::default()
    })
}

/// Returns a reference to an object that an event is about.
#[cfg(feature = "controller")]
pub(crate) fn object_reference<K: Identified>(object: &K) -> ObjectReference {
    let types = object.type_meta();
    let meta = object.meta();
    ObjectReference {
        api_version: types.as_ref().map(|types| types.api_version.clone()),
        kind: types.map(|types| types.kind),
        namespace: meta.namespace.clone(),
        name: meta.name.clone(),
        uid: meta.uid.clone(),
        resource_version: meta.resource_version.clone(),
        ..ObjectReference::default()
    }
}
