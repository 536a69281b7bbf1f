//! The client of an operator: it reads from the cache and writes to the API server.

mod kind;

use std::{
    fmt::{self, Debug},
    sync::Arc,
};

use kube::{
    Resource,
    api::{DeleteParams, ListParams, Patch, PatchParams},
    core::{ApiResource, Status},
};
use serde::Serialize;

pub use kind::KindClient;

use crate::{
    cache::{Cache, CacheError, Query},
    causes::causes,
    object::{AnyKind, DynamicKind, Kind, ObjectKey, Which},
};

/// Reads from the cache and writes to the API server.
///
/// What it writes, the next read of the same object or of a list waits for, so that a reconciler does not act on what it
/// has changed itself. What others write shows up when the watch brings it.
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

/// Why a read or write did not succeed.
///
/// ```
/// use kubewright_runtime::{Client, ClientError, ObjectKey};
/// use kubewright_runtime::{k8s_openapi::api::core::v1::ConfigMap, kube::api::DeleteParams};
///
/// /// Deletes what may have gone already.
/// async fn forget(client: &Client, key: &ObjectKey) -> Result<(), ClientError> {
///     match client.delete::<ConfigMap>(key, &DeleteParams::default()).await {
///         Err(error) if error.is_not_found() => Ok(()),
///         result => result,
///     }
/// }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The cache has no answer.
    #[error(transparent)]
    Cache(#[from] CacheError),

    /// The API server refused or did not answer.
    #[error("cannot {verb} {kind} {key}: {}", causes(&**source))]
    Api {
        /// What was tried.
        verb: &'static str,
        /// With which kind.
        kind: String,
        /// With which object.
        key: ObjectKey,
        /// The answer.
        source: Box<kube::Error>,
    },

    /// The object has no namespace although its kind has.
    #[error("cannot {verb} {kind} {name}: it has no namespace; set `metadata.namespace`")]
    NoNamespace {
        /// What was tried.
        verb: &'static str,
        /// With which kind.
        kind: String,
        /// With which object.
        name: String,
    },
}

impl ClientError {
    /// What the API server answered, if it did.
    #[must_use]
    pub fn status(&self) -> Option<&Status> {
        match self {
            Self::Api { source, .. } => match &**source {
                kube::Error::Api(status) => Some(status),
                _ => None,
            },
            Self::Cache(_) | Self::NoNamespace { .. } => None,
        }
    }

    /// There is no such object.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status().is_some_and(Status::is_not_found)
    }

    /// There is such an object already.
    #[must_use]
    pub fn is_already_exists(&self) -> bool {
        self.status().is_some_and(Status::is_already_exists)
    }

    /// Somebody else has changed the object since it was read.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.status().is_some_and(Status::is_conflict)
    }
}

impl Client {
    /// A client that reads from this cache.
    #[must_use]
    pub fn new(kube: kube::Client, cache: Cache) -> Self {
        Self { kube, cache }
    }

    /// The client below, for what this one does not do.
    ///
    /// What is written by it, reads from the cache do not wait for.
    #[must_use]
    pub fn kube(&self) -> &kube::Client {
        &self.kube
    }

    /// The cache that it reads from.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// The object of this name in the cache, or `None`.
    ///
    /// # Errors
    ///
    /// If the cache has no answer.
    pub async fn get<K: Kind>(&self, key: &ObjectKey) -> Result<Option<Arc<K>>, ClientError> {
        self.typed::<K>().get(key).await
    }

    /// The objects in the cache that the query asks for, by namespace and name.
    ///
    /// # Errors
    ///
    /// If the cache has no answer.
    pub async fn list<K: Kind>(&self, query: &Query) -> Result<Vec<Arc<K>>, ClientError> {
        self.typed::<K>().list(query).await
    }

    /// The object of this name on the API server, or `None`. Its kind is not watched for that.
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn get_live<K: Kind>(&self, key: &ObjectKey) -> Result<Option<K>, ClientError> {
        self.typed::<K>().get_live(key).await
    }

    /// The objects of a namespace on the API server, or of all. Their kind is not watched for that.
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn list_live<K: Kind>(
        &self,
        namespace: Option<&str>,
        parameters: &ListParams,
    ) -> Result<Vec<K>, ClientError> {
        self.typed::<K>().list_live(namespace, parameters).await
    }

    /// Creates an object.
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn create<K: Kind>(&self, object: &K) -> Result<K, ClientError> {
        self.typed::<K>().create(object).await
    }

    /// Replaces an object, all but its status.
    ///
    /// # Errors
    ///
    /// If the API server refuses, because somebody else has changed the object for example, or does not answer.
    pub async fn update<K: Kind>(&self, object: &K) -> Result<K, ClientError> {
        self.typed::<K>().update(object).await
    }

    /// Replaces the status of an object.
    ///
    /// # Errors
    ///
    /// As [`update`](Self::update).
    pub async fn update_status<K: Kind>(&self, object: &K) -> Result<K, ClientError> {
        self.typed::<K>().update_status(object).await
    }

    /// Creates an object, or changes of it what `manager` says about it, by server-side apply.
    ///
    /// What others have set too is taken over.
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
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
        self.typed::<K>().apply(object, manager).await
    }

    /// Changes of an object's status what `manager` says about it, by server-side apply.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply), and if there is no such object.
    pub async fn apply_status<K: Kind>(&self, object: &K, manager: &str) -> Result<K, ClientError> {
        self.typed::<K>().apply_status(object, manager).await
    }

    /// Patches an object.
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn patch<K: Kind>(
        &self,
        key: &ObjectKey,
        patch: &Patch<impl Serialize + Debug>,
        parameters: &PatchParams,
    ) -> Result<K, ClientError> {
        self.typed::<K>().patch(key, patch, parameters).await
    }

    /// Patches the status of an object.
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn patch_status<K: Kind>(
        &self,
        key: &ObjectKey,
        patch: &Patch<impl Serialize + Debug>,
        parameters: &PatchParams,
    ) -> Result<K, ClientError> {
        self.typed::<K>().patch_status(key, patch, parameters).await
    }

    /// Deletes an object. One that has finalizers stays until they are gone, with its deletion time set.
    ///
    /// # Errors
    ///
    /// If there is no such object, or the API server refuses or does not answer.
    pub async fn delete<K: Kind>(
        &self,
        key: &ObjectKey,
        parameters: &DeleteParams,
    ) -> Result<(), ClientError> {
        self.typed::<K>().delete(key, parameters).await
    }

    /// A client for a kind that is known only at run time: for `DynamicObject`s, or `PartialObjectMeta<DynamicObject>`.
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

    fn typed<K: Kind>(&self) -> KindClient<K> {
        self.of(Which::typed())
    }

    fn of<K: AnyKind>(&self, which: Which<K>) -> KindClient<K> {
        KindClient::new(self.kube.clone(), self.cache.clone(), which)
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
