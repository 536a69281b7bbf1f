//! What happened to an object.

use std::sync::Arc;

/// A change to an object, as a cache saw it.
///
/// ```
/// use kubewright_runtime::{Change, k8s_openapi::api::core::v1::ConfigMap};
/// use std::sync::Arc;
///
/// let change = Change::Deleted { old: Arc::new(ConfigMap::default()) };
/// assert!(change.after().is_none());
/// assert_eq!(change.object(), &ConfigMap::default());
/// ```
#[derive(Debug)]
pub enum Change<K> {
    /// The cache has it for the first time.
    Created {
        /// The object.
        new: Arc<K>,
        /// It was there when the watch began, so nothing need have happened to it.
        initial: bool,
    },
    /// It is another than before.
    Updated {
        /// What it was.
        old: Arc<K>,
        /// What it is.
        new: Arc<K>,
    },
    /// It is gone.
    Deleted {
        /// What it was.
        old: Arc<K>,
    },
}

impl<K> Change<K> {
    /// What it was.
    #[must_use]
    pub fn before(&self) -> Option<&K> {
        match self {
            Self::Created { .. } => None,
            Self::Updated { old, .. } | Self::Deleted { old } => Some(old),
        }
    }

    /// What it is.
    #[must_use]
    pub fn after(&self) -> Option<&K> {
        match self {
            Self::Created { new, .. } | Self::Updated { new, .. } => Some(new),
            Self::Deleted { .. } => None,
        }
    }

    /// What it is, or was if it is gone.
    #[must_use]
    pub fn object(&self) -> &K {
        match self {
            Self::Created { new, .. } | Self::Updated { new, .. } => new,
            Self::Deleted { old } => old,
        }
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
        }
    }
}
