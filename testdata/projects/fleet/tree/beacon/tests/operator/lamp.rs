//! The controller `lamp`.

use kubewright_envtest::{Environment, Operator};
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _, condition};

use fleet_api::light::v1::lamp::Lamp;

use beacon_operator::controller::lamp::{LampReconciler, register};

#[tokio::test]
async fn an_object_becomes_available() -> anyhow::Result<()> {
    let crds = [Lamp::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    // The controller gets the permissions of its RBAC markers, and no others.
    let user = environment.user("manager", [""; 0])?;
    let rules = LampReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    let operator = Operator::start(|stop| manager.run_until(stop));

    // TODO: Fill in the spec, and assert below what the controller has done.
    let sample = Lamp::new("sample", Default::default());
    let objects: Api<Lamp> = Api::default_namespaced(environment.client());
    objects.create(&PostParams::default(), &sample).await?;
    let is_available = |object: Option<&Lamp>| {
        let status = object.and_then(|object| object.status.as_ref());
        status.is_some_and(|status| condition::is_true(&status.conditions, "Available"))
    };
    operator.until(&objects, "sample", is_available).await?;
    operator.stop().await?;
    Ok(())
}
