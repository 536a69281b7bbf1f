//! Objects that have exactly one of their fields: enums with data.

use std::collections::BTreeSet;

use kubewright_core::schema::Schema;

/// The names of the fields, if every valid object has exactly one of them, in the order of the variants.
///
/// Such an object is the same after it was an enum. A field that may be `null` could not be told from one that is missing, and one with
/// a default would be there beside another.
pub(crate) fn variants(schema: &Schema) -> Option<Vec<String>> {
    let fields = &schema.properties;
    let are_plain = fields
        .values()
        .all(|field| !field.nullable && field.default.is_none());
    let is_open = schema.preserve_unknown_fields || schema.embedded_resource;
    if fields.keys().nth(1).is_none() || !are_plain || is_open || !schema.required.is_empty() {
        return None;
    }
    let all = |names: &[String]| {
        let distinct: BTreeSet<&String> = names.iter().collect();
        distinct.len() == names.len() && fields.keys().eq(distinct)
    };
    if let Some(names) = branches(schema).filter(|names| all(names)) {
        return Some(names);
    }
    let sorted = || fields.keys().cloned().collect();
    let is_counted = schema.min_properties == Some(1) && schema.max_properties == Some(1);
    let is_ruled = schema
        .validations
        .iter()
        .any(|rule| counted(&rule.rule).is_some_and(|names| all(&names)));
    (is_counted || is_ruled).then(sorted)
}

/// The schema that kubewright gives to an enum with these variants.
pub(crate) fn of_variants<'a>(schema: &Schema, variants: impl Iterator<Item = &'a String>) -> Schema {
    let branch = |name: &String| Schema {
        required: [name.clone()].into(),
        ..Schema::default()
    };
    Schema {
        properties: schema.properties.clone(),
        one_of: variants.map(branch).collect(),
        ..Schema::of("object")
    }
}

/// The names in a `oneOf` whose branches require one field each, and nothing else.
fn branches(schema: &Schema) -> Option<Vec<String>> {
    let only = |branch: &Schema| {
        let name = branch.required.first()?.clone();
        let alone = Schema {
            required: [name.clone()].into(),
            ..Schema::default()
        };
        (*branch == alone).then_some(name)
    };
    schema.one_of.iter().map(only).collect()
}

/// The names in a rule as `+kubebuilder:validation:ExactlyOneOf` makes it:
/// `[has(self.a),has(self.b)].filter(x,x==true).size() == 1`.
fn counted(rule: &str) -> Option<Vec<String>> {
    let rule: String = rule.chars().filter(|char| !char.is_whitespace()).collect();
    let list = rule
        .strip_prefix('[')?
        .strip_suffix("].filter(x,x==true).size()==1")?;
    let name = |part: &str| Some(part.strip_prefix("has(self.")?.strip_suffix(')')?.to_owned());
    list.split(',').map(name).collect()
}

/// The name that serde gives to a variant under `rename_all = "camelCase"`.
pub(crate) fn camel(variant: &str) -> String {
    let mut rest = variant.chars();
    let first = rest.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(rest).collect()
}

/// Whether the data of a variant is so large that values of the other variants would be mostly empty.
pub(crate) fn is_large(schema: &Schema) -> bool {
    // Clippy's limit.
    size(schema) > 200
}

/// How many bytes a value needs, or more.
fn size(schema: &Schema) -> usize {
    match schema.ty.as_deref() {
        Some("boolean") => 1,
        Some("integer" | "number") => 16,
        Some("object") if !schema.properties.is_empty() => {
            schema.properties.values().map(size).sum::<usize>() + 8
        }
        Some("object" | "array" | "string") => 24,
        Some(_) | None => 72,
    }
}
