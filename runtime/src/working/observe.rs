//! What controllers report, for metrics.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use crate::{watching::cache::Cache, working::queue::Stats};

/// Observes controllers, for metrics.
///
/// Counts and sizes are not reported one by one: read them from [`Observed::stats`].
///
/// ```
/// use kubewright_runtime::observe::{Observed, Observer, Reconciled};
/// use std::sync::{Arc, Mutex};
///
/// #[derive(Default)]
/// struct Slowest(Mutex<Option<Reconciled>>);
///
/// impl Observer for Slowest {
///     fn started(&self, controller: Arc<dyn Observed>) {
///         assert_eq!(controller.stats().active, 0);
///     }
///
///     fn reconciled(&self, _controller: &str, reconciled: Reconciled) {
///         let mut slowest = self.0.lock().unwrap();
///         if slowest.is_none_or(|other| other.took < reconciled.took) {
///             *slowest = Some(reconciled);
///         }
///     }
/// }
/// ```
pub trait Observer: Send + Sync + 'static {
    /// Called when a controller has started.
    fn started(&self, controller: Arc<dyn Observed>);

    /// Called after every reconcile.
    fn reconciled(&self, controller: &str, reconciled: Reconciled);

    /// Called when a manager starts, with its cache. [`sizes`](Cache::sizes) and [`undecodable`](Cache::undecodable) can be
    /// read at any time.
    fn cache(&self, cache: &Cache) {
        let _ = cache;
    }
}

/// A running controller, as metrics see it.
///
/// ```
/// use kubewright_runtime::observe::{ControllerStats, Observed};
///
/// /// For a test of what controllers report.
/// struct Idle;
///
/// impl Observed for Idle {
///     fn name(&self) -> &str {
///         "idle"
///     }
///
///     fn stats(&self) -> ControllerStats {
///         ControllerStats { workers: 1, ..ControllerStats::default() }
///     }
/// }
/// assert_eq!(Idle.stats().active, 0);
/// ```
pub trait Observed: Send + Sync {
    /// Returns the name, which is unique.
    fn name(&self) -> &str;

    /// Returns the current numbers.
    fn stats(&self) -> ControllerStats;
}

/// One call of a reconciler.
///
/// ```
/// use kubewright_runtime::metrics::Metrics;
/// use kubewright_runtime::observe::{Observer as _, Outcome, Reconciled};
/// use std::time::Duration;
///
/// let metrics = Metrics::new();
/// let reconciled = Reconciled { outcome: Outcome::Success, queued: Duration::ZERO, took: Duration::from_millis(3) };
/// metrics.reconciled("memcached", reconciled);
/// assert!(metrics.encode().contains("controller_runtime_reconcile_time_seconds_count{controller=\"memcached\"} 1\n"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconciled {
    /// How the call ended.
    pub outcome: Outcome,
    /// How long the object was queued.
    pub queued: Duration,
    /// How long the call took.
    pub took: Duration,
}

/// How a call of a reconciler ended.
///
/// ```
/// use kubewright_runtime::observe::Outcome;
///
/// let again = |outcome| matches!(outcome, Outcome::Error | Outcome::Panic | Outcome::Timeout);
/// assert!(again(Outcome::Panic) && !again(Outcome::Terminal));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Outcome {
    /// Success.
    Success,
    /// Success, with a requeue after some time.
    RequeueAfter,
    /// An error; the object is retried.
    Error,
    /// A terminal error; the object is not retried.
    Terminal,
    /// A panic; the object is retried.
    Panic,
    /// The deadline passed; the object is retried.
    Timeout,
}

/// The numbers of a controller.
///
/// ```
/// use kubewright_runtime::observe::{ControllerStats, Outcome};
///
/// let stats = ControllerStats { outcomes: [(Outcome::Error, 2)].into(), ..ControllerStats::default() };
/// assert_eq!(stats.outcomes.get(&Outcome::Error), Some(&2));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControllerStats {
    /// The maximum number of concurrent reconciles.
    pub workers: usize,
    /// The number of reconciles that run now.
    pub active: usize,
    /// The number of calls by how they ended.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// The numbers of the queue.
    pub queue: Stats,
}
