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
const SCALE: &[&str] = &["labelSelectorPath", "specReplicasPath", "statusReplicasPath"];

const RULE: &[&str] = &[
    "fieldPath",
    "message",
    "messageExpression",
    "optionalOldSelf",
    "reason",
    "rule",
];

/// Checks the object of a CRD.
pub(super) fn check(document: &Value) -> Result<(), Problem> {
    let top = known(document, "", TOP)?;
    known(needed(top, "", "metadata")?, "metadata", METADATA)?;
    let spec = known(needed(top, "", "spec")?, "spec", SPEC)?;
    known(needed(spec, "spec", "names")?, "spec.names", NAMES)?;
    let versions = needed(spec, "spec", "versions")?.as_array();
    let versions = versions.ok_or_else(|| Problem::new("needs a list").at("spec.versions"))?;
    for (index, version) in versions.iter().enumerate() {
        check_version(version, &format!("spec.versions[{index}]"))?;
    }
    Ok(())
}

fn check_version(version: &Value, path: &str) -> Result<(), Problem> {
    let keys = known(version, path, VERSION)?;
    let columns = format!("{path}.additionalPrinterColumns");
    each(keys.get("additionalPrinterColumns"), &columns, |column, path| {
        known(column, path, COLUMN).map(drop)
    })?;
    each(
        keys.get("selectableFields"),
        &format!("{path}.selectableFields"),
        |field, path| known(field, path, &["jsonPath"]).map(drop),
    )?;
    if let Some(subresources) = keys.get("subresources") {
        let path = format!("{path}.subresources");
        let keys = known(subresources, &path, &["scale", "status"])?;
        if let Some(scale) = keys.get("scale") {
            known(scale, &format!("{path}.scale"), SCALE)?;
        }
    }
    let missing = || {
        let problem = Problem::new("has no schema, which `apiextensions.k8s.io/v1` requires");
        problem
            .at(path)
            .help("add `schema.openAPIV3Schema`; for any content: `type: object` and `x-kubernetes-preserve-unknown-fields: true`")
    };
    let schema = keys.get("schema").ok_or_else(missing)?;
    let path = format!("{path}.schema");
    let inner = known(schema, &path, &["openAPIV3Schema"])?;
    check_schema(
        inner.get("openAPIV3Schema").ok_or_else(missing)?,
        &format!("{path}.openAPIV3Schema"),
    )
}

fn check_schema(schema: &Value, path: &str) -> Result<(), Problem> {
    let keys = known(schema, path, KEYWORDS)?;
    for (key, value) in keys {
        let path = below(path, key);
        match (key.as_str(), value) {
            ("items", Value::Array(_)) => {
                let problem = Problem::new("a structural schema has one schema for all items, not a list");
                return Err(problem.at(path));
            }
            ("additionalProperties", Value::Bool(_)) => {}
            ("items" | "additionalProperties" | "not", value) => check_schema(value, &path)?,
            ("allOf" | "anyOf" | "oneOf", value) => each(Some(value), &path, check_schema)?,
            ("properties", Value::Object(properties)) => {
                for (name, property) in properties {
                    check_schema(property, &below(&path, name))?;
                }
            }
            ("x-kubernetes-validations", value) => {
                each(Some(value), &path, |rule, path| known(rule, path, RULE).map(drop))?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn each(
    list: Option<&Value>,
    path: &str,
    check: impl Fn(&Value, &str) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    for (index, item) in items.enumerate() {
        check(item, &format!("{path}[{index}]"))?;
    }
    Ok(())
}

/// The keys of an object, all of which are known.
fn known<'a>(value: &'a Value, path: &str, known: &[&str]) -> Result<&'a Map<String, Value>, Problem> {
    let keys = value
        .as_object()
        .ok_or_else(|| Problem::new("needs an object").at(path))?;
    match keys.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(keys),
        Some(key) => {
            let problem = Problem::new("the API server knows no such key");
            Err(problem.at(below(path, key)).help("remove it"))
        }
    }
}

fn needed<'a>(keys: &'a Map<String, Value>, path: &str, key: &str) -> Result<&'a Value, Problem> {
    keys.get(key)
        .ok_or_else(|| Problem::new("missing").at(below(path, key)))
}
