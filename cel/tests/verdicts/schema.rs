//! A schema as the cases write it.

use std::collections::BTreeMap;

use kubewright_cel::Structural;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Schema {
    #[serde(rename = "type")]
    kind: Option<String>,
    format: Option<String>,
    items: Option<Box<Schema>>,
    additional_properties: Option<Additional>,
    pub(crate) properties: BTreeMap<String, Schema>,
    max_items: Option<u64>,
    max_properties: Option<u64>,
    max_length: Option<u64>,
    required: Vec<String>,
    #[serde(rename = "enum")]
    enumeration: Vec<Value>,
    default: Option<Value>,
    nullable: bool,
    #[serde(rename = "x-kubernetes-list-type")]
    list_type: Option<String>,
    #[serde(rename = "x-kubernetes-list-map-keys")]
    list_map_keys: Vec<String>,
    #[serde(rename = "x-kubernetes-int-or-string")]
    int_or_string: bool,
    #[serde(rename = "x-kubernetes-embedded-resource")]
    embedded: bool,
    #[serde(rename = "x-kubernetes-validations")]
    pub(crate) rules: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Additional {
    Schema(Box<Schema>),
    #[expect(dead_code, reason = "read, so that the case is valid")]
    Allowed(bool),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rule {
    pub(crate) rule: String,
    #[serde(default)]
    pub(crate) message_expression: Option<String>,
    #[serde(default)]
    pub(crate) optional_old_self: Option<bool>,
}

impl Structural for Schema {
    fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }
    fn format(&self) -> Option<&str> {
        self.format.as_deref()
    }
    fn items(&self) -> Option<&Self> {
        self.items.as_deref()
    }
    fn values(&self) -> Option<&Self> {
        match &self.additional_properties {
            Some(Additional::Schema(schema)) => Some(schema),
            Some(Additional::Allowed(_)) | None => None,
        }
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
        self.required.iter().any(|required| required == name)
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
        self.embedded
    }
    fn has_rules(&self) -> bool {
        !self.rules.is_empty()
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
}
