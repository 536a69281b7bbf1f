use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// ClockSpec of v2.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ClockSpec {
    /// Digits only.
    pub digits: i32,
}

/// Clock as it is in v2.
/// +kubebuilder:skipversion
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v2")]
pub struct Clock {
    pub metadata: ObjectMeta,
    pub spec: ClockSpec,
}
