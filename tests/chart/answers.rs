//! `helm test`: nodes are simulated and run no program, so this decides how the test's Pod ends, by what its request would reach.

use std::process::{Command, Stdio};

use serde_json::Value;

use super::{Cluster, NAME, NAMESPACE};
use kubewright_oracles::Tool;

/// Runs the tests of the release.
pub(super) fn run_tests(cluster: &Cluster, helm: Tool) -> Result<String, String> {
    let child = Command::new(helm.program())
        .args(["test", NAME, "--namespace", NAMESPACE, "--timeout", "60s"])
        .env("KUBECONFIG", cluster.config())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let pod = format!("pod/{NAME}-test");
    for until in ["create", "jsonpath={.status.phase}=Running"] {
        let wait = ["wait", &pod, "-n", NAMESPACE, "--timeout=30s", "--for", until];
        cluster.kubectl(&wait);
    }
    let phase = match is_answered(cluster, &object(cluster, &pod)) {
        true => "Succeeded",
        false => "Failed",
    };
    let status = format!(r#"{{"status":{{"phase":"{phase}"}}}}"#);
    let patch = [
        "patch",
        &pod,
        "-n",
        NAMESPACE,
        "--subresource=status",
        "-p",
        &status,
    ];
    cluster.kubectl(&patch);
    let output = child.wait_with_output().unwrap();
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout).unwrap()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn object(cluster: &Cluster, name: &str) -> Value {
    let text = cluster.kubectl(&["get", name, "-n", NAMESPACE, "-o", "json"]);
    serde_json::from_str(&text).unwrap()
}

fn texts(list: &Value) -> Vec<&str> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

/// Whether the URL of the test's command leads through a Service to a manager that serves it.
fn is_answered(cluster: &Cluster, test: &Value) -> bool {
    let command = texts(&test["spec"]["containers"][0]["command"]);
    assert_eq!(command[0], "curl");
    let (scheme, rest) = command.last().unwrap().split_once("://").unwrap();
    let (address, path) = rest.split_once('/').unwrap();
    let (host, port) = address.split_once(':').unwrap();
    assert_eq!(path, "metrics");
    let [name, NAMESPACE, "svc"] = host.split('.').collect::<Vec<_>>()[..] else {
        panic!("{host}");
    };
    let service = object(cluster, &format!("service/{name}"));
    let mut ports = service["spec"]["ports"].as_array().unwrap().iter();
    let Some(port) = ports.find(|entry| entry["port"].as_u64() == port.parse().ok()) else {
        return false;
    };
    let pods = object(cluster, "pods");
    let pods = pods["items"].as_array().unwrap();
    pods.iter().any(|pod| {
        let selector = service["spec"]["selector"].as_object().unwrap();
        let is_selected = selector
            .iter()
            .all(|(key, value)| pod["metadata"]["labels"][key] == *value);
        is_selected && is_reachable(cluster, test, pod) && serves(pod, &port["targetPort"], scheme)
    })
}

/// Whether the manager serves metrics at a port by this scheme.
fn serves(pod: &Value, port: &Value, scheme: &str) -> bool {
    let container = &pod["spec"]["containers"][0];
    let args = texts(&container["args"]);
    let mut ports = container["ports"].as_array().unwrap().iter();
    let number = ports.find(|entry| entry["name"] == *port || entry["containerPort"] == *port);
    let number = &number.unwrap()["containerPort"];
    let is_secure = !args.contains(&"--metrics-secure=false");
    args.contains(&format!("--metrics-bind-address=:{number}").as_str()) && is_secure == (scheme == "https")
}

/// Whether network policies let a Pod reach another one.
fn is_reachable(cluster: &Cluster, from: &Value, to: &Value) -> bool {
    let matches = |selector: &Value, pod: &Value| {
        let labels = selector["matchLabels"].as_object();
        let mut labels = labels.into_iter().flatten();
        labels.all(|(key, value)| pod["metadata"]["labels"][key] == *value)
    };
    let policies = object(cluster, "networkpolicies");
    let policies = policies["items"].as_array().unwrap().iter();
    let policies: Vec<_> = policies
        .filter(|policy| matches(&policy["spec"]["podSelector"], to))
        .collect();
    // The namespace of the test has no labels by which it would be selected.
    let allows = |policy: &&Value| {
        let rules = policy["spec"]["ingress"].as_array().unwrap().iter();
        let mut peers = rules.flat_map(|rule| rule["from"].as_array().into_iter().flatten());
        peers.any(|peer| peer["namespaceSelector"].is_null() && matches(&peer["podSelector"], from))
    };
    policies.is_empty() || policies.iter().any(allows)
}
