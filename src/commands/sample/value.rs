//! Values that a schema allows, as far as they can be made without solving it.

use kubewright_core::schema::{Additional, Schema};
use kubewright_validation::{Cause, Step};
use serde_json::{Map, Number, Value, json};

/// How many choices of alternatives are tried.
pub(super) const CHOICES: usize = 6;

/// Texts that match the patterns that many schemas have.
const TEXTS: &[&str] = &[
    "a",
    "example",
    "Example",
    "EXAMPLE",
    "0",
    "1",
    "10",
    "100m",
    "1Gi",
    "10%",
    "1s",
    "1h",
    "true",
    "v1",
    "1.0.0",
    "v1.0.0",
    "example.com",
    "a.example.com",
    "https://example.com",
    "http://example.com:80",
    "example.com/image:1",
    "example@example.com",
    "192.0.2.1",
    "192.0.2.0/24",
    "192.0.2.1:80",
    "2001:db8::1",
    "a/b",
    "a:1",
    "/a",
    "a=b",
    "2024-01-01",
    "12:00",
    "Mon:00:00-Mon:01:00",
    "* * * * *",
    "00000000-0000-0000-0000-000000000000",
    "sha256:0000000000000000000000000000000000000000000000000000000000000000",
    "arn:aws:iam::123456789012:role/example",
    "us-east-1",
    "subnet-00000000",
    "#000000",
];

/// The fields of a sample at the root: those that are required, and `spec`.
pub(super) fn fields(schema: &Schema, choice: usize) -> Value {
    let mut map = Map::new();
    let required = required(schema, choice);
    for (name, property) in schema.properties.iter() {
        let is_head = ["apiVersion", "kind", "metadata", "status"].contains(&name.as_str());
        if !is_head && (name == "spec" || required.contains(&name.as_str())) {
            map.insert(name.clone(), value(property, choice));
        }
    }
    Value::Object(map)
}

/// Replaces a text that the API server rejects by one that it accepts, if one is known.
pub(super) fn repair(fields: &mut Value, cause: &Cause, causes: &dyn Fn(&Value) -> Vec<Cause>) {
    let is_text = at(fields, &cause.at).is_some_and(|value| value.is_string());
    if !is_text {
        return;
    }
    for text in TEXTS {
        let mut tried = fields.clone();
        if let Some(slot) = at(&mut tried, &cause.at) {
            *slot = json!(text);
        }
        if causes(&tried).iter().all(|other| other.at != cause.at) {
            *fields = tried;
            return;
        }
    }
}

fn at<'v>(value: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(*index),
    })
}

fn value(schema: &Schema, choice: usize) -> Value {
    if !schema.all_of.is_empty() {
        let joined = joined(schema);
        return value(&joined, choice);
    }
    if let Some(given) = schema.example.as_ref().or(schema.default.as_ref()) {
        return given.clone();
    }
    if let Some(first) = schema.enumeration.iter().find(|value| !value.is_null()) {
        return first.clone();
    }
    match schema.ty.as_deref() {
        Some("object") if schema.embedded_resource => {
            json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "example"}})
        }
        Some("object") => object(schema, choice),
        Some("array") => list(schema, choice),
        Some("integer") => whole(number(schema, 1.0)),
        Some("number") => json!(number(schema, 0.5)),
        Some("boolean") => json!(false),
        Some("string") => text(schema),
        _ if schema.int_or_string => json!(0),
        _ => json!({}),
    }
}

/// A schema with the bounds and names that all parts of it require.
fn joined(schema: &Schema) -> Schema {
    let mut all = schema.clone();
    for part in std::mem::take(&mut all.all_of) {
        let part = joined(&part);
        all.min_items = all.min_items.max(part.min_items);
        all.min_length = all.min_length.max(part.min_length);
        all.min_properties = all.min_properties.max(part.min_properties);
        all.format = all.format.or(part.format);
        all.required.extend(part.required);
        for alternatives in [(&mut all.one_of, part.one_of), (&mut all.any_of, part.any_of)] {
            let (own, others) = alternatives;
            if own.is_empty() {
                *own = others;
            }
        }
        let of = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
        if of(&part.minimum) > of(&all.minimum) {
            all.minimum = part.minimum;
            all.exclusive_minimum = part.exclusive_minimum;
        }
    }
    all
}

/// The names that are required, also by the chosen one of several alternatives.
fn required(schema: &Schema, choice: usize) -> Vec<&str> {
    let mut names: Vec<&str> = schema.required.iter().map(String::as_str).collect();
    for part in &schema.all_of {
        names.extend(required(part, choice));
    }
    for alternatives in [&schema.one_of, &schema.any_of] {
        if let Some(chosen) = chosen(alternatives, choice) {
            names.extend(required(chosen, choice));
        }
    }
    names
}

fn chosen(alternatives: &[Schema], choice: usize) -> Option<&Schema> {
    let index = choice.checked_rem(alternatives.len())?;
    alternatives.get(index)
}

/// What alternatives say of a property beside its own schema.
fn narrowed(schema: &Schema, name: &str, choice: usize) -> Option<Value> {
    let own = || schema.properties.iter().find(|(other, _)| *other == name);
    let stated = own().and_then(|(_, property)| property.enumeration.first().cloned());
    let parts = schema
        .all_of
        .iter()
        .chain(chosen(&schema.one_of, choice))
        .chain(chosen(&schema.any_of, choice));
    let mut found = parts.filter_map(|part| narrowed(part, name, choice));
    found.next().or(stated)
}

