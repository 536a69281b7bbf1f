//! Changes that a cache reports.

use std::sync::Arc;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::Resource;

use crate::objects::{key::ObjectKey, undecodable::Undecodable};

/// A change to an object, as a cache reports it.
///
/// ```
/// use kubewright_runtime::{Change, k8s_openapi::api::core::v1::ConfigMap};
/// use std::sync::Arc;
///
/// let change = Change::Deleted { old: Arc::new(ConfigMap::default()) };
/// assert!(change.after().is_none());
/// assert_eq!(change.before(), Some(&ConfigMap::default()));
/// assert_eq!(change.metadata().labels, None);
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Change<K> {
    /// The object is new in the cache, or could not be decoded before.
    Created {
        /// The object.
        new: Arc<K>,
        /// It existed when the watch began, so it need not have changed.
        initial: bool,
    },
    /// The object has changed.
    Updated {
        /// What it was.
        old: Arc<K>,
        /// What it is.
        new: Arc<K>,
    },
    /// The object was deleted, or the selectors of the watch do not match it any more.
    Deleted {
        /// What it was.
        old: Arc<K>,
    },
    /// The object exists, is new or has changed, and cannot be decoded.
    Undecodable {
        /// What it was, if it could be decoded before.
        old: Option<Arc<K>>,
        /// Its metadata, and why it cannot be decoded.
        new: Arc<Undecodable>,
        /// It existed when the watch began.
        initial: bool,
    },
    /// The object was deleted, and could not be decoded before.
    DeletedUndecodable {
        /// Its metadata.
        old: Arc<Undecodable>,
    },
}

impl<K> Change<K> {
    /// Returns the old object, if it existed and could be decoded.
    #[must_use]
    pub fn before(&self) -> Option<&K> {
        match self {
            Self::Created { .. } | Self::DeletedUndecodable { .. } => None,
            Self::Updated { old, .. } | Self::Deleted { old } => Some(old),
            Self::Undecodable { old, .. } => old.as_deref(),
        }
    }

    /// Returns the new object, if it exists and can be decoded.
    #[must_use]
    pub fn after(&self) -> Option<&K> {
        match self {
            Self::Created { new, .. } | Self::Updated { new, .. } => Some(new),
            Self::Deleted { .. } | Self::Undecodable { .. } | Self::DeletedUndecodable { .. } => None,
        }
    }

    /// Returns whether the object is not in the cache any more.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        match self {
            Self::Deleted { .. } | Self::DeletedUndecodable { .. } => true,
            Self::Created { .. } | Self::Updated { .. } | Self::Undecodable { .. } => false,
        }
    }
}

impl<K: Resource> Change<K> {
    /// Returns the current metadata of the object, or the last known ones if it is gone. An undecodable object has them too.
    #[must_use]
    pub fn metadata(&self) -> &ObjectMeta {
        match self {
            Self::Created { new, .. } | Self::Updated { new, .. } => new.meta(),
            Self::Deleted { old } => old.meta(),
            Self::Undecodable { new, .. } => &new.metadata,
            Self::DeletedUndecodable { old } => &old.metadata,
        }
    }

    /// Returns the old and the new metadata.
    pub(crate) fn both_metadata(&self) -> impl Iterator<Item = &ObjectMeta> {
        let old = self.before().map(K::meta);
        old.into_iter().chain([self.metadata()])
    }

    /// Returns the key of the object.
    #[must_use]
    pub fn key(&self) -> ObjectKey {
        let metadata = self.metadata();
        ObjectKey::namespaced(
            metadata.namespace.as_deref().unwrap_or_default(),
            metadata.name.as_deref().unwrap_or_default(),
        )
    }
}

impl<K> Clone for Change<K> {
    fn clone(&self) -> Self {
        match self {
            Self::Created { new, initial } => Self::Created {
                new: new.clone(),
                initial: *initial,
            },
            Self::Updated { old, new } => Self::Updated {
                old: old.clone(),
                new: new.clone(),
            },
            Self::Deleted { old } => Self::Deleted { old: old.clone() },
            Self::Undecodable { old, new, initial } => Self::Undecodable {
                old: old.clone(),
                new: new.clone(),
                initial: *initial,
            },
            Self::DeletedUndecodable { old } => Self::DeletedUndecodable { old: old.clone() },
        }
    }
}
