//! Typed indexes.

use std::{fmt, sync::Arc};

use super::{Cache, CacheError, KindCache, Query};
use crate::objects::{key::ObjectKey, kind::AnyKind, which::Which};

/// An index of one kind: its objects by the values that a function returns for them, see [`Cache::index`], or by the objects
/// that they refer to, see [`Cache::index_keys`].
///
/// ```no_run
/// # async fn example(cache: kubewright_runtime::Cache) -> Result<(), kubewright_runtime::cache::CacheError> {
/// use kubewright_runtime::{ObjectKey, cache::Index, k8s_openapi::api::core::v1::Pod};
///
/// let by_account: Index<Pod> = cache.index_keys("account", |pod: &Pod| {
///     let account = pod.spec.as_ref()?.service_account_name.as_deref()?;
///     Some(ObjectKey::namespaced(pod.metadata.namespace.as_deref()?, account))
/// })?;
/// let pods = by_account.get("default", "builder").await?;
/// # Ok(())
/// # }
/// ```
pub struct Index<K: AnyKind> {
    kind: KindCache<K>,
    name: String,
}

impl<K: AnyKind> Index<K> {
    pub(super) fn new(cache: Cache, which: Which<K>, name: String) -> Self {
        Self {
            kind: KindCache::new(cache, which),
            name,
        }
    }

    /// Returns the name of the index, for [`Query::index`].
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the objects that refer to the object of this namespace and name, see [`Cache::index_keys`]. The namespace of a
    /// cluster-scoped object is empty.
    ///
    /// # Errors
    ///
    /// Those of [`Cache::list`].
    pub async fn get(&self, namespace: &str, name: &str) -> Result<Vec<Arc<K>>, CacheError> {
        self.find(&text(&ObjectKey::namespaced(namespace, name))).await
    }

    /// Returns the objects with this value.
    ///
    /// # Errors
    ///
    /// Those of [`Cache::list`].
    pub async fn find(&self, value: &str) -> Result<Vec<Arc<K>>, CacheError> {
        let query = Query::all().index(self.name.as_str(), value);
        self.kind.list(&query).await
    }

    /// The keys of the objects that refer to this one, of those that the cache has now.
    pub(crate) fn referring(&self, key: &ObjectKey) -> Vec<ObjectKey> {
        // The index exists as long as its kind.
        self.kind.indexed(&self.name, &text(key)).unwrap_or_default()
    }
}

/// The value of an object that refers to this one.
pub(super) fn text(key: &ObjectKey) -> String {
    key.to_string()
}

impl<K: AnyKind> Clone for Index<K> {
    fn clone(&self) -> Self {
        Self {
            kind: self.kind.clone(),
            name: self.name.clone(),
        }
    }
}

impl<K: AnyKind> fmt::Debug for Index<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name } = self;
        formatter
            .debug_struct("Index")
            .field("kind", kind)
            .field("name", name)
            .finish()
    }
}
