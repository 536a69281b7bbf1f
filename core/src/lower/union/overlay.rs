//! Overlays several schemas.
//!
//! A structural schema defines types and properties once, at the top; inside `oneOf` and `anyOf` only value checks are
//! allowed. So a union becomes a shape that matches all its parts, and branches with the checks that distinguish them.

use std::collections::BTreeSet;

use super::class::{Class, classes, except};
use crate::{
    diagnostic::Message,
    schema::{Schema, Validation},
};

/// How many branches must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Branches {
    OneOf,
    AnyOf,
}

/// Merges the shapes of `parts` into one schema, and adds branches that distinguish them.
pub(super) fn overlay(parts: &[Schema], branches: Branches) -> Result<Schema, Message> {
    let mut shape = shape_of(parts, branches)?;
    let nothing = Schema::default();
    let checks: Vec<_> = parts
        .iter()
        .map(|part| difference(&told_apart(part, &shape), &shape))
        .collect();
    let pointless = match branches {
        Branches::OneOf => parts.len() < 2,
        // A branch without checks accepts everything; the shape already excludes the rest.
        Branches::AnyOf => {
            checks.contains(&nothing) || parts.iter().all(|part| difference(part, &shape) == nothing)
        }
    };
    match branches {
        _ if pointless => {}
        Branches::OneOf => shape.one_of = checks,
        Branches::AnyOf => shape.any_of = deduplicated(checks),
    }
    if shape.int_or_string && shape.any_of.is_empty() {
        shape.any_of = integer_or_string();
    }
    Ok(shape)
}

/// Types, properties and items of all parts, without the checks that only some of them have.
fn shape_of(parts: &[Schema], branches: Branches) -> Result<Schema, Message> {
    let [first, rest @ ..] = parts else {
        return Ok(Schema::unseen());
    };
    if rest.iter().all(|part| same(part, first)) {
        return Ok(first.clone());
    }
    if parts.iter().any(|part| part.opaque) {
        let ty = rest
            .iter()
            .all(|part| part.ty == first.ty)
            .then(|| first.ty.clone());
        return Ok(Schema {
            ty: ty.flatten(),
            ..Schema::unseen()
        });
    }
    if parts.iter().any(is_open) {
        return Ok(anything());
    }
    let present: BTreeSet<Class> = parts.iter().flat_map(classes).collect();
    let whole = parts.iter().all(|part| !part.is("number"));
    let mut shape = match present.iter().collect::<Vec<_>>().as_slice() {
        [class] if parts.iter().all(|part| part.ty.is_some()) => Schema::of(class.name(whole)),
        [Class::Number, Class::String] if whole && parts.iter().all(|part| !part.preserve_unknown_fields) => {
            Schema {
                int_or_string: true,
                ..Schema::default()
            }
        }
        _ => except(&present),
    };
    shape.preserve_unknown_fields |= parts.iter().any(|part| part.preserve_unknown_fields);
    shape.nullable = parts.iter().any(|part| part.nullable);
    annotate(&mut shape, parts)?;
    let of = |class: Class| -> Vec<&Schema> {
        parts
            .iter()
            .filter(|part| classes(part).contains(&class))
            .collect()
    };
    if present.contains(&Class::Object) {
        objects(&of(Class::Object), branches, &mut shape)?;
    }
    if present.contains(&Class::Array) {
        arrays(&of(Class::Array), branches, &mut shape)?;
    }
    Ok(shape)
}

// Settings of a place, as opposed to checks of its values, must be equal in all variants.
fn annotate(shape: &mut Schema, parts: &[Schema]) -> Result<(), Message> {
    macro_rules! agree {
        ($($field:ident $key:literal),*) => { $(
            let stated: Vec<_> = parts.iter().map(|part| &part.$field).collect();
            if stated.windows(2).any(|pair| pair[0] != pair[1]) {
                return Err(Message::new(format!("variants differ in `{}` of the same JSON value", $key))
                    .help("set the same on every variant, or give the fields different names"));
            }
            shape.$field.clone_from(&parts[0].$field);
        )* };
    }
    agree!(
        default "default",
        embedded_resource "x-kubernetes-embedded-resource",
        example "example",
        external_docs "externalDocs",
        title "title"
    );
    if let Some(ty) = parts
        .iter()
        .filter(|part| part.int_or_string)
        .find_map(|part| part.ty.as_ref())
    {
        return Err(
            Message::new(format!("an int-or-string cannot have the type `{ty}`"))
                .help("remove the type with `+kubebuilder:validation:Type=\"\"`"),
        );
    }
    let rules: Vec<_> = parts
        .iter()
        .map(|part| part.validations.iter().map(unplaced))
        .collect();
    if rules.windows(2).any(|pair| !pair[0].clone().eq(pair[1].clone())) {
        return Err(
            Message::new("variants differ in the CEL rules of the same JSON value")
                .help("put them on fields that only one variant has, or on the type that contains the enum"),
        );
    }
    shape.validations.clone_from(&parts[0].validations);
    macro_rules! common {
        ($($field:ident),*) => { $(
            if parts.windows(2).all(|pair| pair[0].$field == pair[1].$field) {
                shape.$field.clone_from(&parts[0].$field);
            }
        )* };
    }
    common!(description, format);
    Ok(())
}

