//! What controllers tell about themselves, for metrics.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use crate::{watching::cache::Cache, working::queue::Stats};

/// Observes controllers.
///
/// Counts and sizes are not told one by one: they are read from [`Observed::stats`] when somebody wants them.
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
    /// A controller has started.
    fn started(&self, controller: Arc<dyn Observed>);

    /// A controller has reconciled an object.
    fn reconciled(&self, controller: &str, reconciled: Reconciled);

    /// A manager starts with this cache, of which [`sizes`](Cache::sizes) and [`undecodable`](Cache::undecodable) can be
    /// asked at any time.
    fn cache(&self, cache: &Cache) {
        let _ = cache;
    }
}

/// A controller as it is seen from outside.
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
    /// Its name, which no other has.
    fn name(&self) -> &str;

    /// What it has done and is doing.
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
    /// How it ended.
    pub outcome: Outcome,
    /// How long the object had been in the queue.
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
    /// Well.
    Success,
    /// Success; it asked to be called again after some time.
    RequeueAfter,
    /// With an error, after which it is tried again.
    Error,
    /// A terminal error: a retry does not help.
    Terminal,
    /// With a panic, after which it is tried again.
    Panic,
    /// Not within its deadline, after which it is tried again.
    Timeout,
}

/// What a controller has done and is doing.
///
/// ```
/// use kubewright_runtime::observe::{ControllerStats, Outcome};
///
/// let stats = ControllerStats { outcomes: [(Outcome::Error, 2)].into(), ..ControllerStats::default() };
/// assert_eq!(stats.outcomes.get(&Outcome::Error), Some(&2));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControllerStats {
    /// How many objects it reconciles at once, at most.
    pub workers: usize,
    /// How many it reconciles now.
    pub active: usize,
    /// How its calls have ended, and how many so.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Its queue.
    pub queue: Stats,
}
