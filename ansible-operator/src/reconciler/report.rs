//! Writes the status, and events.

use kubewright_runtime::ObjectKey;
use kubewright_runtime::kube::ResourceExt as _;
use kubewright_runtime::kube::api::{Patch, PatchParams};
use kubewright_runtime::kube::core::DynamicObject;
use kubewright_runtime::reconcile::Result;
use serde_json::{Value, json};

use super::Engine;
use crate::status::{Conditions, Kind};

/// How often a status is written again after a conflict.
const ATTEMPTS: u32 = 5;

impl Engine {
    pub(super) async fn report_running(&self, object: &DynamicObject) -> Result<()> {
        let meta = &object.metadata;
        self.write_status(object, |conditions| {
            // A run that nobody asked for does not take back what was said.
            if !conditions.holds(Kind::Successful, meta) {
                conditions.set(meta, Kind::Successful, false, "Running", "", None);
            }
            conditions.set(
                meta,
                Kind::Running,
                true,
                "Running",
                "Running reconciliation",
                None,
            );
        })
        .await
        .map(drop)
    }

    pub(super) async fn report_success(&self, object: &DynamicObject, result: &Value) -> Result<()> {
        let meta = &object.metadata;
        let was = self
            .write_status(object, |conditions| {
                let message = "Awaiting next reconciliation";
                conditions.set(meta, Kind::Running, true, "Successful", message, Some(result));
                conditions.set(
                    meta,
                    Kind::Successful,
                    true,
                    "Successful",
                    "Last reconciliation succeeded",
                    None,
                );
                conditions.set(meta, Kind::Failure, false, "Successful", "", None);
            })
            .await?;
        if !was.holds(Kind::Successful, meta) {
            let note = format!("{} tasks, {} changed something", result["ok"], result["changed"]);
            self.events.normal(object, "Successful", "Run", note);
        }
        Ok(())
    }

    pub(super) async fn report_failure(
        &self,
        object: &DynamicObject,
        reason: &str,
        message: &str,
        result: Option<&Value>,
    ) -> Result<()> {
        let meta = &object.metadata;
        self.write_status(object, |conditions| {
            conditions.set(meta, Kind::Running, false, reason, message, None);
            conditions.set(meta, Kind::Successful, false, reason, "", None);
            conditions.set(meta, Kind::Failure, true, reason, message, result);
        })
        .await?;
        self.events.warning(object, reason, "Run", message);
        Ok(())
    }

    pub(super) async fn report_stopped(&self, object: &DynamicObject) -> Result<()> {
        let meta = &object.metadata;
        self.write_status(object, |conditions| {
            let message = "The operator was stopped; it runs again when the operator starts";
            conditions.set(meta, Kind::Running, false, "Stopped", message, None);
        })
        .await
        .map(drop)
    }

    /// Changes the conditions, and leaves the rest of the status as it is. Returns what they were.
    async fn write_status(
        &self,
        object: &DynamicObject,
        change: impl Fn(&mut Conditions) + Send,
    ) -> Result<Conditions> {
        let mut current = object.clone();
        let (key, uid) = (ObjectKey::of(object), object.uid());
        for attempt in 1.. {
            let before = Conditions::read(&current.data);
            let mut after = before.clone();
            change(&mut after);
            if before == after || !self.setup.watch.manage_status || !self.setup.has_status {
                return Ok(before);
            }
            let patch = json!({
                "metadata": { "uid": uid, "resourceVersion": current.metadata.resource_version },
                "status": { "conditions": after.into_value() },
            });
            let written = self
                .objects
                .patch_status(&key, &Patch::Merge(patch), &PatchParams::default())
                .await;
            match written {
                Ok(_) => return Ok(before),
                // The run may have written the status too, and the object may be gone.
                Err(error) if (error.is_conflict() || error.is_not_found()) && attempt < ATTEMPTS => {}
                Err(error) => return Err(error.into()),
            }
            match self.objects.get_live(&key).await? {
                Some(live) if live.uid() == uid => current = live,
                _ => return Ok(before),
            }
        }
        unreachable!("the loop ends with the last attempt")
    }
}
