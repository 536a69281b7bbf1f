//! The templates of CRDs.

use serde_json::Value;

use super::conditions;
use super::names::Names;
use super::node::{Condition, Entry, Node};
use super::sort::Sorted;
use super::webhooks::injected;

pub(super) fn crd(object: &Value, sorted: &Sorted, names: &Names) -> (Condition, Node) {
    // Names do not occur in schemas, which are most of a CRD.
    let mut node = Node::Value(object.clone());
    *node.key("metadata") = names.node(&object["metadata"]);
    names.metadata(&mut node, object);
    injected(&mut node, object, names);
    let annotations = node.at(&["metadata", "annotations"]).entries();
    annotations.push(
        Entry::new("helm.sh/resource-policy", Node::literal("keep")).when(Condition::value("crds.keep")),
    );
    let conversion = &object["spec"]["conversion"];
    if !conversion["webhook"].is_null() && conditions::has_webhooks(sorted) {
        let mut webhook = names.node(conversion);
        super::webhooks::bundle(
            webhook.at(&["webhook", "clientConfig"]),
            &conditions::sources(sorted),
        );
        let entry = Entry::new("conversion", webhook).when(conditions::webhooks());
        node.key("spec").put(entry);
    }
    (Condition::value("crds.enabled"), node)
}
