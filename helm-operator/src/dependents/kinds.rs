//! The kinds of the cluster, asked for once each.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kubewright_runtime::kube::{Client, core::GroupVersionKind};
use kubewright_runtime::{DynamicKind, DynamicKindError};

#[derive(Default)]
pub(super) struct Kinds(Mutex<HashMap<GroupVersionKind, DynamicKind>>);

impl Kinds {
    pub(super) async fn find(
        &self,
        client: &Client,
        kind: &GroupVersionKind,
    ) -> Result<DynamicKind, DynamicKindError> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(kind) {
            return Ok(found.clone());
        }
        // Kinds that do not exist are asked for again: a chart may bring its CRD.
        let found = DynamicKind::find(client, kind).await?;
        known().insert(kind.clone(), found.clone());
        Ok(found)
    }
}
