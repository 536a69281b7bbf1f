//! `JSONSchemaProps` as a struct: what the API server understands, and nothing else.

mod describe;
mod number;
mod properties;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

pub(crate) use number::compare;

pub use properties::Properties;

/// One node of an OpenAPI v3 schema. Fields stand in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// What other properties may hold.
    #[serde(
        rename = "additionalProperties",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub additional_properties: Option<Box<Additional>>,
    /// Value checks that all hold.
    #[serde(rename = "allOf", default, skip_serializing_if = "Vec::is_empty")]
    pub all_of: Vec<Schema>,
    /// Value checks of which one holds.
    #[serde(rename = "anyOf", default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Schema>,
    /// The value that the API server fills in.
    #[serde(rename = "default", default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// What `kubectl explain` shows.
    #[serde(rename = "description", default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The only values.
    #[serde(rename = "enum", default, skip_serializing_if = "Vec::is_empty")]
    pub enumeration: Vec<Value>,
    /// A value to show.
    #[serde(rename = "example", default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// Whether `maximum` itself is out.
    #[serde(rename = "exclusiveMaximum", default, skip_serializing_if = "is_false")]
    pub exclusive_maximum: bool,
    /// Whether `minimum` itself is out.
    #[serde(rename = "exclusiveMinimum", default, skip_serializing_if = "is_false")]
    pub exclusive_minimum: bool,
    /// Where to read more.
    #[serde(rename = "externalDocs", default, skip_serializing_if = "Option::is_none")]
    pub external_docs: Option<ExternalDocs>,
    /// The form of a number or string.
    #[serde(rename = "format", default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// What an array holds.
    #[serde(rename = "items", default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Schema>>,
    /// The longest array.
    #[serde(rename = "maxItems", default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    /// The longest string, in characters.
    #[serde(rename = "maxLength", default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// The most properties.
    #[serde(rename = "maxProperties", default, skip_serializing_if = "Option::is_none")]
    pub max_properties: Option<u64>,
    /// The largest number.
    #[serde(rename = "maximum", default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Number>,
    /// The shortest array.
    #[serde(rename = "minItems", default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    /// The shortest string, in characters.
    #[serde(rename = "minLength", default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// The fewest properties.
    #[serde(rename = "minProperties", default, skip_serializing_if = "Option::is_none")]
    pub min_properties: Option<u64>,
    /// The smallest number.
    #[serde(rename = "minimum", default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Number>,
    /// What divides the number.
    #[serde(rename = "multipleOf", default, skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<Number>,
    /// A value check that does not hold.
    #[serde(rename = "not", default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Schema>>,
    /// Whether `null` is a value.
    #[serde(rename = "nullable", default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// Value checks of which exactly one holds.
    #[serde(rename = "oneOf", default, skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Schema>,
    /// The regular expression of a string.
    #[serde(rename = "pattern", default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The named properties.
    #[serde(rename = "properties", default, skip_serializing_if = "Properties::is_empty")]
    pub properties: Properties,
    /// The properties that must be there.
    #[serde(rename = "required", default, skip_serializing_if = "BTreeSet::is_empty")]
    pub required: BTreeSet<String>,
    /// A title.
    #[serde(rename = "title", default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `object`, `array`, `string`, `integer`, `number` or `boolean`.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub ty: Option<String>,
    /// Whether no two items are equal (the API server refuses it).
    #[serde(rename = "uniqueItems", default, skip_serializing_if = "is_false")]
    pub unique_items: bool,
    /// Whether this is a whole Kubernetes object.
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
    /// Whether unknown fields are kept.
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
    /// Where the keys above come from.
    #[serde(skip)]
    pub origins: Vec<Origin>,
    /// Whether parts of it cannot be seen from here, so that nothing may be said about what is missing.
    #[serde(skip)]
    pub opaque: bool,
}

/// Which place in the source set a key of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The key as written in the schema.
    pub key: &'static str,
    /// An index into the places that [`crate::lower::Lowerer`] keeps.
    pub place: usize,
}

/// The value of `additionalProperties`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "always behind a `Box`")]
pub enum Additional {
    /// Any value, or none.
    Allowed(bool),
    /// Values of this schema.
    Schema(Schema),
}

/// A link to documentation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalDocs {
    /// What is to be found there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The address.
    pub url: String,
}

/// A CEL rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Validation {
    /// The path of the field that the error names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_path: Option<String>,
    /// The error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// An expression that makes the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_expression: Option<String>,
    /// Whether the rule also runs where there is no old value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional_old_self: Option<bool>,
    /// The machine-readable reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The expression that must be true.
    pub rule: String,
    /// Where the rule stands.
    #[serde(skip)]
    pub place: Option<usize>,
}

impl Schema {
    /// A schema of this type and nothing more.
    pub fn of(ty: &str) -> Self {
        Self {
            ty: Some(ty.to_owned()),
            ..Self::default()
        }
    }

    /// A schema of this type and format.
    pub fn formatted(ty: &str, format: &str) -> Self {
        Self {
            format: Some(format.to_owned()),
            ..Self::of(ty)
        }
    }

    /// A schema of which nothing is known here.
    pub fn unseen() -> Self {
        Self {
            opaque: true,
            ..Self::default()
        }
    }

    /// The schema of map values, if this is a map.
    pub fn values(&self) -> Option<&Self> {
        match self.additional_properties.as_deref() {
            Some(Additional::Schema(schema)) => Some(schema),
            Some(Additional::Allowed(_)) | None => None,
        }
    }

    /// Whether the schema is of this type.
    pub fn is(&self, ty: &str) -> bool {
        self.ty.as_deref() == Some(ty)
    }

    /// The place that set `key`.
    pub fn origin(&self, key: &str) -> Option<usize> {
        self.origins
            .iter()
            .rev()
            .find(|origin| origin.key == key)
            .map(|origin| origin.place)
    }
}

impl Additional {
    /// Whether every value fits.
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

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_false(value: &bool) -> bool {
    !value
}
