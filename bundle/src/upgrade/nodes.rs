//! A schema as a list of its nodes.

use std::collections::BTreeMap;

use serde_json::Value;

/// Every node of a schema by its path, without the fields and items below it.
pub(super) fn all(schema: &Value) -> BTreeMap<String, Value> {
    let mut nodes = BTreeMap::new();
    visit(schema, String::new(), &mut nodes);
    nodes
}

fn visit(schema: &Value, path: String, nodes: &mut BTreeMap<String, Value>) {
    let Value::Object(keywords) = schema else { return };
    for (keyword, value) in keywords {
        match (keyword.as_str(), value) {
            ("properties", Value::Object(fields)) => {
                for (name, field) in fields {
                    visit(field, format!("{path}.{name}"), nodes);
                }
            }
            ("items", item) => visit(item, format!("{path}[]"), nodes),
            ("additionalProperties", value) => visit(value, format!("{path}[*]"), nodes),
            ("not", schema) => visit(schema, format!("{path}.not"), nodes),
            ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => {
                for (index, schema) in schemas.iter().enumerate() {
                    visit(schema, format!("{path}.{keyword}[{index}]"), nodes);
                }
            }
            _ => {}
        }
    }
    let mut node = keywords.clone();
    node.remove("properties");
    node.remove("items");
    nodes.insert(path, Value::Object(node));
}
