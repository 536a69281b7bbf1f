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

//! The controller `ship-frigate`.

use std::sync::Arc;

use kubewright_runtime::apply::Written;
use kubewright_runtime::condition::ConditionsExt as _;
use kubewright_runtime::events::Recorder;
use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::{Client, Controller, Manager, Rbac};

use crate::api::ship::v1::frigate::Frigate;

/// Reconciles Frigate objects.
///
/// +kubebuilder:rbac:groups=ship.example.com,resources=frigates,verbs=get;list;watch;update;patch
/// +kubebuilder:rbac:groups=ship.example.com,resources=frigates/status,verbs=get;update;patch
/// +kubebuilder:rbac:groups=ship.example.com,resources=frigates/finalizers,verbs=update
/// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
#[derive(Debug, Rbac)]
pub struct FrigateReconciler {
    client: Client, // reads from the manager's cache, writes to the API server
    events: Recorder,
}

impl Reconciler for FrigateReconciler {
    type Object = Frigate;

    /// Called for every Frigate at start-up and whenever one changes, with the current object.
    async fn reconcile(&self, object: Arc<Frigate>) -> Result<Action> {
        // TODO: Compare the desired state in `object.spec` with the objects in the cluster, and fix the difference. To write
        // objects of another kind, add an RBAC marker above, and `owns` or `watches` in `register`. If `reconcile` returns an
        // error, it is called again with exponential backoff.

        // Retries on a conflict, because other controllers can write other conditions of the same status.
        let message = "the object is reconciled";
        let (object, written) = self
            .client
            .change_status(&*object, |status| {
                let conditions = &mut status.conditions;
                conditions.set(&*object, "Available", true, "Reconciled", message);
            })
            .await?;
        if written == Written::Updated {
            self.events
                .normal(&object, "Reconciled", "Reconcile", message);
        }
        Ok(Action::await_change())
    }
}

/// Registers the controller with the manager.
pub fn register(manager: &mut Manager) -> Result<()> {
    let reconciler = FrigateReconciler {
        client: manager.client(),
        events: manager.recorder("ship-frigate"),
    };
    Controller::of(reconciler)
        .named("ship-frigate")
        .rbac_preflight()
        .add_to(manager)?;
    Ok(())
}
