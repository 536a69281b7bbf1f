//! What a reconciler is told.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use kubewright_runtime::reconcile::Result;
use serde_json::Value;

use crate::{Chart, Helm, Overrides, annotations::DryRun};

pub(super) type Values<K> = dyn Fn(&K) -> Result<Value> + Send + Sync;
pub(super) type Before<K> = dyn Fn(Arc<K>) -> BoxFuture<'static, Result<()>> + Send + Sync;
pub(super) type After<K> = dyn Fn(Arc<K>, Released) -> BoxFuture<'static, Result<()>> + Send + Sync;
pub(super) type Paused<K> = dyn Fn(&K) -> bool + Send + Sync;

/// The things that all reconciles use.
pub(super) struct Options<K> {
    pub(super) chart: Chart,
    pub(super) helm: Helm,
    pub(super) values: Arc<Values<K>>,
    pub(super) before: Option<Arc<Before<K>>>,
    pub(super) after: Option<Arc<After<K>>>,
    pub(super) paused: Option<Arc<Paused<K>>>,
    pub(super) overrides: Overrides,
    pub(super) suppress_overrides: bool,
    pub(super) period: Duration,
    pub(super) dry_run: DryRun,
    pub(super) patience: Duration,
}

/// A release after a reconcile, for [`HelmReconciler::after`](super::HelmReconciler::after).
///
/// ```
/// use kubewright_helm_operator::Released;
///
/// fn is_first(released: &Released) -> bool {
///     released.changed && released.revision == 1
/// }
/// # let _ = is_first;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Released {
    /// The name of the release.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The revision that is deployed.
    pub revision: u32,
    /// Whether this reconcile installed or upgraded it.
    pub changed: bool,
}
