//! The controller `plants-tulip`.

use kubewright_envtest::{Environment, Operator};
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _, condition};

use garden_operator::api::plants::v1::tulip::Tulip;
use garden_operator::controller::plants::tulip::{TulipReconciler, register};

#[tokio::test]
async fn an_object_becomes_available() -> anyhow::Result<()> {
    let crds = [Tulip::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    // The controller gets the permissions of its RBAC markers, and no others.
    let user = environment.user("manager", [""; 0])?;
    let rules = TulipReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    let operator = Operator::start(|stop| manager.run_until(stop));

    // TODO: Fill in the spec, and assert below what the controller has done.
    let sample = Tulip::new("sample", Default::default());
    let objects: Api<Tulip> = Api::default_namespaced(environment.client());
    objects.create(&PostParams::default(), &sample).await?;
    let is_available = |object: Option<&Tulip>| {
        let status = object.and_then(|object| object.status.as_ref());
        status.is_some_and(|status| condition::is_true(&status.conditions, "Available"))
    };
    operator.until(&objects, "sample", is_available).await?;
    operator.stop().await?;
    Ok(())
}
