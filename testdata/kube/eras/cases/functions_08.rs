//! Schema functions, hand-written schemas, and types of Kubernetes.

use k8s_openapi::api::core::v1::{Affinity, EnvVar, LocalObjectReference, PodTemplateSpec, Volume};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta, Time};
use k8s_openapi::apimachinery::pkg::runtime::RawExtension;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use schemars::r#gen::SchemaGenerator;
use schemars::schema::{InstanceType, Metadata, ObjectValidation, Schema, SchemaObject, SingleOrVec, StringValidation};
use serde_json::json;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Functions")]
pub struct FunctionsSpec {
    #[schemars(schema_with = "literal")]
    literal: String,
    /// A text.
    #[schemars(schema_with = "literal")]
    documented: String,
    #[schemars(schema_with = "preserved")]
    preserved: serde_json::Value,
    #[schemars(schema_with = "extended")]
    extended: Vec<String>,
    #[schemars(schema_with = "from_json")]
    from_json: String,
    #[schemars(schema_with = "delegated")]
    delegated: Option<String>,
    #[serde(default)]
    #[schemars(schema_with = "list")]
    list: Vec<String>,
    money: Money,
    optional_money: Option<Money>,
}

fn literal(_: &mut SchemaGenerator) -> Schema {
    Schema::Object(SchemaObject {
        instance_type: Some(InstanceType::String.into()),
        format: Some("date".to_owned()),
        string: Some(Box::new(StringValidation {
            max_length: Some(10),
            pattern: Some("^x".to_string()),
            ..Default::default()
        })),
        ..Default::default()
    })
}

fn preserved(_: &mut SchemaGenerator) -> Schema {
    let mut object = SchemaObject::default();
    object
        .extensions
        .insert("x-kubernetes-preserve-unknown-fields".to_owned(), serde_json::Value::Bool(true));
    object.instance_type = Some(SingleOrVec::Single(Box::new(InstanceType::Object)));
    Schema::Object(object)
}

fn extended(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = <Vec<String>>::json_schema(generator).into_object();
    schema.extensions.insert("x-kubernetes-list-type".into(), "set".into());
    schema.metadata().description = Some("Told here.".to_owned());
    schema.into()
}

fn from_json(_: &mut SchemaGenerator) -> Schema {
    serde_json::from_value(json!({
        "type": "object",
        "properties": {"a": {"type": "string", "description": "The a."}},
        "x-kubernetes-preserve-unknown-fields": true,
    }))
    .unwrap()
}

fn delegated(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<Option<String>>()
}

fn list(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = Vec::<String>::json_schema(generator);
    if let Schema::Object(object) = &mut schema {
        object.extensions.insert("x-kubernetes-list-type".to_string(), json!("atomic"));
    }
    schema
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Money(String);

impl JsonSchema for Money {
    fn schema_name() -> String {
        "Money".to_owned()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        SchemaObject {
            metadata: Some(Box::new(Metadata {
                description: Some("An amount.".to_owned()),
                ..Default::default()
            })),
            instance_type: Some(InstanceType::Object.into()),
            object: Some(Box::new(ObjectValidation {
                properties: [
                    ("amount".to_owned(), generator.subschema_for::<i64>()),
                    ("currency".to_owned(), generator.subschema_for::<String>()),
                ]
                .into(),
                required: ["amount".to_owned()].into(),
                ..Default::default()
            })),
            ..Default::default()
        }
        .into()
    }
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Kubernetes")]
pub struct KubernetesSpec {
    affinity: Option<Affinity>,
    environment: Vec<EnvVar>,
    /// The reference.
    reference: LocalObjectReference,
    template: PodTemplateSpec,
    volumes: Option<Vec<Volume>>,
    quantity: Quantity,
    optional_quantity: Option<Quantity>,
    conditions: Vec<Condition>,
    metadata: ObjectMeta,
    time: Option<Time>,
    raw: RawExtension,
    port: IntOrString,
    optional_port: Option<IntOrString>,
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Functions::crd, Kubernetes::crd]
}
