//! An environment on a cluster that is there already.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::path::Path;
use std::process::{Command, Output};

use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::api::rbac::v1::PolicyRule;
use kube::api::{Api, ListParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use kubewright_envtest::{Environment, Error};

const WIDGETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crds/widgets.yaml");

/// The cluster, which for these tests is another environment.
fn cluster(folder: &Path) -> (Environment, std::path::PathBuf) {
    let environment = Environment::builder()
        .existing_cluster(false)
        .start_blocking()
        .unwrap();
    let kubeconfig = folder.join("kubeconfig");
    environment.write_kubeconfig(&kubeconfig).unwrap();
    (environment, kubeconfig)
}

fn rules(verb: &str) -> [PolicyRule; 1] {
    [PolicyRule {
        api_groups: Some(vec![String::new()]),
        resources: Some(vec![String::from("configmaps")]),
        verbs: vec![verb.to_owned()],
        ..PolicyRule::default()
    }]
}

async fn client_of(kubeconfig: &str) -> Client {
    let kubeconfig = Kubeconfig::from_yaml(kubeconfig).unwrap();
    let config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default())
        .await
        .unwrap();
    Client::try_from(config).unwrap()
}

#[tokio::test]
async fn a_cluster_that_is_there_is_used_and_left() {
    let folder = tempfile::tempdir().unwrap();
    let (cluster, kubeconfig) = cluster(folder.path());
    let mut environment = Environment::builder()
        .existing_cluster_of(&kubeconfig)
        .crd_path(WIDGETS)
        .start()
        .await
        .unwrap();
    assert_eq!(environment.url(), cluster.url());
    assert!(environment.process_ids().is_empty());
    assert!(environment.folder().join("webhook/tls.crt").exists());

    // Each user by its client and by its kubeconfig.
    let alice = environment.user("alice", ["testers"]).unwrap();
    let robot = environment.service_account("default", "robot").await.unwrap();
    for user in [&alice, &robot] {
        for client in [user.client(), client_of(user.kubeconfig()).await] {
            let config_maps = Api::<ConfigMap>::default_namespaced(client);
            let error = config_maps
                .list(&ListParams::default())
                .await
                .unwrap_err()
                .to_string();
            assert!(
                error.contains(&format!("User \"{}\" cannot list", user.name())),
                "{error}"
            );
        }
        environment.grant(user, rules("list")).await.unwrap();
        for client in [user.client(), client_of(user.kubeconfig()).await] {
            let config_maps = Api::<ConfigMap>::default_namespaced(client);
            config_maps.list(&ListParams::default()).await.unwrap();
        }
    }
    let error = environment.user("two\nlines", [""; 0]).unwrap_err().to_string();
    assert!(
        error.contains("\"two\\nlines\" cannot be impersonated"),
        "{error}"
    );
    let error = environment.stop_api_server().unwrap_err();
    assert!(matches!(error, Error::NotOwn { .. }), "{error}");

    let admin = client_of(&environment.kubeconfig()).await;
    drop(environment);
    let groups = admin.list_api_groups().await.unwrap();
    assert!(groups.groups.iter().any(|group| group.name == "example.com"));
}

#[test]
fn the_variable_of_controller_runtime_names_the_cluster_of_kubectl() {
    let folder = tempfile::tempdir().unwrap();
    let (cluster, kubeconfig) = cluster(folder.path());
    let output = starts_with(&[
        ("USE_EXISTING_CLUSTER", "TRUE"),
        ("KUBECONFIG", kubeconfig.to_str().unwrap()),
    ]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    assert!(text.contains(&format!("at {}", cluster.url())), "{text}");
}

#[test]
fn a_cluster_that_cannot_be_used_is_an_error_that_names_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    let contexts = "contexts: [{ name: a, context: { cluster: b, user: c } }]";
    let unreachable = "clusters: [{ name: b, cluster: { server: 'https://127.0.0.1:1' } }]";
    for (text, reason) in [
        ("current-context: a", "it has no current context (\"a\")"),
        (
            &format!("current-context: a\n{contexts}"),
            "it has no cluster \"b\"",
        ),
        (
            &format!("current-context: a\n{contexts}\n{unreachable}"),
            "cannot use the existing cluster: ",
        ),
    ] {
        std::fs::write(&kubeconfig, text).unwrap();
        let error = Environment::builder()
            .existing_cluster_of(&kubeconfig)
            .start_blocking()
            .unwrap_err()
            .to_string();
        assert!(error.contains(reason), "{error}");
        assert!(
            error.contains("; name its kubeconfig in KUBECONFIG, or unset USE_EXISTING_CLUSTER"),
            "{error}"
        );
    }
}

fn starts_with(variables: &[(&str, &str)]) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "says_where_it_is", "--ignored", "--nocapture"])
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

#[test]
#[ignore = "a part of another test, which sets its environment variables"]
fn says_where_it_is() {
    println!("at {}", Environment::builder().start_blocking().unwrap().url());
}
