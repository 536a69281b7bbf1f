//! Methods for objects of every kind.

use kube::{Resource, api::Preconditions};

use super::key::ObjectKey;

/// Methods for objects of every kind.
///
/// ```
/// use kubewright_runtime::prelude::*;
/// use kubewright_runtime::{k8s_openapi::api::core::v1::ConfigMap, kube::api::DeleteParams};
///
/// /// Deletes this object, and not one that was created since with the same name.
/// async fn delete(client: &Client, map: &ConfigMap) -> Result<(), ClientError> {
///     let parameters = DeleteParams::default().preconditions(map.preconditions());
///     client.delete::<ConfigMap>(&map.key(), &parameters).await
/// }
/// ```
pub trait ObjectExt: Resource {
    /// Returns the key of this object, see [`ObjectKey::of`].
    fn key(&self) -> ObjectKey
    where
        Self: Sized,
    {
        ObjectKey::of(self)
    }

    /// Returns preconditions that hold only for this object in this resource version.
    fn preconditions(&self) -> Preconditions {
        Preconditions {
            uid: self.meta().uid.clone(),
            resource_version: self.meta().resource_version.clone(),
        }
    }
}

impl<K: Resource> ObjectExt for K {}
