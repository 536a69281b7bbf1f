//! The cache of one kind.

use std::{fmt, sync::Arc};

use super::{Cache, CacheError, Index, KindOptions, Query, Text, lookup};
use crate::{
    objects::{key::ObjectKey, kind::AnyKind, which::Which},
    watching::change::Change,
};

/// The cache of one kind, see [`Cache::dynamic`].
///
/// All readers of the same kind in the same form share its watch.
///
/// ```
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// # let _entered = runtime.enter();
/// # let config = kubewright_runtime::kube::Config::new("http://127.0.0.1:1".parse().unwrap());
/// # let client = kubewright_runtime::kube::Client::try_from(config).unwrap();
/// use kubewright_runtime::cache::{Cache, CacheError, CacheOptions, KindCache, KindOptions};
/// use kubewright_runtime::kube::core::{ApiResource, DynamicObject, GroupVersionKind};
/// use kubewright_runtime::DynamicKind;
///
/// let cache = Cache::new(client, CacheOptions::default());
/// let gvk = GroupVersionKind::gvk("cache.example.com", "v1alpha1", "Memcached");
/// let memcacheds: KindCache<DynamicObject> =
///     cache.dynamic(&DynamicKind::namespaced(ApiResource::from_gvk(&gvk)));
/// memcacheds.configure(KindOptions::default().typed())?;
/// memcacheds.index("size", |memcached| vec![memcached.data["spec"]["size"].to_string()])?;
/// assert!(cache.sizes().contains_key("Memcached.cache.example.com/v1alpha1"));
/// # Ok::<(), CacheError>(())
/// ```
pub struct KindCache<K: AnyKind> {
    cache: Cache,
    which: Which<K>,
}

impl<K: AnyKind> KindCache<K> {
    pub(super) fn new(cache: Cache, which: Which<K>) -> Self {
        Self { cache, which }
    }

    /// Sets the options of the kind, as [`Cache::configure`] does.
    ///
    /// # Errors
    ///
    /// If the kind is watched already.
    pub fn configure(&self, options: KindOptions<K>) -> Result<(), CacheError> {
        self.cache.reflector(&self.which).configure(options)
    }

    /// Creates an index, as [`Cache::index`] does.
    ///
    /// # Errors
    ///
    /// If the kind has an index with this name.
    pub fn index(
        &self,
        name: impl Into<String>,
        values_of: impl Fn(&K) -> Vec<String> + Send + Sync + 'static,
    ) -> Result<Index<K>, CacheError> {
        let reflector = self.cache.reflector(&self.which);
        let name = name.into();
        reflector.store().index(name.clone(), Arc::new(values_of))?;
        Ok(Index::new(self.cache.clone(), self.which.clone(), name))
    }

    /// Creates an index by reference, as [`Cache::index_keys`] does.
    ///
    /// # Errors
    ///
    /// If the kind has an index with this name.
    pub fn index_keys<I: IntoIterator<Item = ObjectKey>>(
        &self,
        name: impl Into<String>,
        keys_of: impl Fn(&K) -> I + Send + Sync + 'static,
    ) -> Result<Index<K>, CacheError> {
        self.index(name, move |object| {
            let keys = keys_of(object).into_iter();
            keys.map(|key| lookup::text(&key)).collect()
        })
    }

    /// The keys of the objects with this value in an index, of those that have come so far.
    pub(super) fn indexed(&self, index: &str, value: &str) -> Result<Vec<ObjectKey>, CacheError> {
        self.cache.reflector(&self.which).store().indexed(index, value)
    }

    /// Returns an object, as [`Cache::get`] does.
    ///
    /// # Errors
    ///
    /// If the kind or the namespace is not cached, the first list does not arrive in time, or the object cannot be decoded.
    pub async fn get(&self, key: &ObjectKey) -> Result<Option<Arc<K>>, CacheError> {
        self.which.check_name(key.namespace(), key.name())?;
        self.cache.started(&self.which)?.get(key).await
    }

    /// Returns an object as the API server sent it, without waiting. The kind needs [`KindOptions::keep_text`].
    ///
    /// `None` says nothing about the object: the cache does not have it, or may have an old version of it, because the first list
    /// or a write of this program has not arrived, or because the watch fails.
    #[must_use]
    pub fn text(&self, key: &ObjectKey) -> Option<Text> {
        self.cache.reflector(&self.which).text(key)
    }

    /// Returns the objects of a query, as [`Cache::list`] does.
    ///
    /// # Errors
    ///
    /// If the kind or the namespace is not cached, the first list does not arrive in time, the kind has no such index, or an
    /// object of the list cannot be decoded.
    pub async fn list(&self, query: &Query) -> Result<Vec<Arc<K>>, CacheError> {
        self.which.check_namespace(query.namespace.as_deref())?;
        self.cache.started(&self.which)?.list(query).await
    }

    /// Calls a handler for every object and every change, as [`Cache::subscribe`] does.
    ///
    /// # Errors
    ///
    /// If the kind is not cached, or its first list does not arrive in time.
    pub async fn subscribe(
        &self,
        handler: impl Fn(&Change<K>) + Send + Sync + 'static,
    ) -> Result<(), CacheError> {
        let reflector = self.cache.started(&self.which)?;
        reflector.synced().await?;
        reflector.subscribe(Arc::new(handler))
    }
}

impl<K: AnyKind> Clone for KindCache<K> {
    fn clone(&self) -> Self {
        Self {
            cache: self.cache.clone(),
            which: self.which.clone(),
        }
    }
}

impl<K: AnyKind> fmt::Debug for KindCache<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("KindCache").field(&self.which).finish()
    }
}
