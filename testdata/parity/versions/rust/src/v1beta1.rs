use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// ClockSpec of v1beta1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ClockSpec {
    /// Hands of the clock, told by name.
    pub hands: BTreeMap<String, i32>,
}

/// Clock as it is in v1beta1.
/// +kubebuilder:unservedversion
/// +kubebuilder:deprecatedversion
/// +kubebuilder:subresource:status
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1beta1")]
pub struct Clock {
    pub metadata: ObjectMeta,
    pub spec: ClockSpec,
}
