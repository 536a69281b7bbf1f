//! `JSONSchemaProps` as a struct: the keywords that the API server understands, and no others.

mod describe;
mod keywords;
mod number;
mod patch;
mod properties;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

pub(crate) use number::{compare, whole};

pub use keywords::{KEYWORDS, is_keyword};
pub use properties::Properties;

/// One node of an OpenAPI v3 schema. Fields are in the order of the YAML output.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// The schema of properties without a name.
    #[serde(
        rename = "additionalProperties",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub additional_properties: Option<Box<Additional>>,
    /// Value checks that must all pass.
    #[serde(rename = "allOf", default, skip_serializing_if = "Vec::is_empty")]
    pub all_of: Vec<Schema>,
    /// Value checks of which at least one must pass.
    #[serde(rename = "anyOf", default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Schema>,
    /// The default that the API server sets.
    #[serde(rename = "default", default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The description that `kubectl explain` shows.
    #[serde(rename = "description", default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The allowed values.
    #[serde(rename = "enum", default, skip_serializing_if = "Vec::is_empty")]
    pub enumeration: Vec<Value>,
    /// An example value.
    #[serde(rename = "example", default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// Whether `maximum` itself is excluded.
    #[serde(rename = "exclusiveMaximum", default, skip_serializing_if = "is_false")]
    pub exclusive_maximum: bool,
    /// Whether `minimum` itself is excluded.
    #[serde(rename = "exclusiveMinimum", default, skip_serializing_if = "is_false")]
    pub exclusive_minimum: bool,
    /// A link to more documentation.
    #[serde(rename = "externalDocs", default, skip_serializing_if = "Option::is_none")]
    pub external_docs: Option<ExternalDocs>,
    /// The format of a number or string.
    #[serde(rename = "format", default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The schema of an array's items.
    #[serde(rename = "items", default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Schema>>,
    /// The maximum number of items.
    #[serde(rename = "maxItems", default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    /// The maximum length of a string, in characters.
    #[serde(rename = "maxLength", default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// The maximum number of properties.
    #[serde(rename = "maxProperties", default, skip_serializing_if = "Option::is_none")]
    pub max_properties: Option<u64>,
    /// The maximum of a number.
    #[serde(rename = "maximum", default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Number>,
    /// The minimum number of items.
    #[serde(rename = "minItems", default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    /// The minimum length of a string, in characters.
    #[serde(rename = "minLength", default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// The minimum number of properties.
    #[serde(rename = "minProperties", default, skip_serializing_if = "Option::is_none")]
    pub min_properties: Option<u64>,
    /// The minimum of a number.
    #[serde(rename = "minimum", default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Number>,
    /// The number must be a multiple of this one.
    #[serde(rename = "multipleOf", default, skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<Number>,
    /// Value checks that must not pass.
    #[serde(rename = "not", default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Schema>>,
    /// Whether `null` is allowed.
    #[serde(rename = "nullable", default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// Value checks of which exactly one must pass.
    #[serde(rename = "oneOf", default, skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Schema>,
    /// The regular expression that a string must match.
    #[serde(rename = "pattern", default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The named properties.
    #[serde(rename = "properties", default, skip_serializing_if = "Properties::is_empty")]
    pub properties: Properties,
    /// The required properties.
    #[serde(rename = "required", default, skip_serializing_if = "BTreeSet::is_empty")]
    pub required: BTreeSet<String>,
    /// A title.
    #[serde(rename = "title", default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `object`, `array`, `string`, `integer`, `number` or `boolean`.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub ty: Option<String>,
    /// Whether items must be unique (the API server rejects `true`).
    #[serde(rename = "uniqueItems", default, skip_serializing_if = "is_false")]
    pub unique_items: bool,
    /// Whether this is an embedded Kubernetes object.
    #[serde(
        rename = "x-kubernetes-embedded-resource",
        default,
        skip_serializing_if = "is_false"
    )]
    pub embedded_resource: bool,
    /// Whether this is an integer or a string.
    #[serde(
        rename = "x-kubernetes-int-or-string",
        default,
        skip_serializing_if = "is_false"
    )]
    pub int_or_string: bool,
    /// The keys of an associative list.
    #[serde(
        rename = "x-kubernetes-list-map-keys",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub list_map_keys: Vec<String>,
    /// `atomic`, `set` or `map`.
    #[serde(
        rename = "x-kubernetes-list-type",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub list_type: Option<String>,
    /// `atomic` or `granular`.
    #[serde(
        rename = "x-kubernetes-map-type",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub map_type: Option<String>,
    /// Whether unknown fields are preserved.
    #[serde(
        rename = "x-kubernetes-preserve-unknown-fields",
        default,
        skip_serializing_if = "is_false"
    )]
    pub preserve_unknown_fields: bool,
    /// CEL rules.
    #[serde(
        rename = "x-kubernetes-validations",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub validations: Vec<Validation>,
    /// The source places of the keywords above.
    #[serde(skip)]
    pub origins: Vec<Origin>,
    /// Whether parts of the schema are not known here, so that nothing can be reported as missing.
    #[serde(skip)]
    pub opaque: bool,
}

