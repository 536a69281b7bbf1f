//! The webhooks of PeriodicJob v1, called by a real API server.

use kubewright_envtest::{Environment, Webhooks};
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::{Manager, ManagerOptions};

use periodic::api::v1::periodic_job::{PeriodicJob, PeriodicJobSpec};
use periodic::webhook::v1::periodic_job::register;

#[tokio::test]
async fn invalid_objects_are_rejected() -> anyhow::Result<()> {
    let crds = [PeriodicJob::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    let mut manager = Manager::new(environment.client(), ManagerOptions::default());
    register(&mut manager)?;
    let server = environment.webhook_server();
    let (port, certificates) = (server.port(), server.certificates());
    let webhooks = manager.webhooks();
    webhooks.serve_locally(port, certificates).await?;
    let webhooks = Webhooks::read("config/webhook/manifests.yaml")?;
    environment.install_webhooks(webhooks).await?;

    let spec = PeriodicJobSpec {
        every_minutes: 5,
        ..Default::default()
    };
    let sample = PeriodicJob::new("sample", spec);
    let objects: Api<PeriodicJob> = Api::default_namespaced(environment.client());
    let refused = objects.create(&PostParams::default(), &sample).await;
    let error = refused.unwrap_err().to_string();
    assert!(error.contains("name the containers"), "{error}");
    Ok(())
}
