//! Changing a status so that several writers do not lose each other's changes.

use std::time::Duration;

use kube::{
    api::{Patch, PatchParams},
    core::object::HasStatus,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{ClientError, KindClient, Written, merge_patch};
use crate::objects::{key::ObjectKey, kind::AnyKind};

/// Writers of one status that come at the same moment each get their turn within so many attempts.
const ATTEMPTS: u32 = 12;
const PAUSE: Duration = Duration::from_millis(10);
const LONGEST: Duration = Duration::from_millis(500);

impl<K: AnyKind> KindClient<K> {
    /// Changes the status of an object, and writes it only if `change` made a difference.
    ///
    /// Several controllers can change the status of one object. If somebody else has changed the object since it was read,
    /// `change` runs again on the status that the API server has, so it sets what this controller knows and leaves the rest
    /// as it is. A status that the object does not have yet starts as its default.
    ///
    /// Fields that the API server has and the Rust type does not have stay. A field that becomes `null` or is left out is
    /// removed; use [`update_status`](Self::update_status) for a `+nullable` field that is also required. Needs the right to
    /// `patch` the status, and to `get` the object for another attempt.
    ///
    /// # Errors
    ///
    /// If the object is gone, even if another one has its name now, or the API server rejects the status or does not answer.
    ///
    /// ```no_run
    /// # use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
    /// # use kubewright_runtime::{CustomResource, Schema};
    /// # #[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, Schema)]
    /// # pub struct MemcachedStatus { pub conditions: Vec<Condition> }
    /// # #[derive(Clone, Debug, CustomResource)]
    /// # #[resource(group = "cache.example.com", version = "v1alpha1")]
    /// # pub struct Memcached { pub metadata: ObjectMeta, pub status: Option<MemcachedStatus> }
    /// use kubewright_runtime::prelude::*;
    /// use kubewright_runtime::apply::Written;
    ///
    /// # async fn example(client: Client, memcached: &Memcached) -> Result<(), ClientError> {
    /// let (_, written) = client
    ///     .change_status(memcached, |status| {
    ///         status.conditions.set(memcached, "Available", true, "Ready", "3 replicas are ready");
    ///     })
    ///     .await?;
    /// if written == Written::Updated { /* an Event, for example */ }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn change_status(
        &self,
        object: &K,
        mut change: impl FnMut(&mut K::Status) + Send,
    ) -> Result<(K, Written), ClientError>
    where
        K: HasStatus<Status: Default + Serialize>,
    {
        let (key, uid) = (ObjectKey::of(object), object.meta().uid.clone());
        let mut current = object.clone();
        if current.meta().resource_version.is_none() {
            // Without a version a concurrent write would go unnoticed.
            current = self.get_live(&key).await?.unwrap_or(current);
        }
        let mut pause = PAUSE;
        let mut attempt = 1;
        loop {
            let Some(patch) = self.patch_of(&current, &mut change)? else {
                return Ok((current, Written::Unchanged));
            };
            let patch = Patch::Merge(patch);
            let error = match self.patch_status(&key, &patch, &PatchParams::default()).await {
                Ok(object) => return Ok((object, Written::Updated)),
                Err(error) if error.is_conflict() && attempt < ATTEMPTS => error,
                Err(error) => return Err(error),
            };
            attempt += 1;
            // Random, so that two writers do not conflict at every attempt.
            tokio::time::sleep(pause.mul_f64(0.5 + fastrand::f64())).await;
            pause = LONGEST.min(pause * 2);
            current = match self.get_live(&key).await? {
                Some(live) if uid.is_none() || live.meta().uid == uid => live,
                _ => return Err(error),
            };
        }
    }

    /// The patch of what `change` makes of the status, for this resource version only.
    fn patch_of(
        &self,
        object: &K,
        change: &mut impl FnMut(&mut K::Status),
    ) -> Result<Option<Value>, ClientError>
    where
        K: HasStatus<Status: Default + Serialize>,
    {
        let json = |status: &K::Status| {
            serde_json::to_value(status).map_err(|error| self.not_encoded(object, error))
        };
        let mut changed = object.clone();
        let status = changed.status_mut().get_or_insert_default();
        let before = json(status)?;
        change(status);
        let mut after = json(status)?;
        let Some(difference) = merge_patch(&before, &after) else {
            return Ok(None);
        };
        // The whole status: fields that the type defaults when it is decoded may be missing on the API server.
        add_removals(&mut after, &difference);
        Ok(Some(json!({
            "metadata": { "uid": object.meta().uid, "resourceVersion": object.meta().resource_version },
            "status": after,
        })))
    }
}

/// Adds those nulls of a merge patch that remove a field.
fn add_removals(whole: &mut Value, difference: &Value) {
    let (Value::Object(whole), Value::Object(difference)) = (whole, difference) else {
        return;
    };
    for (key, difference) in difference {
        match whole.get_mut(key) {
            Some(value) => add_removals(value, difference),
            None => {
                whole.insert(key.clone(), Value::Null);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_has_the_whole_and_removes_the_rest() {
        let before = json!({ "ready": 1, "old": 1, "nodes": { "a": 1, "b": 2 } });
        let mut after = json!({ "ready": 1, "nodes": { "b": 2, "c": 3 } });
        let difference = merge_patch(&before, &after).unwrap();
        add_removals(&mut after, &difference);
        let expected = json!({ "ready": 1, "old": null, "nodes": { "a": null, "b": 2, "c": 3 } });
        assert_eq!(after, expected);
    }
}
