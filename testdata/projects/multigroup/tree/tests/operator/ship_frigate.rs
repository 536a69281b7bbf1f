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

use kubewright_envtest::{Environment, Operator};
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _, condition};

use fleet_operator::api::ship::v1::frigate::Frigate;
use fleet_operator::controller::ship::frigate::{FrigateReconciler, register};

#[tokio::test]
async fn an_object_becomes_available() -> anyhow::Result<()> {
    let crds = [Frigate::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    // The controller gets the permissions of its RBAC markers, and no others.
    let user = environment.user("manager", [""; 0])?;
    let rules = FrigateReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    let operator = Operator::start(|stop| manager.run_until(stop));

    // TODO: Fill in the spec, and assert below what the controller has done.
    let sample = Frigate::new("sample", Default::default());
    let objects: Api<Frigate> = Api::default_namespaced(environment.client());
    objects.create(&PostParams::default(), &sample).await?;
    let is_available = |object: Option<&Frigate>| {
        let status = object.and_then(|object| object.status.as_ref());
        status.is_some_and(|status| condition::is_true(&status.conditions, "Available"))
    };
    operator.until(&objects, "sample", is_available).await?;
    operator.stop().await?;
    Ok(())
}
