//! Endpoints and endpoint slices of Services.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object, controller_reference};
use crate::pods;
use crate::selector;
use crate::world::{Change, World};

const SERVICE_NAME: &str = "kubernetes.io/service-name";
const MANAGED_BY: &str = "endpointslice.kubernetes.io/managed-by";
const MANAGER: &str = "endpointslice-controller.k8s.io";

pub(crate) struct EndpointSlices;

impl Controller for EndpointSlices {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
        if change.key.kind == Kind::SERVICE {
            return vec![change.key.clone()];
        }
        if change.key.kind == Kind::ENDPOINT_SLICE {
            let service = change.object().and_then(|slice| slice.label(SERVICE_NAME));
            let key = |name: &str| Key::new(Kind::SERVICE, &change.key.namespace, name);
            return service.map(key).into_iter().collect();
        }
        services_of(change, world)
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(service) = selecting(key, view) else {
            return Decision::none();
        };
        let mut decision = Decision::none();
        let mut existing: Vec<_> = view
            .world
            .keys(&Kind::ENDPOINT_SLICE, service.namespace())
            .filter(|(_, slice)| slice.label(SERVICE_NAME) == Some(service.name()))
            .filter(|(_, slice)| slice.label(MANAGED_BY) == Some(MANAGER) && !slice.is_deleting())
            .collect();
        for family in families(service) {
            let mut groups: BTreeMap<String, (Value, Vec<Value>)> = BTreeMap::new();
            for pod in selected(service, view.world) {
                if let Some(endpoint) = endpoint(service, pod, &family) {
                    let ports = ports(service, pod);
                    let group = groups
                        .entry(ports.to_string())
                        .or_insert_with(|| (ports, Vec::new()));
                    group.1.push(endpoint);
                }
            }
            if groups.is_empty() {
                groups.insert(String::new(), (Value::Null, Vec::new()));
            }
            for (ports, endpoints) in groups.into_values() {
                let kept = existing
                    .iter()
                    .position(|(_, slice)| slice.text("/addressType") == family);
                let old = kept.map(|position| existing.remove(position));
                decision
                    .writes
                    .extend(write(service, old, &family, ports, endpoints));
            }
        }
        for (key, slice) in existing {
            decision.push(Write::delete(key.clone(), slice));
        }
        decision
    }
}

fn write(
    service: &Object,
    old: Option<(&Key, &Object)>,
    family: &str,
    ports: Value,
    endpoints: Vec<Value>,
) -> Option<Write> {
    let mut labels = service.at("/metadata/labels").clone();
    labels[SERVICE_NAME] = json!(service.name());
    labels[MANAGED_BY] = json!(MANAGER);
    if service.text("/spec/clusterIP") == "None" {
        labels["service.kubernetes.io/headless"] = json!("");
    }
    let Some((key, slice)) = old else {
        let metadata = json!({
            "generateName": format!("{}-", service.name()), "namespace": service.namespace(), "labels": labels,
            "ownerReferences": [controller_reference("v1", "Service", service)],
        });
        return Some(Write::Create {
            namespace: service.namespace().to_owned(),
            object: json!({
                "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": metadata,
                "addressType": family, "endpoints": endpoints, "ports": ports,
            }),
        });
    };
    let same = slice.list("/endpoints") == endpoints
        && *slice.at("/ports") == ports
        && *slice.at("/metadata/labels") == labels;
    if same {
        return None;
    }
    let mut object = slice.to_value();
    object["metadata"]["labels"] = labels;
    object["endpoints"] = Value::Array(endpoints);
    object["ports"] = ports;
    Some(Write::Replace {
        key: key.clone(),
        object,
        subresource: "",
    })
}

fn families(service: &Object) -> Vec<String> {
    let families = service.list("/spec/ipFamilies").iter().filter_map(Value::as_str);
    let families: Vec<_> = families.map(str::to_owned).collect();
    if families.is_empty() {
        vec![String::from("IPv4")]
    } else {
        families
    }
}

