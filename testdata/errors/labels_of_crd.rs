//! Labels and annotations of a CRD that no object can have.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::CustomResource;

/// +kubebuilder:metadata:labels="team=platform team"
/// +kubebuilder:metadata:labels="a b=c"
/// +kubebuilder:metadata:labels="x_y/z=1"
/// +kubebuilder:metadata:annotations="owned by=me"
/// +kubebuilder:metadata:annotations="Example.com/Owner=any text",labels="empty="
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Labeled {
    pub metadata: ObjectMeta,
}
