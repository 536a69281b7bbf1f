//! Strict schemas: what kube writes and the API server rejects or loses, written so that it keeps every object that the type reads.

mod formats;
mod titles;
mod union;

use serde_json::{Map, Value, json};

use crate::era::Era;
use crate::json::{markers_of_both, object};
use crate::repair::{Effect, REPAIRS, Repair};

type Object = Map<String, Value>;

/// Where a schema is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// It describes a whole value.
    Value,
    /// It is an alternative of the schema around it.
    Branch,
}

/// The repairs of one kind.
pub(crate) struct Strict {
    era: Era,
    path: Vec<String>,
    repairs: Vec<Repair>,
}

/// Makes the schema of a whole kind strict. It is as schemars makes it for OpenAPI.
pub(crate) fn all(schema: &mut Value, era: Era) -> Vec<Repair> {
    let mut strict = Strict {
        era,
        path: Vec::new(),
        repairs: Vec::new(),
    };
    strict.schema(schema, At::Value);
    strict.repairs.sort();
    strict.repairs.dedup();
    strict.repairs
}

impl Strict {
    fn shown(&self) -> String {
        let path = self.path.join(".").replace(".[", "[");
        if path.is_empty() { path } else { format!(".{path}") }
    }

    fn repair(&mut self, effect: Effect, text: impl Into<String>) {
        self.repairs.push(Repair {
            path: self.shown(),
            effect,
            text: text.into(),
        });
    }

    /// Drops what was repaired here and below: the schema accepts any value after all.
    fn forget(&mut self) {
        let here = self.shown();
        self.repairs.retain(|repair| {
            let rest = repair.path.strip_prefix(&here);
            rest.is_none_or(|rest| !rest.is_empty() && !rest.starts_with(['.', '[']))
        });
    }

    fn schema(&mut self, schema: &mut Value, at: At) {
        let Value::Object(map) = schema else { return };
        // A tuple, as OpenAPI 3.0 writes it.
        if matches!(map.get("items"), Some(Value::Array(_)))
            && let Some(items) = map.remove("items")
        {
            map.insert("prefixItems".to_owned(), items);
            map.remove("additionalItems");
        }
        optional(map);
        if let Some(Value::Array(notes)) = map.remove(REPAIRS) {
            for note in notes {
                let effect = match note[0] == true {
                    true => Effect::Refused,
                    false => Effect::Lost,
                };
                self.repair(effect, note[1].as_str().unwrap_or_default());
            }
        }
        self.children(map);
        self.tuple(map);
        self.patterns(map);
        self.types(map);
        self.union(map, at);
        self.format(map);
        self.additional(map, at);
        bounds(map);
        map.remove("uniqueItems");
        if at == At::Value {
            self.whole(map);
        }
        sorted(map);
    }

    fn children(&mut self, map: &mut Object) {
        for (key, value) in map.iter_mut() {
            match (key.as_str(), value) {
                ("properties" | "patternProperties", Value::Object(all)) => {
                    for (name, schema) in all {
                        self.path.push(name.clone());
                        self.schema(schema, At::Value);
                        self.path.pop();
                    }
                }
                ("items", value) => {
                    self.path.push("[*]".to_owned());
                    self.schema(value, At::Value);
                    self.path.pop();
                }
                ("prefixItems", Value::Array(all)) => {
                    for (at, schema) in all.iter_mut().enumerate() {
                        self.path.push(format!("[{at}]"));
                        self.schema(schema, At::Value);
                        self.path.pop();
                    }
                }
                ("additionalProperties", value @ Value::Object(_)) => {
                    self.path.push("*".to_owned());
                    // Any value: said by the map.
                    if !is_any(value) {
                        self.schema(value, At::Value);
                    }
                    self.path.pop();
                }
                ("allOf" | "anyOf" | "oneOf", Value::Array(all)) => {
                    for schema in all {
                        self.schema(schema, At::Branch);
                    }
                }
                ("not", value) => self.schema(value, At::Branch),
                _ => {}
            }
        }
    }

    /// A tuple: structural schemas have one schema for all items.
    fn tuple(&mut self, map: &mut Object) {
        let Some(Value::Array(items)) = map.remove("prefixItems") else {
            return;
        };
        let plain = |schema: &Value| {
            let mut schema = schema.clone();
            object(&mut schema).remove("description");
            schema
        };
        let first = items.first().map(plain);
        let (same, of) = match first {
            Some(first) if items.iter().all(|item| plain(item) == first) => (first, "of one type"),
            _ => (
                json!({"x-kubernetes-preserve-unknown-fields": true}),
                "of any type",
            ),
        };
        map.insert("items".to_owned(), same);
        let text = format!("a tuple becomes a list with {} items {of}", items.len());
        self.repair(Effect::Refused, text);
    }

    /// A map with keys of a pattern: structural schemas know only maps with any key.
    fn patterns(&mut self, map: &mut Object) {
        let Some(Value::Object(patterns)) = map.remove("patternProperties") else {
            return;
        };
        let mut all = patterns.into_iter().map(|(_, schema)| schema);
        let first = all.next().unwrap_or_else(|| json!({}));
        if all.any(|other| other != first) {
            map.insert("additionalProperties".to_owned(), json!({}));
        } else {
            map.insert("additionalProperties".to_owned(), first);
        }
        self.repair(
            Effect::Refused,
            "a map whose keys are numbers or match a pattern becomes one with any keys",
        );
    }

