//! The controller `periodicjob`.

use k8s_openapi::api::batch::v1::Job;
use kubewright_envtest::{Environment, Operator};
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::serde_json::{from_value, json};
use kubewright_runtime::{Manager, ManagerOptions, Rbac as _, condition};

use periodic::api::v1::periodic_job::PeriodicJob;
use periodic::controller::periodic_job::{PeriodicJobReconciler, register};

#[tokio::test]
async fn a_job_is_created_in_every_period() -> anyhow::Result<()> {
    let crds = [PeriodicJob::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    // The controller gets the permissions of its RBAC markers, and no others.
    let user = environment.user("manager", [""; 0])?;
    let rules = PeriodicJobReconciler::rbac_rules();
    environment.grant(&user, rules).await?;
    let mut manager = Manager::new(user.client(), ManagerOptions::default());
    register(&mut manager)?;
    let operator = Operator::start(|stop| manager.run_until(stop));

    let containers = json!([{ "name": "main", "image": "busybox" }]);
    let pod = json!({ "restartPolicy": "Never", "containers": containers });
    let job = json!({ "spec": { "template": { "spec": pod } } });
    let spec = json!({ "everyMinutes": 60, "jobTemplate": job });
    let objects: Api<PeriodicJob> = Api::default_namespaced(environment.client());
    let sample = PeriodicJob::new("sample", from_value(spec)?);
    objects.create(&PostParams::default(), &sample).await?;
    let is_available = |object: Option<&PeriodicJob>| {
        let status = object.and_then(|object| object.status.as_ref());
        status.is_some_and(|status| condition::is_true(&status.conditions, "Available"))
    };
    operator.until(&objects, "sample", is_available).await?;

    let jobs: Api<Job> = Api::default_namespaced(environment.client());
    let jobs = jobs.list(&Default::default()).await?;
    let owners = jobs.items[0].metadata.owner_references.as_deref();
    assert_eq!(owners.unwrap_or_default()[0].name, "sample");
    Ok(())
}
