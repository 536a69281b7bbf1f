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

//! Stores Frigate objects of v1alpha1 in a real API server and reads them as v1.

use kubewright_envtest::{Crds, Environment};
use kubewright_runtime::kube::Api;
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::{Manager, ManagerOptions};

use fleet_operator::api;
use fleet_operator::webhook::ship::v1::frigate::register;

type Hub = api::ship::v1::frigate::Frigate;
type Spoke = api::ship::v1alpha1::frigate::Frigate;

#[tokio::test]
async fn a_stored_object_is_read_as_the_hub() -> anyhow::Result<()> {
    let environment = Environment::start().await?;
    let mut manager = Manager::new(environment.client(), ManagerOptions::default());
    register(&mut manager)?;
    let server = environment.webhook_server();
    let (port, certificates) = (server.port(), server.certificates());
    let webhooks = manager.webhooks();
    webhooks.serve_locally(port, certificates).await?;
    let crds = Crds::read("config/crd/bases/ship.example.com_frigates.yaml")?;
    environment.install_crds(crds).await?;

    let spokes: Api<Spoke> = Api::default_namespaced(environment.client());
    let hubs: Api<Hub> = Api::default_namespaced(environment.client());
    let sample = Spoke::new("sample", Default::default());
    let stored = spokes.create(&PostParams::default(), &sample).await?;
    let hub = hubs.get("sample").await?;
    assert_eq!(hub.metadata.uid, stored.metadata.uid);
    assert_eq!(stored.spec, sample.spec);
    Ok(())
}
