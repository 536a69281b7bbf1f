// Copyright 2026 The Garden Authors.

//! The controller tools-type.

use std::time::Duration;

use kubewright_envtest::Environment;
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::runtime::wait::await_condition;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _, condition};

use garden_operator::api::tools::v1::type_::Type;
use garden_operator::controller::tools::type_::{TypeReconciler, register};

#[tokio::test]
async fn an_object_becomes_available() -> anyhow::Result<()> {
    let crds = [Type::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    // The controller may do what its markers say, and nothing else.
    let user = environment.user("manager", [""; 0])?;
    let rules = TypeReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    tokio::spawn(manager.run_until(std::future::pending()));

    // TODO: Say in the spec what the controller has to do, and assert below that it has been done.
    let sample = Type::new("sample", Default::default());
    let objects: Api<Type> = Api::default_namespaced(environment.client());
    objects.create(&PostParams::default(), &sample).await?;
    let available = await_condition(objects, "sample", |object: Option<&Type>| {
        let status = object.and_then(|object| object.status.as_ref());
        status.is_some_and(|status| condition::is_true(&status.conditions, "Available"))
    });
    tokio::time::timeout(Duration::from_secs(30), available).await??;
    Ok(())
}
