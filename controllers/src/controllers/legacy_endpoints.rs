//! The `Endpoints` of Services, which older clients read.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object};
use crate::pods;
use crate::world::{Change, World};

use super::endpoints;

const MANAGED_BY: &str = "endpoints.kubernetes.io/managed-by";

pub(crate) struct LegacyEndpoints;

impl Controller for LegacyEndpoints {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
        if change.key.kind == Kind::SERVICE || change.key.kind == Kind::ENDPOINTS {
            return vec![Key::new(Kind::SERVICE, &change.key.namespace, &change.key.name)];
        }
        endpoints::services_of(change, world)
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(service) = endpoints::selecting(key, view) else {
            return gone(key, view);
        };
        let mut labels = service.at("/metadata/labels").clone();
        labels[MANAGED_BY] = json!("endpoint-controller");
        if service.text("/spec/clusterIP") == "None" {
            labels["service.kubernetes.io/headless"] = json!("");
        }
        let subsets = subsets(service, view.world);
        let own = Key::new(Kind::ENDPOINTS, &key.namespace, &key.name);
        let Some(existing) = view.world.get(&own) else {
            let mut object = json!({
                "apiVersion": "v1", "kind": "Endpoints",
                "metadata": { "name": key.name, "namespace": key.namespace, "labels": labels },
            });
            if !subsets.is_empty() {
                object["subsets"] = Value::Array(subsets);
            }
            return Decision::write(Write::Create {
                namespace: key.namespace.clone(),
                object,
            });
        };
        if existing.list("/subsets") == subsets && *existing.at("/metadata/labels") == labels {
            return Decision::none();
        }
        let mut object = existing.to_value();
        object["metadata"]["labels"] = labels;
        object["subsets"] = Value::Array(subsets);
        Decision::write(Write::Replace {
            key: own,
            object,
            subresource: "",
        })
    }
}

/// Endpoints go with their Service, unless somebody else has made them.
fn gone(key: &Key, view: &View<'_>) -> Decision {
    let own = Key::new(Kind::ENDPOINTS, &key.namespace, &key.name);
    let existing = view
        .world
        .get(&own)
        .filter(|existing| existing.label(MANAGED_BY).is_some());
    match existing {
        Some(existing) if view.world.get(key).is_none() && !existing.is_deleting() => {
            Decision::write(Write::delete(own, existing))
        }
        Some(_) | None => Decision::none(),
    }
}

fn subsets(service: &Object, world: &World) -> Vec<Value> {
    let mut groups: BTreeMap<String, (Value, [Vec<Value>; 2])> = BTreeMap::new();
    let mut pods: Vec<_> = endpoints::selected(service, world)
        .filter(|pod| !pod.is_deleting())
        .collect();
    pods.sort_by_key(|pod| pod.text("/status/podIP").to_owned());
    for pod in pods {
        let ports = without_empty_names(endpoints::ports(service, pod));
        let mut address = json!({
            "ip": pod.at("/status/podIP"), "nodeName": pod.at("/spec/nodeName"),
            "targetRef": { "kind": "Pod", "namespace": pod.namespace(), "name": pod.name(), "uid": pod.uid() },
        });
        if pod.text("/spec/subdomain") == service.name() && !pod.text("/spec/hostname").is_empty() {
            address["hostname"] = pod.at("/spec/hostname").clone();
        }
        let ready = service.is("/spec/publishNotReadyAddresses") || pods::is_ready(pod);
        let group = groups
            .entry(ports.to_string())
            .or_insert_with(|| (ports, [Vec::new(), Vec::new()]));
        group.1[usize::from(!ready)].push(address);
    }
    let subsets = groups.into_values().map(|(ports, [ready, not_ready])| {
        let mut subset = Map::new();
        for (name, addresses) in [("addresses", ready), ("notReadyAddresses", not_ready)] {
            if !addresses.is_empty() {
                subset.insert(name.to_owned(), Value::Array(addresses));
            }
        }
        if ports.as_array().is_some_and(|ports| !ports.is_empty()) {
            subset.insert(String::from("ports"), ports);
        }
        Value::Object(subset)
    });
    subsets.collect()
}

fn without_empty_names(mut ports: Value) -> Value {
    for port in ports.as_array_mut().into_iter().flatten() {
        if let Some(port) = port.as_object_mut()
            && port.get("name").is_some_and(|name| name == "")
        {
            port.remove("name");
        }
    }
    ports
}
