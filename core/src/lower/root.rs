//! The `metadata` of a root type: the API server defines its schema, so markers may only make it required, or restrict the
//! name.

use super::{Graph, Lowerer};
use crate::{
    diagnostic::Message,
    ir::Field,
    markers::{self, Effect, keywords::SCHEMA},
    schema::{Origin, Schema},
};

/// The name of the field, in Rust and in JSON.
pub(super) const METADATA: &str = "metadata";

impl<G: Graph> Lowerer<'_, G> {
    /// Applies the markers of `metadata` to the schema of the object.
    pub(super) fn metadata(&mut self, node: &G::Node, object: &mut Schema, field: &Field) {
        // The API server always sets it, so it is optional unless a marker makes it required.
        if self.required(node, field, false) {
            object.required.insert(METADATA.to_owned());
        }
        if let Some(last) = field.markers.iter().rfind(|marker| marker.name == SCHEMA) {
            let mut metadata = self.patched(node, &field.markers, Schema::of("object"));
            metadata.origins.push(Origin {
                key: "",
                place: self.place(node, last.at),
            });
            object.properties.insert(METADATA.to_owned(), metadata);
        }
        for marker in field.markers.iter().filter(|marker| marker.name != SCHEMA) {
            let restricts = markers::find(&marker.name).is_some_and(|found| match found.def.effect {
                Effect::Schema { .. } | Effect::Lowerer(_) => true,
                Effect::Presence { .. }
                | Effect::Resource(_)
                | Effect::Project(_)
                | Effect::Placed(_)
                | Effect::Refused(_)
                | Effect::Ignored => false,
            });
            if restricts {
                let message = Message::new(
                    "of the `metadata` of a root type, a schema may only restrict `name` and `generateName`",
                )
                .help(
                    "put an `XValidation` rule about `self.metadata.name` on the type, or write `+kubewright:schema={\"properties\": {\"name\": {...}}}`",
                );
                self.error(node, marker.at, message.about_marker(&marker.name));
            }
        }
    }
}
