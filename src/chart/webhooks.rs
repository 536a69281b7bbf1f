//! The templates of webhook configurations.

use serde_json::Value;

use super::conditions;
use super::json::list;
use super::names::Names;
use super::node::{Entry, Node};
use super::sort::Sorted;

/// The annotation by which cert-manager injects a CA.
pub(super) const INJECT: &str = "cert-manager.io/inject-ca-from";

pub(super) fn configuration(object: &Value, sorted: &Sorted, names: &Names) -> Node {
    let mut node = names.object(object);
    injected(&mut node, object, names);
    let webhooks = node.key("webhooks").items();
    for (item, _) in webhooks.iter_mut().zip(list(&object["webhooks"])) {
        bundle(item.node.key("clientConfig"), &conditions::sources(sorted));
    }
    node
}

/// Makes the annotation depend on who issues the certificate.
pub(super) fn injected(node: &mut Node, object: &Value, names: &Names) {
    let from = &object["metadata"]["annotations"][INJECT];
    if !from.is_null() {
        let entry = Entry::new(INJECT, names.node(from)).when(conditions::webhook_certificate());
        node.at(&["metadata", "annotations"]).put(entry);
    }
}

/// The CA of a certificate from a Secret that exists.
pub(super) fn bundle(client: &mut Node, sources: &[&str]) {
    if sources.contains(&"secret") && !sources.is_empty() {
        let entry = Entry::new(
            "caBundle",
            Node::expression(".Values.webhooks.certificate.caBundle"),
        );
        client.put(entry.when(conditions::given_certificate()));
    }
}
