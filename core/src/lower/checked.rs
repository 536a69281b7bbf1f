//! Lowers whole versions of kinds, and maps the findings of the checks to source places.

use super::{Graph, Lowerer};
use crate::{
    check::{self, At, Finding},
    crd::{Version, root_schema},
    markers::resource::Resource,
    schema::Schema,
};

impl<G: Graph> Lowerer<'_, G> {
    /// Returns the version of a kind that a root type describes: its schema and the values of its markers. Problems of
    /// both are reported. `None` if the type is not a root type.
    pub fn version(&mut self, node: &G::Node) -> Option<Version> {
        let graph = self.graph;
        let decl = graph.decl(node);
        let schema = root_schema(self.schema(node));
        let (resource, problems) = Resource::read(&decl.markers);
        for (site, message) in problems {
            self.misuse(node, site, message);
        }
        self.report_all(node, check::version(&schema, &resource));
        Some(Version {
            root: decl.root.clone()?,
            resource,
            schema,
        })
    }

    /// Reports problems in the schema of a type that is not a root type.
    pub fn check_part(&mut self, node: &G::Node, schema: &Schema) {
        self.report_all(node, check::part(schema));
    }

    fn report_all(&mut self, node: &G::Node, findings: Vec<Finding>) {
        for Finding { at, message } in findings {
            match at {
                At::Place(place) => self.report(place, message),
                At::Site(site) => self.misuse(node, site, message),
                At::Type => self.misuse(node, self.graph.decl(node).at, message),
            }
        }
    }
}
