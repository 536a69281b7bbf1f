//! One reconcile: from the object and the release to the next step, until the release is as it must be.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use kubewright_runtime::finalizer::{self, State};
use kubewright_runtime::kube::ResourceExt as _;
use kubewright_runtime::reconcile::{Action, Gone, Reconciler, Result};
use kubewright_runtime::{AnyKind, Client, DynamicKind, Identified, KindClient, ObjectKey, events::Recorder};
use serde_json::Value;

use super::{FINALIZERS, Options, Released, attempts::Attempts, failure::Failure, releases};
use crate::{
    HelmError,
    annotations::{self, Annotations, DryRun},
    decide::{self, Step, Wanted},
    dependents::{self, Shared},
    digest::Digest,
    helm::{Marks, Request, Verb},
    names,
    owner::Owner,
    release::{History, OwnerKind, Revision, Status, Stored},
    status::{HelmStatus, Kind},
};

/// Restoring, removing, installing and one more look: a release needs no more steps.
const STEPS: usize = 6;

pub(super) struct Engine<K: AnyKind> {
    pub(super) client: Client,
    pub(super) objects: KindClient<K>,
    pub(super) kind: DynamicKind,
    pub(super) mark: OwnerKind,
    pub(super) dependents: Shared,
    pub(super) attempts: Attempts,
    pub(super) events: Recorder,
    pub(super) options: Options<K>,
}

/// What one reconcile works with.
struct Task<'t, K> {
    object: &'t K,
    key: ObjectKey,
    annotations: Annotations,
    values: Value,
    digest: String,
}

/// How far a reconcile got.
enum Reached {
    Released {
        revision: Revision,
        changed: bool,
    },
    /// The last action failed a short time ago, so the release stays as it is for now.
    Kept {
        revision: Revision,
        retry: Duration,
    },
    Wait(Duration),
}

impl<K: AnyKind + Identified> Reconciler for Engine<K> {
    type Object = K;

    async fn reconcile(&self, object: Arc<K>) -> Result<Action> {
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
    pub(super) fn owner(&self, object: &K) -> Owner {
        Owner {
            kind: self.kind.clone(),
            namespace: object.namespace().unwrap_or_default(),
            name: object.name_any(),
            uid: object.uid().unwrap_or_default(),
        }
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

    fn task<'t>(&self, object: &'t Arc<K>) -> Result<Task<'t, K>, Failure> {
        let wrong = |reason, message: String| Failure::irreconcilable(reason, message).terminal();
        let annotations = Annotations::read(object.meta().annotations.as_ref())
            .map_err(|message| wrong("InvalidAnnotation", message))?;
        let mut values =
            (self.options.values)(object).map_err(|error| wrong("InvalidValues", format!("{error:#}")))?;
        if !values.is_object() {
            return Err(wrong(
                "InvalidValues",
                String::from("the values are not an object"),
            ));
        }
        self.options
            .overrides
            .apply(&mut values)
            .map_err(|error| wrong("InvalidValues", error.to_string()))?;
        let chart = self.options.chart.digest();
        let chart = chart.map_err(|error| Failure::irreconcilable("ChartMissing", error.to_string()))?;
        let mut digest = Digest::default();
        digest.add(chart.as_bytes());
        digest.add_value(&values);
        Ok(Task {
            key: ObjectKey::of(&**object),
            object,
            annotations,
            values,
            digest: digest.finish(),
        })
    }

