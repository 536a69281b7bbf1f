//! Values of a chart over its defaults, and of its subcharts over theirs, with Helm's rules for `null`.

use serde_json::{Map, Value};

use super::tree::Node;

type Table = Map<String, Value>;

const GLOBAL: &str = "global";

/// Adds the defaults of a chart and its subcharts. With `merge`, `null` stays.
pub(super) fn coalesce(chart: &Node, into: &mut Table, merge: bool) -> Result<(), String> {
    defaults(chart, into, merge);
    for child in &chart.children {
        let globals = into.get(GLOBAL).cloned();
        let section = into
            .entry(child.name.clone())
            .or_insert_with(|| Value::Object(Table::new()));
        let Value::Object(section) = section else {
            return Err(format!(
                "the values of the subchart `{}` are not an object",
                child.name
            ));
        };
        add_globals(section, globals);
        coalesce(child, section, merge)?;
    }
    Ok(())
}

fn defaults(chart: &Node, into: &mut Table, merge: bool) {
    for (key, default) in &chart.values {
        let is_child = chart.children.iter().any(|child| child.name == *key);
        match into.get_mut(key) {
            Some(Value::Null) if !merge => {
                into.remove(key);
            }
            Some(Value::Object(given)) => {
                if let Value::Object(default) = default {
                    let merge = merge || is_child;
                    let mut default = default.clone();
                    if !merge {
                        without_null(&mut default);
                    }
                    tables(given, &default, merge);
                }
            }
            Some(_) => {}
            None if merge => {
                into.insert(key.clone(), default.clone());
            }
            None if default.is_null() => {}
            None => {
                let mut default = default.clone();
                if let Value::Object(fields) = &mut default {
                    without_null(fields);
                }
                into.insert(key.clone(), default);
            }
        }
    }
}

/// What is in `from` and not in `into`.
pub(super) fn tables(into: &mut Table, from: &Table, merge: bool) {
    for (key, value) in from {
        match into.get_mut(key) {
            Some(Value::Null) if !merge && !value.is_null() => {
                into.remove(key);
            }
            None => {
                into.insert(key.clone(), value.clone());
            }
            Some(Value::Object(old)) => {
                if let Value::Object(value) = value {
                    tables(old, value, merge);
                }
            }
            Some(_) => {}
        }
    }
}

fn add_globals(section: &mut Table, globals: Option<Value>) {
    let given = match globals {
        None => Table::new(),
        Some(Value::Object(fields)) => fields,
        Some(_) => return,
    };
    let own = section
        .entry(GLOBAL)
        .or_insert_with(|| Value::Object(Table::new()));
    let Value::Object(own) = own else { return };
    for (key, value) in given {
        match (value, own.get_mut(&key)) {
            (Value::Object(mut value), Some(Value::Object(old))) => {
                tables(&mut value, old, true);
                *old = value;
            }
            (Value::Object(_), Some(_)) | (_, Some(Value::Object(_))) => {}
            (value, _) => {
                own.insert(key, value);
            }
        }
    }
}

fn without_null(table: &mut Table) {
    table.retain(|_, value| !value.is_null());
    for value in table.values_mut() {
        if let Value::Object(fields) = value {
            without_null(fields);
        }
    }
}
