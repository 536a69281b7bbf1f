//! Takes keys from the queue and calls the reconciler.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher as _, RandomState},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::Context as _;
use tokio::time::{Instant, timeout};
use tracing::Instrument as _;

use super::{
    Settings,
    departed::{Departed, Departure},
};
use crate::{
    objects::key::ObjectKey,
    reporting::{
        causes::causes,
        panics::{self, Panic},
    },
    timing::clock::Clock,
    watching::cache::{Found, Reflector},
    working::{
        observe::{ControllerStats, Observed, Observer, Outcome, Reconciled},
        queue::{Queue, Ticket},
        reconcile::{Action, Reconciler, Result, is_terminal, is_undecodable},
    },
};

/// What the workers of a controller share.
pub(super) struct Workers<R: Reconciler> {
    name: String,
    reconciler: R,
    objects: Arc<Reflector<R::Object>>,
    departed: Arc<Departed>,
    queue: Queue<ObjectKey>,
    settings: Settings,
    observer: Option<Arc<dyn Observer>>,
    active: AtomicUsize,
    outcomes: Mutex<BTreeMap<Outcome, u64>>,
    /// Makes the ids of reconciles differ between processes.
    seed: u64,
    calls: AtomicU64,
}

/// How a call ended.
enum End {
    Well(Action),
    Failed(anyhow::Error),
    Panicked(Panic),
    TimedOut(Duration),
}

impl<R: Reconciler> Workers<R> {
    pub(super) fn new(
        name: String,
        reconciler: R,
        objects: Arc<Reflector<R::Object>>,
        departed: Arc<Departed>,
        queue: Queue<ObjectKey>,
        settings: Settings,
        observer: Option<Arc<dyn Observer>>,
    ) -> Self {
        Self {
            name,
            reconciler,
            objects,
            departed,
            queue,
            settings,
            observer,
            active: AtomicUsize::new(0),
            outcomes: Mutex::default(),
            seed: RandomState::new().hash_one(0),
            calls: AtomicU64::new(0),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.settings.workers
    }

    pub(super) fn tell_started(self: &Arc<Self>) {
        if let Some(observer) = &self.observer {
            observer.started(self.clone());
        }
    }

    /// Works until the queue is closed.
    pub(super) async fn work(&self) {
        while let Some(ticket) = self.queue.next().await {
            let key = ticket.key().clone();
            let id = self.seed.wrapping_add(self.calls.fetch_add(1, Ordering::Relaxed));
            let span = tracing::info_span!(
                "reconcile",
                controller = self.name,
                namespace = key.namespace(),
                name = key.name(),
                id = format!("{id:016x}"),
            );
            self.handle(ticket, key).instrument(span).await;
        }
    }

    async fn handle(&self, ticket: Ticket<ObjectKey>, key: ObjectKey) {
        self.active.fetch_add(1, Ordering::Relaxed);
        let queued = ticket.queued();
        let start = Instant::now();
        tracing::debug!("reconciling");
        let end = self.call(key).await;
        let took = start.elapsed();
        self.active.fetch_sub(1, Ordering::Relaxed);
        let outcome = finish(ticket, end, self.queue.clock());
        self.count_outcome(outcome);
        tracing::debug!(?outcome, ?took, "reconciled");
        if let Some(observer) = &self.observer {
            let reconciled = Reconciled {
                outcome,
                queued,
                took,
            };
            observer.reconciled(&self.name, reconciled);
        }
    }

    /// Calls the reconciler and catches its panics.
    async fn call(&self, key: ObjectKey) -> End {
        let call = panics::catch_future(self.reconcile(key));
        let result = match self.settings.deadline {
            Some(deadline) => match timeout(deadline, call).await {
                Ok(result) => result,
                Err(_) => return End::TimedOut(deadline),
            },
            None => call.await,
        };
        match result {
            Ok(Ok(action)) => End::Well(action),
            Ok(Err(error)) => End::Failed(error),
            Err(panic) => End::Panicked(panic),
        }
    }

    async fn reconcile(&self, key: ObjectKey) -> Result<Action> {
        match self.objects.find(&key).await? {
            Some(Found::Decoded(object)) => self.reconciler.reconcile(object).await,
            Some(Found::Undecodable(error)) => self.reconciler.undecodable(key, error).await,
            None => match self.departed.get(&key) {
                Some(departure) => self.gone(key, departure).await,
                // The key comes from an owner reference or a mapping, or `gone` has succeeded.
                None => {
                    tracing::debug!("no such object has been seen, or `gone` has succeeded");
                    Ok(Action::await_change())
                }
            },
        }
    }

    async fn gone(&self, key: ObjectKey, departure: Departure) -> Result<Action> {
        let reason = self.objects.why_gone(&key, departure.uid.as_deref()).await;
        let reason = reason.context("cannot find out whether the object was deleted or left the selector")?;
        let result = self.reconciler.gone(key.clone(), reason).await;
        let over = match &result {
            Ok(action) => action.after().is_none(),
            Err(error) => is_terminal(error),
        };
        if over {
            self.departed.forget(&key, departure.id);
        }
        result
    }

    fn count_outcome(&self, outcome: Outcome) {
        let mut outcomes = self.outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        *outcomes.entry(outcome).or_default() += 1;
    }
}

impl<R: Reconciler> Observed for Workers<R> {
    fn name(&self) -> &str {
        &self.name
    }

    fn stats(&self) -> ControllerStats {
        ControllerStats {
            workers: self.count(),
            active: self.active.load(Ordering::Relaxed),
            outcomes: self
                .outcomes
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
            queue: self.queue.stats(),
        }
    }
}

/// Tells the queue what comes next.
fn finish(ticket: Ticket<ObjectKey>, end: End, clock: &Clock) -> Outcome {
    match end {
        End::Well(action) => match action.delay(clock) {
            Some(after) => {
                let priority = action.priority().unwrap_or(ticket.priority());
                ticket.again(after, priority);
                Outcome::RequeueAfter
            }
            None => {
                ticket.done();
                Outcome::Success
            }
        },
        End::Failed(error) if is_terminal(&error) => {
            ticket.done();
            let text = causes(error.as_ref());
            if is_undecodable(&error) {
                // The cache has logged it, once for each version of the object.
                tracing::debug!(error = text, "not reconciled");
            } else {
                tracing::error!(error = text, "the reconcile failed, and is not retried");
            }
            Outcome::Terminal
        }
        End::Failed(error) => {
            let retry_in = ticket.retry();
            tracing::error!(error = causes(error.as_ref()), ?retry_in, "the reconcile fails");
            Outcome::Error
        }
        End::Panicked(panic) => {
            let retry_in = ticket.retry();
            let backtrace = panic.backtrace();
            panic
                .span()
                .in_scope(|| tracing::error!(%panic, backtrace, ?retry_in, "the reconciler panicked"));
            Outcome::Panic
        }
        End::TimedOut(deadline) => {
            let retry_in = ticket.retry();
            tracing::error!(
                ?deadline,
                ?retry_in,
                "the reconcile is not done within its deadline"
            );
            Outcome::Timeout
        }
    }
}
