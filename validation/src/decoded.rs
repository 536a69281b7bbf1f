//! Texts in kinds of Kubernetes itself that the API server decodes into types of their own: quantities such as `500m`, and base64.

use kubewright_cel::check_quantity;
use kubewright_core::schema::{Additional, Schema};
use kubewright_core::webhook::is_base64;
use serde_json::Value;

use crate::cause::{Cause, Reason};
use crate::path::Path;

/// The `format` of a quantity.
const QUANTITY: &str = "quantity";

/// The `format` of base64 as Go decodes it, with line breaks.
const BASE64: &str = "base64";

/// Checks all of them in a value.
pub(crate) fn check(value: &Value, schema: &Schema) -> Vec<Cause> {
    let mut causes = Vec::new();
    walk(value, schema, &Path::Root, &mut causes);
    causes
}

fn walk(value: &Value, schema: &Schema, path: &Path<'_>, causes: &mut Vec<Cause>) {
    if schema.format.as_deref() == Some(QUANTITY) {
        // The API server parses the text of any value, without its quotes.
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        if let Err(failure) = check_quantity(&text) {
            causes.push(Cause::at(Reason::Undecodable, path, failure.to_string()));
        }
        return;
    }
    match value {
        Value::String(text) if schema.format.as_deref() == Some(BASE64) => {
            if !is_base64(text) {
                let message = "illegal base64 data".to_owned();
                causes.push(Cause::at(Reason::Undecodable, path, message));
            }
        }
        Value::Array(items) => {
            if let Some(below) = schema.items.as_deref() {
                for (index, item) in items.iter().enumerate() {
                    walk(item, below, &path.item(index), causes);
                }
            }
        }
        Value::Object(fields) => {
            let values = match schema.additional_properties.as_deref() {
                Some(Additional::Schema(below)) => Some(below),
                Some(Additional::Allowed(_)) | None => None,
            };
            for (key, value) in fields {
                match (schema.properties.get(key), values) {
                    (Some(below), _) => walk(value, below, &path.field(key), causes),
                    (None, Some(below)) => walk(value, below, &path.entry(key), causes),
                    (None, None) => {}
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn base64_may_have_line_breaks() {
        let schema: Schema = serde_json::from_value(json!({"type": "string", "format": "base64"})).unwrap();
        for text in ["", "aGk=", "aGVs\r\nbG8=\n"] {
            assert!(check(&json!(text), &schema).is_empty(), "{text}");
        }
        for text in ["a", "aGk", "!!!!"] {
            let [cause] = &check(&json!(text), &schema)[..] else {
                panic!("{text}")
            };
            assert_eq!(cause.message, "illegal base64 data");
        }
    }

    #[test]
    fn values_are_judged_by_their_text() {
        let schema: Schema = serde_json::from_value(json!({
            "type": "object",
            "additionalProperties": {
                "x-kubernetes-preserve-unknown-fields": true, "format": "quantity",
            },
        }))
        .unwrap();
        let of = |value: Value| check(&json!({"cpu": value}), &schema);
        for value in [json!("500m"), json!(" 1Gi "), json!(0.5), json!(-1), json!("1e3")] {
            assert!(of(value.clone()).is_empty(), "{value}");
        }
        let [cause] = &of(json!("5mm"))[..] else {
            panic!("one cause")
        };
        assert_eq!(cause.to_string(), "[cpu]: unable to parse quantity's suffix");
        for value in [json!(""), json!("m"), json!(true), json!({"a": 1}), json!([1])] {
            let [cause] = &of(value.clone())[..] else {
                panic!("{value}")
            };
            assert!(
                cause
                    .message
                    .starts_with("quantities must match the regular expression"),
                "{cause}"
            );
        }
    }
}
