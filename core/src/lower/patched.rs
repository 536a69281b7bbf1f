//! Keywords that a marker sets as they are, after everything else.

use super::{Graph, Lowerer};
use crate::{ir::Marker, markers::keywords, schema::Schema};

impl<G: Graph> Lowerer<'_, G> {
    /// Applies the markers that set keywords.
    pub(super) fn patched(&mut self, node: &G::Node, markers: &[Marker], mut schema: Schema) -> Schema {
        for marker in markers.iter().filter(|marker| marker.name == keywords::SCHEMA) {
            let set = keywords::keywords(&marker.args).and_then(|keywords| schema.patch(&keywords));
            if let Err(message) = set {
                self.error(node, marker.at, message.about_marker(&marker.name));
            }
        }
        schema
    }
}
