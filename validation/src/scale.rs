//! The fields of the scale subresource.

use kubewright_core::crd::ScalePaths;
use serde_json::Value;

use crate::cause::{Cause, Reason, bad};
use crate::path::Step;

/// Checks what the scale subresource reads; only its status if only that can change.
pub(crate) fn check(object: &Value, scale: &ScalePaths, whole: bool) -> Vec<Cause> {
    let mut causes = Vec::new();
    if whole {
        causes.extend(replicas(object, &scale.spec_replicas_path));
    }
    causes.extend(replicas(object, &scale.status_replicas_path));
    if let Some(path) = &scale.label_selector_path {
        match find(object, path) {
            Ok(None | Some(Value::String(_))) => {}
            Ok(Some(other)) => {
                let detail = accessor(path, other, "string");
                causes.push(cause(path, &"".into(), &detail));
            }
            Err(detail) => causes.push(cause(path, &"".into(), &detail)),
        }
    }
    causes
}

fn keys(path: &str) -> Vec<&str> {
    path.strip_prefix('.').unwrap_or(path).split('.').collect()
}

fn cause(path: &str, value: &Value, detail: &str) -> Cause {
    Cause {
        field: path.to_owned(),
        reason: Reason::Invalid,
        message: bad("Invalid value", value, detail),
        at: keys(path)
            .into_iter()
            .map(|key| Step::Key(key.to_owned()))
            .collect(),
    }
}

/// The value at a path; an error if something above it is no object.
fn find<'a>(object: &'a Value, path: &str) -> Result<Option<&'a Value>, String> {
    let keys = keys(path);
    let mut value = object;
    for key in &keys {
        match value {
            Value::Null => return Ok(None),
            Value::Object(fields) => match fields.get(*key) {
                Some(below) => value = below,
                None => return Ok(None),
            },
            other => {
                return Err(accessor(path, other, "map[string]interface{}"));
            }
        }
    }
    Ok(Some(value))
}

fn accessor(path: &str, value: &Value, expected: &str) -> String {
    let path = format!(".{}", path.strip_prefix('.').unwrap_or(path));
    let (shown, ty) = match value {
        Value::Null => ("<nil>".to_owned(), "<nil>"),
        Value::Bool(flag) => (flag.to_string(), "bool"),
        Value::Number(number) if number.is_i64() => (number.to_string(), "int64"),
        Value::Number(number) => (crate::go::number_text(number), "float64"),
        Value::String(text) => (text.clone(), "string"),
        Value::Array(_) => (crate::go::json(value), "[]interface {}"),
        Value::Object(_) => (crate::go::json(value), "map[string]interface {}"),
    };
    format!("{path} accessor error: {shown} is of the type {ty}, expected {expected}")
}

fn replicas(object: &Value, path: &str) -> Option<Cause> {
    let zero = Value::from(0);
    match find(object, path) {
        Ok(None) => None,
        Ok(Some(Value::Number(number))) if number.is_i64() => {
            let count = number.as_i64()?;
            let value = Value::from(count);
            if count < 0 {
                Some(cause(path, &value, "should be a non-negative integer"))
            } else if count > i64::from(i32::MAX) {
                let detail = format!("should be less than or equal to {}", i32::MAX);
                Some(cause(path, &value, &detail))
            } else {
                None
            }
        }
        Ok(Some(other)) => Some(cause(path, &zero, &accessor(path, other, "int64"))),
        Err(detail) => Some(cause(path, &zero, &detail)),
    }
}
