//! The client for one kind.

use std::{
    fmt::{self, Debug},
    sync::Arc,
};

use either::Either;
use kube::{
    Api, ResourceExt as _,
    api::{DeleteParams, Patch, PatchParams, PostParams},
};
use serde::Serialize;

use super::ClientError;
use crate::{
    objects::{key::ObjectKey, kind::AnyKind, which::Which},
    watching::cache::{Cache, KindCache, Query},
};

/// A client for one kind: [`Client::kind`](super::Client::kind), or [`Client::dynamic`](super::Client::dynamic) for a kind
/// that is known only at run time.
///
/// It has every read and write; [`Client`](super::Client) has short forms of the common ones.
///
/// ```no_run
/// # async fn example(client: kubewright_runtime::Client, kind: kubewright_runtime::DynamicKind)
/// # -> Result<(), kubewright_runtime::ClientError> {
/// use kubewright_runtime::kube::core::DynamicObject;
/// use kubewright_runtime::{KindClient, ObjectKey};
///
/// let objects: KindClient<DynamicObject> = client.dynamic(&kind);
/// if let Some(sample) = objects.get(&ObjectKey::namespaced("default", "sample")).await? {
///     let mut sample = DynamicObject::clone(&sample);
///     sample.data["spec"]["size"] = 3.into();
///     objects.update(&sample).await?;
/// }
/// # Ok(())
/// # }
/// ```
pub struct KindClient<K: AnyKind> {
    kube: kube::Client,
    pub(super) cache: Cache,
    pub(super) which: Which<K>,
}

impl<K: AnyKind> KindClient<K> {
    pub(super) fn new(kube: kube::Client, cache: Cache, which: Which<K>) -> Self {
        Self { kube, cache, which }
    }

    /// Returns the object of this name from the cache, or `None` if it does not exist.
    ///
    /// # Errors
    ///
    /// If the cache has no answer, or the key has another scope than the kind.
    pub async fn get(&self, key: &ObjectKey) -> Result<Option<Arc<K>>, ClientError> {
        self.which.check_name(key.namespace(), key.name())?;
        Ok(self.cached().get(key).await?)
    }

    /// Returns the objects of a query from the cache, sorted by namespace and name.
    ///
    /// # Errors
    ///
    /// If the cache has no answer, or the query names a namespace and the kind is cluster-scoped.
    pub async fn list(&self, query: &Query) -> Result<Vec<Arc<K>>, ClientError> {
        self.which.check_namespace(query.namespace.as_deref())?;
        Ok(self.cached().list(query).await?)
    }

    /// Returns the object of this name from the API server, or `None` if it does not exist. This does not start a watch.
    ///
    /// # Errors
    ///
    /// If the API server rejects the request or does not answer, or the key has another scope than the kind.
    pub async fn get_live(&self, key: &ObjectKey) -> Result<Option<K>, ClientError> {
        let api = self.api(key)?;
        let mut found = api.get_opt(key.name()).await.map_err(self.failed("get", key))?;
        if let Some(object) = &mut found {
            self.which.complete(object);
        }
        Ok(found)
    }

    /// Creates an object.
    ///
    /// # Errors
    ///
    /// If the API server rejects the object or does not answer.
    pub async fn create(&self, object: &K) -> Result<K, ClientError> {
        let key = ObjectKey::of(object);
        let api = self.api(&key)?;
        self.written("create", &key, api.create(&PostParams::default(), object).await)
    }

    /// Replaces an object, except for its status.
    ///
    /// An object with a resource version is replaced in that version only.
    ///
    /// # Errors
    ///
    /// If the API server rejects the object or does not answer. If somebody else has changed the object since it was read,
    /// the error [is a conflict](ClientError::is_conflict).
    pub async fn update(&self, object: &K) -> Result<K, ClientError> {
        let key = ObjectKey::of(object);
        let api = self.api(&key)?;
        let result = api.replace(key.name(), &PostParams::default(), object).await;
        self.written("update", &key, result)
    }

    /// Replaces the status of an object. [`change_status`](Self::change_status) also retries conflicts.
    ///
    /// # Errors
    ///
    /// Those of [`update`](Self::update).
    pub async fn update_status(&self, object: &K) -> Result<K, ClientError> {
        let key = ObjectKey::of(object);
        let api = self.api(&key)?;
        let result = api
            .replace_status(key.name(), &PostParams::default(), object)
            .await;
        self.written("update the status of", &key, result)
    }

