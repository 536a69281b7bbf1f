//! The chart in a simulated cluster whose Pods are restricted.

use std::path::Path;
use std::process::Command;

use kubewright_envtest::Environment;

use super::helm::{helm_in, output};
use super::project::Project;

const NAME: &str = "memcached-operator";
const NAMESPACE: &str = "memcached-operator-system";
/// Without cert-manager, which is not in this cluster.
const OWN: &str = "webhooks.certificate.source=manager";

#[test]
fn it_is_installed_upgraded_rolled_back_and_uninstalled() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let environment = runtime.block_on(Environment::cluster()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("kubeconfig");
    environment.write_kubeconfig(&config).unwrap();
    let kubectl = |arguments: &[&str]| kubectl(&config, arguments);
    let helm = |arguments: &[&str]| {
        let all = [arguments, &["--namespace", NAMESPACE]].concat();
        helm_in(&config, &all).unwrap_or_else(|error| panic!("helm {}: {error}", arguments.join(" ")))
    };
    kubectl(&["create", "namespace", NAMESPACE]);
    let restricted = "pod-security.kubernetes.io/enforce=restricted";
    kubectl(&["label", "namespace", NAMESPACE, restricted]);

    let project = Project::with_chart();
    let chart = project.chart();
    let wait = ["--wait", "--timeout", "60s"];
    helm(&[&["install", NAME, &chart, "--set", OWN][..], &wait].concat());
    let deployment = format!("deployment/{NAME}-controller-manager");
    let ready = || {
        kubectl(&[
            "get",
            &deployment,
            "-n",
            NAMESPACE,
            "-o",
            "jsonpath={.status.readyReplicas}",
        ])
    };
    assert_eq!(ready(), "1");
    let objects = || kubectl(&["get", "all,sa,roles,rolebindings", "-n", NAMESPACE, "-o", "name"]);
    assert!(
        objects().contains(&format!("service/{NAME}-webhook-service")),
        "{}",
        objects()
    );

    let two = [
        "--set",
        "replicaCount=2",
        "--set",
        OWN,
        "--set",
        "crds.keep=false",
    ];
    helm(&[&["upgrade", NAME, &chart][..], &two, &wait].concat());
    assert_eq!(ready(), "2");
    helm(&[&["rollback", NAME, "1"][..], &wait].concat());
    assert_eq!(ready(), "1");
    helm(&[&["uninstall", NAME][..], &wait].concat());
    let left = objects();
    assert!(!left.contains(NAME), "{left}");
    let crds = || {
        kubectl(&[
            "get",
            "crds,clusterroles,clusterrolebindings,validatingwebhookconfigurations",
            "-o",
            "name",
        ])
    };
    let of_project = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.contains("memcached"));
        lines.map(str::to_owned).collect()
    };
    let kept = ["customresourcedefinition.apiextensions.k8s.io/memcacheds.cache.example.com"];
    assert_eq!(of_project(&crds()), kept);

    // From kustomize's deployment to the chart, without a Pod in between, and away with everything.
    let text = project.read("config/default/kustomization.yaml");
    let own = text.replace("- ../certmanager\n", "- ../own-certificates\n");
    project.write("config/default/kustomization.yaml", &own);
    project.write("all.yaml", &project.kustomize());
    let all = project.path().join("all.yaml").display().to_string();
    kubectl(&["apply", "--server-side", "--force-conflicts", "-f", &all]);
    let set = |before: &str| kubectl(&["get", &deployment, "-n", NAMESPACE, "-o", before]);
    let id = set("jsonpath={.metadata.uid}");
    let take = ["--take-ownership", "--set", "crds.keep=false", "--set", OWN];
    helm(&[&["upgrade", "--install", NAME, &chart][..], &take, &wait].concat());
    assert_eq!(set("jsonpath={.metadata.uid}"), id);
    helm(&[&["uninstall", NAME][..], &wait].concat());
    assert_eq!(of_project(&crds()), [""; 0]);
}

fn kubectl(config: &Path, arguments: &[&str]) -> String {
    output(Command::new("kubectl").args(arguments).env("KUBECONFIG", config))
        .unwrap_or_else(|error| panic!("kubectl {}: {error}", arguments.join(" ")))
}
