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

//! The controller ship-frigate.

use std::sync::Arc;

use kubewright_runtime::apply::Written;
use kubewright_runtime::condition::ConditionsExt as _;
use kubewright_runtime::events::Recorder;
use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::{Client, Controller, Manager, Rbac};

use crate::api::ship::v1::frigate::Frigate;

/// Makes the cluster what each Frigate says.
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

    /// Is called for each Frigate at the start and after each change, with the object as it is now.
    async fn reconcile(&self, object: Arc<Frigate>) -> Result<Action> {
        // TODO: Compare what `object.spec` asks for with what `self.client` finds, and mend the difference. What you
        // write here to objects of other kinds needs an RBAC marker above, and `owns` or `watches` in `register`.
        // After an error this is called again, later each time.

        // Other controllers can write other conditions of the same status: conflicts are retried.
        let message = "the cluster is as the spec says";
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

/// Adds the controller to the manager.
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
