//! Checks that a CRD has only keys that the API server knows, so that nothing is lost without a word.

use kubewright_core::schema::KEYWORDS;
use serde_json::{Map, Value};

use crate::problem::{Problem, below};

const TOP: &[&str] = &["apiVersion", "kind", "metadata", "spec"];
const METADATA: &[&str] = &["annotations", "labels", "name"];
const SPEC: &[&str] = &[
    "conversion",
    "group",
    "names",
    "preserveUnknownFields",
    "scope",
    "versions",
];
const NAMES: &[&str] = &[
    "categories",
    "kind",
    "listKind",
    "plural",
    "shortNames",
    "singular",
];
const VERSION: &[&str] = &[
    "additionalPrinterColumns",
    "deprecated",
    "deprecationWarning",
    "name",
    "schema",
    "selectableFields",
    "served",
    "storage",
    "subresources",
];
const COLUMN: &[&str] = &["description", "format", "jsonPath", "name", "priority", "type"];
const FIELD: &[&str] = &["jsonPath"];
const SCALE: &[&str] = &["labelSelectorPath", "specReplicasPath", "statusReplicasPath"];

const RULE: &[&str] = &[
    "fieldPath",
    "message",
    "messageExpression",
    "optionalOldSelf",
    "reason",
    "rule",
];

/// What is wrong with the keys of a CRD, in the order of the document.
#[derive(Default)]
struct Keys(Vec<Problem>);

/// Checks the object of a CRD.
pub(super) fn check(document: &Value) -> Vec<Problem> {
    let mut keys = Keys::default();
    keys.top(document);
    keys.0
}

impl Keys {
    fn top(&mut self, document: &Value) {
        let Some(top) = self.known(document, "", TOP) else {
            return;
        };
        if let Some(metadata) = self.needed(top, "", "metadata") {
            self.known(metadata, "metadata", METADATA);
        }
        let spec = self.needed(top, "", "spec");
        let Some(spec) = spec.and_then(|spec| self.known(spec, "spec", SPEC)) else {
            return;
        };
        if let Some(names) = self.needed(spec, "spec", "names") {
            self.known(names, "spec.names", NAMES);
        }
        match self.needed(spec, "spec", "versions") {
            Some(Value::Array(versions)) => {
                for (index, version) in versions.iter().enumerate() {
                    self.version(version, &format!("spec.versions[{index}]"));
                }
            }
            Some(_) => self.0.push(Problem::new("needs a list").at("spec.versions")),
            None => {}
        }
    }

    fn version(&mut self, version: &Value, path: &str) {
        let Some(keys) = self.known(version, path, VERSION) else {
            return;
        };
        for (key, fields) in [("additionalPrinterColumns", COLUMN), ("selectableFields", FIELD)] {
            self.each(keys.get(key), &below(path, key), |all, item, path| {
                all.known(item, path, fields);
            });
        }
        if let Some(subresources) = keys.get("subresources") {
            let path = format!("{path}.subresources");
            let keys = self.known(subresources, &path, &["scale", "status"]);
            if let Some(scale) = keys.and_then(|keys| keys.get("scale")) {
                self.known(scale, &format!("{path}.scale"), SCALE);
            }
        }
        self.schema_of_version(keys.get("schema"), path);
    }

    fn schema_of_version(&mut self, schema: Option<&Value>, version: &str) {
        let path = format!("{version}.schema");
        let inner = match schema {
            None => None,
            Some(schema) => {
                let Some(keys) = self.known(schema, &path, &["openAPIV3Schema"]) else {
                    return;
                };
                keys.get("openAPIV3Schema")
            }
        };
        match inner {
            Some(inner) => self.schema(inner, &format!("{path}.openAPIV3Schema")),
            None => {
                let problem = Problem::new("has no schema, which `apiextensions.k8s.io/v1` requires");
                self.0.push(problem.at(version).help(
                    "add `schema.openAPIV3Schema`; for any content: `type: object` and `x-kubernetes-preserve-unknown-fields: true`",
                ));
            }
        }
    }

    fn schema(&mut self, schema: &Value, path: &str) {
        let Some(keys) = self.known(schema, path, KEYWORDS) else {
            return;
        };
        for (key, value) in keys {
            let path = below(path, key);
            match (key.as_str(), value) {
                ("items", Value::Array(_)) => {
                    let problem =
                        Problem::new("a structural schema has one schema for all items, not a list");
                    self.0.push(problem.at(path));
                }
                ("additionalProperties", Value::Bool(_)) => {}
                ("items" | "additionalProperties" | "not", value) => self.schema(value, &path),
                ("allOf" | "anyOf" | "oneOf", value) => self.each(Some(value), &path, Self::schema),
                ("properties", Value::Object(properties)) => {
                    for (name, property) in properties {
                        self.schema(property, &below(&path, name));
                    }
                }
                ("x-kubernetes-validations", value) => {
                    self.each(Some(value), &path, |all, rule, path| {
                        all.known(rule, path, RULE);
                    });
                }
                _ => {}
            }
        }
    }

    fn each(&mut self, list: Option<&Value>, path: &str, check: impl Fn(&mut Self, &Value, &str)) {
        let items = list.and_then(Value::as_array).into_iter().flatten();
        for (index, item) in items.enumerate() {
            check(self, item, &format!("{path}[{index}]"));
        }
    }

    /// The keys of an object, of which those that are not known are problems; `None` if it is not an object.
    fn known<'a>(&mut self, value: &'a Value, path: &str, known: &[&str]) -> Option<&'a Map<String, Value>> {
        let Some(keys) = value.as_object() else {
            self.0.push(Problem::new("needs an object").at(path));
            return None;
        };
        for key in keys.keys().filter(|key| !known.contains(&key.as_str())) {
            let problem = Problem::new("the API server knows no such key");
            self.0.push(problem.at(below(path, key)).help("remove it"));
        }
        Some(keys)
    }

    fn needed<'a>(&mut self, keys: &'a Map<String, Value>, path: &str, key: &str) -> Option<&'a Value> {
        let found = keys.get(key);
        if found.is_none() {
            self.0.push(Problem::new("missing").at(below(path, key)));
        }
        found
    }
}
