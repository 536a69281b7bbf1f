//! Random structural schemas.

use fastrand::Rng;
use kubewright_core::crd::Crd;
use kubewright_validation::Kind;
use serde_json::{Map, Value, json};

use super::super::case::crd;
use super::value;

/// How deep schemas nest below `spec`.
const DEPTH: usize = 3;

const FORMATS: [&str; 12] = [
    "date",
    "date-time",
    "duration",
    "byte",
    "uuid",
    "ipv4",
    "cidr",
    "email",
    "hostname",
    "uri",
    "mac",
    "unknown-format",
];
const PATTERNS: [&str; 4] = ["^[a-z]+$", "^a", r"\d", "b.*"];
pub(super) const NAMES: [&str; 6] = ["a", "b", "c", "key", "in", "x-y"];

/// A schema of an object, with `spec` and sometimes `status`.
pub(super) fn root(rng: &mut Rng) -> Value {
    let mut schema = json!({
        "type": "object",
        "properties": {"spec": object(rng, DEPTH), "status": object(rng, 1)},
    });
    if rng.u8(..4) == 0 {
        schema["required"] = json!(["spec"]);
    }
    if rng.u8(..4) == 0 {
        let rules = [
            "has(self.spec)",
            "self.metadata.name.startsWith('o')",
            "!has(self.status)",
        ];
        schema["x-kubernetes-validations"] = json!([{ "rule": pick(rng, &rules) }]);
    }
    schema
}

pub(super) fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    from[rng.usize(..from.len())]
}

fn any(rng: &mut Rng, depth: usize) -> Value {
    let mut schema = match rng.u8(..if depth == 0 { 12 } else { 20 }) {
        0..3 => text(rng),
        3..6 => integer(rng),
        6..8 => number(rng),
        8..10 => json!({"type": "boolean"}),
        10 => json!({"x-kubernetes-int-or-string": true}),
        11 => json!({"x-kubernetes-preserve-unknown-fields": true}),
        12..15 => list(rng, depth - 1),
        15..17 => map(rng, depth - 1),
        _ => object(rng, depth - 1),
    };
    if rng.u8(..5) == 0 {
        schema["nullable"] = true.into();
    }
    if rng.u8(..8) == 0 && schema["type"].is_string() {
        schema["enum"] = (0..4).map(|_| value::fitting(rng, &schema, 0)).collect();
        dedup(&mut schema["enum"]);
    }
    if rng.u8(..6) == 0 {
        logic(rng, &mut schema);
    }
    if rng.u8(..5) == 0 {
        rules(rng, &mut schema);
    }
    if rng.u8(..6) == 0 {
        set_default(rng, &mut schema);
    }
    schema
}

fn dedup(list: &mut Value) {
    let Value::Array(items) = list else { return };
    let mut unique: Vec<Value> = Vec::new();
    for item in items.drain(..) {
        if !unique.contains(&item) && !item.is_null() {
            unique.push(item);
        }
    }
    *items = unique;
}

/// Adds a default that the schema itself accepts; the API server takes no other.
fn set_default(rng: &mut Rng, schema: &mut Value) {
    let default = value::fitting(rng, schema, 0);
    let root =
        json!({"type": "object", "properties": {"spec": {"type": "object", "properties": {"d": schema}}}});
    let Ok(crd) = serde_json::from_value::<Crd>(crd("defaulted", &json!({ "schema": root }))) else {
        return;
    };
    let object = json!({
        "apiVersion": "cases.example.com/v1", "kind": "Defaulted", "metadata": {"name": "a"}, "spec": {"d": default},
    });
    let verdict = Kind::all(&crd).remove(0).create(&object);
    if verdict.is_accepted() && verdict.unknown.is_empty() && verdict.object["spec"]["d"] == default {
        schema["default"] = default;
    }
}

fn bounds(rng: &mut Rng, schema: &mut Value, least: &str, most: &str) {
    if rng.u8(..3) == 0 {
        schema[least] = rng.u8(..3).into();
    }
    if rng.u8(..3) == 0 {
        schema[most] = rng.u8(1..5).into();
    }
}

