//! Findings of the checks, at the places that the lowerer remembers.

use super::{Graph, Lowerer};
use crate::{
    check::{self, At, Finding},
    markers::resource::Resource,
    schema::Schema,
};

impl<G: Graph> Lowerer<'_, G> {
    /// Reports what is wrong with a version of a CRD. `schema` is the root type's, as [`crate::crd::root_schema`]
    /// finishes it.
    pub fn check_version(&mut self, node: &G::Node, schema: &Schema, resource: &Resource) {
        self.report_all(node, check::version(schema, resource));
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
