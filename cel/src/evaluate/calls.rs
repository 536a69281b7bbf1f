//! Applies functions to values.

use super::nodes::Evaluator;
use super::value::Value;
use super::{Failure, Result};

/// What is said where no overload takes the values.
pub(super) fn no_overload<T>() -> Result<T> {
    Err("no such overload".into())
}

impl<'a> Evaluator<'a> {
    /// The result of a function. For every function except one, an error of an argument is the result.
    pub(super) fn apply(&self, function: &str, arguments: &[Result<Value<'a>>]) -> Result<Value<'a>> {
        if matches!(function, "@not_strictly_false" | "__not_strictly_false__") {
            return Ok(Value::Bool(!matches!(arguments, [Ok(Value::Bool(false))])));
        }
        let values: Result<Vec<Value<'a>>> = arguments.iter().cloned().collect();
        let values = values?;
        self.apply_to(function, &values)
    }

    fn apply_to(&self, function: &str, values: &[Value<'a>]) -> Result<Value<'a>> {
        match (function, values) {
            ("_==_", [one, other]) => self.equals(one, other).map(Value::Bool),
            ("_!=_", [one, other]) => self.equals(one, other).map(|equal| Value::Bool(!equal)),
            ("@in" | "in" | "_in_", [one, of]) => self.is_in(one, of).map(Value::Bool),
            ("!_", [Value::Bool(flag)]) => Ok(Value::Bool(!flag)),
            ("_<_" | "_<=_" | "_>_" | "_>=_", [one, other]) => order(function, one, other),
            ("_+_" | "_-_" | "_*_" | "_/_" | "_%_" | "-_", _) => self.arithmetic(function, values),
            ("size", [value]) => match value {
                Value::Text(_) | Value::Bytes(_) | Value::List(_) | Value::Map(_) => {
                    Ok(Value::Int(i64::try_from(value.size()).unwrap_or(i64::MAX)))
                }
                _ => no_overload(),
            },
            (
                "bool" | "bytes" | "double" | "duration" | "dyn" | "int" | "string" | "timestamp" | "type"
                | "uint",
                [value],
            ) => self.convert(function, value),
            ("optional.of", [value]) => Ok(Value::some(value.clone())),
            ("optional.none", []) => Ok(Value::Optional(None)),
            ("optional.ofNonZeroValue", [value]) => Ok(if is_zero(value) {
                Value::Optional(None)
            } else {
                Value::some(value.clone())
            }),
            ("hasValue", [Value::Optional(value)]) => Ok(Value::Bool(value.is_some())),
            ("value", [Value::Optional(value)]) => match value {
                Some(value) => Ok(value.as_ref().clone()),
                None => Err("optional.none() dereference".into()),
            },
            ("optional.unwrap" | "unwrapOpt", [Value::List(list)]) => {
                let mut present = Vec::new();
                for item in self.items(list)? {
                    match item {
                        Value::Optional(Some(value)) => present.push(value.as_ref().clone()),
                        Value::Optional(None) => {}
                        _ => return no_overload(),
                    }
                }
                Ok(Value::list(present))
            }
            ("cel.@mapInsert", _) => self.insert(values),
            (_, [Value::Timestamp(_) | Value::Duration(_), ..]) if function.starts_with("get") => {
                self.of_time(function, values)
            }
            _ => self.library(function, values),
        }
    }

    /// Whether a list has a value, or a map a key.
    pub(super) fn is_in(&self, one: &Value<'a>, of: &Value<'a>) -> Result<bool> {
        match of {
            Value::List(list) => {
                let mut failure: Option<Failure> = None;
                for index in 0..list.len() {
                    match self.item(list, index).and_then(|item| self.equals(&item, one)) {
                        Ok(true) => return Ok(true),
                        Ok(false) => {}
                        Err(error) => _ = failure.get_or_insert(error),
                    }
                }
                failure.map_or(Ok(false), Err)
            }
            Value::Map(map) => self.find(map, one).map(|found| found.is_some()),
            _ => no_overload(),
        }
    }
}

fn order<'a>(function: &str, one: &Value<'a>, other: &Value<'a>) -> Result<Value<'a>> {
    if !one.is_scalar() {
        return Err(format!("no such overload: {function}").into());
    }
    let order = super::equality::compare(one, other)?;
    let Some(order) = order else {
        return match (one, other) {
            (Value::Double(number), _) | (_, Value::Double(number)) if number.is_nan() => {
                Err("NaN values cannot be ordered".into())
            }
            _ => no_overload(),
        };
    };
    Ok(Value::Bool(match function {
        "_<_" => order.is_lt(),
        "_<=_" => order.is_le(),
        "_>_" => order.is_gt(),
        _ => order.is_ge(),
    }))
}

/// The first second of the year one.
const FIRST_SECOND: i64 = -62_135_596_800;

fn is_zero(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Int(number) => *number == 0,
        Value::Uint(number) => *number == 0,
        Value::Double(number) => *number == 0.0,
        Value::Duration(nanos) => *nanos == 0,
        Value::Text(text) => text.is_empty(),
        Value::Bytes(bytes) => bytes.is_empty(),
        Value::List(list) => list.len() == 0,
        Value::Map(map) => map.len() == 0,
        Value::Optional(value) => value.is_none(),
        Value::Timestamp(time) => time.seconds == FIRST_SECOND && time.nanos == 0,
        _ => false,
    }
}
