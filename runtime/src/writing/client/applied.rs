//! Server-side apply.

use kube::api::{Patch, PatchParams};
use serde_json::Value;

use super::{ClientError, KindClient, nulls};
use crate::{
    objects::{key::ObjectKey, kind::AnyKind},
    schema::root,
};

impl<K: AnyKind> KindClient<K> {
    /// Creates an object, or changes the fields that it sets, by server-side apply with a field manager. Takes over fields
    /// that other field managers own.
    ///
    /// Every field that the type serializes is applied and owned, also those that you did not set: a field that is not an
    /// `Option` is always written. Fields that this field manager applied before and that are missing now are removed.
    ///
    /// To apply only some fields of a type, use [`patch`](Self::patch) with `Patch::Apply(json!({ … }))`, which is sent as it
    /// is:
    ///
    /// ```no_run
    /// # async fn example(client: kubewright_runtime::Client) -> Result<(), kubewright_runtime::ClientError> {
    /// use kubewright_runtime::k8s_openapi::api::apps::v1::Deployment;
    /// use kubewright_runtime::kube::api::{Patch, PatchParams};
    /// use kubewright_runtime::ObjectKey;
    /// use serde_json::json;
    ///
    /// // Owns `replicas`, and nothing else.
    /// let replicas = Patch::Apply(json!({
    ///     "apiVersion": "apps/v1",
    ///     "kind": "Deployment",
    ///     "spec": { "replicas": 3 },
    /// }));
    /// let key = ObjectKey::namespaced("default", "web");
    /// let parameters = PatchParams::apply("autoscaler").force();
    /// client.patch::<Deployment>(&key, &replicas, &parameters).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// For types with `derive(CustomResource)`, a `None` that the type writes as `null` is left out unless the schema has
    /// `nullable` there, as the API server does when an object is created. Types of `k8s_openapi` write no such nulls, and
    /// those of a `DynamicObject` are sent as they are, because somebody wrote them.
    ///
    /// # Errors
    ///
    /// If the API server rejects the object or does not answer.
    pub async fn apply(&self, object: &K, manager: &str) -> Result<K, ClientError> {
        self.apply_with(object, &PatchParams::apply(manager).force())
            .await
    }

    /// Like [`apply`](Self::apply), with parameters: without `force`, a field that another field manager owns is
    /// [a conflict](ClientError::is_conflict).
    ///
    /// # Errors
    ///
    /// Those of [`apply`](Self::apply), or if another field manager owns a field with another value.
    ///
    /// ```no_run
    /// # use kubewright_runtime::{Client, ClientError, k8s_openapi::api::core::v1::ConfigMap};
    /// # async fn example(client: Client, map: ConfigMap) -> Result<(), ClientError> {
    /// use kubewright_runtime::kube::api::PatchParams;
    ///
    /// match client.kind().apply_with(&map, &PatchParams::apply("sites")).await {
    ///     Err(error) if error.is_conflict() => println!("left alone: {error}"),
    ///     result => drop(result?),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn apply_with(&self, object: &K, parameters: &PatchParams) -> Result<K, ClientError> {
        let value = self.applied(object)?;
        self.patch(&ObjectKey::of(object), &Patch::Apply(value), parameters)
            .await
    }

    /// Applies the status of an object, see [`apply`](Self::apply). Two controllers of one kind each apply their own fields,
    /// or use [`change_status`](Self::change_status).
    ///
    /// # Errors
    ///
    /// Those of [`apply`](Self::apply), and if the object does not exist.
    pub async fn apply_status(&self, object: &K, manager: &str) -> Result<K, ClientError> {
        self.apply_status_with(object, &PatchParams::apply(manager).force())
            .await
    }

    /// Like [`apply_status`](Self::apply_status), with parameters.
    ///
    /// # Errors
    ///
    /// Those of [`apply_with`](Self::apply_with), and if the object does not exist.
    pub async fn apply_status_with(&self, object: &K, parameters: &PatchParams) -> Result<K, ClientError> {
        let value = self.applied(object)?;
        self.patch_status(&ObjectKey::of(object), &Patch::Apply(value), parameters)
            .await
    }

    fn applied(&self, object: &K) -> Result<Value, ClientError> {
        let (value, link) = root::link_of(|| serde_json::to_value(object));
        let mut value = value.map_err(|error| self.not_encoded(object, error))?;
        if let Some(link) = link {
            nulls::leave_out(&mut value, link());
        }
        Ok(value)
    }
}
