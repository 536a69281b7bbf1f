//! CRDs whose defaults their own rules reject. `kubewright_core::check` finds everything else, which needs no running rules.

use kubewright_core::check;
use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::{Located, Message};
use kubewright_core::schema::Schema;
use serde_json::Value;

use crate::cause::Cause;
use crate::node::Node;
use crate::path::Path;
use crate::rules::{BUDGET, Rules};
use crate::values;

/// Finds why the API server refuses a CRD. The place is a JSON pointer into the CRD; it may lead to a field that is missing.
///
/// ```
/// use kubewright_validation::definition;
/// use serde_json::json;
///
/// let crd = serde_json::from_value(json!({
///     "apiVersion": "apiextensions.k8s.io/v1",
///     "kind": "CustomResourceDefinition",
///     "metadata": {"name": "teas.example.com"},
///     "spec": {
///         "group": "example.com",
///         "names": {"kind": "Tea", "plural": "teas", "singular": "tea"},
///         "scope": "Namespaced",
///         "versions": [{
///             "name": "v1", "served": true, "storage": true,
///             "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {
///                 "type": "object",
///                 "properties": {"cups": {
///                     "type": "integer", "default": 3,
///                     "x-kubernetes-validations": [{"rule": "self % 2 == 0", "message": "must be even"}]
///                 }}
///             }}}}
///         }]
///     }
/// }))?;
/// let found = definition(&crd);
/// assert_eq!(
///     found[0].message.text,
///     "the default breaks a rule: Invalid value: 3: must be even"
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn definition(crd: &Crd) -> Vec<Located<String>> {
    let mut found = check::definition(crd);
    for (index, version) in crd.spec.versions.iter().enumerate() {
        let rejected = rejected_defaults(&version.schema.open_api_v3_schema).into_iter();
        found.extend(rejected.map(|rejected| {
            let pointer = format!(
                "/spec/versions/{index}/schema/openAPIV3Schema{}",
                rejected.pointer
            );
            rejected.message.at(pointer)
        }));
    }
    found
}

/// A default that breaks a rule of its schema.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RejectedDefault<'s> {
    /// The part of the schema that has the default.
    pub schema: &'s Schema,
    /// The JSON pointer from the root of the schema to the default.
    pub pointer: String,
    /// The path of the field, such as `spec.ports[]`.
    pub field: String,
    /// What is wrong.
    pub message: Message,
}

/// Finds the defaults of a version that the API server refuses because of a rule. Defaults that are wrong otherwise, and rules that do
/// not compile, are left to [`check::version`].
///
/// ```
/// use kubewright_validation::rejected_defaults;
///
/// let schema = serde_json::from_value(serde_json::json!({
///     "type": "array", "items": {"type": "string"}, "default": ["a"],
///     "x-kubernetes-validations": [{"rule": "size(self) > 1"}]
/// }))?;
/// let found = rejected_defaults(&schema);
/// assert_eq!(
///     found[0].message.text,
///     "the default breaks a rule: Invalid value: failed rule: size(self) > 1"
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn rejected_defaults(schema: &Schema) -> Vec<RejectedDefault<'_>> {
    let mut search = Search {
        budget: BUDGET,
        found: Vec::new(),
    };
    search.walk(schema, true, &mut Vec::new());
    search.found
}

/// A step down a schema.
#[derive(Clone, Copy)]
enum Below<'s> {
    Property(&'s str),
    Items,
}

struct Search<'s> {
    /// What all rules of all defaults may still cost.
    budget: i64,
    found: Vec<RejectedDefault<'s>>,
}

impl<'s> Search<'s> {
    /// The API server allows no defaults in the values of maps.
    fn walk(&mut self, schema: &'s Schema, is_root: bool, path: &mut Vec<Below<'s>>) {
        if let Some(default) = schema.default.as_ref().filter(|default| !default.is_null()) {
            for cause in self.causes(default, schema, is_root) {
                self.found.push(RejectedDefault {
                    schema,
                    pointer: pointer(path),
                    field: field(path),
                    message: message(&cause),
                });
            }
        }
        let properties = schema
            .properties
            .iter()
            .map(|(name, schema)| (Below::Property(name), schema));
        let items = schema.items.as_deref().map(|schema| (Below::Items, schema));
        for (step, schema) in properties.chain(items) {
            path.push(step);
            self.walk(schema, false, path);
            path.pop();
        }
    }

    fn causes(&mut self, default: &Value, schema: &Schema, is_root: bool) -> Vec<Cause> {
        let Some(rules) = Rules::new(schema, is_root).filter(Rules::all_compile) else {
            return Vec::new();
        };
        let node = Node::new(schema);
        if !values::check(default, &node, &Path::Root, None).is_empty() {
            return Vec::new();
        }
        rules.check_default(default, &node, &mut self.budget)
    }
}

fn message(cause: &Cause) -> Message {
    let at = match cause.at.is_empty() {
        true => String::new(),
        false => format!(" at `{}`", cause.field),
    };
    Message::new(format!("the default breaks a rule{at}: {}", cause.message))
        .help("change the default or the rule")
}

fn pointer(path: &[Below<'_>]) -> String {
    let schema = path.iter().fold(String::new(), |above, step| match step {
        Below::Property(name) => check::below(&check::below(&above, "properties"), name),
        Below::Items => check::below(&above, "items"),
    });
    check::below(&schema, "default")
}

fn field(path: &[Below<'_>]) -> String {
    let step = |step: &Below<'_>| match step {
        Below::Property(name) => format!(".{name}"),
        Below::Items => "[]".to_owned(),
    };
    let text: String = path.iter().map(step).collect();
    text.trim_start_matches('.').to_owned()
}
