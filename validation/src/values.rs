//! The value checks of a schema, in the order and with the messages of the validator that the API server uses.
//!
//! Where branches of `anyOf` and `oneOf` fail, it reports the causes of the branch in which most checks passed. So the checks that
//! pass are counted as it counts them.

mod logic;
mod numbers;
mod outcome;
mod texts;

use serde_json::Value;

use crate::cause::{Cause, Reason, bad, detailed};
use crate::correlation::Pair;
use crate::go;
use crate::node::{Node, Values};
use crate::path::Path;
use outcome::{Failure, Outcome};

/// Checks a value against a schema. What has not changed since the old value is not reported.
pub(crate) fn check(value: &Value, node: &Node, path: &Path<'_>, old: Option<&Value>) -> Vec<Cause> {
    let pair = old.map(|old| Pair {
        new: value,
        old,
        node,
    });
    let outcome = ratcheted(value, node, path, pair);
    outcome
        .failures
        .into_iter()
        .map(|failure| failure.cause)
        .collect()
}

/// The outcome of a value that may have an old one.
fn ratcheted(value: &Value, node: &Node, path: &Path<'_>, pair: Option<Pair<'_>>) -> Outcome {
    let mut outcome = judge(value, node, path, pair);
    if !outcome.failures.is_empty() && pair.is_some_and(Pair::is_equal) {
        outcome.failures.clear();
    }
    outcome
}

/// The outcome of a value, with its parts.
fn judge(value: &Value, node: &Node, path: &Path<'_>, pair: Option<Pair<'_>>) -> Outcome {
    let mut outcome = Outcome::default();
    let typed = !node.types.is_empty() || !node.format.is_empty();
    if value.is_null() {
        outcome.merge(check_type(value, node, path));
        outcome.merge(check_enumeration(value, node, path));
        return outcome;
    }
    if typed {
        outcome.merge(check_type(value, node, path));
        outcome.matches += 1;
    }
    outcome.merge(logic::check(value, node, path));
    outcome.matches += 1;
    match value {
        Value::String(text) => {
            outcome.merge(texts::check(text, node, path));
            outcome.matches += 1;
            if let Some(checked) = texts::check_format(text, node, path) {
                outcome.merge(checked);
                outcome.matches += 1;
            }
        }
        Value::Number(number) => {
            outcome.merge(numbers::check(number, node, path));
            outcome.matches += 1;
        }
        Value::Array(items) => {
            outcome.merge(check_list(items, node, path, pair));
            outcome.matches += 1;
        }
        Value::Null | Value::Bool(_) | Value::Object(_) => {}
    }
    outcome.merge(check_enumeration(value, node, path));
    outcome.matches += 1;
    if let Value::Object(fields) = value {
        outcome.merge(check_object(fields, node, path, pair));
        outcome.matches += 1;
    }
    outcome.matches += 1;
    outcome
}

/// The JSON type of a value, and the format that Go's type of it has.
fn kind(value: &Value) -> (&'static str, &'static str) {
    match value {
        Value::Null => ("null", ""),
        Value::Bool(_) => ("boolean", ""),
        Value::Number(number) if number.is_i64() => ("integer", "int64"),
        Value::Number(_) => ("number", "float64"),
        Value::String(_) => ("string", ""),
        Value::Array(_) => ("array", ""),
        Value::Object(_) => ("object", ""),
    }
}

fn check_type(value: &Value, node: &Node, path: &Path<'_>) -> Outcome {
    let types = &node.types;
    let passed = || Outcome {
        matches: 1,
        ..Outcome::default()
    };
    let (found, format) = kind(value);
    if value.is_null() {
        if !types.is_empty() && !types.has("null") && !node.nullable {
            return wrong_type(path, &types.shown(), "null").into();
        }
        return passed();
    }
    let is_whole = found == "number" && numbers::is_whole(value) && types.has("integer");
    let is_number = found == "integer" && types.has("number");
    let is_text = matches!(value, Value::String(_) | Value::Array(_));
    let expected = &node.format;
    let agrees = types.has(found) || format == expected.text || is_whole || is_number;
    if !is_text && !expected.is_empty() && !agrees {
        return wrong_type(path, &expected.text, format).into();
    }
    if is_text && !expected.is_empty() && !types.has("number") && !types.has("integer") {
        return passed();
    }
    if !(types.has(found) || is_whole || is_number) {
        return wrong_type(path, &types.shown(), found).into();
    }
    passed()
}

/// A value that does not have a type; what it has instead is the value of the message.
fn wrong_type(path: &Path<'_>, expected: &str, found: &str) -> Failure {
    let dotted = path.dotted();
    let found = go::quote(found);
    let message = format!("{dotted} in body must be of type {expected}: {found}");
    let text = detailed(&format!("Invalid value: {found}"), &message);
    Failure::new(path, Reason::TypeInvalid, text, message)
}

