//! Operators on numbers, times, texts and lists.

use std::collections::HashSet;
use std::sync::Arc;

use super::super::calls::no_overload;
use super::super::nodes::Evaluator;
use super::super::value::{List, Map, Timestamp, Value};
use super::super::{Failure, Result};
use crate::declaration::ListKind;
use crate::time;

const SECOND: i64 = 1_000_000_000;

impl<'a> Evaluator<'a> {
    pub(in super::super) fn arithmetic(&self, function: &str, values: &[Value<'a>]) -> Result<Value<'a>> {
        match values {
            [Value::Int(number)] => number.checked_neg().map(Value::Int).ok_or_else(overflow),
            [Value::Double(number)] => Ok(Value::Double(-number)),
            [Value::Int(one), Value::Int(other)] => ints(function, *one, *other).map(Value::Int),
            [Value::Uint(one), Value::Uint(other)] => uints(function, *one, *other).map(Value::Uint),
            [Value::Double(one), Value::Double(other)] => Ok(Value::Double(match function {
                "_+_" => one + other,
                "_-_" => one - other,
                "_*_" => one * other,
                "_/_" => one / other,
                _ => return no_overload(),
            })),
            [Value::Text(one), Value::Text(other)] if function == "_+_" => {
                Ok(Value::text(format!("{one}{other}")))
            }
            [Value::Bytes(one), Value::Bytes(other)] if function == "_+_" => {
                let all: Vec<u8> = one.iter().chain(other.iter()).copied().collect();
                Ok(Value::Bytes(all.into()))
            }
            [Value::List(one), Value::List(other)] if function == "_+_" => self.joined(one, other),
            [Value::Duration(one), Value::Duration(other)] => {
                let sum = match function {
                    "_+_" => one.checked_add(*other),
                    "_-_" => one.checked_sub(*other),
                    _ => return no_overload(),
                };
                sum.map(Value::Duration).ok_or_else(overflow)
            }
            [Value::Timestamp(time), Value::Duration(nanos)] => match function {
                "_+_" => moved(*time, *nanos, 1),
                "_-_" => moved(*time, *nanos, -1),
                _ => no_overload(),
            },
            [Value::Duration(nanos), Value::Timestamp(time)] if function == "_+_" => moved(*time, *nanos, 1),
            [Value::Timestamp(one), Value::Timestamp(other)] if function == "_-_" => {
                let seconds = i128::from(one.seconds) - i128::from(other.seconds);
                let nanos = seconds * i128::from(SECOND) + i128::from(one.nanos) - i128::from(other.nanos);
                i64::try_from(nanos).map(Value::Duration).map_err(|_| overflow())
            }
            _ => no_overload(),
        }
    }

    /// Two lists as one: a union of sets, and a merge of lists with keys.
    fn joined(&self, one: &List<'a>, other: &List<'a>) -> Result<Value<'a>> {
        let mut items = self.items(one)?;
        let more = self.items(other)?;
        match self.list_kind(one) {
            ListKind::Atomic => items.extend(more),
            ListKind::Set => {
                let mut known = HashSet::new();
                for item in &items {
                    known.insert(self.fingerprint(item)?);
                }
                for item in more {
                    if known.insert(self.fingerprint(&item)?) {
                        items.push(item);
                    }
                }
            }
            ListKind::Map(keys) => {
                for item in more {
                    let key = self.key_of(keys, &item)?;
                    let mut place = None;
                    for (index, known) in items.iter().enumerate() {
                        if self.key_of(keys, known)? == key {
                            place = Some(index);
                        }
                    }
                    match place {
                        Some(index) => items[index] = item,
                        None => items.push(item),
                    }
                }
            }
        }
        Ok(Value::list(items))
    }

    /// Adds an entry, or the entries of a map, to the map that a loop collects.
    pub(in super::super) fn insert(&self, values: &[Value<'a>]) -> Result<Value<'a>> {
        let (Some(Value::Map(map)), rest) = (values.first(), &values[1..]) else {
            return no_overload();
        };
        let mut entries = Vec::new();
        for key in self.keys(map) {
            let value = self.find(map, &key)?.unwrap_or(Value::Null);
            entries.push((key, value));
        }
        let new = match rest {
            [key, value] => vec![(key.clone(), value.clone())],
            [Value::Map(more)] => {
                let mut new = Vec::new();
                for key in self.keys(more) {
                    let value = self.find(more, &key)?.unwrap_or(Value::Null);
                    new.push((key, value));
                }
                new
            }
            _ => return no_overload(),
        };
        for (key, value) in new {
            for (known, _) in &entries {
                if self.equals(known, &key)? {
                    return Err(format!(
                        "insert failed: key {} already exists",
                        super::super::convert::text_of(&key).unwrap_or_default()
                    )
                    .into());
                }
            }
            entries.push((key, value));
        }
        Ok(Value::Map(Map::Entries(Arc::new(entries))))
    }
}

fn overflow() -> Failure {
    "integer overflow".into()
}

fn ints(function: &str, one: i64, other: i64) -> Result<i64> {
    match function {
        "_+_" => one.checked_add(other),
        "_-_" => one.checked_sub(other),
        "_*_" => one.checked_mul(other),
        "_/_" if other == 0 => return Err("division by zero".into()),
        "_/_" => one.checked_div(other),
        "_%_" if other == 0 => return Err("modulus by zero".into()),
        "_%_" => one.checked_rem(other),
        _ => return no_overload(),
    }
    .ok_or_else(overflow)
}

fn uints(function: &str, one: u64, other: u64) -> Result<u64> {
    match function {
        "_+_" => one.checked_add(other),
        "_-_" => one.checked_sub(other),
        "_*_" => one.checked_mul(other),
        "_/_" if other == 0 => return Err("division by zero".into()),
        "_/_" => one.checked_div(other),
        "_%_" if other == 0 => return Err("modulus by zero".into()),
        "_%_" => one.checked_rem(other),
        _ => return no_overload(),
    }
    .ok_or_else(|| "unsigned integer overflow".into())
}

fn moved<'a>(time: Timestamp, nanos: i64, sign: i64) -> Result<Value<'a>> {
    let total = i128::from(time.seconds) * i128::from(SECOND)
        + i128::from(time.nanos)
        + i128::from(nanos) * i128::from(sign);
    let seconds = i64::try_from(total.div_euclid(i128::from(SECOND))).ok();
    let nanos = u32::try_from(total.rem_euclid(i128::from(SECOND))).unwrap_or(0);
    match seconds.and_then(time::in_range) {
        Some(seconds) => Ok(Value::Timestamp(Timestamp { seconds, nanos })),
        None => Err("timestamp overflow".into()),
    }
}
