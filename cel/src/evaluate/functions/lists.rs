//! Functions on lists.

use std::cmp::Ordering;

use super::super::calls::no_overload;
use super::super::equality::compare;
use super::super::nodes::Evaluator;
use super::super::value::Value;
use super::super::{Failure, Result};

/// The longest list that `lists.range` makes here; the cost of a longer one is over every limit.
const LONGEST: i64 = 1_000_000;

impl<'a> Evaluator<'a> {
    /// The result of a function on a list; `None` if there is no such function.
    pub(super) fn of_list(&self, function: &str, values: &[Value<'a>]) -> Option<Result<Value<'a>>> {
        let Some(Value::List(list)) = values.first() else {
            return None;
        };
        let items = match self.items(list) {
            Ok(items) => items,
            Err(failure) => return Some(Err(failure)),
        };
        let result = match (function, &values[1..]) {
            ("isSorted", []) => is_sorted(&items).map(Value::Bool),
            ("sum", []) => self.sum(&items),
            ("min", []) => extreme(&items, "min", Ordering::Greater),
            ("max", []) => extreme(&items, "max", Ordering::Less),
            ("indexOf", [item]) => Ok(self.position(items.iter().enumerate(), item)),
            ("lastIndexOf", [item]) => Ok(self.position(items.iter().enumerate().rev(), item)),
            ("includes", [item]) => Ok(Value::Bool(items.iter().any(|known| self.same(known, item)))),
            ("join", []) => joined(&items, ""),
            ("join", [Value::Text(separator)]) => joined(&items, separator),
            ("sets.contains", [Value::List(other)]) => self.items(other).map(|other| {
                Value::Bool(
                    other
                        .iter()
                        .all(|item| items.iter().any(|known| self.same(known, item))),
                )
            }),
            ("sets.intersects", [Value::List(other)]) => self.items(other).map(|other| {
                Value::Bool(
                    items
                        .iter()
                        .any(|item| other.iter().any(|known| self.same(item, known))),
                )
            }),
            ("sets.equivalent", [Value::List(other)]) => self.items(other).map(|other| {
                let all = |of: &[Value<'a>], within: &[Value<'a>]| {
                    of.iter()
                        .all(|item| within.iter().any(|known| self.same(known, item)))
                };
                Value::Bool(all(&items, &other) && all(&other, &items))
            }),
            ("first", []) => Ok(items.first().cloned().map_or(Value::Optional(None), Value::some)),
            ("last", []) => Ok(items.last().cloned().map_or(Value::Optional(None), Value::some)),
            ("reverse", []) => Ok(Value::list(items.into_iter().rev().collect())),
            ("distinct", []) => {
                let mut kept: Vec<Value<'a>> = Vec::new();
                for item in items {
                    if !kept.iter().any(|known| self.same(known, &item)) {
                        kept.push(item);
                    }
                }
                Ok(Value::list(kept))
            }
            ("slice", [Value::Int(from), Value::Int(to)]) => slice(&items, *from, *to),
            ("flatten", []) => self.flat(items, 1).map(Value::list),
            ("flatten", [Value::Int(depth)]) if *depth < 0 => Err("level must be non-negative".into()),
            ("flatten", [Value::Int(depth)]) => self.flat(items, *depth).map(Value::list),
            ("sort", []) => sorted(items.clone(), items),
            ("@sortByAssociatedKeys", [Value::List(keys)]) => {
                self.items(keys).and_then(|keys| sorted(items, keys))
            }
            _ => return None,
        };
        Some(result)
    }

    pub(super) fn range(&self, count: i64) -> Result<Value<'a>> {
        if count > LONGEST {
            return Err(Failure::Limit);
        }
        Ok(Value::list((0..count).map(Value::Int).collect()))
    }

    fn same(&self, one: &Value<'a>, other: &Value<'a>) -> bool {
        matches!(self.equals(one, other), Ok(true))
    }

    fn position<'v>(
        &self,
        mut items: impl Iterator<Item = (usize, &'v Value<'a>)>,
        item: &Value<'a>,
    ) -> Value<'a>
    where
        'a: 'v,
    {
        let found = items.find(|(_, known)| self.same(known, item));
        Value::Int(found.map_or(-1, |(index, _)| i64::try_from(index).unwrap_or(i64::MAX)))
    }

    fn sum(&self, items: &[Value<'a>]) -> Result<Value<'a>> {
        let mut items = items.iter();
        let Some(first) = items.next() else {
            return Ok(Value::Int(0));
        };
        items.try_fold(first.clone(), |sum, item| {
            self.arithmetic("_+_", &[sum, item.clone()])
        })
    }

    fn flat(&self, items: Vec<Value<'a>>, depth: i64) -> Result<Vec<Value<'a>>> {
        let mut flat = Vec::new();
        for item in items {
            match item {
                Value::List(list) if depth > 0 => flat.extend(self.flat(self.items(&list)?, depth - 1)?),
                other => flat.push(other),
            }
        }
        Ok(flat)
    }
}

fn is_sorted(items: &[Value<'_>]) -> Result<bool> {
    for pair in items.windows(2) {
        if compare(&pair[0], &pair[1])? == Some(Ordering::Greater) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn extreme<'a>(items: &[Value<'a>], name: &str, replaces: Ordering) -> Result<Value<'a>> {
    let mut items = items.iter();
    let Some(mut best) = items.next() else {
        return Err(format!("{name} called on empty list").into());
    };
    for item in items {
        if compare(best, item)? == Some(replaces) {
            best = item;
        }
    }
    Ok(best.clone())
}

fn joined<'a>(items: &[Value<'a>], separator: &str) -> Result<Value<'a>> {
    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Value::Text(text) => texts.push(text.as_ref()),
            _ => return no_overload(),
        }
    }
    Ok(Value::text(texts.join(separator)))
}

fn slice<'a>(items: &[Value<'a>], from: i64, to: i64) -> Result<Value<'a>> {
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    if from < 0 || to < 0 {
        return Err(format!("cannot slice({from}, {to}), negative indexes not supported").into());
    }
    if from > to {
        return Err(format!(
            "cannot slice({from}, {to}), start index must be less than or equal to end index"
        )
        .into());
    }
    if count < to {
        return Err(format!("cannot slice({from}, {to}), list is length {count}").into());
    }
    let range = usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0);
    Ok(Value::list(items[range].to_vec()))
}

/// Items in the order of their keys.
fn sorted<'a>(items: Vec<Value<'a>>, keys: Vec<Value<'a>>) -> Result<Value<'a>> {
    let mut pairs: Vec<_> = keys.into_iter().zip(items).collect();
    let mut failure = None;
    pairs.sort_by(|one, other| match compare(&one.0, &other.0) {
        Ok(order) => order.unwrap_or(Ordering::Equal),
        Err(error) => {
            failure = Some(error);
            Ordering::Equal
        }
    });
    match failure {
        Some(failure) => Err(failure),
        None => Ok(Value::list(pairs.into_iter().map(|(_, item)| item).collect())),
    }
}
