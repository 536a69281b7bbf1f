//! Random values of a schema, some of which do not fit.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::schema::{NAMES, pick};

const TEXTS: [&str; 20] = [
    "",
    "a",
    "b",
    "ab",
    "abc",
    "longer text",
    "A1",
    "größe",
    "2024-02-29",
    "2024-02-30",
    "2024-01-01T00:00:00Z",
    "1h30m",
    "3 days",
    "aGk=",
    "123e4567-e89b-12d3-a456-426614174000",
    "10.0.0.1",
    "10.0.0.0/8",
    "a@b.example",
    "https://example.com/a",
    "00:00:5e:00:53:01",
];

/// A value that has the types of the schema; bounds, patterns and rules are left to luck.
pub(super) fn fitting(rng: &mut Rng, schema: &Value, wrong: u32) -> Value {
    let misses = |rng: &mut Rng| wrong > 0 && rng.u32(..100) < wrong;
    if misses(rng) {
        return anything(rng, 1);
    }
    if schema["nullable"] == true && rng.u8(..8) == 0 {
        return Value::Null;
    }
    if let Some(known) = schema["enum"].as_array().filter(|known| !known.is_empty())
        && rng.u8(..4) > 0
    {
        return known[rng.usize(..known.len())].clone();
    }
    if schema["x-kubernetes-int-or-string"] == true {
        return if rng.bool() {
            json!(rng.i8(..))
        } else {
            pick(rng, &TEXTS).into()
        };
    }
    match schema["type"].as_str() {
        Some("string") => pick(rng, &TEXTS).into(),
        Some("integer") => match rng.u8(..16) {
            0 => json!(i64::MAX),
            1 => json!(2_147_483_648_i64),
            2 => json!(2.0),
            _ => json!(rng.i32(-4..9)),
        },
        Some("number") => match rng.u8(..16) {
            0 => json!(1e300),
            1 => json!(0.1),
            2..6 => json!(rng.i32(-4..9)),
            _ => json!(f64::from(rng.i32(-8..18)) / 2.0),
        },
        Some("boolean") => rng.bool().into(),
        Some("array") => {
            let mut items: Vec<Value> = (0..rng.usize(..4))
                .map(|_| fitting(rng, &schema["items"], wrong))
                .collect();
            if rng.u8(..6) == 0
                && let Some(first) = items.first().cloned()
            {
                items.push(first);
            }
            items.into()
        }
        Some("object") => object(rng, schema, wrong),
        _ => anything(rng, 2),
    }
}

fn object(rng: &mut Rng, schema: &Value, wrong: u32) -> Value {
    if schema["x-kubernetes-embedded-resource"] == true {
        return embedded(rng, wrong);
    }
    let mut fields = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let required = schema["required"]
            .as_array()
            .is_some_and(|required| required.contains(&json!(name)));
        if rng.u8(..10) < if required { 9 } else { 6 } {
            fields.insert(name.clone(), fitting(rng, property, wrong));
        }
    }
    if let Some(values) = schema.get("additionalProperties") {
        for _ in 0..rng.usize(..4) {
            let name = pick(rng, &NAMES);
            fields.insert(name.to_owned(), fitting(rng, values, wrong));
        }
    }
    if wrong > 0 && rng.u8(..12) == 0 {
        let name = pick(rng, &["unknown", "a", "metadata"]);
        fields.insert(name.to_owned(), anything(rng, 1));
    }
    fields.into()
}

/// An object inside an object.
fn embedded(rng: &mut Rng, wrong: u32) -> Value {
    let mut value =
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "inner"}, "spec": anything(rng, 1)});
    if wrong > 0 && rng.u8(..3) == 0 {
        let key = pick(rng, &["apiVersion", "kind", "metadata"]);
        value[key] = anything(rng, 1);
    }
    if wrong > 0 && rng.u8(..4) == 0 && value["metadata"].is_object() {
        value["metadata"]["labels"] = json!({"a b": anything(rng, 0)});
    }
    value
}

fn anything(rng: &mut Rng, depth: usize) -> Value {
    match rng.u8(..if depth == 0 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => rng.bool().into(),
        2 => json!(rng.i8(..)),
        3 => json!(1.5),
        4 => pick(rng, &TEXTS).into(),
        5 => (0..rng.usize(..3)).map(|_| anything(rng, depth - 1)).collect(),
        _ => {
            let names = (0..rng.usize(..3)).map(|_| pick(rng, &NAMES).to_owned());
            let names: Vec<String> = names.collect();
            names
                .into_iter()
                .map(|name| (name, anything(rng, depth - 1)))
                .collect::<Map<_, _>>()
                .into()
        }
    }
}
