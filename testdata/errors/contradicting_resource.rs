//! Markers of one root type that contradict each other.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Spec {
    pub one: i32,
    pub two: i32,
}

/// +kubebuilder:resource:scope=Cluster,path=places,shortName=pl
/// +kubebuilder:resource:scope=Cluster,shortName=plc
/// +kubebuilder:resource:scope=Namespaced
/// +kubebuilder:resource:path=spots
/// +kubebuilder:subresource:scale:specpath=.spec.one,statuspath=.spec.one
/// +kubebuilder:subresource:scale:specpath=.spec.two,statuspath=.spec.one
/// +kubebuilder:deprecatedversion:warning="go away"
/// +kubebuilder:deprecatedversion:warning="stay"
/// +kubebuilder:metadata:annotations="a=1",labels="b=1"
/// +kubebuilder:metadata:annotations="a=2"
/// +kubebuilder:metadata:labels="b=2"
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Place {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}
