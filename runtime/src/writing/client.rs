//! The client of an operator: cached reads, and writes to the API server.

mod applied;
mod difference;
mod error;
mod kind;
mod nulls;
mod pages;
mod status;

use std::{
    fmt::{self, Debug},
    sync::Arc,
};

use kube::{
    Resource,
    api::{DeleteParams, ListParams, Patch, PatchParams},
    core::{ApiResource, object::HasStatus},
};
use serde::Serialize;

pub use difference::{Written, merge_patch};
pub use error::ClientError;
pub use kind::KindClient;
pub use pages::Page;

use crate::{
    objects::{
        dynamic::DynamicKind,
        key::ObjectKey,
        kind::{AnyKind, Kind},
        which::Which,
    },
    watching::cache::{Cache, Query},
};

/// A client that reads from the cache and writes to the API server.
///
/// After a write, reads of the object and lists of its kind wait until the cache has it. So a reconciler does not act on a
/// state from before its own writes. Changes by others appear when the watch delivers them.
///
/// ```no_run
/// # async fn example(client: kubewright_runtime::Client) -> Result<(), kubewright_runtime::ClientError> {
/// use kubewright_runtime::{ObjectKey, k8s_openapi::api::core::v1::ConfigMap};
///
/// let key = ObjectKey::namespaced("default", "settings");
/// if let Some(settings) = client.get::<ConfigMap>(&key).await? {
///     let mut changed = ConfigMap::clone(&settings);
///     changed.data.get_or_insert_default().insert("size".to_owned(), "3".to_owned());
///     // Refused with a conflict if somebody else has changed it since.
///     client.update(&changed).await?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    kube: kube::Client,
    cache: Cache,
}

impl Client {
    /// Creates a client that reads from a cache.
    #[must_use]
    pub fn new(kube: kube::Client, cache: Cache) -> Self {
        Self { kube, cache }
    }

    /// Returns the kube client, for requests that this client does not have.
    ///
    /// Cached reads do not wait for writes through it.
    #[must_use]
    pub fn kube(&self) -> &kube::Client {
        &self.kube
    }