fn text(rng: &mut Rng) -> Value {
    let mut schema = json!({"type": "string"});
    bounds(rng, &mut schema, "minLength", "maxLength");
    match rng.u8(..6) {
        0 => schema["pattern"] = pick(rng, &PATTERNS).into(),
        1 | 2 => schema["format"] = pick(rng, &FORMATS).into(),
        _ => {}
    }
    schema
}

fn integer(rng: &mut Rng) -> Value {
    let mut schema = json!({"type": "integer"});
    if rng.u8(..3) == 0 {
        schema["format"] = pick(rng, &["int32", "int64"]).into();
    }
    numeric(rng, &mut schema);
    schema
}

fn number(rng: &mut Rng) -> Value {
    let mut schema = json!({"type": "number"});
    if rng.u8(..3) == 0 {
        schema["format"] = pick(rng, &["float", "double"]).into();
    }
    numeric(rng, &mut schema);
    schema
}

fn numeric(rng: &mut Rng, schema: &mut Value) {
    let limit = |rng: &mut Rng| match schema_limit(rng) {
        whole if rng.bool() => json!(whole),
        whole => json!(f64::from(whole) + 0.5),
    };
    if rng.u8(..3) == 0 {
        schema["minimum"] = limit(rng);
        if rng.u8(..3) == 0 {
            schema["exclusiveMinimum"] = true.into();
        }
    }
    if rng.u8(..3) == 0 {
        schema["maximum"] = limit(rng);
        if rng.u8(..3) == 0 {
            schema["exclusiveMaximum"] = true.into();
        }
    }
    if rng.u8(..6) == 0 {
        schema["multipleOf"] = [json!(2), json!(0.5), json!(3)][rng.usize(..3)].clone();
    }
}

fn schema_limit(rng: &mut Rng) -> i32 {
    rng.i32(-3..8)
}

