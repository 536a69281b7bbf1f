//! Schemas from functions and from `impl JsonSchema`.

use std::borrow::Cow;

use schemars::{Schema, SchemaGenerator, json_schema};

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Functions")]
pub struct FunctionsSpec {
    #[schemars(schema_with = "preserved")]
    preserved: serde_json::Value,
    #[schemars(schema_with = "inserted")]
    inserted: Inner,
    #[schemars(schema_with = "delegated")]
    delegated: Option<String>,
    /// With docs.
    #[schemars(schema_with = "helpers::quantity")]
    quantity: String,
    #[schemars(schema_with = "preserved")]
    optional: Option<serde_json::Value>,
    #[serde(default)]
    #[schemars(schema_with = "preserved")]
    defaulted: Option<serde_json::Value>,
    #[schemars(with = "Inner")]
    with: String,
    by_hand: ByHand,
    delegating: Delegating,
    local: LocalHelper,
    list: Vec<ByHand>,
    option: Option<ByHand>,
    #[schemars(schema_with = "nested")]
    nested: Vec<Inner>,
    #[schemars(schema_with = "changed")]
    changed: Inner,
    container: ContainerWith,
}

/// Inner docs.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Inner {
    /// The size.
    size: u32,
}

fn preserved(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "x-kubernetes-preserve-unknown-fields": true,
    })
}

fn inserted(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = generator.subschema_for::<Inner>();
    schema.insert("description".to_owned(), "Another".into());
    schema.ensure_object().insert("x-kubernetes-map-type".into(), "atomic".into());
    schema
}

fn delegated(generator: &mut SchemaGenerator) -> Schema {
    <Option<String>>::json_schema(generator)
}

mod helpers {
    pub fn quantity(_gen: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let pattern = super::PATTERN;
        schemars::json_schema!({
            "anyOf": [{"type": "integer"}, {"type": "string"}],
            "pattern": pattern,
            "x-kubernetes-int-or-string": true
        })
    }
}

const PATTERN: &str = "^[0-9]+$";

fn nested(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array",
        "items": generator.subschema_for::<Inner>(),
        "maxItems": 3,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["size"],
    })
}

fn changed(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = Inner::json_schema(generator);
    schema.remove("description");
    schema
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ByHand(String);

impl JsonSchema for ByHand {
    fn schema_name() -> Cow<'static, str> {
        "ByHand".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "description": "By hand.", "maxLength": 10})
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Delegating(Inner);

impl JsonSchema for Delegating {
    fn schema_name() -> Cow<'static, str> {
        Inner::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Inner::json_schema(generator)
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct LocalHelper {
    value: String,
}

impl JsonSchema for LocalHelper {
    fn schema_name() -> Cow<'static, str> {
        "LocalHelper".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        #[derive(JsonSchema)]
        #[allow(dead_code)]
        struct Helper {
            /// A value.
            value: Option<i32>,
        }
        Helper::json_schema(generator)
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(with = "String")]
/// Of a container.
pub struct ContainerWith {
    parts: Vec<String>,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize)]
#[kube(group = "example.com", version = "v1", kind = "Manual", schema = "manual")]
pub struct ManualSpec {
    text: String,
}

impl JsonSchema for Manual {
    fn schema_name() -> Cow<'static, str> {
        "Manual".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {"spec": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}},
        })
    }
}

pub fn crds() -> Vec<Crd> {
    vec![Functions::crd(), Manual::crd()]
}