    /// Returns the cache.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// Returns the client for one kind, which has every read and write. The common ones have short forms here.
    ///
    /// ```no_run
    /// # async fn example(client: kubewright_runtime::Client) -> Result<(), kubewright_runtime::ClientError> {
    /// use kubewright_runtime::{k8s_openapi::api::core::v1::Pod, kube::api::ListParams};
    ///
    /// let pods = client.kind::<Pod>();
    /// let page = pods.page(None, &ListParams::default().limit(100)).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn kind<K: Kind>(&self) -> KindClient<K> {
        self.of(Which::typed())
    }

    /// Returns the client for a kind that is known only at run time: for `DynamicObject`s, or
    /// `PartialObjectMeta<DynamicObject>`.
    ///
    /// ```no_run
    /// # async fn example(client: kubewright_runtime::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use kubewright_runtime::DynamicKind;
    /// use kubewright_runtime::kube::core::{DynamicObject, GroupVersionKind};
    ///
    /// let gvk = GroupVersionKind::gvk("cache.example.com", "v1alpha1", "Memcached");
    /// let kind = DynamicKind::find(client.kube(), &gvk).await?;
    /// let sample = DynamicObject::new("sample", kind.resource())
    ///     .within("default")
    ///     .data(serde_json::json!({ "spec": { "size": 3 } }));
    /// client.dynamic(&kind).apply(&sample, "somebody").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn dynamic<K>(&self, kind: &DynamicKind) -> KindClient<K>
    where
        K: AnyKind + Resource<DynamicType = ApiResource>,
    {
        self.of(Which::dynamic(kind))
    }

    /// Returns an object from the cache, see [`KindClient::get`].
    ///
    /// # Errors
    ///
    /// If the cache has no answer, or the key has another scope than the kind.
    pub async fn get<K: Kind>(&self, key: &ObjectKey) -> Result<Option<Arc<K>>, ClientError> {
        self.kind::<K>().get(key).await
    }

    /// Returns the objects of a query from the cache, see [`KindClient::list`].
    ///
    /// # Errors
    ///
    /// If the cache has no answer.
    pub async fn list<K: Kind>(&self, query: &Query) -> Result<Vec<Arc<K>>, ClientError> {
        self.kind::<K>().list(query).await
    }

    /// Returns an object from the API server, see [`KindClient::get_live`].
    ///
    /// # Errors
    ///
    /// If the API server rejects the request or does not answer, or the key has another scope than the kind.
    pub async fn get_live<K: Kind>(&self, key: &ObjectKey) -> Result<Option<K>, ClientError> {
        self.kind::<K>().get_live(key).await
    }

    /// Returns the objects of a list from the API server, all pages, see [`KindClient::list_live`].
    ///
    /// # Errors
    ///
    /// If the API server rejects the request or does not answer.
    pub async fn list_live<K: Kind>(
        &self,
        namespace: Option<&str>,
        parameters: &ListParams,
    ) -> Result<Vec<K>, ClientError> {
        self.kind::<K>().list_live(namespace, parameters).await
    }

    /// Creates an object, see [`KindClient::create`].
    ///
    /// # Errors
    ///
    /// If the API server rejects the object or does not answer.
    pub async fn create<K: Kind>(&self, object: &K) -> Result<K, ClientError> {
        self.kind().create(object).await
    }

    /// Replaces an object except for its status, see [`KindClient::update`].
    ///
    /// # Errors
    ///
    /// If the API server rejects the object, for example because it has changed since it was read, or does not answer.
    pub async fn update<K: Kind>(&self, object: &K) -> Result<K, ClientError> {
        self.kind().update(object).await
    }

    /// Replaces the status of an object, see [`KindClient::update_status`]. [`change_status`](Self::change_status) also
    /// retries conflicts.
    ///
    /// # Errors
    ///
    /// Those of [`update`](Self::update).
    pub async fn update_status<K: Kind>(&self, object: &K) -> Result<K, ClientError> {
        self.kind().update_status(object).await
    }

    /// Changes the status of an object, and writes it only if there is a difference: see [`KindClient::change_status`].
    ///
    /// # Errors
    ///
    /// If the object is gone, or the API server rejects the status or does not answer.
    pub async fn change_status<K>(
        &self,
        object: &K,
        change: impl FnMut(&mut K::Status) + Send,
    ) -> Result<(K, Written), ClientError>
    where
        K: Kind + HasStatus<Status: Default + Serialize>,
    {
        self.kind().change_status(object, change).await
    }

    /// Creates or changes an object by server-side apply: see [`KindClient::apply`].
    ///
    /// # Errors
    ///
    /// If the API server rejects the object or does not answer.
    ///
    /// ```no_run
    /// # async fn example(client: kubewright_runtime::Client) -> Result<(), kubewright_runtime::ClientError> {
    /// use kubewright_runtime::k8s_openapi::{api::core::v1::ConfigMap, apimachinery::pkg::apis::meta::v1::ObjectMeta};
    ///
    /// let settings = ConfigMap {
    ///     metadata: ObjectMeta {
    ///         namespace: Some("default".to_owned()),
    ///         name: Some("settings".to_owned()),
    ///         ..ObjectMeta::default()
    ///     },
    ///     data: Some([("size".to_owned(), "3".to_owned())].into()),
    ///     ..ConfigMap::default()
    /// };
    /// client.apply(&settings, "memcached-operator").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn apply<K: Kind>(&self, object: &K, manager: &str) -> Result<K, ClientError> {
        self.kind().apply(object, manager).await
    }

    /// Applies the status of an object, see [`KindClient::apply_status`].
    ///
    /// # Errors
    ///
    /// Those of [`apply`](Self::apply), and if the object does not exist.
    pub async fn apply_status<K: Kind>(&self, object: &K, manager: &str) -> Result<K, ClientError> {
        self.kind().apply_status(object, manager).await
    }

    /// Patches an object, see [`KindClient::patch`].
    ///
    /// # Errors
    ///
    /// If the API server rejects the patch or does not answer.
    pub async fn patch<K: Kind>(
        &self,
        key: &ObjectKey,
        patch: &Patch<impl Serialize + Debug>,
        parameters: &PatchParams,
    ) -> Result<K, ClientError> {
        self.kind::<K>().patch(key, patch, parameters).await
    }

    /// Patches the status of an object, see [`KindClient::patch_status`].
    ///
    /// # Errors
    ///
    /// If the API server rejects the patch or does not answer.
    pub async fn patch_status<K: Kind>(
        &self,
        key: &ObjectKey,
        patch: &Patch<impl Serialize + Debug>,
        parameters: &PatchParams,
    ) -> Result<K, ClientError> {
        self.kind::<K>().patch_status(key, patch, parameters).await
    }

    /// Deletes an object, see [`KindClient::delete`].
    ///
    /// # Errors
    ///
    /// If the object does not exist, a precondition does not hold, or the API server does not answer.
    pub async fn delete<K: Kind>(
        &self,
        key: &ObjectKey,
        parameters: &DeleteParams,
    ) -> Result<(), ClientError> {
        self.kind::<K>().delete(key, parameters).await
    }

    fn of<K: AnyKind>(&self, which: Which<K>) -> KindClient<K> {
        KindClient::new(self.kube.clone(), self.cache.clone(), which)
    }
}

/// A client for the objects of one kind: a [`Client`], or the [`KindClient`] of a kind that is known only at run time.
/// Helpers such as [`finalizer::ensure`](crate::finalizer::ensure) accept either.
///
/// ```no_run
/// use kubewright_runtime::client::{ClientError, ClientFor};
/// use kubewright_runtime::{AnyKind, ObjectKey};
///
/// /// Whether an object exists now, whatever its kind.
/// async fn exists<K: AnyKind>(client: &impl ClientFor<K>, key: &ObjectKey) -> Result<bool, ClientError> {
///     Ok(client.client_for().get_live(key).await?.is_some())
/// }
/// ```
pub trait ClientFor<K: AnyKind>: Sync {
    /// Returns the client for the kind.
    fn client_for(&self) -> KindClient<K>;
}

impl<K: Kind> ClientFor<K> for Client {
    fn client_for(&self) -> KindClient<K> {
        self.kind()
    }
}

impl<K: AnyKind> ClientFor<K> for KindClient<K> {
    fn client_for(&self) -> KindClient<K> {
        self.clone()
    }
}

impl Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("cache", &self.cache)
            .finish_non_exhaustive()
    }
}
