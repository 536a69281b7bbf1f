use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// ClockSpec of v1alpha1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ClockSpec {
    /// Hands of the clock.
    pub hands: i32,
}

/// Clock as it is in v1alpha1.
/// +kubebuilder:deprecatedversion:warning="parity.example.com/v1alpha1 Clock is old: use v1"
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1alpha1")]
pub struct Clock {
    pub metadata: ObjectMeta,
    pub spec: ClockSpec,
}
