//! What the checker reads of a schema.

/// A node of a structural schema. Any representation of an OpenAPI schema can be checked that answers these questions.
pub trait Structural: Sized {
    /// `type`.
    fn kind(&self) -> Option<&str>;
    /// `format`.
    fn format(&self) -> Option<&str>;
    /// `items`.
    fn items(&self) -> Option<&Self>;
    /// The schema in `additionalProperties`.
    fn values(&self) -> Option<&Self>;
    /// `properties`.
    fn properties(&self) -> impl Iterator<Item = (&str, &Self)>;
    /// `maxItems`.
    fn max_items(&self) -> Option<u64>;
    /// `maxProperties`.
    fn max_properties(&self) -> Option<u64>;
    /// `maxLength`.
    fn max_length(&self) -> Option<u64>;
    /// Whether `required` has the name.
    fn is_required(&self, name: &str) -> bool;
    /// The length in bytes of the longest string in `enum`, if there is an `enum`.
    fn longest_of_enum(&self) -> Option<u64>;
    /// Whether it has a `default` that is not null.
    fn has_default(&self) -> bool;
    /// `x-kubernetes-int-or-string`.
    fn is_int_or_string(&self) -> bool;
    /// `x-kubernetes-embedded-resource`.
    fn is_embedded(&self) -> bool;
    /// Whether it has `x-kubernetes-validations`.
    fn has_rules(&self) -> bool;
    /// Whether it is `nullable`. Only the evaluation of rules asks.
    fn is_nullable(&self) -> bool {
        false
    }
    /// `x-kubernetes-list-type`. Only the evaluation of rules asks.
    fn list_type(&self) -> Option<&str> {
        None
    }
    /// `x-kubernetes-list-map-keys`. Only the evaluation of rules asks.
    fn list_map_keys(&self) -> &[String] {
        &[]
    }
    /// Whether parts of the schema are not known here; then every type is possible and no cost is known.
    fn is_opaque(&self) -> bool {
        false
    }
}
