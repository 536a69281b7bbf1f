//! The client of an operator: it reads from the cache and writes to the API server.

use std::{
    fmt::{self, Debug},
    sync::Arc,
};

use either::Either;
use kube::{
    Api, ResourceExt as _,
    api::{DeleteParams, ListParams, Patch, PatchParams, PostParams},
    core::Status,
};
use serde::Serialize;

use crate::{
    cache::{Cache, CacheError, Query},
    causes::causes,
    object::{self, Kind, ObjectKey, is_namespaced, kind_name},
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
        Ok(self.cache.get(key).await?)
    }

    /// The objects in the cache that the query asks for, by namespace and name.
    ///
    /// # Errors
    ///
    /// If the cache has no answer.
    pub async fn list<K: Kind>(&self, query: &Query) -> Result<Vec<Arc<K>>, ClientError> {
        Ok(self.cache.list(query).await?)
    }

    /// The object of this name on the API server, or `None`. Its kind is not watched for that.
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn get_live<K: Kind>(&self, key: &ObjectKey) -> Result<Option<K>, ClientError> {
        let api = self.api::<K>("get", key)?;
        api.get_opt(key.name()).await.map_err(failed::<K>("get", key))
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
        let namespace = namespace.unwrap_or_default();
        let list = object::api::<K>(&self.kube, namespace).list(parameters).await;
        let key = ObjectKey::namespaced(namespace, "");
        Ok(list.map_err(failed::<K>("list", &key))?.items)
    }

    /// Creates an object.
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn create<K: Kind>(&self, object: &K) -> Result<K, ClientError> {
        let key = ObjectKey::of(object);
        let api = self.api::<K>("create", &key)?;
        self.written("create", &key, api.create(&PostParams::default(), object).await)
    }

    /// Replaces an object, all but its status.
    ///
    /// # Errors
    ///
    /// If the API server refuses, because somebody else has changed the object for example, or does not answer.
    pub async fn update<K: Kind>(&self, object: &K) -> Result<K, ClientError> {
        let key = ObjectKey::of(object);
        let api = self.api::<K>("update", &key)?;
        let result = api.replace(key.name(), &PostParams::default(), object).await;
        self.written("update", &key, result)
    }

    /// Replaces the status of an object.
    ///
    /// # Errors
    ///
    /// As [`update`](Self::update).
    pub async fn update_status<K: Kind>(&self, object: &K) -> Result<K, ClientError> {
        let key = ObjectKey::of(object);
        let api = self.api::<K>("update the status of", &key)?;
        let result = api
            .replace_status(key.name(), &PostParams::default(), object)
            .await;
        self.written("update the status of", &key, result)
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
        let parameters = PatchParams::apply(manager).force();
        self.patch(&ObjectKey::of(object), &Patch::Apply(object), &parameters)
            .await
    }

    /// Changes of an object's status what `manager` says about it, by server-side apply.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply), and if there is no such object.
    pub async fn apply_status<K: Kind>(&self, object: &K, manager: &str) -> Result<K, ClientError> {
        let parameters = PatchParams::apply(manager).force();
        self.patch_status(&ObjectKey::of(object), &Patch::Apply(object), &parameters)
            .await
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
        let api = self.api::<K>("patch", key)?;
        let result = api.patch(key.name(), parameters, patch).await;
        self.written("patch", key, result)
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
        let api = self.api::<K>("patch the status of", key)?;
        let result = api.patch_status(key.name(), parameters, patch).await;
        self.written("patch the status of", key, result)
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
        let api = self.api::<K>("delete", key)?;
        let answer = api.delete(key.name(), parameters).await;
        match answer.map_err(failed::<K>("delete", key))? {
            // Which of the two it is, depends on the kind too: some are answered with what was deleted.
            Either::Left(object) => match object.meta().deletion_timestamp {
                Some(_) => self.cache.wrote(&object),
                None => self.cache.deleted::<K>(key, object.uid().unwrap_or_default()),
            },
            Either::Right(status) => {
                if let Some(uid) = status.details.map(|details| details.uid) {
                    self.cache.deleted::<K>(key, uid);
                }
            }
        }
        Ok(())
    }

    fn api<K: Kind>(&self, verb: &'static str, key: &ObjectKey) -> Result<Api<K>, ClientError> {
        match key.namespace() {
            None if is_namespaced::<K>() => Err(ClientError::NoNamespace {
                verb,
                kind: kind_name::<K>(),
                name: key.name().to_owned(),
            }),
            namespace => Ok(object::api(&self.kube, namespace.unwrap_or_default())),
        }
    }

    /// Lets reads wait for what was written.
    fn written<K: Kind>(
        &self,
        verb: &'static str,
        key: &ObjectKey,
        result: kube::Result<K>,
    ) -> Result<K, ClientError> {
        let object = result.map_err(failed::<K>(verb, key))?;
        self.cache.wrote(&object);
        Ok(object)
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

fn failed<K: Kind>(verb: &'static str, key: &ObjectKey) -> impl FnOnce(kube::Error) -> ClientError {
    let key = key.clone();
    move |source| ClientError::Api {
        verb,
        kind: kind_name::<K>(),
        key,
        source: Box::new(source),
    }
}
