//! Stores PeriodicJob objects of v2 in a real API server and reads them as v1.

use kubewright_envtest::{Crds, Environment};
use kubewright_runtime::kube::Api;
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::{Manager, ManagerOptions};

use periodic::api;
use periodic::webhook::v1::periodic_job::register;

type Hub = api::v1::periodic_job::PeriodicJob;
type Spoke = api::v2::periodic_job::PeriodicJob;

#[tokio::test]
async fn a_stored_object_is_read_as_the_hub() -> anyhow::Result<()> {
    let environment = Environment::start().await?;
    let mut manager = Manager::new(environment.client(), ManagerOptions::default());
    register(&mut manager)?;
    let server = environment.webhook_server();
    let (port, certificates) = (server.port(), server.certificates());
    let webhooks = manager.webhooks();
    webhooks.serve_locally(port, certificates).await?;
    let crds = Crds::read("config/crd/bases/batch.example.com_periodicjobs.yaml")?;
    environment.install_crds(crds).await?;

    let spokes: Api<Spoke> = Api::default_namespaced(environment.client());
    let hubs: Api<Hub> = Api::default_namespaced(environment.client());
    let mut sample = Spoke::new("sample", Default::default());
    sample.spec.schedule.every_minutes = 5;
    let stored = spokes.create(&PostParams::default(), &sample).await?;
    let hub = hubs.get("sample").await?;
    assert_eq!(hub.spec.every_minutes, 5);
    assert_eq!(stored.spec, sample.spec);
    Ok(())
}
