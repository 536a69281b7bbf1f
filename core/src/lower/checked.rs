//! Lowers whole versions of kinds, and maps the findings of the checks to source places.

use super::{Graph, Lowerer, Place};
use crate::{
    check::{self, At},
    crd::{Version, root_schema},
    diagnostic::{Located, Message},
    ir::{Body, Site},
    markers::{args::value_of, csv::CSV, resource::Resource},
    schema::Schema,
};

impl<G: Graph> Lowerer<'_, G> {
    /// Returns the version of a kind that a root type describes: its schema and the values of its markers. Errors in
    /// both are collected. `None` if the type is not a root type.
    pub fn version(&mut self, node: &G::Node) -> Option<Version> {
        let graph = self.graph;
        let decl = graph.decl(node);
        let schema = root_schema(self.schema(node));
        self.refuse_described(node);
        let (resource, errors) = Resource::read(&decl.markers);
        for (site, error) in errors {
            self.error_in(node, site, error);
        }
        let found = check::version(&schema, &resource);
        self.error_all(node, found.into_iter().map(|finding| finding.error));
        Some(Version {
            root: decl.root.clone()?,
            resource,
            schema,
        })
    }

    /// `spec` and `status` have no path of their own, so nothing can describe them.
    fn refuse_described(&mut self, node: &G::Node) {
        let graph = self.graph;
        let Body::Struct(fields) = &graph.decl(node).body else {
            return;
        };
        for field in fields {
            for marker in field.markers.iter().filter(|marker| marker.name == CSV) {
                let message = Message::new(format!("does not apply to `{}` of a root type", field.name))
                    .help("put it on the fields of its type");
                self.error(node, marker.at, message.about_marker(CSV));
            }
        }
    }

    /// Collects errors in the schema of a type that is not a root type.
    pub fn check_part(&mut self, node: &G::Node, schema: &Schema) {
        self.error_all(node, check::part(schema));
    }

    fn error_all(&mut self, node: &G::Node, errors: impl IntoIterator<Item = Located<At>>) {
        for Located { place, message } in errors {
            match place {
                At::Place(place) => self.error_at(place, message),
                At::Rule(place, name) => {
                    let Place { node, at, .. } = self.places[place].clone();
                    self.error_in_argument(&node, at, name, message);
                }
                At::Site(site) => self.error(node, site, message),
                At::Argument(site, name) => self.error_in_argument(node, site, name, message),
                At::Type => self.error(node, self.graph.decl(node).at, message),
            }
        }
    }

    /// Adds an error about an argument of the marker at a site, or about the marker if it has no such argument.
    fn error_in_argument(&mut self, node: &G::Node, site: Site, name: &str, message: Message) {
        let mut markers = self.graph.decl(node).markers();
        let marker = markers.find(|marker| marker.at == site);
        let part = marker.and_then(|marker| value_of(&marker.args, name));
        self.error_in(node, site, message.at(part.filter(|part| !part.is_empty())));
    }
}
