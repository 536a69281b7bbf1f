use std::collections::BTreeMap;

use k8s_openapi::api::core::v1 as core;
use k8s_openapi::api::core::v1::{
    Affinity, ConfigMapKeySelector, EnvFromSource, EnvVar, LocalObjectReference, ObjectReference, Probe,
    SecretKeySelector, SecretReference, Toleration, VolumeMount,
};
use k8s_openapi::api::networking::v1::{IngressSpec, NetworkPolicySpec};
use k8s_openapi::api::rbac;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{
    Condition, LabelSelector, LabelSelectorRequirement, ObjectMeta, OwnerReference,
};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct MixerSpec {
    pub selector: LabelSelector,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional_selector: Option<LabelSelector>,

    pub requirement: LabelSelectorRequirement,

    pub owner: OwnerReference,

    pub object: ObjectReference,

    pub local: LocalObjectReference,

    pub typed: core::TypedLocalObjectReference,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pull_secrets: Vec<LocalObjectReference>,

    pub secret: SecretReference,

    pub secret_key: SecretKeySelector,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_key: Option<ConfigMapKeySelector>,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<EnvVar>,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub env_from: Vec<EnvFromSource>,

    #[serde(default)]
    pub resources: core::ResourceRequirements,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tolerations: Vec<Toleration>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affinity: Option<Affinity>,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spread: Vec<core::TopologySpreadConstraint>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_context: Option<core::SecurityContext>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pod_security_context: Option<core::PodSecurityContext>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Probe>,

    /// +listType=map
    /// +listMapKey=name
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mounts: Vec<VolumeMount>,

    pub claim: core::PersistentVolumeClaimSpec,

    pub service: core::ServiceSpec,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_ports: Vec<core::ServicePort>,

    pub ingress: IngressSpec,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<NetworkPolicySpec>,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<rbac::v1::PolicyRule>,

    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub selectors: BTreeMap<String, LabelSelector>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct MixerStatus {
    /// +listType=map
    /// +listMapKey=type
    /// +optional
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// +kubebuilder:subresource:status
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Mixer {
    pub metadata: ObjectMeta,
    pub spec: MixerSpec,
    pub status: Option<MixerStatus>,
}
