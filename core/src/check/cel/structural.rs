//! Our schemas, as the compiler of rules reads them.

use kubewright_cel::Structural;
use serde_json::Value;

use crate::schema::Schema;

impl Structural for Schema {
    fn kind(&self) -> Option<&str> {
        self.ty.as_deref()
    }

    fn format(&self) -> Option<&str> {
        self.format.as_deref()
    }

    fn items(&self) -> Option<&Self> {
        self.items.as_deref()
    }

    fn values(&self) -> Option<&Self> {
        Self::values(self)
    }

    fn properties(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.properties
            .iter()
            .map(|(name, schema)| (name.as_str(), schema))
    }

    fn max_items(&self) -> Option<u64> {
        self.max_items
    }

    fn max_properties(&self) -> Option<u64> {
        self.max_properties
    }

    fn max_length(&self) -> Option<u64> {
        self.max_length
    }

    fn is_required(&self, name: &str) -> bool {
        self.required.contains(name)
    }

    fn longest_of_enum(&self) -> Option<u64> {
        let length = |value: &Value| value.as_str().map_or(0, |text| text.len() as u64);
        self.enumeration.iter().map(length).max()
    }

    fn has_default(&self) -> bool {
        self.default.as_ref().is_some_and(|value| !value.is_null())
    }

    fn is_int_or_string(&self) -> bool {
        self.int_or_string
    }

    fn is_embedded(&self) -> bool {
        self.embedded_resource
    }

    fn has_rules(&self) -> bool {
        !self.validations.is_empty()
    }

    fn is_nullable(&self) -> bool {
        self.nullable
    }

    fn list_type(&self) -> Option<&str> {
        self.list_type.as_deref()
    }

    fn list_map_keys(&self) -> &[String] {
        &self.list_map_keys
    }

    fn is_opaque(&self) -> bool {
        self.opaque
    }
}
