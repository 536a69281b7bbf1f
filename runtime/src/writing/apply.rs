//! Creating or updating an object, with read, change and write.

use std::time::Duration;

use kube::api::{Patch, PatchParams};
use serde_json::{Map, Value};

use crate::{
    objects::{key::ObjectKey, kind::AnyKind},
    writing::client::{ClientError, ClientFor, KindClient},
};

pub use crate::writing::client::{Written, merge_patch};

const ATTEMPTS: u32 = 5;

/// Runs `attempt`, and repeats it up to four times if the object has changed meanwhile.
///
/// `attempt` must read the object again each time, and not from the cache.
///
/// ```no_run
/// # async fn example(client: kubewright_runtime::Client) -> Result<(), kubewright_runtime::ClientError> {
/// use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
/// use kubewright_runtime::{ObjectKey, apply};
///
/// let key = ObjectKey::namespaced("default", "counter");
/// apply::retry_on_conflict(async || {
///     let Some(mut counter) = client.get_live::<ConfigMap>(&key).await? else { return Ok(()) };
///     counter.data.get_or_insert_default().insert("seen".into(), "yes".into());
///     client.update(&counter).await?;
///     Ok(())
/// })
/// .await
/// # }
/// ```
///
/// # Errors
///
/// If `attempt` fails with an error other than a conflict, or with the fifth conflict.
pub async fn retry_on_conflict<T>(
    mut attempt: impl AsyncFnMut() -> Result<T, ClientError>,
) -> Result<T, ClientError> {
    let mut pause = Duration::from_millis(10);
    for _ in 1..ATTEMPTS {
        match attempt().await {
            Err(error) if error.is_conflict() => tokio::time::sleep(pause).await,
            result => return result,
        }
        pause *= 2;
    }
    attempt().await
}

/// Creates an object, or updates it if `change` makes a difference to the object on the API server.
///
/// If only this operator sets the fields, [`Client::apply`](crate::Client::apply) does the same with one request and without
/// conflicts.
///
/// # Errors
///
/// If `change` fails, or the API server rejects the write, for example because the object has changed since it was read.
pub async fn create_or_update<K: AnyKind, E: From<ClientError>>(
    client: &impl ClientFor<K>,
    new: K,
    change: impl FnOnce(&mut K) -> Result<(), E>,
) -> Result<(K, Written), E> {
    let client = client.client_for();
    let (before, mut after) = read(&client, new).await?;
    change(&mut after)?;
    let Some(before) = before else {
        return Ok((client.create(&after).await?, Written::Created));
    };
    match difference(&client, &before, &after)? {
        None => Ok((before, Written::Unchanged)),
        Some(_) => Ok((client.update(&after).await?, Written::Updated)),
    }
}

/// Creates an object, or sends the difference that `change` makes to the object on the API server as a merge patch. The
/// status is sent to its subresource.
///
/// ```no_run
/// # async fn example(client: kubewright_runtime::Client) -> Result<(), kubewright_runtime::ClientError> {
/// use kubewright_runtime::ClientError;
/// use kubewright_runtime::apply::{self, Written};
/// use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
///
/// let mut settings = ConfigMap::default();
/// settings.metadata.namespace = Some("default".into());
/// settings.metadata.name = Some("settings".into());
/// let (settings, written) = apply::create_or_patch(&client, settings, |settings| {
///     settings.data.get_or_insert_default().insert("size".into(), "3".into());
///     Ok::<_, ClientError>(())
/// })
/// .await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Those of [`create_or_update`], except for conflicts.
pub async fn create_or_patch<K: AnyKind, E: From<ClientError>>(
    client: &impl ClientFor<K>,
    new: K,
    change: impl FnOnce(&mut K) -> Result<(), E>,
) -> Result<(K, Written), E> {
    let client = client.client_for();
    let (before, mut after) = read(&client, new).await?;
    change(&mut after)?;
    let (before, mut written) = match before {
        Some(before) => (before, Written::Unchanged),
        None => (client.create(&after).await?, Written::Created),
    };
    let mut stored = before.clone();
    let Some(mut patch) = difference(&client, &before, &after)? else {
        return Ok((stored, written));
    };
    let status = patch.as_object_mut().and_then(|patch| patch.remove("status"));
    let key = ObjectKey::of(&before);
    let parameters = PatchParams::default();
    // Defaults that the API server set on create must not be removed.
    if written == Written::Unchanged && patch != Value::Object(Map::new()) {
        stored = client.patch(&key, &Patch::Merge(patch), &parameters).await?;
        written = Written::Updated;
    }
    if let Some(status) = status {
        let patch = serde_json::json!({ "status": status });
        stored = client
            .patch_status(&key, &Patch::Merge(patch), &parameters)
            .await?;
        if written == Written::Unchanged {
            written = Written::Updated;
        }
    }
    Ok((stored, written))
}

async fn read<K: AnyKind>(client: &KindClient<K>, new: K) -> Result<(Option<K>, K), ClientError> {
    let found = client.get_live(&ObjectKey::of(&new)).await?;
    let after = found.clone().unwrap_or(new);
    Ok((found, after))
}

fn difference<K: AnyKind>(
    client: &KindClient<K>,
    before: &K,
    after: &K,
) -> Result<Option<Value>, ClientError> {
    let value = |object: &K| serde_json::to_value(object).map_err(|error| client.not_encoded(object, error));
    Ok(merge_patch(&value(before)?, &value(after)?))
}
