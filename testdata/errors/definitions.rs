// door: cli
//! What the API server refuses around the schemas of a CRD.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::CustomResource;

/// +kubebuilder:deprecatedversion:warning=""
/// +kubebuilder:resource:listKind=Warning
#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Warning {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource)]
#[resource(group = "example.k8s.io", version = "v1")]
pub struct Unapproved {
    pub metadata: ObjectMeta,
}

/// +kubebuilder:conversion:strategy=Webhook,url="http://example.com"
#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Converted {
    pub metadata: ObjectMeta,
}
