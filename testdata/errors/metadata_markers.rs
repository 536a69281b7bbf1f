//! What the API server does not take about the metadata of a root type.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::CustomResource;

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Restricted {
    /// +kubebuilder:validation:XValidation:rule="self.name.size() < 9"
    /// +kubebuilder:validation:MaxProperties=3
    /// +kubebuilder:validation:Schemaless
    /// +k8s:immutable
    /// +required
    /// +optional
    pub metadata: ObjectMeta,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Labeled {
    /// +kubewright:schema={"properties": {"labels": {"type": "object", "maxProperties": 3}}}
    pub metadata: ObjectMeta,
}
