//! Deleting objects, and waiting until they are gone.

use std::time::Duration;

use kube::api::{Api, DeleteParams, DynamicObject, Patch, PatchParams, Preconditions};
use serde_json::{Value, json};

use super::Target;
use crate::failure::Result;
use crate::output::Output;
use crate::stage::{Look, Stage};

/// Changed on a CRD so that the API server tries again to delete its objects.
const ATTEMPT: &str = "kubewright.dev/deletion-attempt";

impl Target {
    /// Deletes an object, if it is still the one that was read. Returns whether it existed.
    pub(crate) async fn delete(
        &self,
        api: &Api<DynamicObject>,
        object: &DynamicObject,
        kind: &str,
    ) -> Result<bool> {
        let name = object.metadata.name.as_deref().unwrap_or_default();
        let params = DeleteParams {
            preconditions: Some(Preconditions {
                uid: object.metadata.uid.clone(),
                resource_version: None,
            }),
            ..DeleteParams::background()
        };
        match api.delete(name, &params).await {
            Ok(_) => Ok(true),
            Err(kube::Error::Api(status)) if status.code == 404 => Ok(false),
            Err(error) => Err(self.problem(&format!("deleting the {kind} `{name}`"), &error)),
        }
    }

    /// Deletes an object, and waits until it does not exist. Returns whether it existed.
    pub(crate) async fn gone(
        &self,
        api: &Api<DynamicObject>,
        kind: &str,
        name: &str,
        budget: Duration,
        output: Output,
    ) -> Result<bool> {
        let what = format!("deleting the {kind} `{name}`");
        let object = api.get_opt(name).await;
        let object = object.map_err(|error| self.problem(&what, &error))?;
        let Some(object) = object else {
            return Ok(false);
        };
        self.delete(api, &object, kind).await?;
        let look = async || {
            let remains = self.remains(api, &object, kind).await?;
            Ok(remains.map_or(Look::Done(()), Look::Waiting))
        };
        let stage = Stage {
            what: &what,
            budget,
            output,
        };
        stage.run(look).await?;
        Ok(true)
    }

    /// Why a deleted object still exists; none if it does not.
    pub(crate) async fn remains(
        &self,
        api: &Api<DynamicObject>,
        object: &DynamicObject,
        kind: &str,
    ) -> Result<Option<String>> {
        let name = object.metadata.name.as_deref().unwrap_or_default();
        let now = match api.get_opt(name).await {
            Ok(now) => now,
            // The kind is gone.
            Err(kube::Error::Api(status)) if status.code == 404 => None,
            Err(error) => return Err(self.problem(&format!("reading the {kind} `{name}`"), &error)),
        };
        let Some(now) = now.filter(|now| now.metadata.uid == object.metadata.uid) else {
            return Ok(None);
        };
        if let Some(failure) = failure(&now) {
            self.try_again(api, &now, name).await;
            return Ok(Some(format!(
                "the API server does not delete its objects: {failure}"
            )));
        }
        let finalizers = now.metadata.finalizers.unwrap_or_default();
        Ok(Some(match &finalizers[..] {
            [] => "it still exists".to_owned(),
            names => format!("its finalizers {} are not removed", names.join(", ")),
        }))
    }

    /// Changes a CRD. When the API server fails to delete the objects of a CRD, it sometimes forgets to try again until its
    /// next resync, minutes later; any change to the CRD reminds it. The CRD may be gone meanwhile, so a failure means nothing.
    async fn try_again(&self, api: &Api<DynamicObject>, crd: &DynamicObject, name: &str) {
        let patch = json!({ "metadata": { "annotations": { ATTEMPT: crd.metadata.resource_version } } });
        let _ = api
            .patch(name, &PatchParams::default(), &Patch::Merge(patch))
            .await;
    }
}

/// Why the objects of a CRD could not be deleted.
fn failure(object: &DynamicObject) -> Option<&str> {
    let conditions = object
        .data
        .pointer("/status/conditions")
        .and_then(Value::as_array)?;
    let failed = conditions.iter().find(|condition| {
        condition["type"] == "Terminating" && condition["reason"] == "InstanceDeletionFailed"
    })?;
    failed["message"].as_str()
}
