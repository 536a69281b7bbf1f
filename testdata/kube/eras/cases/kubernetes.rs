//! Types of k8s-openapi.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{EnvVar, LocalObjectReference, ObjectReference, ResourceRequirements, Toleration};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, LabelSelector, ObjectMeta, Time};
use k8s_openapi::apimachinery::pkg::runtime::RawExtension;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Kubernetes", namespaced)]
#[serde(rename_all = "camelCase")]
pub struct KubernetesSpec {
    port: IntOrString,
    optional_port: Option<IntOrString>,
    #[serde(default = "port")]
    default_port: IntOrString,
    quantity: Quantity,
    quantities: BTreeMap<String, Quantity>,
    #[serde(default = "size")]
    size: Quantity,
    #[serde(default = "requirements")]
    requirements: ResourceRequirements,
    reference: LocalObjectReference,
    object: Option<ObjectReference>,
    env: Vec<EnvVar>,
    tolerations: Option<Vec<Toleration>>,
    selector: LabelSelector,
    metadata: Option<ObjectMeta>,
    conditions: Vec<Condition>,
    time: Time,
    raw: RawExtension,
}

fn port() -> IntOrString {
    IntOrString::Int(8080)
}

fn size() -> Quantity {
    Quantity("1Gi".to_string())
}

fn requirements() -> ResourceRequirements {
    ResourceRequirements {
        limits: Some(BTreeMap::from([("cpu".to_owned(), Quantity("2".to_owned()))])),
        ..Default::default()
    }
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Kubernetes::crd]
}
