//! The controller `region`.

use kubewright_envtest::{Environment, Operator};
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _, condition};

use region_operator::api::v1beta1::region::Region;
use region_operator::controller::region::{RegionReconciler, register};

#[tokio::test]
async fn an_object_becomes_available() -> anyhow::Result<()> {
    let crds = [Region::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    // The controller gets the permissions of its RBAC markers, and no others.
    let user = environment.user("manager", [""; 0])?;
    let rules = RegionReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    let operator = Operator::start(|stop| manager.run_until(stop));

    // TODO: Fill in the spec, and assert below what the controller has done.
    let sample = Region::new("sample", Default::default());
    let objects: Api<Region> = Api::all(environment.client());
    objects.create(&PostParams::default(), &sample).await?;
    let is_available = |object: Option<&Region>| {
        let status = object.and_then(|object| object.status.as_ref());
        status.is_some_and(|status| condition::is_true(&status.conditions, "Available"))
    };
    operator.until(&objects, "sample", is_available).await?;
    operator.stop().await?;
    Ok(())
}
