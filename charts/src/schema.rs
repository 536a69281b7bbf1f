//! The schema of the values, for a CRD: from `values.schema.json`, or else from `values.yaml`.

use kubewright_core::yaml;
use serde_json::{Map, Value, json};

use crate::{Chart, comments};

const OPEN: &str = "x-kubernetes-preserve-unknown-fields";
/// How deep references of a schema may go, since structural schemas cannot be recursive.
const DEEPEST: usize = 8;

/// Keywords that a CRD has with the same meaning.
const SAME: &[&str] = &[
    "description",
    "title",
    "format",
    "enum",
    "minimum",
    "maximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
];

impl Chart {
    /// Returns the schema of `spec`. Fields that it does not list are accepted, unless `values.schema.json` forbids them.
    ///
    /// # Errors
    ///
    /// If `values.schema.json` or `values.yaml` cannot be parsed.
    ///
    /// ```
    /// let schema = kubewright_charts::Chart::starter("nginx").schema()?;
    /// assert_eq!(schema["properties"]["replicaCount"]["type"], "integer");
    /// # Ok::<(), String>(())
    /// ```
    pub fn schema(&self) -> Result<Value, String> {
        let values = self.values()?;
        if let Some(text) = self.file("values.schema.json") {
            let root: Value =
                serde_json::from_str(text).map_err(|error| format!("values.schema.json: {error}"))?;
            let mut schema = converted(&root, &root, &values, 0);
            // Whatever it says, `spec` is an object.
            if schema["type"] != "object" {
                schema = json!({ "type": "object", OPEN: true });
            }
            return Ok(schema);
        }
        let comments = comments::of(self.file("values.yaml").unwrap_or_default());
        let mut schema = inferred(&values, &mut Vec::new(), &comments);
        if let Some(fields) = schema.as_object_mut() {
            fields.remove("nullable");
        }
        Ok(schema)
    }

    /// Returns the values of `values.yaml`.
    pub(crate) fn values(&self) -> Result<Value, String> {
        let text = self.file("values.yaml").unwrap_or_default();
        let values: Vec<Value> =
            yaml::all_from_str(text).map_err(|error| format!("values.yaml: {}", error.first_line()))?;
        match values.into_iter().next() {
            None | Some(Value::Null) => Ok(json!({})),
            Some(values @ Value::Object(_)) => Ok(values),
            Some(_) => Err("values.yaml: the values are not an object".to_owned()),
        }
    }
}

type Comments = std::collections::BTreeMap<Vec<String>, String>;

/// The schema of what has this default.
fn inferred(value: &Value, path: &mut Vec<String>, comments: &Comments) -> Value {
    // Helm removes a default when an object has `null` there.
    let mut schema = match value {
        Value::Bool(_) => json!({ "type": "boolean", "nullable": true }),
        Value::Number(number) if number.is_f64() => json!({ "type": "number", "nullable": true }),
        Value::Number(_) => json!({ "type": "integer", "nullable": true }),
        Value::String(_) => json!({ "type": "string", "nullable": true }),
        Value::Null => json!({ OPEN: true, "nullable": true }),
        Value::Array(_) => json!({ "type": "array", "nullable": true, "items": { OPEN: true } }),
        Value::Object(fields) if fields.is_empty() => {
            json!({ "type": "object", "nullable": true, OPEN: true })
        }
        Value::Object(fields) => {
            let properties: Map<String, Value> = fields
                .iter()
                .map(|(name, value)| {
                    path.push(name.clone());
                    let schema = inferred(value, path, comments);
                    path.pop();
                    (name.clone(), schema)
                })
                .collect();
            json!({ "type": "object", "nullable": true, OPEN: true, "properties": properties })
        }
    };
    if let Some(text) = comments.get(path) {
        schema["description"] = text.as_str().into();
    }
    schema
}

/// A JSON schema as a structural schema. What a CRD cannot say is left open, because Helm checks the values too.
fn converted(schema: &Value, root: &Value, default: &Value, depth: usize) -> Value {
    let open = || json!({ OPEN: true });
    if depth > DEEPEST {
        return open();
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target = reference
            .strip_prefix('#')
            .and_then(|pointer| root.pointer(pointer));
        return target.map_or_else(open, |target| converted(target, root, default, depth + 1));
    }
    let Some(fields) = schema.as_object() else {
        return open();
    };
    let (kind, nullable) = match kind(&schema["type"], fields) {
        Kind::One(kind, nullable) => (kind, nullable),
        Kind::IntOrString => {
            return described(json!({ "x-kubernetes-int-or-string": true }), schema);
        }
        Kind::Any => return described(open(), schema),
    };
    let mut made = json!({ "type": kind });
    for keyword in SAME.iter().filter(|keyword| fields.contains_key(**keyword)) {
        made[*keyword] = schema[*keyword].clone();
    }
    if let Some(pattern) = schema["pattern"]
        .as_str()
        .filter(|pattern| !pattern.contains("(?"))
    {
        made["pattern"] = pattern.into();
    }
    if nullable {
        made["nullable"] = true.into();
    }
    match kind {
        "object" => object(&mut made, schema, root, default, depth),
        "array" => {
            let items = match &schema["items"] {
                items @ Value::Object(_) => converted(items, root, &Value::Null, depth + 1),
                _ => open(),
            };
            made["items"] = items;
        }
        _ => {}
    }
    made
}

