//! Keywords that a marker sets as they are, after everything else.

use serde_json::{Map, Value};

use super::{Graph, Lowerer};
use crate::{diagnostic::Message, ir::Marker, markers::keywords, schema::Schema};

impl<G: Graph> Lowerer<'_, G> {
    /// Applies the markers that set keywords.
    pub(super) fn patched(&mut self, node: &G::Node, markers: &[Marker], mut schema: Schema) -> Schema {
        let mut before: Vec<Map<String, Value>> = Vec::new();
        for marker in markers.iter().filter(|marker| marker.name == keywords::SCHEMA) {
            let set = keywords::keywords(&marker.args).and_then(|keywords| {
                if let Some(key) = before.iter().find_map(|before| clash(before, &keywords)) {
                    let message = format!("contradicts the marker above, which sets `{key}` too");
                    return Err(Message::new(message).help("keep one of the two"));
                }
                schema.patch(&keywords)?;
                before.push(keywords);
                Ok(())
            });
            if let Err(message) = set {
                self.error(node, marker.at, message.about_marker(&marker.name));
            }
        }
        schema
    }
}

/// A keyword that both set, to other values.
fn clash<'a>(before: &'a Map<String, Value>, now: &Map<String, Value>) -> Option<&'a str> {
    before.iter().find_map(|(key, old)| {
        let new = now.get(key)?;
        match (key.as_str(), old, new) {
            ("items" | "additionalProperties", Value::Object(old), Value::Object(new)) => clash(old, new),
            ("properties", Value::Object(old), Value::Object(new)) => {
                old.iter().find_map(|(name, old)| match (old, new.get(name)?) {
                    (Value::Object(old), Value::Object(new)) => clash(old, new),
                    (old, new) => (old != new).then_some(name.as_str()),
                })
            }
            (key, old, new) => (old != new).then_some(key),
        }
    })
}
