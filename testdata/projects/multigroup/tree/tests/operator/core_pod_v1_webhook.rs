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

//! The webhooks of Pod v1.

use kubewright_runtime::kube::{Client, Config};
use kubewright_runtime::{Manager, ManagerOptions};

use fleet_operator::webhook::core::v1::pod::register;

#[tokio::test]
async fn they_are_served_at_the_paths_of_the_manifests() -> anyhow::Result<()> {
    let nowhere = Config::new("http://127.0.0.1:1".parse()?);
    let mut manager = Manager::new(Client::try_from(nowhere)?, ManagerOptions::default());
    register(&mut manager)?;
    let manifests = std::fs::read_to_string("config/webhook/manifests.yaml")?;
    // TODO: Start `kubewright_envtest::Environment`, install the manifests, and assert what is defaulted and rejected.
    assert!(manager.webhooks().paths().count() > 0);
    for path in manager.webhooks().paths() {
        assert!(manifests.contains(&format!("path: {path}\n")), "{path}");
    }
    Ok(())
}
