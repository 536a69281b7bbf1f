//! One reconcile: from the object to the release, its objects and the status.

use std::sync::Arc;

use kubewright_runtime::finalizer::{self, State};
use kubewright_runtime::reconcile::{Action, Gone, Reconciler, Result};
use kubewright_runtime::{AnyKind, Identified, ObjectKey};

use super::{engine::Engine, failure::Failure, options::Released, steps::Reached, uninstall::FINALIZERS};
use crate::{annotations::Annotations, names, release::Revision};

impl<K: AnyKind + Identified> Reconciler for Engine<K> {
    type Object = K;

    async fn reconcile(&self, object: Arc<K>) -> Result<Action> {
        if self.is_paused(&object) {
            return self.pause(&object).await;
        }
        match finalizer::ensure(&self.objects, &*object, names::FINALIZER).await? {
            State::Active(object) => self.release(object).await,
            State::Cleanup => self.uninstall(&*object).await,
            State::Removed if FINALIZERS.iter().any(|name| finalizer::has(&*object, name)) => {
                self.uninstall(&*object).await
            }
            State::Removed => Ok(Action::await_change()),
        }
    }

    async fn gone(&self, key: ObjectKey, _: Gone) -> Result<Action> {
        self.attempts.succeeded(&key);
        self.dependents.forget(&key);
        Ok(Action::await_change())
    }
}

impl<K: AnyKind + Identified> Engine<K> {
    /// Whether an annotation or the function of a library's user says that the object is left as it is.
    fn is_paused(&self, object: &K) -> bool {
        let annotations = Annotations::read(object.meta().annotations.as_ref());
        // An invalid annotation is reported later.
        annotations.is_ok_and(|annotations| annotations.paused)
            || self.options.paused.as_ref().is_some_and(|paused| paused(object))
    }

    async fn pause(&self, object: &K) -> Result<Action> {
        tracing::debug!(object = %ObjectKey::of(object), "the object is paused");
        self.report_paused(object).await?;
        Ok(Action::await_change())
    }

    async fn release(&self, object: K) -> Result<Action> {
        let object = Arc::new(object);
        match self.released(&object).await {
            Ok(action) => Ok(action),
            Err(failure) => Err(self.fail(&object, failure).await?),
        }
    }

    async fn released(&self, object: &Arc<K>) -> Result<Action, Failure> {
        if let Some(before) = &self.options.before {
            let hook = before(object.clone()).await;
            hook.map_err(|error| Failure::irreconcilable("HookFailed", format!("{error:#}")))?;
        }
        let task = self.task(object)?;
        let (revision, changed) = match self.reach(&task).await? {
            Reached::Released { revision, changed } => (revision, changed),
            Reached::Kept { revision, retry } => {
                self.repair(object, &revision).await?;
                return Ok(Action::requeue(retry));
            }
            Reached::Wait(rest) => return Ok(Action::requeue(rest)),
        };
        self.attempts.succeeded(&task.key);
        self.repair(object, &revision).await?;
        let owner = self.owner(object);
        let object = self.report_released(&task, &revision).await?;
        if let Some(after) = &self.options.after {
            let released = Released {
                name: owner.name,
                namespace: owner.namespace,
                revision: revision.number,
                changed,
            };
            let hook = after(Arc::new(object), released).await;
            hook.map_err(|error| Failure::irreconcilable("HookFailed", format!("{error:#}")))?;
        }
        let period = task.annotations.period.unwrap_or(self.options.period);
        Ok(match period.is_zero() {
            true => Action::await_change(),
            false => Action::requeue(period),
        })
    }

    async fn repair(&self, object: &K, revision: &Revision) -> Result<()> {
        let owner = self.owner(object);
        let chart = self.options.chart.name();
        let repairs = self.dependents.repair(&owner, &revision.secret, chart).await?;
        if !repairs.repaired.is_empty() {
            tracing::info!(objects = ?repairs.repaired, "objects of the release are repaired");
            self.events
                .normal(object, "Repaired", "Repair", repairs.repaired.join(", "));
        }
        Ok(())
    }
}
