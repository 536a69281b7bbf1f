use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct StampSpec {
    pub plain: ObjectMeta,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<ObjectMeta>,

    pub template: Template,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<PersistentVolumeClaim>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    #[serde(default)]
    pub metadata: ObjectMeta,

    pub replicas: i32,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Stamp {
    pub metadata: ObjectMeta,
    pub spec: StampSpec,
}