    /// Takes steps until the release is made from these values and this chart.
    async fn reach(&self, task: &Task<'_, K>) -> Result<Reached, Failure> {
        let mut history = releases::cached(&self.client, &task.key).await?;
        let mut adopts = false;
        let mut changed = false;
        let mut step = self.next(task, &history, adopts);
        // The cache may be older than the last action, so a step is taken only if the cluster says the same.
        if step != Step::Keep {
            history = releases::live(&self.client, &task.key).await?;
            step = self.next(task, &history, adopts);
        }
        for _ in 0..STEPS {
            let number = history.newest().map_or(1, |newest| newest.number + 1);
            match step {
                Step::Keep => {
                    let Some(newest) = history.newest() else { break };
                    if changed || !self.would_change(task, newest).await? {
                        let revision = newest.clone();
                        return Ok(Reached::Released { revision, changed });
                    }
                    self.upgrade(task, number, true).await?;
                    changed = true;
                }
                Step::Wait(rest) => {
                    tracing::info!(release = %task.key, "waits for an action on the release that has not ended");
                    return Ok(Reached::Wait(rest));
                }
                Step::Foreign(owner) => {
                    return Err(Failure::irreconcilable(
                        "ReleaseOfAnotherObject",
                        format!(
                            "the release {} belongs to a {} of the group {}; give the object another name",
                            task.key, owner.kind, owner.group
                        ),
                    ));
                }
                Step::Unmarked => {
                    self.check_chart(task, &history).await?;
                    adopts = true;
                }
                Step::Install | Step::Upgrade
                    if self.attempts.too_early(&task.key, &task.digest).is_some() =>
                {
                    let retry = self
                        .attempts
                        .too_early(&task.key, &task.digest)
                        .unwrap_or_default();
                    return Ok(match (step, history.newest()) {
                        (Step::Upgrade, Some(newest)) => Reached::Kept {
                            revision: newest.clone(),
                            retry,
                        },
                        _ => Reached::Wait(retry),
                    });
                }
                Step::Install => {
                    self.upgrade(task, number, false).await?;
                    changed = true;
                }
                Step::Upgrade => {
                    self.upgrade(task, number, true).await?;
                    changed = true;
                }
                Step::RollBack(to) => {
                    self.roll_back(task, to)
                        .await
                        .map_err(|error| Failure::release(&error))?;
                    let note = format!("an action did not end; the release is back at revision {to}");
                    self.events.warning(task.object, "Restored", "Rollback", note);
                }
                Step::Remove => {
                    self.remove(task)
                        .await
                        .map_err(|error| Failure::release(&error))?;
                    let note = "an install did not end; what it left is removed";
                    self.events.warning(task.object, "Removed", "Uninstall", note);
                }
            }
            history = releases::live(&self.client, &task.key).await?;
            step = self.next(task, &history, adopts);
        }
        Err(Failure::irreconcilable(
            "ReleaseChanging",
            "somebody else changes the release at the same time",
        ))
    }