/// The source place that set a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The keyword.
    pub key: &'static str,
    /// The index into the places that [`crate::lower::Lowerer`] stores.
    pub place: usize,
}

/// The value of `additionalProperties`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "always behind a `Box`")]
pub enum Additional {
    /// Any value, or no value.
    Allowed(bool),
    /// Values that match this schema.
    Schema(Schema),
}

/// A link to documentation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalDocs {
    /// A description of the documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The URL.
    pub url: String,
}

/// A CEL rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Validation {
    /// The path of the field that the error refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_path: Option<String>,
    /// The error message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// An expression that returns the error message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_expression: Option<String>,
    /// Whether the rule also runs if there is no old value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional_old_self: Option<bool>,
    /// The machine-readable reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The expression that must be true.
    pub rule: String,
    /// The source place of the rule.
    #[serde(skip)]
    pub place: Option<usize>,
}

impl Schema {
    /// Creates a schema with this type and no other keyword.
    pub fn of(ty: &str) -> Self {
        Self {
            ty: Some(ty.to_owned()),
            ..Self::default()
        }
    }

    /// Creates a schema with this type and format.
    pub fn formatted(ty: &str, format: &str) -> Self {
        Self {
            format: Some(format.to_owned()),
            ..Self::of(ty)
        }
    }

    /// Creates a schema of which nothing is known.
    pub fn unseen() -> Self {
        Self {
            opaque: true,
            ..Self::default()
        }
    }

    /// Returns the schema of map values, if this is a map.
    pub fn values(&self) -> Option<&Self> {
        match self.additional_properties.as_deref() {
            Some(Additional::Schema(schema)) => Some(schema),
            Some(Additional::Allowed(_)) | None => None,
        }
    }

    /// Returns whether the schema has this type.
    pub fn is(&self, ty: &str) -> bool {
        self.ty.as_deref() == Some(ty)
    }

    /// Returns the place that set `key`.
    pub fn origin(&self, key: &str) -> Option<usize> {
        self.origins
            .iter()
            .rev()
            .find(|origin| origin.key == key)
            .map(|origin| origin.place)
    }
}

impl Additional {
    /// Returns whether it accepts every value.
    pub fn is_anything(&self) -> bool {
        let anything = Schema {
            preserve_unknown_fields: true,
            ..Schema::default()
        };
        match self {
            Self::Allowed(allowed) => *allowed,
            Self::Schema(schema) => *schema == anything,
        }
    }
}

impl From<Schema> for Additional {
    fn from(schema: Schema) -> Self {
        Self::Schema(schema)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde requires this signature")]
fn is_false(value: &bool) -> bool {
    !value
}