fn list(rng: &mut Rng, depth: usize) -> Value {
    let mut schema = json!({"type": "array"});
    bounds(rng, &mut schema, "minItems", "maxItems");
    match rng.u8(..6) {
        0 => {
            schema["x-kubernetes-list-type"] = "set".into();
            let item = match rng.u8(..3) {
                0 => json!({"type": "string"}),
                1 => json!({"type": "integer"}),
                _ => {
                    json!({"type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "integer"}})
                }
            };
            schema["items"] = item;
        }
        1 => {
            schema["x-kubernetes-list-type"] = "map".into();
            let keys: &[&str] = if rng.bool() { &["key"] } else { &["key", "a"] };
            schema["x-kubernetes-list-map-keys"] = json!(keys);
            let mut item = object(rng, depth);
            item["properties"]["key"] = json!({"type": "string"});
            item["properties"]["a"] = json!({"type": "integer"});
            if rng.u8(..3) == 0 {
                item["properties"]["a"]["default"] = 1.into();
                item["required"] = json!(["key"]);
            } else {
                item["required"] = json!(keys);
            }
            for key in [
                "oneOf",
                "anyOf",
                "allOf",
                "not",
                "default",
                "nullable",
                "x-kubernetes-validations",
            ] {
                item.as_object_mut().expect("an object").remove(key);
            }
            schema["items"] = item;
        }
        2 => {
            schema["x-kubernetes-list-type"] = "atomic".into();
            schema["items"] = any(rng, depth);
        }
        _ => schema["items"] = any(rng, depth),
    }
    schema
}

fn map(rng: &mut Rng, depth: usize) -> Value {
    let mut schema = json!({"type": "object", "additionalProperties": any(rng, depth)});
    bounds(rng, &mut schema, "minProperties", "maxProperties");
    schema
}

fn object(rng: &mut Rng, depth: usize) -> Value {
    if rng.u8(..12) == 0 {
        return json!({
            "type": "object",
            "x-kubernetes-embedded-resource": true,
            "x-kubernetes-preserve-unknown-fields": true,
        });
    }
    let mut properties = Map::new();
    for _ in 0..rng.usize(1..5) {
        let name = pick(rng, &NAMES);
        properties.insert(name.to_owned(), any(rng, depth));
    }
    let mut schema = json!({"type": "object", "properties": properties});
    let names: Vec<&str> = NAMES
        .into_iter()
        .filter(|name| schema["properties"].get(name).is_some())
        .collect();
    if rng.u8(..3) == 0 {
        schema["required"] = json!([pick(rng, &names)]);
    }
    if rng.u8(..6) == 0 {
        bounds(rng, &mut schema, "minProperties", "maxProperties");
    }
    if rng.u8(..8) == 0 {
        schema["x-kubernetes-preserve-unknown-fields"] = true.into();
    }
    if rng.u8(..8) == 0 {
        schema["x-kubernetes-map-type"] = "atomic".into();
    }
    if rng.u8(..6) == 0 {
        logic(rng, &mut schema);
    }
    if rng.u8(..4) == 0 {
        rules(rng, &mut schema);
    }
    schema
}

/// Adds `allOf`, `anyOf`, `oneOf` or `not`, whose parts only have bounds.
fn logic(rng: &mut Rng, schema: &mut Value) {
    let key = pick(rng, &["allOf", "anyOf", "oneOf", "not"]);
    let mut parts: Vec<Value> = (0..rng.usize(1..4)).map(|_| part(rng, schema)).collect();
    schema[key] = if key == "not" {
        parts.remove(0)
    } else {
        parts.into()
    };
}

fn part(rng: &mut Rng, schema: &Value) -> Value {
    match schema["type"].as_str() {
        Some("string") => match rng.u8(..3) {
            0 => json!({"minLength": rng.u8(..4)}),
            1 => json!({"pattern": pick(rng, &PATTERNS)}),
            _ => json!({"enum": ["a", "ab", "b"]}),
        },
        Some("integer" | "number") => match rng.u8(..3) {
            0 => json!({"minimum": schema_limit(rng)}),
            1 => json!({"maximum": schema_limit(rng)}),
            _ => json!({"multipleOf": 2}),
        },
        Some("array") => json!({"minItems": rng.u8(..3)}),
        Some("object") => match schema["properties"].as_object().filter(|known| !known.is_empty()) {
            Some(known) => {
                let index = rng.usize(..known.len());
                let (name, below) = known.iter().nth(index).expect("an index of it");
                if rng.bool() {
                    json!({"required": [name]})
                } else {
                    json!({"properties": {name: part(rng, below)}})
                }
            }
            None => json!({"maxProperties": rng.u8(..3)}),
        },
        _ => json!({"enum": [true, 1, "a"]}),
    }
}

fn rules(rng: &mut Rng, schema: &mut Value) {
    let rules: &[&str] = match schema["type"].as_str() {
        Some("string") if schema.get("format").is_none() => &[
            "self.size() > 1",
            "self != 'a'",
            "self == oldSelf",
            "self.startsWith('a')",
            "self.matches('^[a-b]*$')",
        ],
        Some("integer") => &["self > 1", "self % 2 == 0", "self >= oldSelf", "10 / self > 1"],
        Some("number") => &["self > 1.0", "self >= oldSelf", "self != 2.5"],
        Some("boolean") => &["self", "self == oldSelf"],
        Some("array") => &[
            "self.size() < 3",
            "self == oldSelf",
            "self.all(x, x == x)",
            "self.exists_one(x, x == self[0])",
        ],
        Some("object") if schema.get("additionalProperties").is_some() => &[
            "self.size() < 3",
            "'a' in self",
            "self.all(k, k != 'b')",
            "oldSelf.all(k, k in self)",
        ],
        Some("object") if schema["properties"].get("a").is_some() => &[
            "has(self.a)",
            "self == oldSelf",
            "has(self.a) == has(oldSelf.a)",
            "!has(self.a) || self.a == self.a",
        ],
        _ => return,
    };
    let mut rule = json!({ "rule": pick(rng, rules) });
    match rng.u8(..5) {
        0 => rule["message"] = "of the rule".into(),
        1 => rule["messageExpression"] = "'of the expression' + string(1 + 1)".into(),
        2 => rule["reason"] = pick(rng, &["FieldValueForbidden", "FieldValueRequired"]).into(),
        3 if schema["properties"].get("a").is_some() => rule["fieldPath"] = ".a".into(),
        _ => {}
    }
    if rule["rule"]
        .as_str()
        .is_some_and(|rule| rule == "self == oldSelf")
        && rng.bool()
    {
        rule = json!({"rule": "!oldSelf.hasValue() || self == oldSelf.value()", "optionalOldSelf": true});
    }
    schema["x-kubernetes-validations"] = json!([rule]);
}
