//! Markers of the root's own `metadata`.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Spec {
    pub size: i32,
}

/// The name is short.
/// +kubebuilder:validation:XValidation:rule="self.metadata.name.size() <= 12",message="the name is too long"
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "metadata.example.com", version = "v1")]
pub struct Named {
    /// Cluster API and cert-manager ask for it.
    /// +required
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "metadata.example.com", version = "v1")]
pub struct Nameless {
    /// +optional
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "metadata.example.com", version = "v1")]
pub struct Short {
    /// +kubewright:schema={"properties": {"name": {"type": "string", "maxLength": 20}}}
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples_of_short() -> Vec<Short> {
    vec![Short::new("short", Spec { size: 1 })]
}

pub fn samples_of_nameless() -> Vec<Nameless> {
    vec![Nameless::new("nameless", Spec { size: 1 })]
}

pub fn samples() -> Vec<Named> {
    vec![Named::new("one", Spec { size: 1 })]
}
