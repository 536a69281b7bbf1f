//! Conversion webhooks that the API server does not call.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::CustomResource;

/// +kubebuilder:conversion:strategy=Webhook,path=convert
/// +kubebuilder:conversion:strategy=Webhook,path=/A//b
/// +kubebuilder:conversion:strategy=Webhook,path="//"
/// +kubebuilder:conversion:strategy=Webhook,caBundle="!!"
/// +kubebuilder:conversion:strategy=Webhook,path="",caBundle="QUJD"
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Converted {
    pub metadata: ObjectMeta,
}
