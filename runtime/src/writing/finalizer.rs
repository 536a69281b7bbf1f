//! Finalizers: what has to be done before an object may go.

use kube::api::{Patch, PatchParams};
use serde_json::json;

use crate::{
    objects::{key::ObjectKey, kind::AnyKind},
    writing::client::{ClientError, ClientFor},
};

/// Where an object is on its way.
///
/// ```
/// use kubewright_runtime::finalizer::Stage;
///
/// /// What is said of an object in its status.
/// fn phase<K>(stage: &Stage<K>) -> &'static str {
///     match stage {
///         Stage::Lives(_) => "Active",
///         Stage::Ends | Stage::Ended => "Terminating",
///     }
/// }
/// assert_eq!(phase(&Stage::<()>::Ends), "Terminating");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Stage<K> {
    /// It lives and has the finalizer; this is how it is now.
    Lives(K),
    /// It is being deleted and waits for this finalizer.
    Ends,
    /// It is being deleted and no longer waits for this finalizer.
    Ended,
}

/// Puts the finalizer on an object that lives, if it is not there.
///
/// ```no_run
/// # use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
/// use kubewright_runtime::finalizer::{self, Stage};
///
/// # async fn clean_up() {}
/// # async fn example(
/// #     client: kubewright_runtime::Client,
/// #     object: &ConfigMap,
/// # ) -> Result<(), kubewright_runtime::ClientError> {
/// const FINALIZER: &str = "cache.example.com/finalizer";
///
/// match finalizer::ensure(&client, object, FINALIZER).await? {
///     Stage::Lives(object) => { /* reconcile it */ }
///     Stage::Ends => {
///         clean_up().await; // may be called more than once
///         finalizer::remove(&client, object, FINALIZER).await?;
///     }
///     Stage::Ended => {}
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If the API server refuses, because the object has changed since it was read for example, or does not answer.
pub async fn ensure<K: AnyKind>(
    client: &impl ClientFor<K>,
    object: &K,
    finalizer: &str,
) -> Result<Stage<K>, ClientError> {
    let there = is_there(object, finalizer);
    if object.meta().deletion_timestamp.is_some() {
        return Ok(match there {
            true => Stage::Ends,
            false => Stage::Ended,
        });
    }
    if there {
        return Ok(Stage::Lives(object.clone()));
    }
    let mut finalizers = object.meta().finalizers.clone().unwrap_or_default();
    finalizers.push(finalizer.to_owned());
    Ok(Stage::Lives(set(client, object, &finalizers).await?))
}

/// Takes the finalizer off an object. One that has gone already is as good.
///
/// # Errors
///
/// As [`ensure`].
pub async fn remove<K: AnyKind>(
    client: &impl ClientFor<K>,
    object: &K,
    finalizer: &str,
) -> Result<(), ClientError> {
    if !is_there(object, finalizer) {
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

/// Whether the finalizer is on an object.
#[must_use]
pub fn is_there<K: AnyKind>(object: &K, finalizer: &str) -> bool {
    let mut finalizers = object.meta().finalizers.iter().flatten();
    finalizers.any(|other| other == finalizer)
}

/// With the version that the list was read in, for others write to it too.
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
