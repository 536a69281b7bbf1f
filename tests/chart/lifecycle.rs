//! The life of a release.

use super::answers::run_tests;
use super::{Cluster, NAME, NAMESPACE, OWN, WAIT};
use crate::project::Project;
use kubewright_oracles::Tool;

const CRD: &str = "customresourcedefinition.apiextensions.k8s.io/memcacheds.cache.example.com";

#[test]
fn it_is_installed_upgraded_rolled_back_and_uninstalled() {
    let cluster = Cluster::start(NAMESPACE);
    let project = Project::with_chart();
    for helm in Tool::HELMS {
        lives(&cluster, helm, &project.chart());
    }
    // A release of Helm 3 goes on with Helm 4.
    let chart = project.chart();
    let keep = ["--set", OWN, "--set", "crds.keep=false"];
    cluster.helm(
        Tool::Helm3,
        &[&["install", NAME, &chart][..], &keep, &WAIT].concat(),
    );
    let two = ["--set", "replicaCount=2"];
    cluster.helm(
        Tool::Helm4,
        &[&["upgrade", NAME, &chart][..], &keep, &two, &WAIT].concat(),
    );
    assert_eq!(ready(&cluster), "2");
    cluster.helm(Tool::Helm4, &["uninstall", NAME, "--wait"]);
    assert_eq!(cluster.cluster_wide(), [""; 0]);
}

fn ready(cluster: &Cluster) -> String {
    let deployment = format!("deployment/{NAME}-controller-manager");
    let path = "jsonpath={.status.readyReplicas}";
    cluster.kubectl(&["get", &deployment, "-n", NAMESPACE, "-o", path])
}

fn lives(cluster: &Cluster, version: Tool, chart: &str) {
    let helm = |arguments: &[&str]| cluster.helm(version, arguments);
    helm(&[&["install", NAME, chart, "--set", OWN][..], &WAIT].concat());
    assert_eq!(ready(cluster), "1");
    let kinds = "all,sa,roles,rolebindings,networkpolicies";
    let objects = || cluster.kubectl(&["get", kinds, "-n", NAMESPACE, "-o", "name"]);
    assert!(
        objects().contains(&format!("service/{NAME}-webhook-service")),
        "{}",
        objects()
    );
    run_tests(cluster, version).unwrap();

    let set = |value: &'static str| ["--set", value];
    let changes = [
        set("replicaCount=2"),
        set(OWN),
        set("crds.keep=false"),
        set("metrics.secure=false"),
        set("networkPolicy.enabled=true"),
    ]
    .concat();
    helm(&[&["upgrade", NAME, chart][..], &changes, &WAIT].concat());
    assert_eq!(ready(cluster), "2");
    run_tests(cluster, version).unwrap();

    helm(&[&["rollback", NAME, "1"][..], &WAIT].concat());
    assert_eq!(ready(cluster), "1");
    // A Service that leads nowhere is found by the test.
    let service = format!("{NAME}-controller-manager-metrics-service");
    let nowhere = r#"{"spec":{"selector":{"control-plane":"nobody"}}}"#;
    cluster.kubectl(&["patch", "service", &service, "-n", NAMESPACE, "-p", nowhere]);
    let failed = run_tests(cluster, version).unwrap_err();
    assert!(failed.contains(&format!("{NAME}-test")), "{failed}");
    let test = format!("pod/{NAME}-test");
    cluster.kubectl(&["delete", &test, "-n", NAMESPACE]);

    helm(&[&["uninstall", NAME][..], &WAIT].concat());
    let left = objects();
    assert!(!left.contains(NAME), "{left}");
    assert_eq!(cluster.cluster_wide(), [CRD]);
    cluster.kubectl(&["delete", CRD]);
}
