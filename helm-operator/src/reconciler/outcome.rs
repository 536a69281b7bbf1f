//! Writes the status, and reports failures in it.

use anyhow::anyhow;
use kubewright_runtime::kube::ResourceExt as _;
use kubewright_runtime::kube::api::{Patch, PatchParams};
use kubewright_runtime::reconcile::{Result, terminal};
use kubewright_runtime::{AnyKind, Identified, ObjectKey};
use serde_json::json;

use super::{engine::Engine, failure::Failure, task::Task};
use crate::{
    release::{Revision, Stored},
    status::{HelmStatus, Kind},
};

/// How often a status is written again after a conflict.
const ATTEMPTS: u32 = 5;

impl<K: AnyKind + Identified> Engine<K> {
    /// Reports a failure in the status and as an event, and returns it as an error.
    pub(super) async fn fail(&self, object: &K, failure: Failure) -> Result<anyhow::Error> {
        let Failure {
            kind,
            reason,
            message,
            terminal: is_terminal,
        } = failure;
        let meta = object.meta().clone();
        let other = match kind {
            Kind::Irreconcilable => Kind::ReleaseFailed,
            _ => Kind::Irreconcilable,
        };
        self.write_status(object, |status| {
            status.set(&meta, Kind::Initialized, true, "Initialized", "");
            status.set(&meta, kind, true, &reason, &message);
            status.remove(&[other, Kind::Paused]);
        })
        .await?;
        self.events
            .warning(object, &reason, "Reconcile", message.as_str());
        let error = anyhow!("{reason}: {message}");
        Ok(if is_terminal { terminal(error) } else { error })
    }

    /// Reports that the object is left as it is.
    pub(super) async fn report_paused(&self, object: &K) -> Result<K> {
        let meta = object.meta().clone();
        let message = "nothing is installed, upgraded, repaired or uninstalled while the object is paused";
        self.write_status(object, |status| {
            status.set(&meta, Kind::Paused, true, "Paused", message);
        })
        .await
    }

    /// Changes the status, and writes it if there is a difference. Returns the object as it is then.
    pub(super) async fn write_status(
        &self,
        object: &K,
        change: impl Fn(&mut HelmStatus) + Send,
    ) -> Result<K> {
        let (key, uid) = (ObjectKey::of(object), object.uid());
        let mut current = object.clone();
        for attempt in 1.. {
            let before = HelmStatus::read(&serde_json::to_value(&current)?);
            let mut after = before.clone();
            change(&mut after);
            if before == after {
                return Ok(current);
            }
            let patch = json!({
                "metadata": { "uid": uid, "resourceVersion": current.meta().resource_version },
                "status": { "conditions": after.conditions, "deployedRelease": after.deployed_release },
            });
            let written = self
                .objects
                .patch_status(&key, &Patch::Merge(patch), &PatchParams::default())
                .await;
            match written {
                Ok(object) => return Ok(object),
                Err(error) if error.is_conflict() && attempt < ATTEMPTS => {}
                Err(error) => return Err(error.into()),
            }
            match self.objects.get_live(&key).await? {
                Some(live) if live.uid() == uid => current = live,
                _ => return Ok(current),
            }
        }
        unreachable!("the loop ends with the last attempt")
    }

    pub(super) async fn report_released(
        &self,
        task: &Task<'_, K>,
        revision: &Revision,
    ) -> Result<K, Failure> {
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
            status.remove(&[Kind::ReleaseFailed, Kind::Irreconcilable, Kind::Paused]);
        });
        Ok(written.await?)
    }
}
