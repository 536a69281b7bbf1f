//! The kinds of the cluster, asked for once each.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kubewright_runtime::kube::discovery::{self, Scope, verbs};
use kubewright_runtime::kube::{
    Client,
    core::{ApiResource, GroupVersionKind},
};
use kubewright_runtime::{DynamicKind, DynamicKindError};
use tokio::time::{Instant, sleep};

/// How long the API server may take until it serves a kind whose CRD was just applied.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(100);

/// The kinds of a cluster that were found so far.
///
/// ```no_run
/// # async fn example(client: kubewright_runtime::kube::Client) -> Result<(), kubewright_runtime::DynamicKindError> {
/// use kubewright_operator_kit::kinds::Kinds;
/// use kubewright_runtime::kube::core::GroupVersionKind;
///
/// let kinds = Kinds::default();
/// let deployments = kinds.find(&client, &GroupVersionKind::gvk("apps", "v1", "Deployment")).await?;
/// assert!(deployments.is_namespaced());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Kinds(Mutex<HashMap<GroupVersionKind, Known>>);

/// A kind as the API server describes it.
///
/// ```no_run
/// # async fn example(client: kubewright_runtime::kube::Client) -> Result<(), kubewright_runtime::DynamicKindError> {
/// use kubewright_operator_kit::kinds::{Kinds, Known};
/// use kubewright_runtime::kube::core::GroupVersionKind;
///
/// let known: Known = Kinds::default().describe(&client, &GroupVersionKind::gvk("", "v1", "ConfigMap")).await?;
/// assert!(known.watchable && !known.status);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Known {
    /// The kind.
    pub kind: DynamicKind,
    /// Whether its objects are stored, so that they can be watched. A `TokenReview` is not, for example.
    pub watchable: bool,
    /// Whether it has the subresource `status`.
    pub status: bool,
}

impl Kinds {
    /// Returns a kind, from the cluster if it is not known.
    ///
    /// # Errors
    ///
    /// If the API server does not have the kind, or does not answer.
    pub async fn find(
        &self,
        client: &Client,
        kind: &GroupVersionKind,
    ) -> Result<DynamicKind, DynamicKindError> {
        Ok(self.describe(client, kind).await?.kind)
    }

    /// Returns a kind, or `None` if its objects are not stored.
    ///
    /// # Errors
    ///
    /// Those of [`find`](Self::find).
    pub async fn find_watchable(
        &self,
        client: &Client,
        kind: &GroupVersionKind,
    ) -> Result<Option<DynamicKind>, DynamicKindError> {
        let known = self.describe(client, kind).await?;
        Ok(known.watchable.then_some(known.kind))
    }

    /// Returns what the API server says about a kind whose CRD may just have been applied: `make install run` starts an operator
    /// before the API server serves its kinds.
    ///
    /// # Errors
    ///
    /// Those of [`find`](Self::find), after ten seconds.
    pub async fn expect(&self, client: &Client, kind: &GroupVersionKind) -> Result<Known, DynamicKindError> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.describe(client, kind).await {
                Err(error) if error.is_absent() && Instant::now() < deadline => sleep(PAUSE).await,
                result => return result,
            }
        }
    }

    /// Returns what the API server says about a kind.
    ///
    /// # Errors
    ///
    /// Those of [`find`](Self::find).
    pub async fn describe(
        &self,
        client: &Client,
        kind: &GroupVersionKind,
    ) -> Result<Known, DynamicKindError> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(kind) {
            return Ok(found.clone());
        }
        // Kinds that do not exist are asked for again: their CRD may be installed later.
        let found = discovery::pinned_kind(client, kind).await;
        let (resource, capabilities) = found.map_err(|source| DynamicKindError {
            kind: DynamicKind::namespaced(ApiResource::from_gvk(kind)).to_string(),
            source: Box::new(source),
        })?;
        let found = Known {
            watchable: capabilities.supports_operation(verbs::WATCH),
            status: capabilities
                .subresources
                .iter()
                .any(|(sub, _)| sub.plural == "status"),
            kind: match capabilities.scope {
                Scope::Namespaced => DynamicKind::namespaced(resource),
                Scope::Cluster => DynamicKind::cluster(resource),
            },
        };
        known().insert(kind.clone(), found.clone());
        Ok(found)
    }
}
