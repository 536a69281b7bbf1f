//! The webhooks of Frigate v1, called by a real API server.

use kubewright_envtest::{Environment, Webhooks};
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::{Manager, ManagerOptions};

use fleet_api::ship::v1::frigate::Frigate;

use convoy_operator::webhook::v1::frigate::register;

#[tokio::test]
async fn valid_objects_are_stored() -> anyhow::Result<()> {
    let crds = [Frigate::crd()];
    let environment = Environment::builder().crds(crds).start().await?;
    let mut manager = Manager::new(environment.client(), ManagerOptions::default());
    register(&mut manager)?;
    let server = environment.webhook_server();
    let (port, certificates) = (server.port(), server.certificates());
    let webhooks = manager.webhooks();
    webhooks.serve_locally(port, certificates).await?;
    let webhooks = Webhooks::read("config/webhook/manifests.yaml")?;
    environment.install_webhooks(webhooks).await?;

    // TODO: Assert the defaults, and that invalid objects are rejected.
    let sample = Frigate::new("sample", Default::default());
    let objects: Api<Frigate> = Api::default_namespaced(environment.client());
    let stored = objects.create(&PostParams::default(), &sample).await?;
    assert_eq!(stored.spec, sample.spec);
    Ok(())
}
