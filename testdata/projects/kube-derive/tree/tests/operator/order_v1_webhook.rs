//! The webhooks of Order v1.

use kubewright_runtime::kube::{Client, Config};
use kubewright_runtime::{Manager, ManagerOptions};

use shop_operator::webhook::v1::order::register;

#[tokio::test]
async fn they_are_served_at_the_paths_of_the_manifests() -> anyhow::Result<()> {
    let nowhere = Config::new("http://127.0.0.1:1".parse()?);
    let mut manager = Manager::new(Client::try_from(nowhere)?, ManagerOptions::default());
    register(&mut manager)?;
    let manifests = std::fs::read_to_string("config/webhook/manifests.yaml")?;
    // TODO: Start `kubewright_envtest::Environment`, install the manifests, and assert what is defaulted and rejected.
    assert!(manager.webhooks().paths().count() > 0);
    for path in manager.webhooks().paths() {
        assert!(manifests.contains(&format!("path: {path}\n")), "{path}");
    }
    Ok(())
}
