//! The arguments of functions.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use crate::{Value, error::Reason, number};

/// Takes this many arguments.
pub(super) fn exactly<'v, const N: usize>(name: &str, all: &'v [Value]) -> Result<&'v [Value; N], Reason> {
    all.try_into()
        .map_err(|_| format!("wrong number of args for {name}: want {N} got {}", all.len()).into())
}

pub(super) fn at_least<'v>(name: &str, count: usize, all: &'v [Value]) -> Result<&'v [Value], Reason> {
    match all.len() < count {
        true => Err(format!(
            "wrong number of args for {name}: want at least {count} got {}",
            all.len()
        )
        .into()),
        false => Ok(all),
    }
}

/// A text; nothing else counts as one.
pub(super) fn text<'v>(name: &str, value: &'v Value) -> Result<&'v str, Reason> {
    match value {
        Value::Text(text) => Ok(text),
        other => Err(format!(
            "wrong type for value of {name}; expected string; got {}",
            other.type_name()
        )
        .into()),
    }
}

pub(super) fn dict<'v>(
    name: &str,
    value: &'v Value,
) -> Result<&'v Rc<RefCell<BTreeMap<String, Value>>>, Reason> {
    match value {
        Value::Dict(fields) => Ok(fields),
        other => {
            let kind = other.type_name();
            Err(
                format!("wrong type for value of {name}; expected map[string]interface {{}}; got {kind}")
                    .into(),
            )
        }
    }
}

pub(super) fn list<'v>(name: &str, value: &'v Value) -> Result<&'v [Value], Reason> {
    match value {
        Value::List(items) => Ok(items),
        other => Err(format!("Cannot find {name} on type {}", other.kind()).into()),
    }
}

/// A number that is whole, as sprig's `toInt64` makes one of anything.
pub(super) fn integer(value: &Value) -> i64 {
    match value {
        Value::Int(number) => *number,
        Value::Float(number) => *number as i64,
        Value::Bool(value) => i64::from(*value),
        Value::Text(text) => number::integer(text)
            .or_else(|| text.parse::<f64>().ok().map(|number| number as i64))
            .unwrap_or_default(),
        _ => 0,
    }
}

pub(super) fn index(value: &Value) -> Result<usize, Reason> {
    usize::try_from(integer(value)).map_err(|_| "the index is negative".into())
}

pub(super) fn float(value: &Value) -> f64 {
    match value {
        Value::Int(number) => *number as f64,
        Value::Float(number) => *number,
        Value::Bool(value) => f64::from(u8::from(*value)),
        Value::Text(text) => text.parse().unwrap_or_default(),
        _ => 0.0,
    }
}

/// The items of a list as texts, without those that are no value.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::List(items) => {
            let items = items.iter().filter(|item| !matches!(item, Value::Nil));
            items.map(Value::to_string).collect()
        }
        Value::Nil => Vec::new(),
        other => vec![other.to_string()],
    }
}

/// The length of a list or text.
pub(super) fn length(value: usize) -> Value {
    Value::Int(i64::try_from(value).unwrap_or(i64::MAX))
}