    /// Several types in one list.
    fn types(&mut self, map: &mut Object) {
        let Some(Value::Array(types)) = map.get("type") else {
            return;
        };
        let names: Vec<_> = types.iter().filter_map(Value::as_str).collect();
        let is_either = names.len() == 2 && names.contains(&"integer") && names.contains(&"string");
        let text = format!(
            "the types {} become {}",
            names.join(" and "),
            if is_either {
                "an integer or string"
            } else {
                "any value"
            }
        );
        map.remove("type");
        if is_either {
            map.insert("x-kubernetes-int-or-string".to_owned(), true.into());
            let branches = json!([{"type": "integer"}, {"type": "string"}]);
            map.insert("anyOf".to_owned(), branches);
        } else {
            map.insert("x-kubernetes-preserve-unknown-fields".to_owned(), true.into());
        }
        self.repair(Effect::Refused, text);
    }

    /// `additionalProperties` that are lost or rejected.
    fn additional(&mut self, map: &mut Object, at: At) {
        let has_properties = map
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|all| !all.is_empty());
        let Some(additional) = map.get("additionalProperties") else {
            return;
        };
        let any = is_any(additional);
        match additional {
            Value::Bool(false) if has_properties => {
                map.remove("additionalProperties");
                // Later, kube leaves it out too.
                if at == At::Value && self.era < Era::V3_0_1 {
                    self.repair(
                        Effect::Refused,
                        "`additionalProperties: false` is left out; the API server removes unknown fields anyway",
                    );
                }
            }
            Value::Bool(false) => {}
            _ if has_properties || at == At::Branch => {
                map.remove("additionalProperties");
                map.insert("x-kubernetes-preserve-unknown-fields".to_owned(), true.into());
                if !any {
                    self.repair(
                        Effect::Refused,
                        "the values of the flattened map become values of any type",
                    );
                }
            }
            _ if any => {
                let open = json!({"x-kubernetes-preserve-unknown-fields": true});
                map.insert("additionalProperties".to_owned(), open);
                self.repair(
                    Effect::Lost,
                    "the API server removes the fields of the map's values; they are preserved",
                );
            }
            _ => {}
        }
    }

    /// A schema without a type.
    fn whole(&mut self, map: &mut Object) {
        let preserved = "x-kubernetes-preserve-unknown-fields";
        if map.contains_key("type") || map.contains_key("x-kubernetes-int-or-string") {
            return;
        }
        if map.get("enum") == Some(&json!([null])) {
            map.remove("enum");
            map.insert("type".to_owned(), "object".into());
            map.insert("nullable".to_owned(), true.into());
            map.insert("maxProperties".to_owned(), 0.into());
            self.repair(Effect::Refused, "a unit becomes an empty object or null");
            return;
        }
        if map.contains_key("$ref") {
            map.remove("$ref");
        }
        if !map.contains_key(preserved) {
            let is_restricted = ["anyOf", "oneOf", "allOf", "not", "enum", "properties"]
                .iter()
                .any(|key| map.contains_key(*key));
            if is_restricted {
                // A schema that somebody wrote by hand.
                return;
            }
            map.insert(preserved.to_owned(), true.into());
            map.insert("nullable".to_owned(), true.into());
            self.repair(
                Effect::Refused,
                "any value becomes one that is preserved as it is",
            );
        }
    }
}

/// Whether every value matches.
fn is_any(schema: &Value) -> bool {
    match schema {
        Value::Bool(value) => *value,
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// `anyOf` of a schema and `null` is the schema with `nullable`.
fn optional(map: &mut Object) {
    let Some(Value::Array(all)) = map.get("anyOf") else {
        return;
    };
    let is_null = |schema: &Value| schema.get("enum") == Some(&json!([null])) && schema.get("type").is_none();
    let [first, second] = &all[..] else { return };
    if is_null(first) || !is_null(second) {
        return;
    }
    let Value::Object(mut first) = first.clone() else {
        return;
    };
    markers_of_both(&mut first, map);
    map.remove("anyOf");
    for (key, value) in first {
        // The text of the field wins over that of its type.
        if key != "description" || !map.contains_key("description") {
            map.insert(key, value);
        }
    }
    map.insert("nullable".to_owned(), true.into());
}

/// Exclusive bounds as OpenAPI 3.0 writes them.
fn bounds(map: &mut Object) {
    for (key, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(number @ Value::Number(_)) = map.get(key).cloned() {
            map.insert(bound.to_owned(), number);
            map.insert(key.to_owned(), true.into());
        }
    }
    // `null` never matches an enum: only leaving the field out does.
    if let Some(Value::Array(values)) = map.get_mut("enum")
        && values.len() > 1
    {
        values.retain(|value| !value.is_null());
    }
}

fn sorted(map: &mut Object) {
    if let Some(Value::Array(all)) = map.remove("required") {
        let all: std::collections::BTreeSet<&str> = all.iter().filter_map(Value::as_str).collect();
        if !all.is_empty() {
            map.insert("required".to_owned(), json!(all));
        }
    }
    if map
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(Map::is_empty)
    {
        map.remove("properties");
    }
}
