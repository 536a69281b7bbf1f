//! Merges maps as sprig does, with the rules of Go's mergo.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use crate::Value;

/// Fills in what is missing or empty. With `overwrite`, the source wins.
pub(super) fn merge(
    into: &Rc<RefCell<BTreeMap<String, Value>>>,
    from: &Rc<RefCell<BTreeMap<String, Value>>>,
    overwrite: bool,
) {
    if Rc::ptr_eq(into, from) {
        return;
    }
    let from = from.borrow().clone();
    for (key, new) in from {
        let old = into.borrow().get(&key).cloned();
        match (&old, &new) {
            (Some(Value::Dict(old)), Value::Dict(new)) => merge(old, new, overwrite),
            (Some(Value::List(_)), Value::List(items)) if overwrite && items.is_empty() => {}
            (Some(old), Value::Nil) if !overwrite || !old.is_true() => {}
            (Some(old), _) if old.is_true() && !overwrite => {}
            _ => {
                into.borrow_mut().insert(key, new);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;

    fn merged(into: &Json, from: &Json, overwrite: bool) -> Json {
        let (into, from) = (Value::from(into), Value::from(from));
        if let (Value::Dict(into), Value::Dict(from)) = (&into, &from) {
            merge(into, from, overwrite);
        }
        into.to_json()
    }

    #[test]
    fn the_first_or_the_last_wins() {
        let (one, other) = (
            json!({ "a": 1, "b": { "c": "" }, "d": [1] }),
            json!({ "a": 2, "b": { "c": "x" }, "d": [] }),
        );
        assert_eq!(
            merged(&one, &other, false),
            json!({ "a": 1, "b": { "c": "x" }, "d": [1] })
        );
        assert_eq!(
            merged(&one, &other, true),
            json!({ "a": 2, "b": { "c": "x" }, "d": [1] })
        );
    }
}
