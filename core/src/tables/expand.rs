use super::{Minor, TableError, lookup, missing};
use serde_json::{Map, Value};

/// Returns the definition of a type with all references expanded: a complete structural schema.
///
/// ```
/// use kubewright_core::tables::{Minor, expand};
///
/// let pod = expand(Minor::NEWEST, "api::core::v1::PodSpec").unwrap();
/// let port = &pod["properties"]["containers"]["items"]["properties"]["ports"]["items"];
/// assert_eq!(port["required"][0], "containerPort");
/// ```
pub fn expand(minor: Minor, path: &str) -> Result<Value, TableError> {
    expand_with(minor, path, &|_| None)
}

/// Like [`expand`]; `instead` may replace the definition of a referenced type.
pub fn expand_with(
    minor: Minor,
    path: &str,
    instead: &dyn Fn(&str) -> Option<Value>,
) -> Result<Value, TableError> {
    if let Some(definition) = instead(path) {
        return Ok(definition);
    }
    let mut definition = lookup(minor, path).ok_or_else(|| missing(minor, path))?;
    write_out(minor, &mut definition, instead)?;
    Ok(definition)
}

/// Terminates, because the tool that writes the tables rejects recursive types.
fn write_out(
    minor: Minor,
    schema: &mut Value,
    instead: &dyn Fn(&str) -> Option<Value>,
) -> Result<(), TableError> {
    let Some(keys) = schema.as_object_mut() else {
        return Ok(());
    };
    if let Some(Value::String(path)) = keys.remove("$ref") {
        let mut definition = expand_with(minor, &path, instead)?;
        if let Some(definition) = definition.as_object_mut() {
            combine(keys, std::mem::take(definition));
        }
        return Ok(());
    }
    for key in ["items", "additionalProperties"] {
        if let Some(child) = keys.get_mut(key) {
            write_out(minor, child, instead)?;
        }
    }
    if let Some(properties) = keys.get_mut("properties").and_then(Value::as_object_mut) {
        for property in properties.values_mut() {
            write_out(minor, property, instead)?;
        }
    }
    Ok(())
}

/// Merges the definition of the type into that of the field; the field takes precedence.
fn combine(field: &mut Map<String, Value>, definition: Map<String, Value>) {
    for (key, value) in definition {
        field.entry(key).or_insert(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::paths;

    #[test]
    fn every_type_can_be_written_out() {
        for minor in Minor::all() {
            for path in paths(minor) {
                let schema = expand(minor, path).unwrap();
                assert_eq!(reference(&schema), None, "{minor} {path}");
            }
        }
    }

    #[test]
    fn a_field_wins_over_its_type() {
        let mut field = serde_json::json!({"$ref": "api::core::v1::LocalObjectReference", "x-kubernetes-map-type": "granular"});
        write_out(Minor::NEWEST, &mut field, &|_| None).unwrap();
        assert_eq!(field["x-kubernetes-map-type"], "granular");
        assert_eq!(field["properties"]["name"]["type"], "string");
    }

    /// A `$ref` that is a keyword, not a property of that name.
    fn reference(schema: &Value) -> Option<&Value> {
        let keys = schema.as_object()?;
        let children = ["items", "additionalProperties"]
            .into_iter()
            .filter_map(|key| keys.get(key));
        let properties = keys
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|all| all.values());
        keys.get("$ref")
            .or_else(|| children.chain(properties).find_map(reference))
    }
}
