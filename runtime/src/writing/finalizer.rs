//! Finalizers: cleaning up before an object is deleted.

use kube::api::{Patch, PatchParams};
use serde_json::json;

use crate::{
    objects::{key::ObjectKey, kind::AnyKind},
    writing::client::{ClientError, ClientFor},
};

/// Whether an object is being deleted, and whether it still has a finalizer.
///
/// ```
/// use kubewright_runtime::finalizer::State;
///
/// /// The phase in the status of an object.
/// fn phase<K>(state: &State<K>) -> &'static str {
///     match state {
///         State::Active(_) => "Active",
///         State::Cleanup | State::Removed => "Terminating",
///     }
/// }
/// assert_eq!(phase(&State::<()>::Cleanup), "Terminating");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum State<K> {
    /// The object is not being deleted and has the finalizer. Holds the object with it.
    Active(K),
    /// The object is being deleted and has the finalizer: clean up, then [`remove`] it.
    Cleanup,
    /// The object is being deleted and does not have the finalizer any more.
    Removed,
}

/// Adds the finalizer to an object, unless it has it or is being deleted, and returns the state of the object.
///
/// ```no_run
/// # use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
/// use kubewright_runtime::finalizer::{self, State};
///
/// # async fn clean_up() {}
/// # async fn example(
/// #     client: kubewright_runtime::Client,
/// #     object: &ConfigMap,
/// # ) -> Result<(), kubewright_runtime::ClientError> {
/// const FINALIZER: &str = "cache.example.com/finalizer";
///
/// match finalizer::ensure(&client, object, FINALIZER).await? {
///     State::Active(object) => { /* reconcile it */ }
///     State::Cleanup => {
///         clean_up().await; // may be called more than once
///         finalizer::remove(&client, object, FINALIZER).await?;
///     }
///     State::Removed => {}
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If the API server rejects the write, for example because the object has changed since it was read, or does not answer.
pub async fn ensure<K: AnyKind>(
    client: &impl ClientFor<K>,
    object: &K,
    finalizer: &str,
) -> Result<State<K>, ClientError> {
    let present = has(object, finalizer);
    if object.meta().deletion_timestamp.is_some() {
        return Ok(match present {
            true => State::Cleanup,
            false => State::Removed,
        });
    }
    if present {
        return Ok(State::Active(object.clone()));
    }
    let mut finalizers = object.meta().finalizers.clone().unwrap_or_default();
    finalizers.push(finalizer.to_owned());
    Ok(State::Active(set(client, object, &finalizers).await?))
}

/// Removes the finalizer from an object. Succeeds if the object does not have it or does not exist any more.
///
/// # Errors
///
/// Those of [`ensure`].
pub async fn remove<K: AnyKind>(
    client: &impl ClientFor<K>,
    object: &K,
    finalizer: &str,
) -> Result<(), ClientError> {
    if !has(object, finalizer) {
        return Ok(());
    }
    let mut finalizers = object.meta().finalizers.clone().unwrap_or_default();
    finalizers.retain(|other| other != finalizer);
    match set(client, object, &finalizers).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_not_found() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Returns whether an object has the finalizer.
#[must_use]
pub fn has<K: AnyKind>(object: &K, finalizer: &str) -> bool {
    let mut finalizers = object.meta().finalizers.iter().flatten();
    finalizers.any(|other| other == finalizer)
}

/// Writes with the resource version that the list was read in, because others change it too.
async fn set<K: AnyKind>(
    client: &impl ClientFor<K>,
    object: &K,
    finalizers: &[String],
) -> Result<K, ClientError> {
    let metadata = json!({
        "resourceVersion": object.meta().resource_version,
        "uid": object.meta().uid,
        "finalizers": finalizers,
    });
    let patch = Patch::Merge(json!({ "metadata": metadata }));
    client
        .client_for()
        .patch(&ObjectKey::of(object), &patch, &PatchParams::default())
        .await
}
