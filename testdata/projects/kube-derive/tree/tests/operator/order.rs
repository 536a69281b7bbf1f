//! The controller `order`.

use kubewright_envtest::{Crds, Environment, Operator};
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _};

use shop_operator::controller::order::{OrderReconciler, register};

use shop_operator::api::v1::order::Order;

#[tokio::test]
async fn its_permissions_are_enough_to_start() -> anyhow::Result<()> {
    let environment = Environment::start().await?;
    environment.install_crds(Crds::open::<Order>()).await?;
    // The controller gets the permissions of its RBAC markers, and no others.
    let user = environment.user("manager", [""; 0])?;
    let rules = OrderReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    let cache = manager.cache().clone();
    let operator = Operator::start(|stop| manager.run_until(stop));

    // TODO: Create an object of kind Order, and assert what the controller has done for it.
    operator.wait_for("the first lists", cache.synced()).await?;
    operator.stop().await?;
    Ok(())
}
