//! The `metadata` of a root type: the API server defines its schema, so markers may only make it required.

use super::{Graph, Lowerer};
use crate::{
    diagnostic::Message,
    ir::Field,
    markers::{self, Effect},
    schema::Schema,
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
        for marker in &field.markers {
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
                    "the API server accepts no schema for the `metadata` of a root type",
                )
                .help(
                    "to restrict the name, put an `XValidation` rule about `self.metadata.name` on the type",
                );
                self.error(node, marker.at, message.about_marker(&marker.name));
            }
        }
    }
}
