//! The controller `verifier`.

use kubewright_envtest::{Environment, Operator};
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _, condition};

use backup_operator::api::v1::backup::Backup;
use backup_operator::controller::verifier::{VerifierReconciler, register};

#[tokio::test]
async fn an_object_becomes_ready() -> anyhow::Result<()> {
    let crds = [Backup::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    // The controller gets the permissions of its RBAC markers, and no others.
    let user = environment.user("manager", [""; 0])?;
    let rules = VerifierReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    let operator = Operator::start(|stop| manager.run_until(stop));

    // TODO: Fill in the spec, and assert below what the controller has done.
    let sample = Backup::new("sample", Default::default());
    let objects: Api<Backup> = Api::default_namespaced(environment.client());
    objects.create(&PostParams::default(), &sample).await?;
    let is_ready = |object: Option<&Backup>| {
        let status = object.and_then(|object| object.status.as_ref());
        status.is_some_and(|status| condition::is_true(&status.conditions, "VerifierReady"))
    };
    operator.until(&objects, "sample", is_ready).await?;
    operator.stop().await?;
    Ok(())
}
