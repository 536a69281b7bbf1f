//! The default objects that a start finds in its store.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, Instant};

use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding};
use kube::api::{Api, ListParams, PostParams};
use kubewright_envtest::{AssetSearch, Assets, Environment, EnvironmentBuilder};
use serde_json::json;

const RECORD: &str = "kube-apiserver.defaults.json";

/// A folder of its own with the servers of this machine.
fn servers() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for server in ["etcd", "kube-apiserver"] {
        let program = Assets::find().unwrap().folder().join(server);
        symlink(program, folder.path().join(server)).unwrap();
    }
    folder
}

fn builder(servers: &Path) -> EnvironmentBuilder {
    Environment::builder().assets(AssetSearch::from_env().folder(servers))
}

async fn uid(environment: &Environment) -> String {
    let roles = Api::<ClusterRole>::all(environment.client());
    roles.get("cluster-admin").await.unwrap().metadata.uid.unwrap()
}

#[tokio::test]
async fn default_objects_are_recorded_once_and_found_by_the_next_start() {
    let servers = servers();
    let first = builder(servers.path()).start().await.unwrap();
    let uid_of_first = uid(&first).await;
    first.stop();
    let record = fs::read(servers.path().join(RECORD)).unwrap();

    let mut second = builder(servers.path()).start().await.unwrap();
    assert_eq!(uid(&second).await, uid_of_first);
    // The authorizer knows the role, and learns of the binding by a watch.
    bind(&second, "cluster-admin", "operators").await;
    let operator = second.user("operator", ["operators"]).unwrap();
    let namespaces = Api::<Namespace>::all(operator.client());
    let deadline = Instant::now() + Duration::from_secs(10);
    while let Err(error) = namespaces.list(&ListParams::default()).await {
        assert!(Instant::now() < deadline, "{error}");
    }
    assert_eq!(fs::read(servers.path().join(RECORD)).unwrap(), record);

    second.restart_api_server().await.unwrap();
    assert_eq!(uid(&second).await, uid_of_first);
    second.stop();

    // What an argument changes is not recorded, and no record is used.
    let other = builder(servers.path())
        .apiserver_argument("--v=1")
        .start()
        .await
        .unwrap();
    assert_ne!(uid(&other).await, uid_of_first);
    assert_eq!(fs::read(servers.path().join(RECORD)).unwrap(), record);
}

#[tokio::test]
async fn a_record_of_another_build_or_without_sense_is_replaced() {
    let servers = servers();
    let record = servers.path().join(RECORD);
    for text in ["{", r#"{"server": {"bytes": 1, "modified": 1}, "objects": []}"#] {
        fs::write(&record, text).unwrap();
        let environment = builder(servers.path()).start().await.unwrap();
        uid(&environment).await;
        assert_ne!(fs::read_to_string(&record).unwrap(), text);
    }
}

async fn bind(environment: &Environment, role: &str, group: &str) {
    let binding: ClusterRoleBinding = serde_json::from_value(json!({
        "metadata": {"name": group},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": group}],
    }))
    .unwrap();
    let bindings = Api::<ClusterRoleBinding>::all(environment.client());
    bindings.create(&PostParams::default(), &binding).await.unwrap();
}
