use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// ClockSpec of v1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ClockSpec {
    /// Hands of the clock, in order.
    pub hands: Vec<String>,

    /// Face of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face: Option<String>,
}

/// Clock as it is in v1.
/// +kubebuilder:storageversion
/// +kubebuilder:resource:shortName=ck
/// +kubebuilder:subresource:status
/// +kubebuilder:printcolumn:name=Face,type=string,JSONPath=.spec.face
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Clock {
    pub metadata: ObjectMeta,
    pub spec: ClockSpec,
}
