//! The keywords of schemas.

/// The keywords that a structural schema of a CRD may have, in order.
///
/// ```
/// assert!(kubewright_core::schema::KEYWORDS.contains(&"x-kubernetes-validations"));
/// ```
pub const KEYWORDS: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "description",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
    "uniqueItems",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-validations",
];

/// Returns whether a structural schema may have this keyword.
///
/// ```
/// assert!(kubewright_core::schema::is_keyword("type"));
/// assert!(!kubewright_core::schema::is_keyword("$ref"));
/// ```
#[must_use]
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.binary_search(&name).is_ok()
}