fn object(made: &mut Value, schema: &Value, root: &Value, default: &Value, depth: usize) {
    let properties = schema["properties"].as_object().filter(|all| !all.is_empty());
    match (properties, &schema["additionalProperties"]) {
        (None, additional @ Value::Object(_)) => {
            made["additionalProperties"] = converted(additional, root, &Value::Null, depth + 1);
        }
        (None, _) => made[OPEN] = true.into(),
        (Some(properties), additional) => {
            let properties: Map<String, Value> = properties
                .iter()
                .map(|(name, schema)| (name.clone(), converted(schema, root, &default[name], depth + 1)))
                .collect();
            made["properties"] = properties.into();
            // Otherwise unknown fields would be removed without an error.
            if *additional != Value::Bool(false) {
                made[OPEN] = true.into();
            }
        }
    }
    // Helm requires fields of the values together with their defaults.
    let required = schema["required"].as_array().into_iter().flatten();
    let required: Vec<_> = required
        .filter(|name| {
            name.as_str()
                .is_some_and(|name| default.get(name).is_none_or(Value::is_null))
        })
        .cloned()
        .collect();
    if !required.is_empty() {
        made["required"] = required.into();
    }
}

enum Kind<'s> {
    One(&'s str, bool),
    IntOrString,
    Any,
}

fn kind<'s>(kind: &'s Value, fields: &Map<String, Value>) -> Kind<'s> {
    match kind {
        Value::String(kind) if kind == "null" => Kind::Any,
        Value::String(kind) => Kind::One(kind, false),
        Value::Array(kinds) => {
            let mut kinds: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
            let all = kinds.len();
            kinds.retain(|kind| *kind != "null");
            kinds.sort_unstable();
            match &kinds[..] {
                [one] => Kind::One(one, all > 1),
                ["integer", "string"] => Kind::IntOrString,
                _ => Kind::Any,
            }
        }
        _ if fields.contains_key("properties") => Kind::One("object", false),
        _ => Kind::Any,
    }
}

fn described(mut made: Value, schema: &Value) -> Value {
    if let Some(text) = schema["description"].as_str() {
        made["description"] = text.into();
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(files: &[(&str, &str)]) -> Chart {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("Chart.yaml"), "name: web\n").unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Chart::read(folder.path()).unwrap()
    }

    #[test]
    fn values_say_types_and_descriptions() {
        let schema = chart(&[(
            "values.yaml",
            "# How many\nreplicas: 1\nimage:\n  tag: ''\nargs: []\nextra: {}\nnone:\n",
        )]);
        let properties = json!({
            "replicas": { "type": "integer", "nullable": true, "description": "How many" },
            "image": { "type": "object", "nullable": true, OPEN: true,
                "properties": { "tag": { "type": "string", "nullable": true } } },
            "args": { "type": "array", "nullable": true, "items": { OPEN: true } },
            "extra": { "type": "object", "nullable": true, OPEN: true },
            "none": { OPEN: true, "nullable": true },
        });
        assert_eq!(
            schema.schema(),
            Ok(json!({ "type": "object", OPEN: true, "properties": properties }))
        );
        assert!(chart(&[("values.yaml", "- a\n")]).schema().is_err());
    }

    #[test]
    fn a_schema_is_kept_as_far_as_a_crd_can_say_it() {
        let text = json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "definitions": { "port": { "type": "integer", "minimum": 1 } },
            "type": "object", "additionalProperties": false, "required": ["port", "name"],
            "properties": {
                "port": { "$ref": "#/definitions/port" },
                "name": { "type": "string", "pattern": "^a", "default": "x" },
                "odd": { "type": "string", "pattern": "(?=a)" },
                "cpu": { "type": ["string", "integer"], "description": "The CPU" },
                "tag": { "type": ["string", "null"] },
                "any": { "oneOf": [{ "type": "string" }, { "type": "object" }] },
                "labels": { "type": "object", "additionalProperties": { "type": "string" } },
                "self": { "$ref": "#" },
            },
        });
        let schema = chart(&[
            ("values.schema.json", &text.to_string()),
            ("values.yaml", "port: 80\n"),
        ]);
        let schema = schema.schema().unwrap();
        assert_eq!(schema["required"], json!(["name"]));
        assert_eq!(schema.get(OPEN), None);
        let of = |name: &str| schema["properties"][name].clone();
        assert_eq!(of("port"), json!({ "type": "integer", "minimum": 1 }));
        assert_eq!(of("name"), json!({ "type": "string", "pattern": "^a" }));
        assert_eq!(of("odd"), json!({ "type": "string" }));
        assert_eq!(
            of("cpu"),
            json!({ "x-kubernetes-int-or-string": true, "description": "The CPU" })
        );
        assert_eq!(of("tag"), json!({ "type": "string", "nullable": true }));
        assert_eq!(of("any"), json!({ OPEN: true }));
        assert_eq!(
            of("labels"),
            json!({ "type": "object", "additionalProperties": { "type": "string" } })
        );
        assert_eq!(of("self")["properties"]["self"]["type"], "object");
    }
}
