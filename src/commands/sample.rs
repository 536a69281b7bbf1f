//! A sample of a kind: its required fields, with values that the schema allows.

use kubewright_core::crd::Crd;
use kubewright_core::schema::Schema;
use kubewright_core::yaml;
use serde_json::{Map, Value, json};

use super::errors::{Stop, failure};
use crate::plan::{Change, Plan};

/// Fills the samples with the required fields.
pub(super) fn fill(plan: &mut Plan, crds: &[&Crd]) -> Result<(), Stop> {
    let made = crds.iter().flat_map(|crd| {
        crd.spec.versions.iter().map(|version| {
            let head = head(&crd.spec.group, &version.name, &crd.spec.names.kind);
            (head, spec(&version.schema.open_api_v3_schema))
        })
    });
    let made: Vec<_> = made.collect();
    for text in created(plan) {
        let Some((_, Some(spec))) = made.iter().find(|(head, _)| text.contains(head.as_str())) else {
            continue;
        };
        if let Some((before, _)) = text.split_once("# TODO:") {
            let written = yaml::to_string(&serde_json::json!({"spec": spec})).map_err(failure)?;
            *text = format!("{before}{written}");
        }
    }
    Ok(())
}

/// The texts of the samples that a plan creates.
pub(super) fn created(plan: &mut Plan) -> impl Iterator<Item = &mut String> {
    changes(plan).filter_map(Change::created_mut)
}

/// The changes of samples.
pub(super) fn changes(plan: &mut Plan) -> impl Iterator<Item = &mut Change> {
    let samples = plan.each().filter(|(path, _)| path.starts_with("config/samples"));
    samples.flat_map(|(_, changes)| changes)
}

/// The lines of a sample that name its kind.
pub(super) fn head(group: &str, version: &str, kind: &str) -> String {
    format!("apiVersion: {group}/{version}\nkind: {kind}\n")
}

/// The `spec` of a sample; `None` if the kind has none.
fn spec(schema: &Schema) -> Option<Value> {
    schema.properties.get("spec").map(value)
}

fn value(schema: &Schema) -> Value {
    if let Some(given) = schema.example.as_ref().or(schema.default.as_ref()) {
        return given.clone();
    }
    if let Some(first) = schema.enumeration.iter().find(|value| !value.is_null()) {
        return first.clone();
    }
    match schema.ty.as_deref() {
        Some("object") => {
            let mut map = Map::new();
            for (name, property) in schema.properties.iter() {
                // The first variant of an enum with data.
                let is_chosen = schema
                    .one_of
                    .first()
                    .is_some_and(|first| first.required.contains(name));
                if schema.required.contains(name) || is_chosen {
                    map.insert(name.clone(), value(property));
                }
            }
            Value::Object(map)
        }
        Some("array") => {
            let least = schema.min_items.unwrap_or_default();
            let item = schema.items.as_deref().map_or(Value::Null, value);
            Value::Array((0..least).map(|_| item.clone()).collect())
        }
        Some("integer") => schema.minimum.clone().map_or_else(|| json!(0), Value::Number),
        Some("number") => schema.minimum.clone().map_or_else(|| json!(0.0), Value::Number),
        Some("boolean") => json!(false),
        Some("string") => {
            let least = usize::try_from(schema.min_length.unwrap_or_default()).unwrap_or_default();
            match schema.format.as_deref() {
                Some("date-time") => json!("2024-01-01T00:00:00Z"),
                Some("date") => json!("2024-01-01"),
                Some("duration") => json!("1m"),
                Some("ipv4" | "ip") => json!("192.0.2.1"),
                Some("ipv6") => json!("2001:db8::1"),
                Some("uri") => json!("https://example.com"),
                Some("email") => json!("user@example.com"),
                Some("uuid") => json!("00000000-0000-0000-0000-000000000000"),
                _ => json!("x".repeat(least)),
            }
        }
        _ if schema.int_or_string => json!(0),
        _ => json!({}),
    }
}
