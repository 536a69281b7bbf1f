//! Checks whether a value matches a schema, as the API server's validator does.

use std::cmp::Ordering;

use kubewright_cel::Pattern;
use serde_json::{Map, Number, Value};

use super::format;
use crate::{
    check::node::{META, extend},
    schema::{Additional, Schema, compare, whole},
    suggest,
};

/// A part of a value that does not match.
pub(super) struct Mismatch {
    /// Its path.
    pub(super) place: String,
    pub(super) message: String,
    /// Whether the API server takes it in a CRD.
    pub(super) only_us: bool,
}

/// The result for one value.
#[derive(Default)]
pub(super) struct Fit {
    pub(super) mismatches: Vec<Mismatch>,
    /// Whether some check had no certain result. Then a negation has none either.
    uncertain: bool,
    path: String,
}

impl Fit {
    fn mismatch(&mut self, reason: impl Into<String>) {
        self.add(reason, false);
    }

    fn add(&mut self, reason: impl Into<String>, only_us: bool) {
        self.mismatches.push(Mismatch {
            place: self.path.clone(),
            message: reason.into(),
            only_us,
        });
    }

    /// Descends below the current path.
    fn below(&mut self, step: &str, go: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if step.starts_with('[') {
            self.path.push_str(step);
        } else {
            extend(&mut self.path, step);
        }
        go(self);
        self.path.truncate(length);
    }

    pub(super) fn check(&mut self, value: &Value, schema: &Schema) {
        self.uncertain |= schema.opaque;
        if !self.check_type(value, schema) {
            return;
        }
        let is_value = |known: &&Value| same(known, value);
        if !schema.enumeration.is_empty() && schema.enumeration.iter().find(is_value).is_none() {
            let known: Vec<_> = schema.enumeration.iter().map(Value::to_string).collect();
            self.mismatch(format!("the allowed values are {}", known.join(", ")));
        }
        match value {
            Value::Null => return,
            Value::Bool(_) => {}
            Value::Number(number) => self.number(number, schema),
            Value::String(text) => self.string(text, schema),
            Value::Array(items) => self.array(items, schema),
            Value::Object(fields) => self.object(fields, schema),
        }
        self.logic(value, schema);
    }