    fn next(&self, task: &Task<'_, K>, history: &History, adopts: bool) -> Step {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wanted = Wanted {
            digest: &task.digest,
            owner: &self.mark,
            now,
            patience: self.options.patience,
            adopts,
        };
        decide::next(history, &wanted)
    }

    /// Whether rendering the chart again gives other objects.
    async fn would_change(&self, task: &Task<'_, K>, newest: &Revision) -> Result<bool, Failure> {
        let dry_run = task.annotations.dry_run.unwrap_or(self.options.dry_run);
        if dry_run == DryRun::None {
            return Ok(false);
        }
        let verb = Verb::Preview {
            chart: &self.options.chart,
            values: &task.values,
            dry_run,
        };
        let printed = self.helm(task, verb, &task.annotations.upgrade).await;
        let printed = printed.map_err(|error| Failure::release(&error))?;
        let wrong = |reason| Failure::irreconcilable("ReconcileError", reason);
        let rendered = Stored::printed(&printed).map_err(wrong)?;
        let namespace = task.key.namespace().unwrap_or_default();
        let stored = Stored::load(self.client.kube(), namespace, &newest.secret).await;
        let stored = stored.map_err(|error| Failure::from(anyhow::Error::from(error)))?;
        let same = dependents::same_objects(&stored.manifest, &rendered.manifest);
        Ok(!same.map_err(wrong)?)
    }

    /// Refuses a release that nobody has marked, if it is of another chart.
    async fn check_chart(&self, task: &Task<'_, K>, history: &History) -> Result<(), Failure> {
        let Some(newest) = history.newest() else {
            return Ok(());
        };
        let namespace = task.key.namespace().unwrap_or_default();
        let stored = Stored::load(self.client.kube(), namespace, &newest.secret).await;
        let stored = stored.map_err(|error| Failure::from(anyhow::Error::from(error)))?;
        if stored.chart_name() != self.options.chart.name() {
            return Err(Failure::irreconcilable(
                "ReleaseOfAnotherChart",
                format!(
                    "the release {} is of the chart `{}`, not of `{}`; give the object another name, or uninstall the release",
                    task.key,
                    stored.chart_name(),
                    self.options.chart.name()
                ),
            ));
        }
        self.events.normal(
            task.object,
            "Adopted",
            "Upgrade",
            "a release that existed before is adopted",
        );
        Ok(())
    }

    /// Installs or upgrades. After a failure the release is as before, or removed if it was new.
    async fn upgrade(&self, task: &Task<'_, K>, number: u32, installed: bool) -> Result<(), Failure> {
        self.report_overrides(task);
        let marks = Marks {
            digest: format!("{}-{number}", task.digest),
            owner_kind: self.mark.kind.clone(),
            owner_group: self.mark.group.clone(),
        };
        let verb = Verb::Upgrade {
            installed,
            chart: &self.options.chart,
            values: &task.values,
            force: task.annotations.upgrade_force,
            marks: &marks,
        };
        let asked = match installed {
            true => &task.annotations.upgrade,
            false => &task.annotations.install,
        };
        let Err(error) = self.helm(task, verb, asked).await else {
            let (reason, note) = match installed {
                true => ("Upgraded", "upgraded"),
                false => ("Installed", "installed"),
            };
            tracing::info!(release = %task.key, "the release is {note}");
            let note = format!("the release is {note}, revision {number}");
            self.events.normal(task.object, reason, verb.name(), note);
            return Ok(());
        };
        let failure = Failure::release(&error);
        self.attempts.failed(&task.key, &task.digest);
        let history = releases::live(&self.client, &task.key).await?;
        let Some(newest) = history
            .newest()
            .filter(|newest| newest.status != Status::Deployed)
        else {
            // Nothing was stored: the chart is not rendered, for example.
            return Err(failure);
        };
        tracing::warn!(release = %task.key, revision = newest.number, "the release failed: {error}");
        let (undone, what) = match history.last_good() {
            Some(good) => {
                let what = format!("rolled back to revision {}", good.number);
                (self.roll_back(task, good.number).await, what)
            }
            None => (
                self.remove(task).await,
                String::from("uninstalled what was installed of it"),
            ),
        };
        Err(match undone {
            Ok(()) => failure.and_then(&what),
            Err(error) => failure.and_then(&format!("the release cannot be {what}: {error}")),
        })
    }

    async fn roll_back(&self, task: &Task<'_, K>, to: u32) -> Result<(), HelmError> {
        let force = task.annotations.rollback_force;
        let verb = Verb::Rollback { to, force };
        self.dependents.forget(&task.key);
        self.helm(task, verb, &task.annotations.upgrade).await.map(drop)
    }

    async fn remove(&self, task: &Task<'_, K>) -> Result<(), HelmError> {
        let verb = Verb::Uninstall { keep_history: false };
        self.dependents.forget(&task.key);
        self.helm(task, verb, &task.annotations.uninstall).await.map(drop)
    }

    async fn helm(
        &self,
        task: &Task<'_, K>,
        verb: Verb<'_>,
        asked: &annotations::Action,
    ) -> Result<Vec<u8>, HelmError> {
        let request = Request {
            verb,
            namespace: task.key.namespace().unwrap_or_default(),
            name: task.key.name(),
            hooks: asked.hooks,
            description: asked.description.as_deref(),
        };
        self.options.helm.run(&request).await
    }

    fn report_overrides(&self, task: &Task<'_, K>) {
        if self.options.overrides.count() > 0 {
            for (path, value) in self.options.overrides.all() {
                let value = if self.options.suppress_overrides {
                    "****"
                } else {
                    value
                };
                let note = format!("the operator sets `{path}` to {value:?}");
                self.events
                    .normal(task.object, "OverrideValuesInUse", "Upgrade", note);
            }
        }
    }

    async fn report_released(&self, task: &Task<'_, K>, revision: &Revision) -> Result<K, Failure> {
        let before = HelmStatus::read(&serde_json::to_value(task.object).unwrap_or_default());
        // The notes and the manifest are read only when the status does not have them.
        let stored = match before.revision() == Some(revision.number) {
            true => None,
            false => {
                let namespace = task.key.namespace().unwrap_or_default();
                let stored = Stored::load(self.client.kube(), namespace, &revision.secret).await;
                Some(stored.map_err(|error| Failure::from(anyhow::Error::from(error)))?)
            }
        };
        let meta = task.object.meta().clone();
        let reason = match revision.number {
            1 => "InstallSuccessful",
            _ => "UpgradeSuccessful",
        };
        let written = self.write_status(task.object, |status| {
            status.set(&meta, Kind::Initialized, true, "Initialized", "");
            if let Some(stored) = &stored {
                let message = match stored.info.notes.trim() {
                    "" => stored.info.description.as_str(),
                    notes => notes,
                };
                status.set(&meta, Kind::Deployed, true, reason, message);
                status.released(task.key.name(), revision.number, &stored.manifest);
            }
            status.remove(&[Kind::ReleaseFailed, Kind::Irreconcilable]);
        });
        Ok(written.await?)
    }
}
