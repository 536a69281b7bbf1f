//! The controller backup-pruner.

use std::time::Duration;

use kubewright_envtest::Environment;
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::runtime::wait::await_condition;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _, condition};

use backup_operator::api::v1::backup::Backup;
use backup_operator::controller::backup_pruner::{BackupPrunerReconciler, register};

#[tokio::test]
async fn an_object_becomes_ready() -> anyhow::Result<()> {
    let crds = [Backup::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    // The controller may do what its markers say, and nothing else.
    let user = environment.user("manager", [""; 0])?;
    let rules = BackupPrunerReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    tokio::spawn(manager.run_until(std::future::pending()));

    // TODO: Say in the spec what the controller has to do, and assert below that it has been done.
    let sample = Backup::new("sample", Default::default());
    let objects: Api<Backup> = Api::default_namespaced(environment.client());
    objects.create(&PostParams::default(), &sample).await?;
    let available = await_condition(objects, "sample", |object: Option<&Backup>| {
        let status = object.and_then(|object| object.status.as_ref());
        status.is_some_and(|status| condition::is_true(&status.conditions, "BackupPrunerReady"))
    });
    tokio::time::timeout(Duration::from_secs(30), available).await??;
    Ok(())
}
