//! The old value that belongs to a new one, and whether they are equal.

use std::collections::HashMap;

use serde_json::Value;

use crate::node::{ListType, Node};

/// A value with the one that it replaces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'a> {
    pub(crate) new: &'a Value,
    pub(crate) old: &'a Value,
    pub(crate) node: &'a Node,
}

impl<'a> Pair<'a> {
    /// The pair of a field; `None` if it is new, or if the schema does not have it.
    pub(crate) fn key(self, key: &str) -> Option<Self> {
        let (Value::Object(new), Value::Object(old)) = (self.new, self.old) else {
            return None;
        };
        Some(Self {
            new: new.get(key)?,
            old: old.get(key)?,
            node: self.node.below(key)?,
        })
    }

    /// The pairs of the items of a list; there are none in lists without keys.
    pub(crate) fn items(self) -> Vec<Option<Self>> {
        let (Value::Array(new), Value::Array(old)) = (self.new, self.old) else {
            return Vec::new();
        };
        let Some(node) = self.node.items.as_deref() else {
            return Vec::new();
        };
        if !matches!(self.node.list, ListType::Map(_)) {
            return Vec::new();
        }
        let by_key = ByKey::new(self.node, old);
        let pair = |new| {
            let old = by_key.get(new).filter(|old| !old.is_null())?;
            Some(Self { new, old, node })
        };
        new.iter().map(pair).collect()
    }

    /// Whether nothing has changed. Lists with keys may be in another order.
    pub(crate) fn is_equal(self) -> bool {
        match (self.new, self.old) {
            (Value::Null, Value::Null) => true,
            (Value::Object(new), Value::Object(old)) => {
                new.len() == old.len() && new.keys().all(|key| self.key(key).is_some_and(Self::is_equal))
            }
            (Value::Array(new), Value::Array(old)) => {
                if new.len() != old.len() {
                    return false;
                }
                match (&self.node.list, &self.node.items) {
                    (ListType::Map(_), Some(_)) => self
                        .items()
                        .into_iter()
                        .all(|pair| pair.is_some_and(Self::is_equal)),
                    (ListType::Map(_), None) => new.is_empty(),
                    _ => new == old,
                }
            }
            (new, old) => new == old,
        }
    }
}

/// The items of a list with keys, found by their keys.
pub(crate) struct ByKey<'a> {
    keys: &'a [String],
    items: HashMap<String, &'a Value>,
}

impl<'a> ByKey<'a> {
    pub(crate) fn new(node: &'a Node, list: &'a [Value]) -> Self {
        let keys: &[String] = match &node.list {
            ListType::Map(keys) => keys,
            ListType::Atomic | ListType::Set => &[],
        };
        let mut items = HashMap::new();
        if !keys.is_empty() {
            // Of items with the same key, the first one counts.
            for item in list.iter().rev() {
                if let Some(key) = key(keys, item) {
                    items.insert(key, item);
                }
            }
        }
        Self { keys, items }
    }

    pub(crate) fn get(&self, item: &Value) -> Option<&'a Value> {
        if self.keys.is_empty() {
            return None;
        }
        self.items.get(&key(self.keys, item)?).copied()
    }
}

/// The values of the keys of an item; `None` if one is missing or is not a scalar.
fn key(keys: &[String], item: &Value) -> Option<String> {
    let fields = item.as_object()?;
    let values = keys.iter().map(|name| {
        let value = fields.get(name)?;
        matches!(value, Value::Bool(_) | Value::Number(_) | Value::String(_)).then_some(value)
    });
    let values: Vec<_> = values.collect::<Option<_>>()?;
    serde_json::to_string(&values).ok()
}
