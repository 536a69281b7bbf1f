//! The fields of a whole object that rules can name although its schema does not declare them.

use crate::structural::Structural;

pub(super) const FIELDS: &[&str] = &["apiVersion", "kind", "metadata"];

/// The fields of `metadata` that no rule can read.
pub(super) const HIDDEN: &[&str] = &[
    "annotations",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generation",
    "labels",
    "managedFields",
    "__namespace__",
    "namespace",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// The longest name that the API server accepts.
const LONGEST_NAME: u64 = 253;

/// Whether the schema itself declares everything that a rule can name of a whole object.
pub(super) fn is_declared<S: Structural>(schema: &S) -> bool {
    let is = |schema: Option<&S>, kind| schema.is_some_and(|schema| schema.kind() == Some(kind));
    let metadata = property(schema, "metadata");
    let inner = |name| metadata.and_then(|metadata| property(metadata, name));
    is(property(schema, "kind"), "string")
        && is(property(schema, "apiVersion"), "string")
        && is(metadata, "object")
        && is(inner("name"), "string")
        && is(inner("generateName"), "string")
}

/// The names in `metadata` with their greatest length in characters.
pub(super) fn lengths<S: Structural>(schema: &S) -> [(&'static str, u64); 2] {
    let metadata = property(schema, "metadata");
    // The API server appends at least one character to a generated name.
    [("name", LONGEST_NAME), ("generateName", LONGEST_NAME - 1)].map(|(name, most)| {
        let own = metadata.and_then(|metadata| property(metadata, name));
        let own = own.and_then(Structural::max_length);
        (name, own.map_or(most, |own| own.min(most)))
    })
}

fn property<'a, S: Structural>(schema: &'a S, name: &str) -> Option<&'a S> {
    schema
        .properties()
        .find(|(key, _)| *key == name)
        .map(|(_, property)| property)
}
