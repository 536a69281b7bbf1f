//! Finds what the API server would reject in a schema, before the schema is applied.
//!
//! A check is a function over one `Node`; `CHECKS` lists all checks, and `walk` runs each of them on every node. Parts
//! of a schema that are not known from one item ([`Schema::opaque`]) are never reported as incomplete.

mod bounds;
pub(crate) mod cel;
mod definition;
mod extensions;
mod finding;
mod lists;
mod node;
mod paths;
mod patterns;
mod rules;
mod structural;
mod values;

use crate::{
    diagnostic::{Errors, Located, Message},
    ir::Site,
    markers::resource::Resource,
    schema::Schema,
};
use node::{Level, Node};

pub use definition::{around_schemas, below, definition, key_of_scale, markers_of};
pub use finding::{By, Finding};
pub use rules::{RuleCost, costs};

/// The place of an error in a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// The type as a whole, if no closer place is known.
    Type,
    /// A place that an [`crate::schema::Origin`] or a [`crate::schema::Validation`] refers to.
    Place(usize),
    /// An argument of the marker that a [`crate::schema::Validation`] refers to, by its name in a CRD.
    Rule(usize, &'static str),
    /// A marker of the root type.
    Site(Site),
    /// An argument of a marker of the root type.
    Argument(Site, &'static str),
}

/// The checks, one file per subject.
const CHECKS: &[fn(&Node<'_>, &mut Findings)] = &[
    structural::check,
    extensions::check,
    lists::check,
    patterns::check,
    bounds::check,
    values::check,
    rules::check,
];

/// Checks one version of a CRD: its schema, as [`crate::crd::root_schema`] builds it, and the paths in its markers.
pub fn version(schema: &Schema, resource: &Resource) -> Vec<Finding> {
    let mut findings = Findings::default();
    walk(&Node::root(schema, Level::Root), &mut findings);
    rules::check_sum(&mut findings);
    if resource.status {
        structural::check_beside_status(&Node::root(schema, Level::Root), &mut findings);
    }
    paths::check(schema, resource, &mut findings);
    findings.take()
}

/// Checks only what is beside the schema of a version: columns, scale and selectable fields, and their paths into the schema.
///
/// ```
/// use kubewright_core::check;
///
/// let version = serde_json::from_value(serde_json::json!({
///     "name": "v1", "served": true, "storage": true,
///     "schema": {"openAPIV3Schema": {"type": "object"}},
///     "additionalPrinterColumns": [{"name": "Color", "type": "string", "jsonPath": ".color"}]
/// }))?;
/// let markers = check::markers_of(&version, |_| 0);
/// let findings = check::beside_schema(&version.schema.open_api_v3_schema, &markers);
/// assert_eq!(findings[0].by, check::By::Kubewright);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn beside_schema(schema: &Schema, resource: &Resource) -> Vec<Finding> {
    let mut findings = Findings::default();
    paths::check(schema, resource, &mut findings);
    findings.take()
}

/// Checks the schema of a type that is not a root type, as far as it is complete by itself.
///
/// ```
/// use kubewright_core::{check, schema::Schema};
///
/// let list = Schema::of("array");
/// let findings = check::part(&list);
/// assert_eq!(findings[0].message.text, "an array needs a schema for its items");
/// ```
pub fn part(schema: &Schema) -> Vec<Located<At>> {
    let mut findings = Findings::default();
    walk(&Node::root(schema, Level::Field), &mut findings);
    findings.take().into_iter().map(|finding| finding.error).collect()
}

fn walk(node: &Node<'_>, findings: &mut Findings) {
    for check in CHECKS {
        check(node, findings);
    }
    for child in node.children() {
        walk(&child, findings);
    }
}

/// The errors, without duplicates.
#[derive(Default)]
struct Findings {
    errors: Errors<Finding>,
    budget: rules::Budget,
}

impl Findings {
    /// Adds what the API server refuses about a node, at the place that set `key`.
    fn add(&mut self, node: &Node<'_>, key: &str, message: Message) {
        self.add_by(By::ApiServer, node, key, message);
    }

    /// Adds an error about a node.
    fn add_by(&mut self, by: By, node: &Node<'_>, key: &str, message: Message) {
        let (place, path) = node.place(key);
        self.push_by(by, place.map_or(At::Type, At::Place), &path, message);
    }

    /// Adds what the API server refuses at a place; `path` leads from there to the part of the schema that is wrong.
    fn push(&mut self, at: At, path: &str, message: Message) {
        self.push_by(By::ApiServer, at, path, message);
    }

    fn push_by(&mut self, by: By, at: At, path: &str, message: Message) {
        let text = if path.is_empty() {
            message.text
        } else {
            format!("`{path}`: {}", message.text)
        };
        let error = Message { text, ..message }.at(at);
        self.errors.push(Finding { by, error });
    }

    fn take(mut self) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        for error in self.errors.take() {
            if !found.contains(&error) {
                found.push(error);
            }
        }
        found
    }
}