fn objects(parts: &[&Schema], branches: Branches, shape: &mut Schema) -> Result<(), Message> {
    agreed(parts, "x-kubernetes-map-type", |part| &part.map_type)?;
    shape.map_type = parts.first().and_then(|part| part.map_type.clone());
    let maps: Vec<_> = parts.iter().filter_map(|part| part.values().cloned()).collect();
    if maps.len() == parts.len() {
        shape.additional_properties = Some(Box::new(shape_of(&maps, branches)?.into()));
        return Ok(());
    }
    // A structural schema has no properties beside additionalProperties.
    shape.preserve_unknown_fields |= !maps.is_empty();
    if maps.iter().any(|values| !values.origins.is_empty()) {
        return Err(Message::new(
            "the markers of a map's values have no effect beside the fields of another variant",
        )
        .help("remove the markers, or put the map into a field"));
    }
    refuse_defaults(parts, branches)?;
    let names: BTreeSet<_> = parts.iter().flat_map(|part| part.properties.keys()).collect();
    for name in names {
        let of_name: Vec<_> = parts
            .iter()
            .filter_map(|part| {
                let beside = part.values().cloned();
                let kept = part.preserve_unknown_fields.then(anything);
                part.properties.get(name).cloned().or(beside).or(kept)
            })
            .collect();
        let property = shape_of(&of_name, branches).map_err(|message| Message {
            text: format!("field `{name}`: {}", message.text),
            ..message
        })?;
        shape.properties.insert(name.clone(), property);
    }
    let required = parts
        .iter()
        .map(|part| part.required.clone())
        .reduce(|a, b| &a & &b);
    shape.required = required.unwrap_or_default();
    Ok(())
}

/// The API server sets the default of a field whatever the variant is. Other variants must be able to ignore the field: those of
/// an untagged enum are told apart by their fields, a map would have one more key, and an object with a limit might have too many.
/// In any other object with a tag, serde ignores the field.
fn refuse_defaults(parts: &[&Schema], branches: Branches) -> Result<(), Message> {
    for part in parts {
        let defaulted = part
            .properties
            .iter()
            .filter(|(_, property)| property.default.is_some());
        for (name, _) in defaulted {
            let mut others = parts.iter().filter(|other| !other.properties.contains_key(name));
            let counts = |other: &Schema| {
                other.preserve_unknown_fields || other.values().is_some() || other.max_properties.is_some()
            };
            if others.any(|other| branches == Branches::AnyOf || counts(other)) {
                let message = Message::new(format!(
                    "the API server sets the default of `{name}` in objects of other variants too"
                ));
                return Err(
                    message.help("remove the default; `#[serde(default)]` sets it when the object is read")
                );
            }
        }
    }
    Ok(())
}

fn arrays(parts: &[&Schema], branches: Branches, shape: &mut Schema) -> Result<(), Message> {
    agreed(parts, "x-kubernetes-list-type", |part| &part.list_type)?;
    agreed(parts, "x-kubernetes-list-map-keys", |part| &part.list_map_keys)?;
    shape.list_type = parts.first().and_then(|part| part.list_type.clone());
    shape.list_map_keys = parts
        .first()
        .map(|part| part.list_map_keys.clone())
        .unwrap_or_default();
    let items: Vec<_> = parts
        .iter()
        .filter_map(|part| part.items.as_deref().cloned())
        .collect();
    shape.items = Some(Box::new(shape_of(&items, branches)?));
    Ok(())
}

