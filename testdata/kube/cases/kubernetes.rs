//! Types of k8s-openapi.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    Affinity, Container, EnvVar, LocalObjectReference, ResourceRequirements, SecretKeySelector, Toleration,
    TopologySpreadConstraint, Volume,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, LabelSelector, ObjectMeta, Time};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Kubernetes", namespaced, status = "KubernetesStatus")]
#[serde(rename_all = "camelCase")]
pub struct KubernetesSpec {
    reference: LocalObjectReference,
    /// An own text.
    secret: SecretKeySelector,
    affinity: Option<Affinity>,
    tolerations: Vec<Toleration>,
    resources: Option<ResourceRequirements>,
    env: Vec<EnvVar>,
    volumes: Option<Vec<Volume>>,
    container: Container,
    spread: Vec<TopologySpreadConstraint>,
    selector: LabelSelector,
    quantity: Quantity,
    optional_quantity: Option<Quantity>,
    #[serde(default)]
    defaulted_quantity: Quantity,
    quantities: BTreeMap<String, Quantity>,
    port: IntOrString,
    optional_port: Option<IntOrString>,
    #[serde(default = "port")]
    default_port: IntOrString,
    metadata: ObjectMeta,
    raw: k8s_openapi::apimachinery::pkg::runtime::RawExtension,
    #[serde(default = "size")]
    size: Quantity,
    #[serde(default)]
    default_reference: LocalObjectReference,
    #[serde(default = "requirements")]
    requirements: ResourceRequirements,
}

fn port() -> IntOrString {
    IntOrString::Int(8080)
}

fn size() -> Quantity {
    Quantity("10Gi".into())
}

fn requirements() -> ResourceRequirements {
    ResourceRequirements {
        limits: Some([("cpu".to_string(), Quantity("1".to_string()))].into()),
        ..Default::default()
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct KubernetesStatus {
    conditions: Vec<Condition>,
    since: Option<Time>,
}

pub fn crds() -> Vec<Crd> {
    vec![Kubernetes::crd()]
}
