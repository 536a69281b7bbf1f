//! The types of values, as the programs that decode them have them: a value of another type makes the whole object unreadable.

mod csv;

use kubewright_core::tables::{self, Minor};
use serde_json::{Map, Value};

pub(crate) use csv::{CSV, ICON, IN_CATALOGS};

/// A type. What it does not name may be anything.
#[derive(Debug)]
pub(crate) enum Shape {
    Any,
    Text,
    Bool,
    Integer,
    List(&'static Shape),
    /// An object with any keys.
    Map(&'static Shape),
    Fields(&'static [(&'static str, Shape)]),
    /// A type of Kubernetes, by its path in the tables.
    Kubernetes(&'static str),
}

/// A value of another type than is expected.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// The keys and indexes that lead to it.
    pub(crate) path: Vec<String>,
    found: &'static str,
    expected: &'static str,
}

impl Mismatch {
    /// The same as a part of a value around it.
    pub(crate) fn below(mut self, above: &[&str]) -> Self {
        self.path
            .splice(0..0, above.iter().map(|part| (*part).to_owned()));
        self
    }

    pub(crate) fn message(&self) -> String {
        let path = self.path.join(".");
        format!(
            "`{path}` has the type {} instead of {}",
            self.found, self.expected
        )
    }

    pub(crate) fn help(&self) -> &'static str {
        match (self.expected, self.found) {
            ("string", "number" | "boolean") => "write it in quotes",
            ("number" | "integer" | "boolean", "string") => "write it without quotes",
            _ => "correct the type",
        }
    }
}

/// The metadata of objects. The tables have an object without fields for them.
const METADATA: Shape = Shape::Fields(&[
    ("annotations", Shape::Map(&Shape::Text)),
    ("labels", Shape::Map(&Shape::Text)),
    ("name", Shape::Text),
    ("namespace", Shape::Text),
]);

const OBJECT_META: &str = "apimachinery::pkg::apis::meta::v1::ObjectMeta";

/// A CRD, without what is in its schemas.
pub(crate) const CRD: Shape =
    Shape::Kubernetes("apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition");

impl Shape {
    /// The values of other types in a value; null is an absent value.
    pub(crate) fn mismatches(&self, value: &Value) -> Vec<Mismatch> {
        let mut walk = Walk::default();
        walk.shape(self, value);
        walk.found
    }
}

/// What was found so far, and where the walk is.
#[derive(Default)]
struct Walk {
    path: Vec<String>,
    found: Vec<Mismatch>,
}

impl Walk {
    fn shape(&mut self, shape: &Shape, value: &Value) {
        match shape {
            Shape::Any => {}
            Shape::Text => self.is("string", value),
            Shape::Bool => self.is("boolean", value),
            Shape::Integer => self.is("integer", value),
            Shape::List(items) => self.list(value, |walk, item| walk.shape(items, item)),
            Shape::Map(values) => {
                for (key, value) in self.object(value).into_iter().flatten() {
                    self.below(key, |walk| walk.shape(values, value));
                }
            }
            Shape::Fields(fields) => {
                let Some(object) = self.object(value) else { return };
                for (key, shape) in *fields {
                    if let Some(value) = object.get(*key) {
                        self.below(key, |walk| walk.shape(shape, value));
                    }
                }
            }
            Shape::Kubernetes(path) => self.type_of_kubernetes(path, value),
        }
    }

    fn type_of_kubernetes(&mut self, path: &str, value: &Value) {
        if path == OBJECT_META {
            return self.shape(&METADATA, value);
        }
        if let Some(schema) = tables::lookup(Minor::NEWEST, path) {
            self.schema(&schema, value);
        }
    }

