//! Takes steps until a release is made from the values and the chart.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kubewright_runtime::{AnyKind, Identified};

use super::{engine::Engine, failure::Failure, releases, task::Task};
use crate::{
    annotations::DryRun,
    decide::{self, Step, Wanted},
    helm::Verb,
    manifest,
    release::{History, Revision, Stored},
};

/// Restoring, removing, installing and one more look: a release needs no more steps.
const STEPS: usize = 6;

/// How far a reconcile got.
pub(super) enum Reached {
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

impl<K: AnyKind + Identified> Engine<K> {
    /// Takes steps until the release is made from these values and this chart.
    pub(super) async fn reach(&self, task: &Task<'_, K>) -> Result<Reached, Failure> {
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
                    tracing::info!(release = %task.key, "waits for a pending action on the release");
                    return Ok(Reached::Wait(rest));
                }
                Step::Foreign(owner) => {
                    return Err(Failure::irreconcilable(
                        "ReleaseOfAnotherObject",
                        format!(
                            "the release {} belongs to an object of kind {} in the group {}; give the object another name",
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
        let same = manifest::same_objects(&stored.manifest, &rendered.manifest);
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
}
