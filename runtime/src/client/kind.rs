//! The client for one kind.

use std::{
    fmt::{self, Debug},
    sync::Arc,
};

use either::Either;
use kube::{
    Api, ResourceExt as _,
    api::{DeleteParams, ListParams, Patch, PatchParams, PostParams},
};
use serde::Serialize;

use super::ClientError;
use crate::{
    cache::{Cache, KindCache, Query},
    object::{AnyKind, ObjectKey, Which},
};

/// Reads objects of one kind from the cache and writes them to the API server, see [`Client::dynamic`](super::Client::dynamic).
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
    cache: Cache,
    which: Which<K>,
}

impl<K: AnyKind> KindClient<K> {
    pub(super) fn new(kube: kube::Client, cache: Cache, which: Which<K>) -> Self {
        Self { kube, cache, which }
    }

    /// As [`Client::get`](super::Client::get).
    ///
    /// # Errors
    ///
    /// If the cache has no answer.
    pub async fn get(&self, key: &ObjectKey) -> Result<Option<Arc<K>>, ClientError> {
        Ok(self.cached().get(key).await?)
    }

    /// As [`Client::list`](super::Client::list).
    ///
    /// # Errors
    ///
    /// If the cache has no answer.
    pub async fn list(&self, query: &Query) -> Result<Vec<Arc<K>>, ClientError> {
        Ok(self.cached().list(query).await?)
    }

    /// As [`Client::get_live`](super::Client::get_live).
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn get_live(&self, key: &ObjectKey) -> Result<Option<K>, ClientError> {
        let api = self.api("get", key)?;
        let mut found = api.get_opt(key.name()).await.map_err(self.failed("get", key))?;
        if let Some(object) = &mut found {
            self.which.complete(object);
        }
        Ok(found)
    }

    /// As [`Client::list_live`](super::Client::list_live).
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn list_live(
        &self,
        namespace: Option<&str>,
        parameters: &ListParams,
    ) -> Result<Vec<K>, ClientError> {
        let namespace = namespace.unwrap_or_default();
        let api: Api<K> = self.which.api(&self.kube, namespace);
        let key = ObjectKey::namespaced(namespace, "");
        let mut items = api
            .list(parameters)
            .await
            .map_err(self.failed("list", &key))?
            .items;
        for object in &mut items {
            self.which.complete(object);
        }
        Ok(items)
    }

    /// As [`Client::create`](super::Client::create).
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn create(&self, object: &K) -> Result<K, ClientError> {
        let key = ObjectKey::of(object);
        let api = self.api("create", &key)?;
        self.written("create", &key, api.create(&PostParams::default(), object).await)
    }

    /// As [`Client::update`](super::Client::update).
    ///
    /// # Errors
    ///
    /// If the API server refuses, because somebody else has changed the object for example, or does not answer.
    pub async fn update(&self, object: &K) -> Result<K, ClientError> {
        let key = ObjectKey::of(object);
        let api = self.api("update", &key)?;
        let result = api.replace(key.name(), &PostParams::default(), object).await;
        self.written("update", &key, result)
    }

    /// As [`Client::update_status`](super::Client::update_status).
    ///
    /// # Errors
    ///
    /// As for [`update`](Self::update).
    pub async fn update_status(&self, object: &K) -> Result<K, ClientError> {
        let key = ObjectKey::of(object);
        let api = self.api("update the status of", &key)?;
        let result = api
            .replace_status(key.name(), &PostParams::default(), object)
            .await;
        self.written("update the status of", &key, result)
    }

    /// As [`Client::apply`](super::Client::apply).
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn apply(&self, object: &K, manager: &str) -> Result<K, ClientError> {
        let parameters = PatchParams::apply(manager).force();
        self.patch(&ObjectKey::of(object), &Patch::Apply(object), &parameters)
            .await
    }

    /// As [`Client::apply_status`](super::Client::apply_status).
    ///
    /// # Errors
    ///
    /// As for [`apply`](Self::apply), and if there is no such object.
    pub async fn apply_status(&self, object: &K, manager: &str) -> Result<K, ClientError> {
        let parameters = PatchParams::apply(manager).force();
        self.patch_status(&ObjectKey::of(object), &Patch::Apply(object), &parameters)
            .await
    }

    /// As [`Client::patch`](super::Client::patch).
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn patch(
        &self,
        key: &ObjectKey,
        patch: &Patch<impl Serialize + Debug>,
        parameters: &PatchParams,
    ) -> Result<K, ClientError> {
        let api = self.api("patch", key)?;
        let result = api.patch(key.name(), parameters, patch).await;
        self.written("patch", key, result)
    }

    /// As [`Client::patch_status`](super::Client::patch_status).
    ///
    /// # Errors
    ///
    /// If the API server refuses or does not answer.
    pub async fn patch_status(
        &self,
        key: &ObjectKey,
        patch: &Patch<impl Serialize + Debug>,
        parameters: &PatchParams,
    ) -> Result<K, ClientError> {
        let api = self.api("patch the status of", key)?;
        let result = api.patch_status(key.name(), parameters, patch).await;
        self.written("patch the status of", key, result)
    }

    /// As [`Client::delete`](super::Client::delete).
    ///
    /// # Errors
    ///
    /// If there is no such object, or the API server refuses or does not answer.
    pub async fn delete(&self, key: &ObjectKey, parameters: &DeleteParams) -> Result<(), ClientError> {
        let api = self.api("delete", key)?;
        let answer = api.delete(key.name(), parameters).await;
        match answer.map_err(self.failed("delete", key))? {
            // Which of the two it is, depends on the kind too: some are answered with what was deleted.
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

    fn api(&self, verb: &'static str, key: &ObjectKey) -> Result<Api<K>, ClientError> {
        match key.namespace() {
            None if self.which.is_namespaced() => Err(ClientError::NoNamespace {
                verb,
                kind: self.which.name(),
                name: key.name().to_owned(),
            }),
            namespace => Ok(self.which.api(&self.kube, namespace.unwrap_or_default())),
        }
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

    fn failed(
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
