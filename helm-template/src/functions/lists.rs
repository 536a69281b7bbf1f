//! Lists.

use super::{
    Answer,
    arguments::{at_least, exactly, index, integer, list, texts},
};
use crate::{Value, error::Reason};

pub(super) fn call(name: &str, all: &[Value]) -> Option<Answer> {
    let one = |change: fn(&[Value]) -> Value| -> Answer {
        let [value] = exactly(name, all)?;
        // sprig takes no value for an empty list in some of these, and fails in the others.
        Ok(change(list(name, value)?))
    };
    Some(match name {
        "list" | "tuple" => Ok(Value::list(all.iter().cloned())),
        "append" | "push" => exactly(name, all)
            .and_then(|[items, item]| Ok(Value::list(list(name, items)?.iter().chain([item]).cloned()))),
        "prepend" => exactly(name, all)
            .and_then(|[items, item]| Ok(Value::list([item].into_iter().chain(list(name, items)?).cloned()))),
        "concat" => {
            let lists: Result<Vec<_>, _> = all.iter().map(|one| list(name, one)).collect();
            lists.map(|lists| Value::list(lists.into_iter().flatten().cloned()))
        }
        "first" => one(|items| items.first().cloned().unwrap_or(Value::Nil)),
        "last" => one(|items| items.last().cloned().unwrap_or(Value::Nil)),
        "rest" => one(|items| Value::list(items.iter().skip(1).cloned())),
        "initial" => one(|items| Value::list(items.iter().take(items.len().saturating_sub(1)).cloned())),
        "reverse" => one(|items| Value::list(items.iter().rev().cloned())),
        "compact" => one(|items| Value::list(items.iter().filter(|item| item.is_true()).cloned())),
        "uniq" => one(|items| {
            let mut seen: Vec<Value> = Vec::new();
            for item in items {
                if !has(&seen, item) {
                    seen.push(item.clone());
                }
            }
            Value::list(seen)
        }),
        "without" => at_least(name, 1, all).and_then(|all| {
            let items = list(name, &all[0])?;
            Ok(Value::list(
                items.iter().filter(|item| !has(&all[1..], item)).cloned(),
            ))
        }),
        "has" => exactly(name, all).and_then(|[item, items]| match items {
            Value::Nil => Ok(Value::Bool(false)),
            items => Ok(Value::Bool(has(list(name, items)?, item))),
        }),
        "sortAlpha" => exactly(name, all).map(|[value]| {
            let mut texts = texts(value);
            texts.sort();
            Value::list(texts.into_iter().map(Value::from))
        }),
        "slice" => at_least(name, 1, all).and_then(|all| part(name, all)),
        "chunk" => exactly(name, all).and_then(|[size, items]| {
            let size = index(size)?.max(1);
            let parts = list(name, items)?.chunks(size);
            Ok(Value::list(parts.map(|part| Value::list(part.iter().cloned()))))
        }),
        "until" => {
            exactly(name, all).and_then(|[end]| steps(0, integer(end), if integer(end) < 0 { -1 } else { 1 }))
        }
        "untilStep" => exactly(name, all)
            .and_then(|[start, end, step]| steps(integer(start), integer(end), integer(step))),
        "seq" => sequence(&all.iter().map(integer).collect::<Vec<_>>()),
        "index" => at_least(name, 1, all).and_then(|all| {
            all[1..]
                .iter()
                .try_fold(all[0].clone(), |value, key| item(&value, key))
        }),
        _ => return None,
    })
}

fn has(items: &[Value], item: &Value) -> bool {
    items
        .iter()
        .any(|other| other.kind() == item.kind() && other.to_json() == item.to_json())
}

/// A part of a list, or of a text.
fn part(name: &str, all: &[Value]) -> Answer {
    let length = match &all[0] {
        Value::Text(text) => text.len(),
        value => list(name, value)?.len(),
    };
    let start = all.get(1).map_or(Ok(0), index)?;
    let end = all.get(2).map_or(Ok(length), index)?;
    if start > end || end > length {
        return Err(format!("index out of range: {end}").into());
    }
    match &all[0] {
        Value::Text(text) => {
            let part = text.get(start..end);
            Ok(part
                .ok_or_else(|| Reason::Unsupported("a part of a character".to_owned()))?
                .into())
        }
        value => Ok(Value::list(list(name, value)?[start..end].iter().cloned())),
    }
}

fn item(value: &Value, key: &Value) -> Answer {
    match (value, key) {
        (Value::Dict(fields), Value::Text(key)) => {
            Ok(fields.borrow().get(&**key).cloned().unwrap_or(Value::Nil))
        }
        (Value::List(items), Value::Int(_) | Value::Float(_)) => {
            let found = items.get(index(key)?).cloned();
            found.ok_or_else(|| format!("index out of range: {key}").into())
        }
        (Value::Nil, _) => Err("index of untyped nil".into()),
        _ => Err(format!("can't index item of type {}", value.type_name()).into()),
    }
}

fn steps(start: i64, end: i64, step: i64) -> Answer {
    let mut items = Vec::new();
    let mut at = start;
    while step > 0 && at < end || step < 0 && at > end {
        if items.len() > 1_000_000 {
            return Err("the list is too long".into());
        }
        items.push(Value::Int(at));
        at = at.saturating_add(step);
    }
    Ok(Value::list(items))
}

/// The numbers with spaces between them, both ends included.
fn sequence(all: &[i64]) -> Answer {
    let (start, step, end) = match all {
        [] => return Ok("".into()),
        [end] => (1, if *end < 1 { -1 } else { 1 }, *end),
        [start, end] => (*start, if end < start { -1 } else { 1 }, *end),
        [start, step, end, ..] => (*start, *step, *end),
    };
    let Value::List(items) = steps(start, end.saturating_add(step.signum()), step)? else {
        return Ok("".into());
    };
    let items: Vec<_> = items.iter().map(Value::to_string).collect();
    Ok(items.join(" ").into())
}
