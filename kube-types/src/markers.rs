//! Kubebuilder markers in the doc comments of types with kube's derives.
//!
//! While a schema is made, it keeps the numbers of its doc comments under a key of its own. When it is complete, the markers are
//! applied. Each has an effect, or is an error where it is.

mod contradiction;
mod place;
mod resource;

use std::collections::BTreeSet;

use kubewright_core::cel;
use kubewright_core::ir::{Marker, Site};
use kubewright_core::lower;
use kubewright_core::markers::{other, presence};
use kubewright_core::schema::{Additional, Schema};
use serde_json::Value;

use crate::json::MARKERS;
use crate::marked::numbers;
use crate::reader::Reader;
use crate::scope::Scope;

/// A step into a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Property(String),
    Items,
    Values,
}

/// The numbers in a schema.
#[derive(Default)]
pub(crate) struct Found {
    /// With the paths of their schemas.
    whole: Vec<(Vec<Step>, Vec<usize>)>,
    /// In alternatives, which have no schema of their own in the end.
    branches: BTreeSet<usize>,
}

/// Takes the numbers out of a schema, the deepest first.
pub(crate) fn taken(schema: &mut Value) -> Found {
    let mut found = Found::default();
    take(schema, &mut Vec::new(), &mut found);
    found.whole.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
    found
}

fn take(schema: &mut Value, path: &mut Vec<Step>, found: &mut Found) {
    let Value::Object(map) = schema else { return };
    if let Some(list) = map.remove(MARKERS) {
        found.whole.push((path.clone(), numbers(Some(&list)).collect()));
    }
    for (key, value) in map.iter_mut() {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                for (name, schema) in properties {
                    path.push(Step::Property(name.clone()));
                    take(schema, path, found);
                    path.pop();
                }
            }
            ("items", value) => {
                path.push(Step::Items);
                take(value, path, found);
                path.pop();
            }
            ("additionalProperties", value) => {
                path.push(Step::Values);
                take(value, path, found);
                path.pop();
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(all)) => {
                all.iter_mut().for_each(|schema| found.branch(schema));
            }
            ("not", value) => found.branch(value),
            _ => {}
        }
    }
}

impl Found {
    fn branch(&mut self, schema: &mut Value) {
        let inner = taken(schema);
        let numbers = inner.whole.into_iter().flat_map(|(_, numbers)| numbers);
        self.branches.extend(numbers);
        self.branches.extend(inner.branches);
    }
}

fn at<'s>(schema: &'s mut Schema, path: &[Step]) -> Option<&'s mut Schema> {
    let Some((first, rest)) = path.split_first() else {
        return Some(schema);
    };
    let inner = match first {
        Step::Property(name) => schema.properties.get_mut(name)?,
        Step::Items => schema.items.as_deref_mut()?,
        Step::Values => match schema.additional_properties.as_deref_mut()? {
            Additional::Schema(schema) => schema,
            Additional::Allowed(_) => return None,
        },
    };
    at(inner, rest)
}

impl<S: Scope> Reader<'_, S> {
    /// Applies the markers of types and fields.
    pub(crate) fn apply_markers(&mut self, schema: &mut Schema, found: Found) {
        let mut lost: BTreeSet<usize> = (0..self.marked.comments.len()).collect();
        for (path, numbers) in found.whole {
            for number in numbers {
                let markers = self.marked.comments[number].clone();
                self.of_field(schema, &path, &markers);
                let Some(target) = at(schema, &path) else { continue };
                lost.remove(&number);
                let (made, errors) = lower::marked(&markers, std::mem::take(target), &mut self.marked.places);
                *target = made;
                let errors = errors.into_iter();
                let problem = |error: kubewright_core::diagnostic::Located<(Site, _)>| {
                    self.marked.problem(error.place.0, error.message)
                };
                self.problems.extend(errors.map(problem));
            }
        }
        for &number in lost.union(&found.branches) {
            let (why, help) = match (
                found.branches.contains(&number),
                self.marked.keys.contains(&number),
            ) {
                (true, _) => (
                    "has no effect on one of several alternatives, which have no schema of their own",
                    "put it on the enum, or on a field of the variant",
                ),
                (_, true) => (
                    "has no effect on the keys of a map",
                    "remove it, and put `+kubebuilder:validation:keys:...` on the field",
                ),
                (false, false) => (
                    "has no effect, because another schema replaces the one here",
                    "remove it, or put it on the field or type that the CRD shows",
                ),
            };
            self.refuse_number(number, why, help);
        }
    }

    /// What the markers of a field say about the object that has it.
    fn of_field(&self, schema: &mut Schema, path: &[Step], markers: &[Marker]) {
        let Some((Step::Property(name), before)) = path.split_last() else {
            return;
        };
        let Some(parent) = at(schema, before) else { return };
        match presence::required(markers) {
            Some(true) => {
                parent.required.insert(name.clone());
            }
            Some(false) => {
                parent.required.remove(name);
            }
            None => {}
        }
        if Marker::find(markers, other::IMMUTABLE).is_some() && !parent.required.contains(name) {
            parent
                .validations
                .push(other::once_set(name, &format!(".{}", cel::escape(name))));
        }
    }
}
