//! Objects that exist and cannot be decoded.

use k8s_openapi::{api::core::v1::ObjectReference, apimachinery::pkg::apis::meta::v1::ObjectMeta};

use crate::objects::{decode::DecodeError, key::ObjectKey, kind::AnyKind, which::Which};

/// An undecodable object: it exists, but does not match its Rust type, for example because the type has changed since the
/// object was stored.
///
/// Cached reads of it fail with [`CacheError::Undecodable`](crate::cache::CacheError::Undecodable), and controllers call
/// [`Reconciler::undecodable`](crate::Reconciler::undecodable) for it, never `gone`.
///
/// ```
/// use kubewright_runtime::cache::Undecodable;
///
/// /// What a program says about it.
/// fn describe(object: &Undecodable) -> String {
///     format!("{} {}: fix the field {}", object.kind, object.key, object.error.field)
/// }
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[error("{kind} {key} cannot be decoded: {error}")]
#[non_exhaustive]
pub struct Undecodable {
    /// The kind, such as `Memcached.cache.example.com/v1alpha1`.
    pub kind: String,
    /// The namespace and name of the object.
    pub key: ObjectKey,
    /// The metadata, which can be decoded.
    pub metadata: Box<ObjectMeta>,
    /// The field that does not match, and the cause.
    pub error: DecodeError,
    api_version: String,
    short_kind: String,
}

impl Undecodable {
    pub(crate) fn new<K: AnyKind>(
        which: &Which<K>,
        key: &ObjectKey,
        metadata: ObjectMeta,
        error: DecodeError,
    ) -> Self {
        Self {
            kind: which.name(),
            key: key.clone(),
            metadata: Box::new(metadata),
            error,
            api_version: which.api_version().into_owned(),
            short_kind: which.kind().into_owned(),
        }
    }

    /// Returns a reference to the object, for events.
    #[must_use]
    pub fn object_ref(&self) -> ObjectReference {
        ObjectReference {
            api_version: Some(self.api_version.clone()),
            kind: Some(self.short_kind.clone()),
            name: self.metadata.name.clone(),
            namespace: self.metadata.namespace.clone(),
            uid: self.metadata.uid.clone(),
            resource_version: self.metadata.resource_version.clone(),
            field_path: None,
        }
    }
}
