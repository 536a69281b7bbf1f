//! Merges the schema of a type with its markers, and of a field with its type.
//!
//! controller-gen joins both with `allOf`. Where one bound implies the other, only the stricter bound is written.

use std::cmp::Ordering;

use kubewright_cel::formats;
use serde_json::{Number, Value};

use super::retype::{emptied, is_anything, replaced, retyped};
use crate::{
    diagnostic::{Located, Message},
    schema::{Additional, Schema, compare},
};

/// Formats that describe the Rust type only; a marker's format replaces them.
const WIDTHS: [&str; 5] = ["int32", "int64", "float", "double", "byte"];

/// Conflicts between a type and its markers.
pub(super) type Conflicts = Vec<Located<usize>>;

/// Restricts `base` by `own`.
pub(super) fn merge(base: Schema, own: Schema, conflicts: &mut Conflicts) -> Schema {
    let was_object = base.is("object");
    let type_place = own.origin("type");
    let base = match &own.ty {
        Some(ty) => retyped(base, ty),
        None => base,
    };
    let base = match own.int_or_string && is_anything(&base) {
        true => replaced(base),
        false => base,
    };
    let enum_place = own.origin("enum");
    let format_place = own.origin("format");
    let excluded = [
        (own.exclusive_minimum, own.origin("exclusiveMinimum")),
        (own.exclusive_maximum, own.origin("exclusiveMaximum")),
    ];
    let mut all_of = base.all_of;
    all_of.extend(own.all_of);
    let enumeration = match (base.enumeration.is_empty(), own.enumeration.is_empty()) {
        (_, true) => base.enumeration,
        (true, false) => own.enumeration.clone(),
        (false, false) => {
            if let Some(place) = enum_place {
                conflicts
                    .extend(strangers(&base.enumeration, &own.enumeration).map(|message| message.at(place)));
            }
            own.enumeration.clone()
        }
    };
    let pattern = both(base.pattern, own.pattern.clone(), &mut all_of, |pattern| Schema {
        pattern,
        ..Schema::default()
    });
    let width = base
        .format
        .as_deref()
        .is_some_and(|format| WIDTHS.contains(&format));
    let format = match &own.format {
        // controller-gen accepts `""` too: then the format of the type is removed.
        Some(format) if format.is_empty() => None,
        Some(_) if width => own.format.clone(),
        Some(format) if base.format.as_deref().is_some_and(|base| excludes(base, format)) => {
            let old = base.format.unwrap_or_default();
            if let Some(place) = format_place {
                let message = Message::new(format!(
                    "no value has both the format `{format}` and `{old}`, the format of the type"
                ));
                conflicts.push(message.help("remove it, or use another type").at(place));
            }
            own.format.clone()
        }
        Some(_) | None => both(base.format, own.format.clone(), &mut all_of, |format| Schema {
            format,
            ..Schema::default()
        }),
    };
    let multiple_of = both(
        base.multiple_of,
        own.multiple_of.clone(),
        &mut all_of,
        |multiple_of| Schema {
            multiple_of,
            ..Schema::default()
        },
    );
    let (minimum, exclusive_minimum) = bound(
        (base.minimum, base.exclusive_minimum),
        (own.minimum.clone(), own.exclusive_minimum),
        Ordering::Greater,
    );
    let (maximum, exclusive_maximum) = bound(
        (base.maximum, base.exclusive_maximum),
        (own.maximum.clone(), own.exclusive_maximum),
        Ordering::Less,
    );
    let mut properties = base.properties;
    for (name, schema) in own.properties {
        let old = properties.remove(&name).unwrap_or_default();
        properties.insert(name, merge(old, schema, conflicts));
    }
    let mut required = base.required;
    required.extend(own.required);
    // The rules of a field come before those of its type.
    let mut validations = own.validations;
    validations.extend(base.validations);
    let mut origins = base.origins;
    origins.extend(own.origins);
    let own_keys = !own.list_map_keys.is_empty();
    let embedded_resource = base.embedded_resource || own.embedded_resource;
    let additional_properties = match (base.additional_properties, own.additional_properties) {
        (Some(base), Some(own)) => Some(Box::new(additional(*base, *own, conflicts))),
        (base, own) => own.or(base),
    };
    // The values of an opaque object are unknown, and `additionalProperties` is not allowed there.
    let kept = embedded_resource
        && additional_properties
            .as_deref()
            .is_some_and(Additional::is_anything);
    let schema = Schema {
        additional_properties: additional_properties.filter(|_| !kept),
        all_of,
        any_of: base.any_of.into_iter().chain(own.any_of).collect(),
        default: own.default.or(base.default),
        description: own.description.or(base.description),
        enumeration,
        example: own.example.or(base.example),
        exclusive_maximum,
        exclusive_minimum,
        external_docs: own.external_docs.or(base.external_docs),
        format,
        items: match (base.items, own.items) {
            (Some(base), Some(own)) => Some(Box::new(merge(*base, *own, conflicts))),
            (base, own) => own.or(base),
        },
        max_items: least(base.max_items, own.max_items),
        max_length: least(base.max_length, own.max_length),
        max_properties: least(base.max_properties, own.max_properties),
        maximum,
        min_items: base.min_items.max(own.min_items),
        min_length: base.min_length.max(own.min_length),
        min_properties: base.min_properties.max(own.min_properties),
        minimum,
        multiple_of,
        not: own.not.or(base.not),
        nullable: base.nullable || own.nullable,
        one_of: base.one_of.into_iter().chain(own.one_of).collect(),
        pattern,
        properties,
        required,
        title: own.title.or(base.title),
        ty: own.ty.filter(|ty| !ty.is_empty()).or(base.ty),
        unique_items: base.unique_items || own.unique_items,
        embedded_resource,
        int_or_string: base.int_or_string || own.int_or_string,
        list_map_keys: if own_keys {
            own.list_map_keys
        } else {
            base.list_map_keys
        },
        list_type: own.list_type.or(base.list_type),
        map_type: own.map_type.or(base.map_type),
        preserve_unknown_fields: base.preserve_unknown_fields || own.preserve_unknown_fields || kept,
        validations,
        origins,
        opaque: base.opaque || own.opaque,
    };
    let has_bounds = [&schema.minimum, &schema.maximum].map(Option::is_some);
    for ((excluded, place), (has_bound, bound)) in excluded
        .into_iter()
        .zip(has_bounds.into_iter().zip(["Minimum", "Maximum"]))
    {
        if let (true, Some(place), false, false) = (excluded, place, has_bound, schema.opaque) {
            let message = Message::new(format!("`Exclusive{bound}` has no effect without `{bound}`"));
            let help = format!("add `{bound}` in the same place, or remove `Exclusive{bound}`");
            conflicts.push(message.help(help).at(place));
        }
    }
    if let Some(place) = type_place {
        conflicts.extend(emptied(was_object, &schema).map(|message| message.at(place)));
    }
    schema
}

