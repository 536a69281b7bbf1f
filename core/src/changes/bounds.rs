//! Bounds of numbers, lengths and counts.

use std::cmp::Ordering;

use serde_json::Number;

use super::Rule;
use crate::schema::{self, Schema};

/// A bound of a node: its keyword, its values before and after, and whether it is an upper one.
struct Bound {
    key: &'static str,
    old: Option<Number>,
    new: Option<Number>,
    is_upper: bool,
}

pub(super) fn compare(old: &Schema, new: &Schema, mut add: impl FnMut(Rule, String)) {
    for Bound {
        key,
        old,
        new,
        is_upper,
    } in bounds(old, new)
    {
        let narrower = match (&old, &new) {
            (Some(before), Some(after)) => match schema::compare(before, after) {
                Ordering::Equal => continue,
                order => (order == Ordering::Greater) == is_upper,
            },
            (None, Some(after)) => is_upper || key == "minimum" || after.as_f64() != Some(0.0),
            (Some(_), None) => false,
            (None, None) => continue,
        };
        let shown = |bound: Option<Number>| bound.map_or("none".to_owned(), |bound| bound.to_string());
        let (from, to) = (shown(old), shown(new));
        if narrower {
            add(Rule::Bound, format!("`{key}` narrows from {from} to {to}"));
        } else {
            add(Rule::BoundWidened, format!("`{key}` widens from {from} to {to}"));
        }
    }
    for (key, before, after) in [
        ("exclusiveMinimum", old.exclusive_minimum, new.exclusive_minimum),
        ("exclusiveMaximum", old.exclusive_maximum, new.exclusive_maximum),
        ("uniqueItems", old.unique_items, new.unique_items),
    ] {
        match (before, after) {
            (false, true) => add(Rule::Bound, format!("`{key}` is added")),
            (true, false) => add(Rule::BoundWidened, format!("`{key}` is removed")),
            (true, true) | (false, false) => {}
        }
    }
    match (&old.multiple_of, &new.multiple_of) {
        (before, Some(after)) if before.as_ref() != Some(after) => {
            add(Rule::Bound, format!("`multipleOf` becomes {after}"));
        }
        (Some(_), None) => add(Rule::BoundWidened, "`multipleOf` is removed".to_owned()),
        (Some(_) | None, _) => {}
    }
}

fn bounds(old: &Schema, new: &Schema) -> [Bound; 8] {
    let bound = |key, of: fn(&Schema) -> Option<Number>, is_upper| Bound {
        key,
        old: of(old),
        new: of(new),
        is_upper,
    };
    [
        bound("minLength", |schema| schema.min_length.map(Number::from), false),
        bound("maxLength", |schema| schema.max_length.map(Number::from), true),
        bound("minItems", |schema| schema.min_items.map(Number::from), false),
        bound("maxItems", |schema| schema.max_items.map(Number::from), true),
        bound(
            "minProperties",
            |schema| schema.min_properties.map(Number::from),
            false,
        ),
        bound(
            "maxProperties",
            |schema| schema.max_properties.map(Number::from),
            true,
        ),
        bound("minimum", |schema| schema.minimum.clone(), false),
        bound("maximum", |schema| schema.maximum.clone(), true),
    ]
}
