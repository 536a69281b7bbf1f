//! The effect of a `Type=` marker on the schema of a Rust type: none if the two agree.

use crate::{diagnostic::Message, schema::Schema};

/// `base` as a value of the type `stated`; the empty string removes the type.
pub(super) fn retyped(base: Schema, stated: &str) -> Schema {
    match (stated, base.ty.as_deref()) {
        ("", Some("object" | "array")) => replaced(base),
        ("", _) => Schema {
            ty: None,
            format: None,
            ..base
        },
        (stated, Some(ty)) if stated == ty => base,
        // Every bound of a number is also a bound of an integer.
        ("integer", Some("number")) => Schema { format: None, ..base },
        (_, None) if base.opaque => base,
        ("string", None) if base.int_or_string => Schema {
            pattern: base.pattern.clone(),
            min_length: base.min_length,
            max_length: base.max_length,
            ..either(base)
        },
        ("integer", None) if base.int_or_string => Schema {
            minimum: base.minimum.clone(),
            maximum: base.maximum.clone(),
            ..either(base)
        },
        ("object", None) if is_anything(&base) => base,
        ("array", None) if is_anything(&base) => Schema {
            items: Some(Box::new(Schema {
                preserve_unknown_fields: true,
                ..Schema::default()
            })),
            ..replaced(base)
        },
        _ => replaced(base),
    }
}

/// The error if a marker makes an object of a type that is not one.
pub(super) fn emptied(was_object: bool, schema: &Schema) -> Option<Message> {
    let is_bare = schema.is("object")
        && schema.properties.is_empty()
        && schema.additional_properties.is_none()
        && !schema.preserve_unknown_fields
        && !schema.embedded_resource
        && !schema.opaque;
    (is_bare && !was_object).then(|| {
        Message::new(
            "`Type=object` leaves an object without fields, and the API server drops all its contents",
        )
        .help("add `+kubebuilder:pruning:PreserveUnknownFields`, or remove `Type=object`")
    })
}

/// Replaces the JSON type; nothing of the shape remains.
pub(super) fn replaced(base: Schema) -> Schema {
    Schema {
        description: base.description,
        title: base.title,
        example: base.example,
        ..Schema::default()
    }
}

/// One half of an integer or string, without the bounds of either.
fn either(base: Schema) -> Schema {
    Schema {
        default: base.default.clone(),
        nullable: base.nullable,
        validations: base.validations.clone(),
        ..replaced(base)
    }
}

/// Returns whether every value of any type matches.
pub(super) fn is_anything(schema: &Schema) -> bool {
    schema.preserve_unknown_fields
        && schema.properties.is_empty()
        && schema.any_of.is_empty()
        && schema.one_of.is_empty()
        && schema.all_of.is_empty()
        && schema.not.is_none()
}