fn additional(base: Additional, own: Additional, conflicts: &mut Conflicts) -> Additional {
    match (base, own) {
        (Additional::Schema(base), Additional::Schema(own)) => merge(base, own, conflicts).into(),
        (_, own @ (Additional::Schema(_) | Additional::Allowed(_))) => own,
    }
}

/// Both sides if they are equal or one is empty; otherwise both as members of `allOf`.
fn both<T: Clone + PartialEq>(
    base: Option<T>,
    own: Option<T>,
    all_of: &mut Vec<Schema>,
    member: impl Fn(Option<T>) -> Schema,
) -> Option<T> {
    match (&base, &own) {
        (Some(old), Some(new)) if old != new => {
            all_of.extend([member(base), member(own)]);
            None
        }
        _ => own.or(base),
    }
}

fn least(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

type Bound = (Option<Number>, bool);

/// The stricter of two bounds; `stricter` is how its number compares to the other.
fn bound((base, base_out): Bound, (own, own_out): Bound, stricter: Ordering) -> Bound {
    match (base, own) {
        (Some(base), Some(own)) => match compare(&own, &base) {
            Ordering::Equal => (Some(own), base_out || own_out),
            // A marker may set `exclusive...` for the bound of the type.
            order if order == stricter => (Some(own), own_out),
            _ => (Some(base), base_out),
        },
        (base, own) => (own.or(base), base_out || own_out),
    }
}

/// Whether no text has both formats. Points in time all look the same; other formats may overlap.
fn excludes(one: &str, other: &str) -> bool {
    let is_time = |format| formats::known(format).is_some_and(|known| known.name() == "datetime");
    let fits = |format| formats::fits(format, "2024-02-29T12:00:00Z") != Some(false);
    (is_time(one) && !fits(other)) || (is_time(other) && !fits(one))
}

fn strangers<'a>(base: &'a [Value], own: &'a [Value]) -> impl Iterator<Item = Message> + 'a {
    own.iter().filter(|value| !base.contains(value)).map(|value| {
        let known = base.iter().map(Value::to_string).collect::<Vec<_>>().join(", ");
        Message::new(format!(
            "`+kubebuilder:validation:Enum` has {value}, which is not a value of the type"
        ))
        .help(format!("the values of the type are {known}"))
    })
}
