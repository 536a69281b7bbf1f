//! Finds the Secrets of releases, in the cache and in the cluster.

use kubewright_runtime::cache::{Cache, KindOptions, Query};
use kubewright_runtime::k8s_openapi::api::core::v1::Secret;
use kubewright_runtime::kube::{
    Api,
    api::{DeleteParams, ListParams},
    core::{Expression, Selector},
};
use kubewright_runtime::reconcile::Result;
use kubewright_runtime::{Client, ObjectKey};

use crate::release::{History, Revision, SecretMeta};

const INDEX: &str = "helm-release";

/// Caches the metadata of all release Secrets.
pub(super) fn configure(cache: &Cache) -> Result<()> {
    let helm: Selector = Expression::Equal("owner".to_owned(), "helm".to_owned()).into();
    let options = KindOptions::<SecretMeta>::default().labels(helm).decoded(0);
    cache.configure(options)?;
    // The second reconciler of a manager finds the index of the first.
    let _ = cache.index(INDEX, |secret: &SecretMeta| {
        key(secret).map(|key| key.to_string()).into_iter().collect()
    });
    Ok(())
}

/// The namespace and name of the release that a Secret is of, which are those of the object that it belongs to.
fn key(secret: &SecretMeta) -> Option<ObjectKey> {
    let name = secret.metadata.labels.as_ref()?.get("name")?;
    Some(ObjectKey::namespaced(secret.metadata.namespace.as_deref()?, name))
}

/// Returns the revisions as the cache has them, which may be old.
pub(super) async fn cached(client: &Client, release: &ObjectKey) -> Result<History> {
    let query = Query::all().index(INDEX, release.to_string());
    let secrets = client.kind::<SecretMeta>().list(&query).await?;
    Ok(History::of(secrets.iter().map(|secret| &**secret)))
}

/// Returns the revisions as the cluster has them.
pub(super) async fn live(client: &Client, release: &ObjectKey) -> Result<History> {
    let (api, labels) = of(client, release);
    let secrets = api.list_metadata(&ListParams::default().labels(&labels)).await?;
    Ok(History::of(&secrets.items))
}

/// Deletes what Helm remembers of a release.
pub(super) async fn delete(client: &Client, release: &ObjectKey, history: &History) -> Result<()> {
    let (api, _) = of(client, release);
    for Revision { secret, .. } in history.all() {
        let answer = api.delete(secret, &DeleteParams::default()).await;
        answer.map(drop).or_else(|error| match &error {
            kubewright_runtime::kube::Error::Api(status) if status.code == 404 => Ok(()),
            _ => Err(error),
        })?;
    }
    Ok(())
}

fn of(client: &Client, release: &ObjectKey) -> (Api<Secret>, String) {
    let namespace = release.namespace().unwrap_or_default();
    let api = Api::namespaced(client.kube().clone(), namespace);
    (api, format!("owner=helm,name={}", release.name()))
}
