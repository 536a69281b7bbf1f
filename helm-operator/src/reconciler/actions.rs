//! The actions of helm on a release.

use kubewright_runtime::{AnyKind, Identified};

use super::{engine::Engine, failure::Failure, releases, task::Task};
use crate::{
    HelmError, annotations,
    helm::{Marks, Request, Verb},
    release::Status,
};

impl<K: AnyKind + Identified> Engine<K> {
    /// Installs or upgrades. After a failure the release is as before, or removed if it was new.
    pub(super) async fn upgrade(
        &self,
        task: &Task<'_, K>,
        number: u32,
        installed: bool,
    ) -> Result<(), Failure> {
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

    pub(super) async fn roll_back(&self, task: &Task<'_, K>, to: u32) -> Result<(), HelmError> {
        let force = task.annotations.rollback_force;
        let verb = Verb::Rollback { to, force };
        self.dependents.forget(&task.key);
        self.helm(task, verb, &task.annotations.upgrade).await.map(drop)
    }

    pub(super) async fn remove(&self, task: &Task<'_, K>) -> Result<(), HelmError> {
        let verb = Verb::Uninstall { keep_history: false };
        self.dependents.forget(&task.key);
        self.helm(task, verb, &task.annotations.uninstall).await.map(drop)
    }

    pub(super) async fn helm(
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
}
