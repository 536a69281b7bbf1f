//! Stores Vault objects of v1 in a real API server and reads them as v2.

use kubewright_envtest::{Crds, Environment};
use kubewright_runtime::kube::Api;
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::{Manager, ManagerOptions};

use vault_operator::api;
use vault_operator::webhook::v2::vault::register;

type Hub = api::v2::vault::Vault;
type Spoke = api::v1::vault::Vault;

#[tokio::test]
async fn a_stored_object_is_read_as_the_hub() -> anyhow::Result<()> {
    let environment = Environment::start().await?;
    let mut manager = Manager::new(environment.client(), ManagerOptions::default());
    register(&mut manager)?;
    let server = environment.webhook_server();
    let (port, certificates) = (server.port(), server.certificates());
    let webhooks = manager.webhooks();
    webhooks.serve_locally(port, certificates).await?;
    let crds = Crds::read("config/crd/bases/secrets.example.com_vaults.yaml")?;
    environment.install_crds(crds).await?;

    let spokes: Api<Spoke> = Api::default_namespaced(environment.client());
    let hubs: Api<Hub> = Api::default_namespaced(environment.client());
    let sample = Spoke::new("sample", Default::default());
    let stored = spokes.create(&PostParams::default(), &sample).await?;
    let hub = hubs.get("sample").await?;
    assert_eq!(hub.metadata.uid, stored.metadata.uid);
    assert_eq!(stored.spec, sample.spec);
    Ok(())
}
