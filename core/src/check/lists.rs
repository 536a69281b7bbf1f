//! Lists that server-side apply merges: sets and associative lists.

use super::{Findings, node::Node};
use crate::{diagnostic::Message, schema::Schema, suggest};

const TYPE: &str = "x-kubernetes-list-type";
const KEYS: &str = "x-kubernetes-list-map-keys";

pub(super) fn check(node: &Node<'_>, findings: &mut Findings) {
    let schema = node.schema;
    let list_type = schema.list_type.as_deref();
    if !schema.list_map_keys.is_empty() && list_type != Some("map") {
        let message = Message::new("a list with keys needs the list type `map`");
        findings.add(node, KEYS, message.help("add `+listType=map`"));
    }
    let Some(list_type) = list_type else {
        return;
    };
    if !schema.is("array") && !schema.opaque {
        findings.add(node, TYPE, Message::new("only an array can have a list type"));
        return;
    }
    let items = schema.items.as_deref();
    match list_type {
        "atomic" => {}
        "set" => set(node, items, findings),
        "map" => map(node, items, findings),
        other => {
            let message = Message::new(format!("unknown list type `{other}`"));
            findings.add(node, TYPE, message.help("use `atomic`, `set` or `map`"));
        }
    }
}

fn nullable(node: &Node<'_>, items: &Schema, findings: &mut Findings) {
    if items.nullable {
        let message = Message::new("items of a set or an associative list cannot be null");
        findings.add(node, TYPE, message.help("remove `+nullable` or the list type"));
    }
}

fn set(node: &Node<'_>, items: Option<&Schema>, findings: &mut Findings) {
    let Some(items) = items else {
        return;
    };
    nullable(node, items, findings);
    let help = "use `+listType=atomic`, or `+listType=map` with keys";
    match items.ty.as_deref() {
        Some("object") if items.map_type.as_deref() != Some("atomic") && !items.opaque => {
            let message = Message::new("objects in a set must be atomic, and these are not");
            findings.add(
                node,
                TYPE,
                message.help(format!(
                    "put `+structType=atomic` or `+mapType=atomic` on them, or {help}"
                )),
            );
        }
        Some("array") if items.list_type.as_deref().is_some_and(|ty| ty != "atomic") => {
            let message = Message::new("lists in a set must be atomic, and these are not");
            findings.add(node, TYPE, message.help(help));
        }
        Some(_) | None => {}
    }
}

fn map(node: &Node<'_>, items: Option<&Schema>, findings: &mut Findings) {
    let keys = &node.schema.list_map_keys;
    if keys.is_empty() {
        let message = Message::new("an associative list needs keys");
        findings.add(node, TYPE, message.help("add `+listMapKey=...`"));
    }
    for (index, key) in keys.iter().enumerate() {
        if keys[..index].contains(key) {
            findings.add(
                node,
                KEYS,
                Message::new(format!("the key `{key}` is listed twice")),
            );
        }
    }
    let Some(items) = items else {
        return;
    };
    nullable(node, items, findings);
    if !items.is("object") {
        if !items.opaque {
            let message =
                Message::new("items of an associative list must be objects with their keys as fields");
            findings.add(
                node,
                TYPE,
                message.help("use `+listType=set` or `+listType=atomic`"),
            );
        }
        return;
    }
    for key in keys {
        map_key(node, items, key, findings);
    }
}

fn map_key(node: &Node<'_>, items: &Schema, key: &str, findings: &mut Findings) {
    let Some(property) = items.properties.get(key) else {
        if !items.opaque {
            let message = Message::new(format!("the items have no field `{key}` to use as a key"));
            let near = suggest::nearest(key, items.properties.keys().map(String::as_str));
            let names = || {
                items
                    .properties
                    .keys()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            findings.add(
                node,
                KEYS,
                match near {
                    Some(near) => message.help(format!("did you mean `{near}`?")),
                    None if items.properties.is_empty() => message,
                    None => message.help(format!("they have {}", names())),
                },
            );
        }
        return;
    };
    if property.is("array") || property.is("object") {
        let message = Message::new(format!(
            "the key `{key}` is an {}, but a key must be a scalar",
            property.ty.as_deref().unwrap_or_default()
        ));
        findings.add(node, KEYS, message);
    }
    if property.nullable {
        let message = Message::new(format!("the key `{key}` is nullable, but a key must not be null"));
        findings.add(node, KEYS, message.help("remove `+nullable` from it"));
    }
    if !items.required.contains(key) && property.default.is_none() && !items.opaque && !property.opaque {
        let message = Message::new(format!("the key `{key}` is neither required nor defaulted"));
        findings.add(
            node,
            KEYS,
            message.help("add `+required` or `+kubebuilder:default` to it"),
        );
    }
}