fn agreed<T: PartialEq>(parts: &[&Schema], key: &str, field: impl Fn(&Schema) -> &T) -> Result<(), Message> {
    match parts.windows(2).all(|pair| field(pair[0]) == field(pair[1])) {
        true => Ok(()),
        false => Err(
            Message::new(format!("variants differ in `{key}` of the same JSON value"))
                .help("set the same on every variant, or give the fields different names"),
        ),
    }
}

/// `part` with checks that exclude values of the other parts.
fn told_apart(part: &Schema, shape: &Schema) -> Schema {
    let mut part = part.clone();
    if part.format != shape.format {
        bounds_for_format(&mut part);
    }
    if shape.ty.is_some() {
        if part.is("integer") && shape.is("number") && part.multiple_of.is_none() {
            part.multiple_of = Some(1.into());
        }
        return with_inner(part, shape);
    }
    if part.is("integer") && !shape.int_or_string && part.multiple_of.is_none() {
        part.multiple_of = Some(1.into());
    }
    // Listed values have no other type.
    if !part.enumeration.is_empty() {
        return part;
    }
    let own = classes(&part);
    for class in classes(shape).difference(&own) {
        class.forbid(&mut part);
    }
    with_inner(part, shape)
}

/// The API server ignores formats of numbers in a branch, where `type` is not allowed.
fn bounds_for_format(part: &mut Schema) {
    if !part.is("integer") {
        return;
    }
    if part.format.take().as_deref() == Some("int32") {
        part.minimum.get_or_insert(i32::MIN.into());
        part.maximum.get_or_insert(i32::MAX.into());
    }
}

fn with_inner(mut part: Schema, shape: &Schema) -> Schema {
    for (name, property) in part.properties.iter_mut() {
        if let Some(common) = shape.properties.get(name) {
            *property = told_apart(property, common);
        }
    }
    if let (Some(items), Some(common)) = (part.items.as_deref_mut(), shape.items.as_deref()) {
        *items = told_apart(items, common);
    }
    part
}

/// The value checks of `part` that are not already in `shape`.
fn difference(part: &Schema, shape: &Schema) -> Schema {
    let mut checks = Schema {
        required: &part.required - &shape.required,
        all_of: part
            .all_of
            .iter()
            .filter(|member| !shape.all_of.contains(member))
            .cloned()
            .collect(),
        ..Schema::default()
    };
    macro_rules! keep {
        ($($field:ident),*) => { $( if part.$field != shape.$field { checks.$field = part.$field.clone(); } )* };
    }
    keep!(
        any_of,
        enumeration,
        exclusive_maximum,
        exclusive_minimum,
        format,
        max_items,
        max_length,
        max_properties,
        maximum,
        min_items,
        min_length,
        min_properties,
        minimum,
        multiple_of,
        not,
        one_of,
        pattern
    );
    if checks.any_of == integer_or_string() {
        // `type` is allowed only at the int-or-string itself, where it adds nothing.
        checks.any_of.clear();
    }
    for (name, property) in part.properties.iter() {
        if let Some(common) = shape.properties.get(name) {
            let inner = difference(property, common);
            if inner != Schema::default() {
                checks.properties.insert(name.clone(), inner);
            }
        }
    }
    if let (Some(items), Some(common)) = (part.items.as_deref(), shape.items.as_deref()) {
        let inner = difference(items, common);
        if inner != Schema::default() {
            checks.items = Some(Box::new(inner));
        }
    }
    checks
}

/// Returns whether every value matches.
fn is_open(schema: &Schema) -> bool {
    schema.ty.is_none()
        && !schema.int_or_string
        && classes(schema).len() == Class::ALL.len()
        && difference(schema, &anything()) == Schema::default()
        && schema.properties.is_empty()
}

fn anything() -> Schema {
    Schema {
        preserve_unknown_fields: true,
        ..Schema::default()
    }
}

fn integer_or_string() -> Vec<Schema> {
    vec![Schema::of("integer"), Schema::of("string")]
}

fn same(a: &Schema, b: &Schema) -> bool {
    bare(a) == bare(b)
}

fn bare(schema: &Schema) -> Schema {
    Schema {
        description: None,
        origins: Vec::new(),
        validations: schema.validations.iter().map(unplaced).collect(),
        ..schema.clone()
    }
}

fn unplaced(rule: &Validation) -> Validation {
    Validation {
        place: None,
        ..rule.clone()
    }
}

fn deduplicated(schemas: Vec<Schema>) -> Vec<Schema> {
    let mut kept: Vec<Schema> = Vec::new();
    for schema in schemas {
        if !kept.contains(&schema) {
            kept.push(schema);
        }
    }
    kept
}
