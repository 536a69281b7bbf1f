//! Lists and maps that an expression makes.

use std::sync::Arc;

use super::Result;
use super::nodes::{Evaluator, is_final};
use super::value::{Map, Value};
use crate::cost::{LIST, MAP};
use crate::tree::{Element, Entry};

impl<'a> Evaluator<'a> {
    /// A list costs the same if an element has no value.
    pub(super) fn list(&mut self, elements: &[Element]) -> Result<Value<'a>> {
        let made = self.elements(elements);
        self.paid(made, LIST)
    }

    /// Pays for what was made, unless its evaluation has ended.
    fn paid(&mut self, made: Result<Value<'a>>, cost: u64) -> Result<Value<'a>> {
        if is_final(&made) {
            return made;
        }
        self.pay(cost)?;
        made
    }

    pub(super) fn elements(&mut self, elements: &[Element]) -> Result<Value<'a>> {
        let mut items = Vec::with_capacity(elements.len());
        for element in elements {
            let value = self.eval(element.value)?;
            match (element.optional, value) {
                (false, value) => items.push(value),
                (true, Value::Optional(Some(value))) => items.push(value.as_ref().clone()),
                (true, Value::Optional(None)) => {}
                (true, _) => return Err("no such overload".into()),
            }
        }
        Ok(Value::list(items))
    }

    pub(super) fn map(&mut self, entries: &[Entry]) -> Result<Value<'a>> {
        let made = self.entries(entries);
        self.paid(made, MAP)
    }

    pub(super) fn entries(&mut self, entries: &[Entry]) -> Result<Value<'a>> {
        let mut made: Vec<(Value<'a>, Value<'a>)> = Vec::with_capacity(entries.len());
        for entry in entries {
            let key = self.eval(entry.key)?;
            let value = self.eval(entry.value)?;
            let value = match (entry.optional, value) {
                (false, value) => value,
                (true, Value::Optional(Some(value))) => value.as_ref().clone(),
                (true, Value::Optional(None)) => continue,
                (true, _) => return Err("no such overload".into()),
            };
            // Of a key that is written twice, the last value counts.
            let known = made
                .iter()
                .position(|(known, _)| matches!(self.equals(known, &key), Ok(true)));
            match known {
                Some(at) => made[at].1 = value,
                None => made.push((key, value)),
            }
        }
        Ok(Value::Map(Map::Entries(Arc::new(made))))
    }
}
