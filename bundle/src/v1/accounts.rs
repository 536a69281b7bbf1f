//! Service accounts, and their roles.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Target, names};
use crate::pointer::{as_list, as_text};

const RBAC: &str = "rbac.authorization.k8s.io";

/// One service account for each name; that of every namespace exists already.
pub(super) fn service_accounts(target: &Target<'_>) -> Vec<Value> {
    let permissions = ["permissions", "clusterPermissions"];
    let all = permissions.iter().flat_map(|key| of(target, key));
    let names: BTreeSet<_> = all.map(account).collect();
    let own = names.into_iter().filter(|name| *name != "default");
    own.map(|name| {
        json!({
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": { "name": name, "namespace": target.install.namespace },
        })
    })
    .collect()
}

/// The permissions in each watched namespace.
pub(super) fn roles(target: &Target<'_>) -> Vec<Value> {
    if target.watches_all() {
        return Vec::new();
    }
    let mut objects = Vec::new();
    for namespace in target.watch {
        for permission in of(target, "permissions") {
            objects.extend(role(target, permission, Some(namespace)));
        }
    }
    objects
}

/// The permissions in the cluster. An operator for all namespaces has all of them there, and may list namespaces.
pub(super) fn cluster_roles(target: &Target<'_>) -> Vec<Value> {
    let mut permissions = of(target, "clusterPermissions").to_vec();
    if target.watches_all() {
        for permission in of(target, "permissions") {
            let mut permission = permission.clone();
            let mut rules = as_list(&permission["rules"]).to_vec();
            rules.push(
                json!({ "apiGroups": [""], "resources": ["namespaces"], "verbs": ["get", "list", "watch"] }),
            );
            permission["rules"] = rules.into();
            permissions.push(permission);
        }
    }
    permissions
        .iter()
        .flat_map(|permission| role(target, permission, None))
        .collect()
}

/// A role and its binding, in a namespace or in the cluster.
fn role(target: &Target<'_>, permission: &Value, namespace: Option<&str>) -> [Value; 2] {
    let kind = match namespace {
        Some(_) => "Role",
        None => "ClusterRole",
    };
    let account = account(permission);
    let name = names::role(target.csv, account, permission);
    let metadata = names::object([
        ("name", name.clone().into()),
        ("namespace", namespace.map_or(Value::Null, Into::into)),
    ]);
    let role = json!({
        "apiVersion": format!("{RBAC}/v1"),
        "kind": kind,
        "metadata": metadata,
        "rules": as_list(&permission["rules"]),
    });
    let binding = json!({
        "apiVersion": format!("{RBAC}/v1"),
        "kind": format!("{kind}Binding"),
        "metadata": metadata,
        "roleRef": { "apiGroup": RBAC, "kind": kind, "name": name },
        "subjects": [{ "kind": "ServiceAccount", "name": account, "namespace": target.install.namespace }],
    });
    [role, binding]
}

fn of<'a>(target: &Target<'a>, key: &str) -> &'a [Value] {
    as_list(&target.csv["spec"]["install"]["spec"][key])
}

fn account(permission: &Value) -> &str {
    match as_text(&permission["serviceAccountName"]) {
        "" => "default",
        name => name,
    }
}