    /// By a schema of the tables, which refer to each other by their paths.
    fn schema(&mut self, schema: &Value, value: &Value) {
        if let Some(path) = schema["$ref"].as_str() {
            return self.type_of_kubernetes(path, value);
        }
        match schema["type"].as_str() {
            Some("array") => self.list(value, |walk, item| walk.schema(&schema["items"], item)),
            Some("object") => {
                for (key, value) in self.object(value).into_iter().flatten() {
                    let field = schema["properties"].get(key);
                    if let Some(schema) = field.or_else(|| schema.get("additionalProperties")) {
                        self.below(key, |walk| walk.schema(schema, value));
                    }
                }
            }
            Some("string") => self.is("string", value),
            Some("boolean") => self.is("boolean", value),
            Some("integer") => self.is("integer", value),
            Some("number") => self.is("number", value),
            // A quantity or a port, which may be a text or a number.
            None if schema["x-kubernetes-int-or-string"] == true && !value.is_string() => {
                self.is("number", value);
            }
            _ => {}
        }
    }

    fn list(&mut self, value: &Value, mut each: impl FnMut(&mut Self, &Value)) {
        self.is("array", value);
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            self.below(&index.to_string(), |walk| each(walk, item));
        }
    }

    fn object<'v>(&mut self, value: &'v Value) -> Option<&'v Map<String, Value>> {
        self.is("object", value);
        value.as_object()
    }

    fn below(&mut self, key: &str, walk: impl FnOnce(&mut Self)) {
        self.path.push(key.to_owned());
        walk(self);
        self.path.pop();
    }

    fn is(&mut self, expected: &'static str, value: &Value) {
        let found = match value {
            Value::Null => return,
            Value::Bool(_) => "boolean",
            Value::Number(number) if expected == "integer" && !number.is_f64() => "integer",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        if found != expected {
            self.found.push(Mismatch {
                path: self.path.clone(),
                found,
                expected,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_other_types_are_found_wherever_they_are() {
        let of = |value: Value| {
            let found = CSV.mismatches(&value).into_iter();
            found
                .map(|found| format!("{}; {}", found.message(), found.help()))
                .collect::<Vec<_>>()
        };
        assert_eq!(of(json!({"spec": {"installModes": null, "unknown": 1}})), [""; 0]);
        assert_eq!(
            of(json!({"spec": {"installModes": [{"supported": "true"}], "replaces": 1}})),
            [
                "`spec.installModes.0.supported` has the type string instead of boolean; write it without quotes",
                "`spec.replaces` has the type number instead of string; write it in quotes",
            ]
        );
        let container = json!({
            "name": "a", "ports": [{"containerPort": "80"}], "resources": {"limits": {"cpu": 0.5, "memory": true}},
        });
        let template = json!({"metadata": {"labels": {"a": 1}}, "spec": {"containers": [container]}});
        let deployment = json!({"name": "a", "spec": {"replicas": 1.5, "template": template}});
        assert_eq!(
            of(json!({"spec": {"install": {"spec": {"deployments": [deployment]}}}})),
            [
                "`spec.install.spec.deployments.0.spec.replicas` has the type number instead of integer; correct the type",
                "`spec.install.spec.deployments.0.spec.template.metadata.labels.a` has the type number instead of string; write it in quotes",
                "`spec.install.spec.deployments.0.spec.template.spec.containers.0.ports.0.containerPort` has the type string instead of integer; write it without quotes",
                "`spec.install.spec.deployments.0.spec.template.spec.containers.0.resources.limits.memory` has the type boolean instead of number; correct the type",
            ]
        );
    }

    #[test]
    fn every_type_of_kubernetes_is_in_the_tables() {
        fn paths(shape: &Shape, found: &mut Vec<&'static str>) {
            match shape {
                Shape::Kubernetes(path) => found.push(*path),
                Shape::List(inner) | Shape::Map(inner) => paths(inner, found),
                Shape::Fields(fields) => fields.iter().for_each(|(_, shape)| paths(shape, found)),
                Shape::Any | Shape::Text | Shape::Bool | Shape::Integer => {}
            }
        }
        let mut found = Vec::new();
        paths(&CSV, &mut found);
        paths(&CRD, &mut found);
        assert!(found.len() > 3, "{found:?}");
        for path in found {
            assert!(tables::contains(Minor::NEWEST, path), "{path}");
        }
    }
}