    fn check_type(&mut self, value: &Value, schema: &Schema) -> bool {
        let found = match value {
            Value::Null => {
                let fits = schema.nullable || schema.ty.is_none();
                if !fits {
                    self.mismatch("it is null, but the field is not `+nullable`");
                }
                return fits;
            }
            Value::Bool(_) => "boolean",
            Value::Number(number) if is_whole(number) => "integer",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let wanted = match schema.ty.as_deref() {
            None | Some("") if schema.int_or_string => {
                let fits = matches!(found, "integer" | "string");
                if !fits {
                    // The API server checks this type in objects only.
                    self.add(
                        format!("it is {}, not an integer or a string", named(found)),
                        true,
                    );
                }
                return fits;
            }
            None | Some("") => return true,
            Some(wanted) => wanted,
        };
        let fits = wanted == found || (wanted == "number" && found == "integer");
        if !fits {
            self.mismatch(format!("it is {}, not {}", named(found), named(wanted)));
        }
        fits
    }

    fn number(&mut self, number: &Number, schema: &Schema) {
        let bounds = [
            (
                &schema.minimum,
                schema.exclusive_minimum,
                Ordering::Less,
                "minimum",
                "below",
            ),
            (
                &schema.maximum,
                schema.exclusive_maximum,
                Ordering::Greater,
                "maximum",
                "above",
            ),
        ];
        for (bound, exclusive, beyond, name, word) in bounds {
            let Some(bound) = bound else {
                continue;
            };
            match compare(number, bound) {
                order if order == beyond => self.mismatch(format!("{number} is {word} the {name} {bound}")),
                Ordering::Equal if exclusive => {
                    self.mismatch(format!("{number} equals the {name}, which is excluded"));
                }
                Ordering::Less | Ordering::Equal | Ordering::Greater => {}
            }
        }
        if let Some(factor) = &schema.multiple_of
            && !is_multiple(number, factor)
        {
            self.mismatch(format!("{number} is not a multiple of {factor}"));
        }
        let range = match (schema.ty.as_deref(), schema.format.as_deref()) {
            (Some("integer"), Some("int32")) => i128::from(i32::MIN)..=i128::from(i32::MAX),
            (Some("integer"), _) => i128::from(i64::MIN)..=i128::from(i64::MAX),
            _ => return,
        };
        if whole(number).is_some_and(|number| !range.contains(&number)) {
            self.mismatch(format!(
                "{number} is out of range for {}",
                schema.format.as_deref().unwrap_or("int64")
            ));
        }
    }

    fn string(&mut self, text: &str, schema: &Schema) {
        let length = text.chars().count() as u64;
        if let Some(least) = schema.min_length.filter(|least| length < *least) {
            self.mismatch(format!(
                "it has {length} characters, fewer than the minimum of {least}"
            ));
        }
        if let Some(most) = schema.max_length.filter(|most| length > *most) {
            self.mismatch(format!(
                "it has {length} characters, more than the maximum of {most}"
            ));
        }
        if let Some(pattern) = &schema.pattern {
            match Pattern::parse(pattern)
                .ok()
                .and_then(|parsed| parsed.is_found_in(text))
            {
                Some(true) => {}
                Some(false) => self.mismatch(format!("it does not match `{pattern}`")),
                None => self.uncertain = true,
            }
        }
        let known = schema
            .format
            .as_deref()
            .map(|format| (format, format::fits(format, text)));
        match known {
            Some((format, Some(false))) => self.mismatch(format!("it is not a valid `{format}`")),
            Some((_, None)) => self.uncertain = true,
            Some((_, Some(true))) | None => {}
        }
    }

    fn array(&mut self, items: &[Value], schema: &Schema) {
        let length = items.len() as u64;
        if let Some(least) = schema.min_items.filter(|least| length < *least) {
            self.mismatch(format!(
                "it has {length} items, fewer than the minimum of {least}"
            ));
        }
        if let Some(most) = schema.max_items.filter(|most| length > *most) {
            self.mismatch(format!("it has {length} items, more than the maximum of {most}"));
        }
        if let Some(schema) = &schema.items {
            for (index, item) in items.iter().enumerate() {
                self.below(&format!("[{index}]"), |fit| fit.check(item, schema));
            }
        }
        self.repeated(items, schema);
    }

    /// Items that the API server cannot tell apart. It does not look for them in a CRD, but in every object.
    fn repeated(&mut self, items: &[Value], schema: &Schema) {
        let reason = match schema.list_type.as_deref() {
            Some("set") => "it repeats an item above, but the list is a set",
            Some("map") => "it has the keys of an item above",
            Some(_) | None => return,
        };
        for (index, item) in items.iter().enumerate() {
            if items[..index]
                .iter()
                .any(|above| is_same_item(above, item, schema))
            {
                self.below(&format!("[{index}]"), |fit| fit.add(reason, true));
            }
        }
    }

    fn object(&mut self, fields: &Map<String, Value>, schema: &Schema) {
        let length = fields.len() as u64;
        if let Some(least) = schema.min_properties.filter(|least| length < *least) {
            self.mismatch(format!(
                "it has {length} fields, fewer than the minimum of {least}"
            ));
        }
        if let Some(most) = schema.max_properties.filter(|most| length > *most) {
            self.mismatch(format!("it has {length} fields, more than the maximum of {most}"));
        }
        for name in schema.required.iter().filter(|name| !fields.contains_key(*name)) {
            self.mismatch(format!("it lacks the required field `{name}`"));
        }
        if schema.embedded_resource {
            for name in ["apiVersion", "kind"] {
                let fits = fields
                    .get(name)
                    .and_then(Value::as_str)
                    .is_some_and(|text| !text.is_empty());
                if !fits && !schema.required.contains(name) {
                    self.mismatch(format!("an embedded resource needs `{name}`"));
                }
            }
        }
        for (name, value) in fields {
            match (
                schema.properties.get(name),
                schema.additional_properties.as_deref(),
            ) {
                (Some(property), _) => self.below(name, |fit| fit.check(value, property)),
                (None, Some(Additional::Schema(values))) => self.below(name, |fit| fit.check(value, values)),
                (None, Some(Additional::Allowed(_)) | None) => {}
            }
        }
    }

    fn logic(&mut self, value: &Value, schema: &Schema) {
        for branch in &schema.all_of {
            self.check(value, branch);
        }
        let any_of = (!schema.any_of.is_empty()).then(|| self.count(value, &schema.any_of));
        if any_of == Some(Some(0)) {
            self.mismatch("it matches no branch of `anyOf`");
        }
        let one_of = (!schema.one_of.is_empty()).then(|| self.count(value, &schema.one_of));
        match one_of {
            Some(Some(0)) => self.mismatch("it matches no branch of `oneOf`"),
            Some(Some(2..)) => {
                self.mismatch("it matches several branches of `oneOf`, but must match exactly one");
            }
            Some(Some(1) | None) | None => {}
        }
        let not = schema
            .not
            .as_deref()
            .map(|branch| self.count(value, std::slice::from_ref(branch)));
        if not == Some(Some(1)) {
            self.mismatch("it matches `not`");
        }
    }

    /// The number of branches that a value matches, if it is known for every branch.
    fn count(&mut self, value: &Value, branches: &[Schema]) -> Option<usize> {
        let mut count = 0;
        for branch in branches {
            let mut fit = Fit::default();
            fit.check(value, branch);
            if fit.uncertain {
                self.uncertain = true;
                return None;
            }
            count += usize::from(fit.mismatches.is_empty());
        }
        Some(count)
    }

    /// Reports fields that the API server would drop.
    pub(super) fn check_pruning(&mut self, value: &Value, schema: &Schema) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    if schema.embedded_resource && META.contains(&name.as_str()) {
                        continue;
                    }
                    match (
                        schema.properties.get(name),
                        schema.additional_properties.as_deref(),
                    ) {
                        (Some(property), _) => self.below(name, |fit| fit.check_pruning(value, property)),
                        (None, Some(Additional::Schema(values))) => {
                            self.below(name, |fit| fit.check_pruning(value, values));
                        }
                        (None, Some(Additional::Allowed(_))) => {}
                        (None, None) if schema.preserve_unknown_fields || schema.opaque => {}
                        (None, None) => self.unknown(name, schema),
                    }
                }
            }
            Value::Array(items) => {
                if let Some(schema) = &schema.items {
                    for (index, item) in items.iter().enumerate() {
                        self.below(&format!("[{index}]"), |fit| fit.check_pruning(item, schema));
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn unknown(&mut self, name: &str, schema: &Schema) {
        let near = suggest::nearest(name, schema.properties.keys().map(String::as_str));
        let help = near
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        self.mismatch(format!("there is no field `{name}`{help}"));
    }
}

fn named(ty: &str) -> String {
    let article = if ty.starts_with(['a', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {ty}")
}

fn is_whole(number: &Number) -> bool {
    whole(number).is_some() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

fn is_multiple(number: &Number, factor: &Number) -> bool {
    if let (Some(number), Some(factor)) = (whole(number), whole(factor)) {
        return factor != 0 && number % factor == 0;
    }
    match (number.as_f64(), factor.as_f64()) {
        (Some(number), Some(factor)) => {
            let times = number / factor;
            (times - times.round()).abs() <= times.abs() * 1e-9
        }
        _ => true,
    }
}

/// Returns whether two values are equal in JSON, where `1` equals `1.0`.
/// Whether two items of a set are equal, or two items of a map list have the same keys.
fn is_same_item(one: &Value, other: &Value, list: &Schema) -> bool {
    if list.list_type.as_deref() == Some("set") {
        return same(one, other);
    }
    let keys = &list.list_map_keys;
    let is_alike = |key: &String| {
        let item = list.items.as_deref();
        let default = item.and_then(|item| item.properties.get(key)?.default.as_ref());
        match (one.get(key).or(default), other.get(key).or(default)) {
            (Some(one), Some(other)) => same(one, other),
            _ => false,
        }
    };
    !keys.is_empty() && keys.iter().all(is_alike)
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => compare(a, b) == Ordering::Equal,
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}
