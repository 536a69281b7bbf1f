//! Markers on a type whose values are the keys of a map. A schema has no place for what they say.

use super::{Graph, Lowerer};
use crate::{
    diagnostic::Message,
    ir::{Marker, Site},
    schema::Schema,
};

/// The keywords that restrict strings.
const RESTRICTIONS: [&str; 6] = [
    "enum",
    "format",
    "maxLength",
    "minLength",
    "pattern",
    "x-kubernetes-validations",
];

/// Whether some of these markers are about the keys of a map.
pub(super) fn are_marked(markers: &[Marker]) -> bool {
    markers
        .iter()
        .any(|marker| marker.name.split(':').any(|step| step == "keys"))
}

impl<G: Graph> Lowerer<'_, G> {
    /// Reports a restriction of the type of a map's keys, unless markers beside the map are about the keys: then the author
    /// knows, and the restriction is for other places of the type.
    pub(super) fn refuse_key_markers(&mut self, node: &G::Node, key: &Schema, at: Site) {
        let mut origins = key.origins.iter();
        let restriction = origins.find(|origin| RESTRICTIONS.contains(&origin.key));
        let Some(origin) = restriction.filter(|_| !self.keyed) else {
            return;
        };
        let Some(place) = self.places.get(origin.place) else {
            return;
        };
        let graph = self.graph;
        let decl = graph.decl(&place.node);
        let Some(marker) = decl.markers().find(|marker| marker.at == place.at) else {
            return;
        };
        let message = Message::new(format!(
            "`+{}` of `{}` has no effect on the keys of a map",
            marker.name, decl.name
        ));
        self.error(
            node,
            at,
            message.help("remove it, or put `+kubebuilder:validation:keys:...` on the field"),
        );
    }
}
