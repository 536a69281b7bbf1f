//! Whole versions of kinds, and the findings of the checks at the places that the lowerer remembers.

use super::{Graph, Lowerer};
use crate::{
    check::{self, At, Finding},
    crd::{Version, root_schema},
    markers::resource::Resource,
    schema::Schema,
};

impl<G: Graph> Lowerer<'_, G> {
    /// The version of a kind that a root type describes: its schema and what its markers say. What is wrong with either is
    /// reported. Nothing if the type is no root.
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

    /// Reports what is wrong with the schema of a type that is no root.
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
