//! The service account that installs a bundle, with the least permissions for it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Install;
use crate::pointer::{as_list, as_text};

const RBAC: &str = "rbac.authorization.k8s.io";

/// Resources by kind, where the plural is not the kind with an `s`.
const PLURALS: [(&str, &str); 2] = [
    ("NetworkPolicy", "networkpolicies"),
    ("PriorityClass", "priorityclasses"),
];

/// The account, and roles with which it can create and update the objects of a bundle, and grant what their roles grant.
///
/// ```
/// use kubewright_bundle::v1::{Install, installer};
/// use serde_json::json;
///
/// let account = json!({ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": "cache", "namespace": "ops" } });
/// let objects = installer("cache", "cache-installer", &Install::new("ops"), &[account]);
/// let kinds: Vec<_> = objects.iter().map(|object| object["kind"].as_str().unwrap()).collect();
/// assert_eq!(kinds, ["ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]);
/// ```
#[must_use]
pub fn installer(extension: &str, account: &str, install: &Install, objects: &[Value]) -> Vec<Value> {
    let mut made = vec![json!({
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": { "name": account, "namespace": install.namespace },
    })];
    for (namespace, mut rules) in rules(objects) {
        if namespace.is_none() {
            rules.insert(
                0,
                json!({
                    "apiGroups": ["olm.operatorframework.io"],
                    "resources": ["clusterextensions/finalizers"],
                    "resourceNames": [extension],
                    "verbs": ["update"],
                }),
            );
        }
        made.extend(role(account, install, namespace.as_deref(), &rules));
    }
    made
}

/// The rules by namespace; first those for the whole cluster.
fn rules(objects: &[Value]) -> BTreeMap<Option<String>, Vec<Value>> {
    let mut names = BTreeMap::<_, BTreeSet<&str>>::new();
    let mut granted = BTreeMap::<Option<String>, Vec<Value>>::new();
    granted.insert(None, Vec::new());
    for object in objects {
        let metadata = &object["metadata"];
        let namespace = metadata["namespace"].as_str().map(str::to_owned);
        let (group, kind) = (group(object), as_text(&object["kind"]));
        names
            .entry((namespace.clone(), group, resource(kind)))
            .or_default()
            .insert(as_text(&metadata["name"]));
        if kind == "Role" || kind == "ClusterRole" {
            let rules = granted.entry(namespace).or_default();
            for rule in as_list(&object["rules"]) {
                if !rules.contains(rule) {
                    rules.push(rule.clone());
                }
            }
        }
    }
    let mut all = BTreeMap::<_, Vec<Value>>::new();
    for ((namespace, group, resource), names) in names {
        let rules = all.entry(namespace).or_default();
        // Nobody can be limited to names when something is created, listed or watched.
        rules.push(
            json!({ "apiGroups": [group], "resources": [resource], "verbs": ["create", "list", "watch"] }),
        );
        rules.push(json!({
            "apiGroups": [group],
            "resources": [resource],
            "resourceNames": names,
            "verbs": ["get", "update", "patch", "delete"],
        }));
    }
    for (namespace, rules) in granted {
        all.entry(namespace).or_default().extend(rules);
    }
    all
}

fn role(account: &str, install: &Install, namespace: Option<&str>, rules: &[Value]) -> [Value; 2] {
    let kind = match namespace {
        Some(_) => "Role",
        None => "ClusterRole",
    };
    let metadata = super::names::object([
        ("name", account.into()),
        ("namespace", namespace.map_or(Value::Null, Into::into)),
    ]);
    [
        json!({ "apiVersion": format!("{RBAC}/v1"), "kind": kind, "metadata": metadata, "rules": rules }),
        json!({
            "apiVersion": format!("{RBAC}/v1"),
            "kind": format!("{kind}Binding"),
            "metadata": metadata,
            "roleRef": { "apiGroup": RBAC, "kind": kind, "name": account },
            "subjects": [{ "kind": "ServiceAccount", "name": account, "namespace": install.namespace }],
        }),
    ]
}

fn group(object: &Value) -> &str {
    let version = as_text(&object["apiVersion"]);
    version.split_once('/').map_or("", |(group, _)| group)
}

fn resource(kind: &str) -> String {
    match PLURALS.iter().find(|(of, _)| *of == kind) {
        Some((_, plural)) => (*plural).to_owned(),
        None => format!("{}s", kind.to_lowercase()),
    }
}
