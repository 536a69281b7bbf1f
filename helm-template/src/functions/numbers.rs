//! Numbers.

use super::{
    Answer,
    arguments::{at_least, exactly, float, integer, text},
};
use crate::Value;

pub(super) fn call(name: &str, all: &[Value]) -> Option<Answer> {
    let two = |compute: fn(i64, i64) -> Option<i64>| -> Answer {
        let [one, other] = exactly(name, all)?;
        let number = compute(integer(one), integer(other));
        number
            .map(Value::Int)
            .ok_or_else(|| "integer divide by zero".into())
    };
    let fold = |start: i64, compute: fn(i64, i64) -> i64| -> Answer {
        Ok(Value::Int(all.iter().map(integer).fold(start, compute)))
    };
    let floats = |compute: fn(f64, f64) -> f64| -> Answer {
        let mut all = at_least(name, 1, all)?.iter().map(float);
        let first = all.next().unwrap_or_default();
        Ok(Value::Float(all.fold(first, compute)))
    };
    let one = |compute: fn(f64) -> f64| exactly(name, all).map(|[value]| Value::Float(compute(float(value))));
    Some(match name {
        "add" => fold(0, i64::wrapping_add),
        "mul" => fold(1, i64::wrapping_mul),
        "add1" => exactly(name, all).map(|[value]| Value::Int(integer(value).wrapping_add(1))),
        "sub" => two(|one, other| Some(one.wrapping_sub(other))),
        "div" => two(i64::checked_div),
        "mod" => two(i64::checked_rem),
        "max" | "biggest" => at_least(name, 1, all).and_then(|_| fold(i64::MIN, i64::max)),
        "min" => at_least(name, 1, all).and_then(|_| fold(i64::MAX, i64::min)),
        "addf" => floats(|one, other| one + other),
        "subf" => floats(|one, other| one - other),
        "mulf" => floats(|one, other| one * other),
        "divf" => floats(|one, other| one / other),
        "maxf" => floats(f64::max),
        "minf" => floats(f64::min),
        "add1f" => one(|value| value + 1.0),
        "floor" => one(f64::floor),
        "ceil" => one(f64::ceil),
        "round" => at_least(name, 2, all).map(|all| {
            let factor = 10_f64.powi(i32::try_from(integer(&all[1])).unwrap_or_default());
            Value::Float((float(&all[0]) * factor).round() / factor)
        }),
        "int" | "int64" => exactly(name, all).map(|[value]| Value::Int(integer(value))),
        "float64" => exactly(name, all).map(|[value]| Value::Float(float(value))),
        "atoi" => exactly(name, all)
            .and_then(|[value]| Ok(Value::Int(text(name, value)?.parse().unwrap_or_default()))),
        "toDecimal" => exactly(name, all)
            .map(|[value]| Value::Int(i64::from_str_radix(&value.to_string(), 8).unwrap_or_default())),
        _ => return None,
    })
}
