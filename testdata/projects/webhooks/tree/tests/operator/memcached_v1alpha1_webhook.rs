// Copyright 2026 The Memcached Authors.
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

//! The webhooks of Memcached v1alpha1, called by a real API server.

use kubewright_envtest::{Environment, Webhooks};
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::{Manager, ManagerOptions};

use memcached_operator::api::v1alpha1::memcached::Memcached;
use memcached_operator::webhook::v1alpha1::memcached::register;

#[tokio::test]
async fn valid_objects_are_stored() -> anyhow::Result<()> {
    let crds = [Memcached::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    let mut manager = Manager::new(environment.client(), ManagerOptions::default());
    register(&mut manager)?;
    let server = environment.webhook_server();
    let (port, certificates) = (server.port(), server.certificates());
    let webhooks = manager.webhooks();
    webhooks.serve_locally(port, certificates).await?;
    let webhooks = Webhooks::read("config/webhook/manifests.yaml")?;
    environment.install_webhooks(webhooks).await?;

    // TODO: Assert the defaults, and that invalid objects are rejected.
    let sample = Memcached::new("sample", Default::default());
    let objects: Api<Memcached> = Api::default_namespaced(environment.client());
    let stored = objects.create(&PostParams::default(), &sample).await?;
    assert_eq!(stored.spec, sample.spec);
    Ok(())
}