fn object(schema: &Schema, choice: usize) -> Value {
    let required = required(schema, choice);
    let least = length(schema.min_properties);
    let mut map = Map::new();
    let made = |name: &str, property: &Schema| {
        narrowed(schema, name, choice).unwrap_or_else(|| value(property, choice))
    };
    for (name, property) in schema.properties.iter() {
        if required.contains(&name.as_str()) {
            map.insert(name.clone(), made(name, property));
        }
    }
    for (name, property) in schema.properties.iter() {
        if map.len() < least && !map.contains_key(name) {
            map.insert(name.clone(), made(name, property));
        }
    }
    let additional = match schema.additional_properties.as_deref() {
        Some(Additional::Schema(schema)) => value(schema, choice),
        Some(Additional::Allowed(_)) | None => json!(""),
    };
    for name in (0..).map(|number| format!("key{number}")).take(least) {
        if map.len() < least {
            map.insert(name, additional.clone());
        }
    }
    Value::Object(map)
}

fn list(schema: &Schema, choice: usize) -> Value {
    let Some(items) = schema.items.as_deref() else {
        return json!([]);
    };
    let made = |number: usize| {
        let mut item = value(items, choice);
        match &mut item {
            Value::Object(map) => {
                for key in &schema.list_map_keys {
                    if let Some(value) = map.get_mut(key) {
                        vary(value, property(items, key), number);
                    }
                }
            }
            item => vary(item, Some(items), number),
        }
        item
    };
    Value::Array((0..length(schema.min_items)).map(made).collect())
}

fn property<'s>(schema: &'s Schema, name: &str) -> Option<&'s Schema> {
    let mut properties = schema.properties.iter();
    properties.find_map(|(other, schema)| (other == name).then_some(schema))
}

/// Changes a value so that it differs from those with other numbers.
fn vary(value: &mut Value, schema: Option<&Schema>, number: usize) {
    if let Some(other) = schema.and_then(|schema| schema.enumeration.get(number)) {
        *value = other.clone();
        return;
    }
    match value {
        Value::String(text) if number > 0 => text.push_str(&number.to_string()),
        Value::Number(old) => {
            let multiple = schema.and_then(|schema| schema.multiple_of.as_ref()?.as_i64());
            let number = i64::try_from(number).unwrap_or_default();
            let sum = multiple
                .unwrap_or(1)
                .checked_mul(number)
                .and_then(|more| old.as_i64()?.checked_add(more));
            if let Some(sum) = sum {
                *value = json!(sum);
            }
        }
        _ => {}
    }
}

/// The smallest number that the bounds allow, or the largest if there is only such a bound; `step` leads away from an excluded one.
fn number(schema: &Schema, step: f64) -> f64 {
    let of = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    let (minimum, maximum) = (of(&schema.minimum), of(&schema.maximum));
    let mut value = match (minimum, maximum) {
        (Some(least), _) if schema.exclusive_minimum => least + step,
        (Some(least), _) => least,
        (None, Some(most)) if most <= 0.0 && schema.exclusive_maximum => most - step,
        (None, Some(most)) if most < 0.0 => most,
        (None, _) => 0.0,
    };
    if let Some(multiple) = of(&schema.multiple_of).filter(|multiple| *multiple > 0.0) {
        value = (value / multiple).ceil() * multiple;
    }
    value
}

/// A number without a fraction, as JSON.
fn whole(value: f64) -> Value {
    let text = format!("{value:.0}");
    text.parse::<i64>()
        .map_or_else(|_| json!(0), |value| json!(value))
}

fn text(schema: &Schema) -> Value {
    let formatted = match schema.format.as_deref() {
        Some("date-time" | "datetime") => "2024-01-01T00:00:00Z",
        Some("date") => "2024-01-01",
        Some("duration") => "1m",
        Some("ipv4" | "ip") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("cidr") => "192.0.2.0/24",
        Some("mac") => "00:00:5e:00:53:01",
        Some("uri" | "url") => "https://example.com",
        Some("email") => "user@example.com",
        Some("hostname") => "example.com",
        Some("uuid" | "uuid3") => "00000000-0000-3000-8000-000000000000",
        Some("uuid4") => "00000000-0000-4000-8000-000000000000",
        Some("uuid5") => "00000000-0000-5000-8000-000000000000",
        Some("byte") => "",
        Some("hexcolor") => "#ffffff",
        Some("rgbcolor") => "rgb(255,255,255)",
        Some("isbn" | "isbn10") => "0306406152",
        Some("isbn13") => "9780306406157",
        Some("creditcard") => "4111111111111111",
        Some("ssn") => "111-11-1111",
        Some("bsonobjectid") => "000000000000000000000000",
        Some("k8s-short-name" | "k8s-long-name") => "example",
        _ => return json!("x".repeat(length(schema.min_length))),
    };
    json!(formatted)
}

fn length(least: Option<u64>) -> usize {
    // A longer list or text helps nobody.
    const MOST: usize = 256;
    usize::try_from(least.unwrap_or_default())
        .unwrap_or(MOST)
        .min(MOST)
}
