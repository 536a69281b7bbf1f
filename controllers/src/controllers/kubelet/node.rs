//! What a kubelet reports of its node.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::decision::{Decision, Write};
use crate::object::{Key, Object, stamp};

/// The address of every node.
pub(super) const ADDRESS: &str = "127.0.0.1";

const CONDITIONS: [(&str, &str, &str, &str); 5] = [
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    (
        "MemoryPressure",
        "False",
        "KubeletHasSufficientMemory",
        "kubelet has sufficient memory available",
    ),
    (
        "DiskPressure",
        "False",
        "KubeletHasNoDiskPressure",
        "kubelet has no disk pressure",
    ),
    (
        "PIDPressure",
        "False",
        "KubeletHasSufficientPID",
        "kubelet has sufficient PID available",
    ),
    (
        "NetworkUnavailable",
        "False",
        "RouteCreated",
        "RouteController created a route",
    ),
];
/// The taints of nodes before their first report.
const TEMPORARY: [&str; 2] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

pub(super) fn decide(key: &Key, node: &Object, port: Option<u16>, now: Timestamp) -> Decision {
    let mut decision = Decision::none();
    let taints = node.list("/spec/taints");
    let is_temporary = |taint: &&Value| TEMPORARY.iter().any(|name| taint["key"] == *name);
    if taints.iter().any(|taint| is_temporary(&taint)) {
        let rest: Vec<_> = taints.iter().filter(|taint| !is_temporary(taint)).collect();
        decision.push(Write::Patch {
            key: key.clone(),
            patch: json!({ "spec": { "taints": rest } }),
        });
        return decision;
    }
    // A test may make it unready.
    if node.condition("Ready").is_empty() {
        decision.push(Write::status(key.clone(), node, status(node, port, now)));
    }
    decision
}

fn status(node: &Object, port: Option<u16>, now: Timestamp) -> Value {
    let conditions = CONDITIONS.map(|(kind, status, reason, message)| {
        json!({
            "type": kind, "status": status, "reason": reason, "message": message,
            "lastHeartbeatTime": stamp(now), "lastTransitionTime": stamp(now),
        })
    });
    let room = json!({ "cpu": "1k", "memory": "1Ti", "pods": "1M" });
    let given = |field: &str| match node.at("/status").get(field) {
        Some(value) if value.as_object().is_some_and(|map| !map.is_empty()) => value.clone(),
        _ => room.clone(),
    };
    let version = concat!("kubewright-", env!("CARGO_PKG_VERSION"));
    json!({
        "conditions": conditions,
        "addresses": [
            { "type": "InternalIP", "address": ADDRESS },
            { "type": "Hostname", "address": node.name() },
        ],
        "allocatable": given("allocatable"),
        "capacity": given("capacity"),
        "daemonEndpoints": { "kubeletEndpoint": { "Port": port.unwrap_or(0) } },
        "nodeInfo": {
            "architecture": "amd64", "bootID": "", "containerRuntimeVersion": version, "kernelVersion": version,
            "kubeProxyVersion": version, "kubeletVersion": version, "machineID": "", "operatingSystem": "linux",
            "osImage": "", "systemUUID": "",
        },
        "phase": "Running",
    })
}
