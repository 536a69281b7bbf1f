//! What an environment promises, on the real servers.

use kubewright_envtest::{Environment, KUBERNETES_VERSION};

#[tokio::test]
async fn the_server_is_the_release_that_was_asked_for() {
    let version = Environment::shared()
        .unwrap()
        .client()
        .apiserver_version()
        .await
        .unwrap();
    assert_eq!(version.git_version, format!("v{KUBERNETES_VERSION}"));
    assert_eq!(format!("{}.{}", version.major, version.minor), "1.37");
}
