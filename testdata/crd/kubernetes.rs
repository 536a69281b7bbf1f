//! Types of Kubernetes as fields.

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::{
    self as core, Affinity, ContainerPort, EnvVar, PodTemplateSpec, ResourceRequirements, SecretKeySelector,
    Toleration,
};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{JSON, JSONSchemaProps};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as meta;
use k8s_openapi::apimachinery::pkg::runtime::RawExtension;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", default)]
pub struct Spec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<PodTemplateSpec>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<ContainerPort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<SecretKeySelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selector: Option<meta::LabelSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<IntOrString>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<RawExtension>,
    /// A whole object.
    /// +kubebuilder:validation:EmbeddedResource
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<RawExtension>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<JSONSchemaProps>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<JSON>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<meta::Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub micro_time: Option<meta::MicroTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<ResourceRequirements>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<EnvVar>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affinity: Option<Affinity>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tolerations: Vec<Toleration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<core::ObjectReference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<ByteString>,
    /// Nothing of it is kept: metadata inside an object has no properties unless asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<meta::ObjectMeta>,
    /// Of fields that a list may be sorted by, the API server wants one.
    /// +listType=map
    /// +listMapKey=type
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<meta::Condition>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "kubernetes.example.com", version = "v1")]
pub struct Kube {
    pub metadata: meta::ObjectMeta,
    pub spec: Spec,
}

fn read<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> Option<T> {
    serde_json::from_value(value).ok()
}

pub fn samples() -> Vec<Kube> {
    use serde_json::json;
    let template = json!({
        "spec": {
            "containers": [{
                "name": "main",
                "image": "image",
                "ports": [{ "containerPort": 80, "protocol": "TCP" }],
                "resources": { "limits": { "cpu": "500m", "memory": "1Gi" } },
                "livenessProbe": { "httpGet": { "port": "http", "path": "/" } },
                "env": [{ "name": "A", "valueFrom": { "fieldRef": { "fieldPath": "metadata.name" } } }],
            }],
            "volumes": [{ "name": "data", "emptyDir": {} }],
        },
    });
    let schema = json!({
        "type": "object",
        "properties": { "a": { "type": "string", "default": "b" } },
        "additionalProperties": false,
        "x-kubernetes-preserve-unknown-fields": true,
    });
    let time = || meta::Time(k8s_openapi::jiff::Timestamp::UNIX_EPOCH);
    let full = Spec {
        template: read(template),
        ports: vec![ContainerPort { container_port: 80, protocol: Some("TCP".to_owned()), ..Default::default() }],
        secret: Some(SecretKeySelector { key: "key".to_owned(), name: "name".to_owned(), optional: Some(true) }),
        selector: read(json!({ "matchExpressions": [{ "key": "a", "operator": "In", "values": ["b"] }], "matchLabels": { "a": "b" } })),
        quantity: Some(Quantity("1500m".to_owned())),
        amounts: vec![IntOrString::Int(5), IntOrString::String("50%".to_owned())],
        raw: Some(RawExtension(json!({ "any": ["thing", 1] }))),
        object: Some(RawExtension(json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a" }, "data": { "x": "y" } }))),
        schema: read(schema),
        json: Some(JSON(json!([1, "x"]))),
        time: Some(time()),
        micro_time: Some(meta::MicroTime(k8s_openapi::jiff::Timestamp::UNIX_EPOCH)),
        resources: read(json!({ "requests": { "cpu": "1" } })),
        env: vec![EnvVar { name: "A".to_owned(), value: Some("b".to_owned()), value_from: None }],
        affinity: read(json!({ "nodeAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": { "nodeSelectorTerms": [{ "matchExpressions": [{ "key": "a", "operator": "Exists" }] }] } } })),
        tolerations: vec![Toleration { key: Some("a".to_owned()), ..Default::default() }],
        reference: Some(core::ObjectReference { name: Some("a".to_owned()), ..Default::default() }),
        bytes: Some(ByteString(vec![0, 255])),
        metadata: Some(meta::ObjectMeta::default()),
        conditions: vec![meta::Condition {
            last_transition_time: time(),
            message: String::new(),
            observed_generation: None,
            reason: "Reason".to_owned(),
            status: "True".to_owned(),
            type_: "Ready".to_owned(),
        }],
    };
    vec![Kube::new("full", full), Kube::new("empty", Spec::default())]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::json;
    vec![
        (json!({ "quantity": "much" }), "spec.quantity"),
        (json!({ "amounts": [1.5] }), "spec.amounts"),
        (json!({ "secret": {} }), "spec.secret.key"),
        (json!({ "template": { "spec": {} } }), "spec.template.spec.containers"),
        (json!({ "ports": [{ "containerPort": 80, "protocol": "TCP" }, { "containerPort": 80, "protocol": "TCP" }], "conditions": [{ "type": "a" }, { "type": "a" }] }), "spec.conditions"),
        (json!({ "time": "now" }), "spec.time"),
        (json!({ "bytes": "%" }), "spec.bytes"),
        (json!({ "object": { "a": 1 } }), "spec.object"),
        (json!({ "conditions": [{ "type": "Ready", "status": "Maybe", "reason": "A", "message": "", "lastTransitionTime": "1970-01-01T00:00:00Z" }] }), "spec.conditions"),
    ]
}
