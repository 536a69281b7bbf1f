// Copyright 2026.
//
// Licensed under the Apache License, Version 2.0 (the "License");
// you may not use this file except in compliance with the License.
// You may obtain a copy of the License at
//
//     http://www.apache.org/licenses/LICENSE-2.0
//
// Unless required by applicable law or agreed to in writing, software
// distributed under the License is distributed on an "AS IS" BASIS,
// WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
// See the License for the specific language governing permissions and
// limitations under the License.

//! The controller `mug`.

use std::sync::Arc;

use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::{Client, Controller, Manager, Rbac};

use crate::api::v1::mug::Mug;

/// Reconciles Mug objects.
///
/// +kubebuilder:rbac:groups=brew.example.com,resources=mugs,verbs=get;list;watch
#[derive(Debug, Rbac)]
pub struct MugReconciler {
    client: Client, // reads from the manager's cache, writes to the API server
}

impl Reconciler for MugReconciler {
    type Object = Mug;

    /// Called for every Mug at start-up and whenever one changes, with the current object.
    async fn reconcile(&self, object: Arc<Mug>) -> Result<Action> {
        // TODO: Compare the desired state with the objects in the cluster, and fix the difference. Add an RBAC marker above for
        // what you write. If `reconcile` returns an error, it is called again with exponential backoff.
        let name = &object.metadata.name;
        tracing::debug!(name, cache = ?self.client.cache(), "nothing to do");
        Ok(Action::await_change())
    }
}

/// Registers the controller with the manager.
pub fn register(manager: &mut Manager) -> Result<()> {
    let reconciler = MugReconciler {
        client: manager.client(),
    };
    Controller::of(reconciler)
        .named("mug")
        .rbac_preflight()
        .add_to(manager)?;
    Ok(())
}
