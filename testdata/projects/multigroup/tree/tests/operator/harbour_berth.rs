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

//! The controller `harbour-berth`.

use kubewright_envtest::{Crds, Environment, Operator};
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _};

use fleet_operator::controller::harbour::berth::{BerthReconciler, register};

use harbour_types::v1::Berth;

#[tokio::test]
async fn its_permissions_are_enough_to_start() -> anyhow::Result<()> {
    let environment = Environment::start().await?;
    environment.install_crds(Crds::open::<Berth>()).await?;
    // The controller gets the permissions of its RBAC markers, and no others.
    let user = environment.user("manager", [""; 0])?;
    let rules = BerthReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    let cache = manager.cache().clone();
    let operator = Operator::start(|stop| manager.run_until(stop));

    // TODO: Create an object of kind Berth, and assert what the controller has done for it.
    operator.wait_for("the first lists", cache.synced()).await?;
    operator.stop().await?;
    Ok(())
}