fn check_enumeration(value: &Value, node: &Node, path: &Path<'_>) -> Outcome {
    let allowed = &node.enumeration;
    if allowed.is_empty() || allowed.iter().any(|known| converts(value, known)) {
        return Outcome::default();
    }
    let texts = allowed.iter().map(|value| match value {
        Value::String(text) => go::quote(text),
        other => go::quote(&go::json(other)),
    });
    let texts: Vec<_> = texts.collect();
    let detail = format!("supported values: {}", texts.join(", "));
    let message = format!("{} in body should be one of {}", path.dotted(), texts.join(" "));
    Failure::new(
        path,
        Reason::NotSupported,
        bad("Unsupported value", value, &detail),
        message,
    )
    .into()
}

/// Whether a value is one of an enumeration once Go has converted it to the same type.
fn converts(value: &Value, known: &Value) -> bool {
    match (value, known) {
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Number(value), Value::Number(known)) => match (value.as_i64(), known.as_i64()) {
            (Some(value), Some(known)) => value == known,
            #[expect(clippy::cast_precision_loss, reason = "as Go converts it")]
            (Some(value), None) => known.as_f64() == Some(value as f64),
            #[expect(clippy::cast_possible_truncation, reason = "as Go converts it")]
            (None, Some(known)) => value.as_f64().is_some_and(|value| value as i64 == known),
            (None, None) => value.as_f64() == known.as_f64(),
        },
        (Value::Number(value), Value::String(known)) => {
            let character = |code: i64| {
                let code = u32::try_from(code).ok();
                code.and_then(char::from_u32)
                    .unwrap_or(char::REPLACEMENT_CHARACTER)
            };
            value
                .as_i64()
                .is_some_and(|code| *known == character(code).to_string())
        }
        (value, known) => value == known,
    }
}

fn check_list(items: &[Value], node: &Node, path: &Path<'_>, pair: Option<Pair<'_>>) -> Outcome {
    let mut outcome = Outcome::default();
    if let Some(below) = node.items.as_deref() {
        let pairs = pair.map(Pair::items).unwrap_or_default();
        for (index, item) in items.iter().enumerate() {
            let old = pairs.get(index).copied().flatten();
            outcome.merge(ratcheted(item, below, &path.item(index), old));
        }
    }
    let size = items.len() as u64;
    if let Some(least) = node.min_items.filter(|least| size < *least) {
        let message = format!("{} in body should have at least {least} items", path.dotted());
        outcome.add(Failure::invalid(path, &size.into(), message));
    }
    if let Some(most) = node.max_items.filter(|most| size > *most) {
        let message = format!("{} in body should have at most {most} items", path.dotted());
        outcome.add(Failure::new(path, Reason::TooMany, too_many(size, most), message));
    }
    outcome.matches += 1;
    outcome
}

fn too_many(size: u64, most: u64) -> String {
    let items = if most == 1 { "item" } else { "items" };
    format!("Too many: {size}: must have at most {most} {items}")
}

fn check_object(
    fields: &serde_json::Map<String, Value>,
    node: &Node,
    path: &Path<'_>,
    pair: Option<Pair<'_>>,
) -> Outcome {
    let mut outcome = Outcome::default();
    let size = fields.len() as u64;
    let dotted = || path.dotted();
    if let Some(least) = node.min_properties.filter(|least| size < *least) {
        let message = format!("{} in body should have at least {least} properties", dotted());
        outcome.add(Failure::invalid(path, &size.into(), message));
    }
    if let Some(most) = node.max_properties.filter(|most| size > *most) {
        let message = format!("{} in body should have at most {most} properties", dotted());
        outcome.add(Failure::new(path, Reason::TooMany, too_many(size, most), message));
    }
    for (key, value) in fields {
        if node.properties.contains_key(key) {
            continue;
        }
        match &node.additional {
            Some(Values::Any(false)) => {
                let message = format!("{}.{key} in body is a forbidden property", dotted());
                outcome.add(Failure::invalid(path, &"".into(), message));
            }
            Some(Values::Of(below)) => {
                let pair = pair.and_then(|pair| pair.key(key));
                outcome.merge(ratcheted(value, below, &path.entry(key), pair));
            }
            Some(Values::Any(true)) | None => {}
        }
    }
    for (name, property) in &node.properties {
        let Some(value) = fields.get(name) else { continue };
        // Changes of these cannot be seen: both objects have been converted to the same version.
        let is_version = matches!(path, Path::Root) && matches!(name.as_str(), "apiVersion" | "kind");
        let pair = pair.filter(|_| !is_version).and_then(|pair| pair.key(name));
        outcome.merge(ratcheted(value, property, &path.field(name), pair));
    }
    for name in &node.required {
        if !fields.contains_key(name) {
            let full = format!("{}.{name}", dotted());
            let message = format!("{full} in body is required");
            let cause = Cause {
                field: path.named(&full),
                reason: Reason::Required,
                message: "Required value".to_owned(),
                at: path.field(name).steps(),
            };
            outcome.add(Failure { cause, message });
        }
    }
    outcome
}
