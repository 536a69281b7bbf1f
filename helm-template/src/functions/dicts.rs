//! Maps.

use super::{
    Answer,
    arguments::{at_least, dict, exactly, text},
    merging,
};
use crate::Value;

pub(super) fn call(name: &str, all: &[Value]) -> Option<Answer> {
    Some(match name {
        "dict" => {
            let pairs = all.chunks(2);
            Ok(Value::dict(pairs.map(|pair| {
                (
                    pair[0].to_string(),
                    pair.get(1).cloned().unwrap_or_else(|| "".into()),
                )
            })))
        }
        "get" => exactly(name, all).and_then(|[fields, key]| {
            let found = dict(name, fields)?.borrow().get(text(name, key)?).cloned();
            Ok(found.unwrap_or_else(|| "".into()))
        }),
        "set" => exactly(name, all).and_then(|[fields, key, value]| {
            dict(name, fields)?
                .borrow_mut()
                .insert(text(name, key)?.to_owned(), value.clone());
            Ok(fields.clone())
        }),
        "unset" => exactly(name, all).and_then(|[fields, key]| {
            dict(name, fields)?.borrow_mut().remove(text(name, key)?);
            Ok(fields.clone())
        }),
        "hasKey" => exactly(name, all).and_then(|[fields, key]| {
            Ok(Value::Bool(
                dict(name, fields)?.borrow().contains_key(text(name, key)?),
            ))
        }),
        "keys" => {
            let mut keys = Vec::new();
            for one in all {
                match dict(name, one) {
                    Ok(fields) => keys.extend(fields.borrow().keys().map(|key| Value::from(key.as_str()))),
                    Err(reason) => return Some(Err(reason)),
                }
            }
            Ok(Value::list(keys))
        }
        "values" => exactly(name, all)
            .and_then(|[fields]| Ok(Value::list(dict(name, fields)?.borrow().values().cloned()))),
        "pluck" => at_least(name, 1, all).and_then(|all| {
            let key = text(name, &all[0])?;
            let mut found = Vec::new();
            for one in &all[1..] {
                found.extend(dict(name, one)?.borrow().get(key).cloned());
            }
            Ok(Value::list(found))
        }),
        "pick" | "omit" => at_least(name, 1, all).and_then(|all| {
            let keys: Vec<String> = all[1..].iter().map(Value::to_string).collect();
            let fields = dict(name, &all[0])?.borrow();
            let wanted = fields
                .iter()
                .filter(|(key, _)| keys.contains(key) == (name == "pick"));
            Ok(Value::dict(
                wanted.map(|(key, value)| (key.clone(), value.clone())),
            ))
        }),
        "merge" | "mergeOverwrite" => at_least(name, 1, all).and_then(|all| {
            for source in &all[1..] {
                merging::merge(
                    dict(name, &all[0])?,
                    dict(name, source)?,
                    name == "mergeOverwrite",
                );
            }
            Ok(all[0].clone())
        }),
        "dig" => at_least(name, 3, all).and_then(|all| {
            let (path, last) = all.split_at(all.len() - 2);
            let mut found = last[1].clone();
            for key in path {
                let next = dict(name, &found)?.borrow().get(text(name, key)?).cloned();
                match next {
                    Some(next) => found = next,
                    None => return Ok(last[0].clone()),
                }
            }
            Ok(found)
        }),
        "deepCopy" => exactly(name, all).map(|[value]| value.deep()),
        "deepEqual" => exactly(name, all)
            .map(|[one, other]| Value::Bool(one.kind() == other.kind() && one.to_json() == other.to_json())),
        _ => return None,
    })
}
