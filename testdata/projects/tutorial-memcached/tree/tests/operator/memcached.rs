//! The controller `memcached`.

use k8s_openapi::api::apps::v1::Deployment;
use kubewright_envtest::{Environment, Operator};
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _, condition};

use memcached::api::v1alpha1::memcached::{Memcached, MemcachedSpec};
use memcached::controller::memcached::{MemcachedReconciler, register};

#[tokio::test]
async fn a_memcached_gets_its_replicas() -> anyhow::Result<()> {
    let crds = [Memcached::crd()];
    let environment = Environment::builder().cluster().crds(crds).start().await?;
    // The controller gets the permissions of its RBAC markers, and no others.
    let user = environment.user("manager", [""; 0])?;
    let rules = MemcachedReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    let operator = Operator::start(|stop| manager.run_until(stop));

    let sample = Memcached::new("sample", MemcachedSpec { size: Some(3) });
    let objects: Api<Memcached> = Api::default_namespaced(environment.client());
    objects.create(&PostParams::default(), &sample).await?;
    let is_available = |object: Option<&Memcached>| {
        let status = object.and_then(|object| object.status.as_ref());
        status.is_some_and(|status| condition::is_true(&status.conditions, "Available"))
    };
    operator.until(&objects, "sample", is_available).await?;

    let deployments: Api<Deployment> = Api::default_namespaced(environment.client());
    let status = deployments.get("sample").await?.status.unwrap_or_default();
    assert_eq!(status.ready_replicas, Some(3));
    Ok(())
}
