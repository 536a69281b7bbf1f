//! Combinations of `x-kubernetes-*` keywords, `default` and `nullable` that the API server rejects.

use super::{By, Findings, node::Node};
use crate::diagnostic::Message;

pub(super) fn check(node: &Node<'_>, findings: &mut Findings) {
    embedded(node, findings);
    int_or_string(node, findings);
    map_type(node, findings);
    if let (Some(reason), Some(_)) = (node.no_default, &node.schema.default) {
        findings.add(
            node,
            "default",
            Message::new(format!("a default is not allowed {reason}")),
        );
    }
}

fn embedded(node: &Node<'_>, findings: &mut Findings) {
    const KEY: &str = "x-kubernetes-embedded-resource";
    let schema = node.schema;
    if !schema.embedded_resource {
        return;
    }
    if !schema.is("object") && !schema.opaque {
        let message = Message::new("an embedded resource must be of type `object`");
        findings.add(
            node,
            KEY,
            message.help("add `+kubebuilder:validation:Type=object`"),
        );
    }
    if schema.properties.is_empty() && !schema.preserve_unknown_fields && !schema.opaque {
        let message =
            Message::new("the API server drops all fields of an embedded resource without properties");
        findings.add(
            node,
            KEY,
            message.help("add `+kubebuilder:pruning:PreserveUnknownFields`"),
        );
    }
    if node.meta {
        findings.add(
            node,
            KEY,
            Message::new("an embedded resource is not allowed in an object's metadata")
                .help("remove `+kubebuilder:validation:EmbeddedResource`"),
        );
    }
}

fn int_or_string(node: &Node<'_>, findings: &mut Findings) {
    const KEY: &str = "x-kubernetes-int-or-string";
    let schema = node.schema;
    if !schema.int_or_string {
        return;
    }
    if schema.preserve_unknown_fields {
        let message = Message::new("an int-or-string cannot preserve unknown fields");
        findings.add(node, KEY, message.help("remove one of the two"));
    }
    if schema.embedded_resource {
        let message = Message::new("an int-or-string cannot be an embedded resource");
        findings.add(node, KEY, message.help("remove one of the two"));
    }
    if let Some(ty) = schema.ty.as_deref().filter(|ty| !ty.is_empty()) {
        let message = Message::new(format!("an int-or-string cannot have the type `{ty}`"));
        // The API server takes values of the one type only.
        let message = message.help("remove the type with `+kubebuilder:validation:Type=\"\"`");
        findings.add_by(By::Kubewright, node, KEY, message);
    }
}

fn map_type(node: &Node<'_>, findings: &mut Findings) {
    const KEY: &str = "x-kubernetes-map-type";
    let Some(map_type) = &node.schema.map_type else {
        return;
    };
    if !node.schema.is("object") && !node.schema.opaque {
        let message = Message::new("only an object can have a map type");
        findings.add(node, KEY, message.help("remove `+mapType` and `+structType`"));
    }
    if !["atomic", "granular"].contains(&map_type.as_str()) {
        let message = Message::new(format!("unknown map type `{map_type}`"));
        findings.add(node, KEY, message.help("use `atomic` or `granular`"));
    }
}