/// The Services whose Pods a change concerns.
pub(crate) fn services_of(change: &Change, world: &World) -> Vec<Key> {
    if change.key.kind != Kind::POD {
        return Vec::new();
    }
    let states = [change.old.as_ref(), change.new.as_ref()];
    let labels: Vec<_> = states
        .into_iter()
        .flatten()
        .map(|pod| pod.at("/metadata/labels"))
        .collect();
    let services = world.keys(&Kind::SERVICE, &change.key.namespace);
    let matching = services.filter(|(_, service)| labels.iter().any(|labels| selects(service, labels)));
    matching.map(|(key, _)| key.clone()).collect()
}

fn selects(service: &Object, labels: &Value) -> bool {
    let wanted = service.at("/spec/selector");
    wanted.is_object() && selector::has_all(wanted, labels)
}

/// A Service that selects Pods, and stays.
pub(crate) fn selecting<'a>(key: &Key, view: &'a View<'_>) -> Option<&'a Object> {
    let service = view.world.get(key)?;
    let selects = service.at("/spec/selector").is_object() && service.text("/spec/type") != "ExternalName";
    (selects && !service.is_deleting()).then_some(service)
}

/// The Pods of a Service that have an address.
pub(crate) fn selected<'a>(service: &'a Object, world: &'a World) -> impl Iterator<Item = &'a Object> {
    let pods = world.list(&Kind::POD, service.namespace());
    pods.filter(|pod| selects(service, pod.at("/metadata/labels")) && !pods::is_finished(pod))
        .filter(|pod| !pod.text("/status/podIP").is_empty())
}

fn endpoint(service: &Object, pod: &Object, family: &str) -> Option<Value> {
    let addresses = pod
        .list("/status/podIPs")
        .iter()
        .filter_map(|ip| ip["ip"].as_str());
    let mut addresses = addresses.filter(|ip| ip.contains(':') == (family == "IPv6"));
    let address = addresses.next()?;
    let serving = pods::is_ready(pod);
    let published = service.is("/spec/publishNotReadyAddresses");
    let terminating = pod.is_deleting();
    let ready = published || serving && !terminating;
    let reference =
        json!({ "kind": "Pod", "namespace": pod.namespace(), "name": pod.name(), "uid": pod.uid() });
    let mut endpoint = json!({
        "addresses": [address],
        "conditions": { "ready": ready, "serving": serving, "terminating": terminating },
        "nodeName": pod.at("/spec/nodeName"),
        "targetRef": reference,
    });
    if pod.text("/spec/subdomain") == service.name() && !pod.text("/spec/hostname").is_empty() {
        endpoint["hostname"] = pod.at("/spec/hostname").clone();
    }
    Some(endpoint)
}

/// The ports of a Service as a Pod has them.
pub(crate) fn ports(service: &Object, pod: &Object) -> Value {
    let ports = service.list("/spec/ports").iter().filter_map(|port| {
        let number = match &port["targetPort"] {
            Value::String(name) => named_port(pod, name, &port["protocol"])?,
            Value::Null => port["port"].clone(),
            number => number.clone(),
        };
        let name = port["name"].as_str().unwrap_or_default();
        let mut found = json!({ "name": name, "port": number, "protocol": port["protocol"] });
        if let Some(protocol) = port.get("appProtocol") {
            found["appProtocol"] = protocol.clone();
        }
        Some(found)
    });
    Value::Array(ports.collect())
}

fn named_port(pod: &Object, name: &str, protocol: &Value) -> Option<Value> {
    let containers = pod.list("/spec/containers").iter();
    let mut ports = containers.flat_map(|container| container["ports"].as_array().into_iter().flatten());
    let port = ports.find(|port| port["name"] == name && port["protocol"] == *protocol)?;
    Some(port["containerPort"].clone())
}
