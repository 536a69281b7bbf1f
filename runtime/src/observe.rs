//! What controllers tell about themselves, for metrics.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use crate::queue::Stats;

/// Is told of controllers and what they do.
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
}

/// A controller as it is seen from outside.
pub trait Observed: Send + Sync {
    /// Its name, which no other has.
    fn name(&self) -> &str;

    /// What it has done and is doing.
    fn stats(&self) -> ControllerStats;
}

/// One call of a reconciler.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Well.
    Success,
    /// Well, and it is to be called again after some time.
    RequeueAfter,
    /// With an error, after which it is tried again.
    Error,
    /// With an error that trying again does not mend.
    Terminal,
    /// With a panic, after which it is tried again.
    Panic,
    /// Not within its deadline, after which it is tried again.
    Timeout,
}

/// What a controller has done and is doing.
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
