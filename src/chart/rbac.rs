//! The templates of roles, bindings and the service account.

use serde_json::Value;

use super::conditions;
use super::json::text;
use super::names::Names;
use super::node::{Condition, Entry, Node};
use super::sort::{Role, Sorted};

/// The manager's role in the whole cluster.
pub(super) fn cluster_role(sorted: &Sorted) -> Option<&Value> {
    let mut roles = sorted.of(Role::ManagerRights).map(|object| &object.value);
    roles.find(|role| role["kind"] == "ClusterRole" && !role["rules"].is_null())
}

pub(super) fn account(object: &Value, names: &Names) -> (Condition, Node) {
    let mut node = names.object(object);
    // The annotations are a value; those for all objects follow.
    let expression = "toYaml (merge dict .Values.serviceAccount.annotations .Values.commonAnnotations)";
    let any = Condition::value("serviceAccount.annotations").or(Condition::value("commonAnnotations"));
    let annotations = Node::Map(vec![Entry::many(expression).when(any)]);
    let metadata = node.key("metadata");
    metadata.put(Entry::new("annotations", annotations));
    *metadata.key("name") = Node::string(names.helper("serviceAccountName"));
    (Condition::value("serviceAccount.create"), node)
}

/// A role or a binding.
pub(super) fn role(object: &Value, role: Role, sorted: &Sorted, names: &Names) -> (Condition, Node) {
    let create = Condition::value("rbac.create");
    let when = match role {
        Role::LeaderElection
            if sorted
                .manager
                .flag(super::manager::Topic::LeaderElection)
                .is_some() =>
        {
            create.and(Condition::value("leaderElection.enabled"))
        }
        Role::MetricsAuth | Role::MetricsReader if sorted.manager.metrics_port().is_some() => {
            create.and(conditions::metrics_secure())
        }
        Role::OwnCertificates => create.and(conditions::own_certificate(sorted)),
        Role::Helper => Condition::value("rbac.helpers"),
        _ => create,
    };
    let mut node = names.object(object);
    let is_cluster_wide = cluster_role(sorted).is_some_and(|cluster| {
        let bound = text(&object["roleRef"]["name"]);
        std::ptr::eq(cluster, object)
            || object["roleRef"]["kind"] == "ClusterRole" && cluster["metadata"]["name"] == bound
    });
    if is_cluster_wide {
        namespaced(&mut node, object);
    }
    (when, node)
}

/// Makes a role or binding one of the namespace, if the values say so.
fn namespaced(node: &mut Node, object: &Value) {
    let kind = |kind: &Value| {
        let narrow = text(kind).trim_start_matches("Cluster").to_owned();
        let choice = format!("ternary {narrow:?} {:?} .Values.rbac.namespaced", text(kind));
        Node::expression(choice)
    };
    *node.key("kind") = kind(&object["kind"]);
    let here = Entry::new("namespace", Node::string(".Release.Namespace"));
    node.key("metadata")
        .put(here.when(Condition::value("rbac.namespaced")));
    if let Some(reference) = object.get("roleRef") {
        *node.at(&["roleRef", "kind"]) = kind(&reference["kind"]);
    }
}
