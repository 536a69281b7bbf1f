//! Nulls that a type writes for `None` and its schema does not allow.
//!
//! When an object is created or updated, the API server drops them before it validates. What is applied it does not change,
//! because a null there is a value that somebody owns, and then it rejects the object.

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use kubewright_core::{
    crd::Version,
    schema::{Additional, Schema},
};
use serde_json::Value;

use crate::schema::{crd, described::Link};

/// The types that were applied so far.
static VERSIONS: LazyLock<Mutex<HashMap<TypeId, Option<Arc<Version>>>>> = LazyLock::new(Mutex::default);

/// Leaves out what the schema of the type does not allow to be null.
pub(super) fn leave_out(value: &mut Value, link: Link) {
    let version = VERSIONS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .entry(link.id())
        // A type without a valid schema has no CRD, so there is nothing to apply to.
        .or_insert_with(|| crd::version(link).ok().map(Arc::new))
        .clone();
    // A root type may be a field of an object of another kind.
    if let Some(version) = version.filter(|version| value["kind"] == *version.root.kind) {
        prune(value, &version.schema);
    }
}

/// As the API server does it: fields and entries of maps, never items of lists, and nothing of which it knows no schema.
fn prune(value: &mut Value, schema: &Schema) {
    match value {
        Value::Object(fields) => fields.retain(|name, value| match of(schema, name) {
            Some(schema) if value.is_null() => schema.nullable,
            Some(schema) => {
                prune(value, schema);
                true
            }
            None => true,
        }),
        Value::Array(items) => {
            if let Some(schema) = &schema.items {
                items.iter_mut().for_each(|item| prune(item, schema));
            }
        }
        _ => {}
    }
}

fn of<'a>(schema: &'a Schema, name: &str) -> Option<&'a Schema> {
    match schema.additional_properties.as_deref() {
        Some(Additional::Schema(values)) => schema.properties.get(name).or(Some(values)),
        Some(Additional::Allowed(_)) | None => schema.properties.get(name),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn only_what_the_schema_knows_and_does_not_allow_is_left_out() {
        let schema: Schema = from_value(json!({
            "type": "object",
            "properties": {
                "text": { "type": "string" },
                "gap": { "type": "string", "nullable": true },
                "list": { "type": "array", "items": { "type": "object", "properties": { "text": { "type": "string" } } } },
                "map": { "type": "object", "additionalProperties": { "type": "integer" } },
                "open": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
            },
        }))
        .unwrap();
        let mut value = json!({
            "text": null,
            "gap": null,
            "list": [null, { "text": null, "other": null }],
            "map": { "a": null, "b": 1 },
            "open": { "a": null },
            "unknown": null,
        });
        prune(&mut value, &schema);
        let rest = json!({
            "gap": null,
            "list": [null, { "other": null }],
            "map": { "b": 1 },
            "open": { "a": null },
            "unknown": null,
        });
        assert_eq!(value, rest);
    }
}