    /// Patches an object. The patch is sent as it is written, nulls included.
    ///
    /// A patch that names `metadata.resourceVersion` is applied to that version only.
    ///
    /// # Errors
    ///
    /// If the API server rejects the patch or does not answer.
    pub async fn patch(
        &self,
        key: &ObjectKey,
        patch: &Patch<impl Serialize + Debug>,
        parameters: &PatchParams,
    ) -> Result<K, ClientError> {
        let api = self.api(key)?;
        let result = api.patch(key.name(), parameters, patch).await;
        self.written("patch", key, result)
    }

    /// Patches the status of an object. The patch is sent as it is written, nulls included.
    ///
    /// # Errors
    ///
    /// If the API server rejects the patch or does not answer.
    pub async fn patch_status(
        &self,
        key: &ObjectKey,
        patch: &Patch<impl Serialize + Debug>,
        parameters: &PatchParams,
    ) -> Result<K, ClientError> {
        let api = self.api(key)?;
        let result = api.patch_status(key.name(), parameters, patch).await;
        self.written("patch the status of", key, result)
    }

    /// Deletes an object. An object with finalizers stays until they are removed, with its deletion time set.
    ///
    /// [`ObjectExt::preconditions`](crate::ObjectExt::preconditions) limits this to the object as it was read.
    ///
    /// # Errors
    ///
    /// If the object does not exist, a precondition does not hold, or the API server does not answer.
    pub async fn delete(&self, key: &ObjectKey, parameters: &DeleteParams) -> Result<(), ClientError> {
        let api = self.api(key)?;
        let answer = api.delete(key.name(), parameters).await;
        let answer = answer.map_err(self.failed("delete", key))?;
        if parameters.dry_run {
            return Ok(());
        }
        match answer {
            // Which of the two it is depends on the kind: for some, the answer is the deleted object.
            Either::Left(object) => match object.meta().deletion_timestamp {
                Some(_) => self.cache.wrote(&self.which, &object),
                None => self
                    .cache
                    .deleted(&self.which, key, object.uid().unwrap_or_default()),
            },
            Either::Right(status) => {
                if let Some(uid) = status.details.map(|details| details.uid) {
                    self.cache.deleted(&self.which, key, uid);
                }
            }
        }
        Ok(())
    }

    fn cached(&self) -> KindCache<K> {
        self.cache.of(self.which.clone())
    }

    /// The part of the API that has an object of this name.
    fn api(&self, key: &ObjectKey) -> Result<Api<K>, ClientError> {
        self.which.check_name(key.namespace(), key.name())?;
        Ok(self.which.api(&self.kube, key.namespace().unwrap_or_default()))
    }

    /// The part of the API that has the objects of a namespace, or of all.
    pub(super) fn api_of_all(&self, namespace: Option<&str>) -> Result<Api<K>, ClientError> {
        self.which.check_namespace(namespace)?;
        Ok(self.which.api(&self.kube, namespace.unwrap_or_default()))
    }

    /// Lets reads wait for what was written.
    fn written(
        &self,
        verb: &'static str,
        key: &ObjectKey,
        result: kube::Result<K>,
    ) -> Result<K, ClientError> {
        let object = result.map_err(self.failed(verb, key))?;
        self.cache.wrote(&self.which, &object);
        Ok(object)
    }

    pub(crate) fn not_encoded(&self, object: &K, source: serde_json::Error) -> ClientError {
        ClientError::Encode {
            kind: self.which.name(),
            key: ObjectKey::of(object),
            source,
        }
    }

    pub(super) fn failed(
        &self,
        verb: &'static str,
        key: &ObjectKey,
    ) -> impl FnOnce(kube::Error) -> ClientError + use<K> {
        let (kind, key) = (self.which.name(), key.clone());
        move |source| ClientError::Api {
            verb,
            kind,
            key,
            source: Box::new(source),
        }
    }
}

impl<K: AnyKind> Clone for KindClient<K> {
    fn clone(&self) -> Self {
        Self {
            kube: self.kube.clone(),
            cache: self.cache.clone(),
            which: self.which.clone(),
        }
    }
}

impl<K: AnyKind> Debug for KindClient<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("KindClient").field(&self.which).finish()
    }
}
