use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// TicketSpec says required and optional in every way there is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TicketSpec {
    pub plain: String,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub omit_empty: Option<String>,

    #[serde(default)]
    pub omit_zero: Seat,

    pub pointer: Box<String>,

    pub list: Vec<String>,

    /// +optional
    pub optional: String,

    /// +k8s:optional
    #[serde(rename = "k8sOptional")]
    pub k8s_optional: String,

    /// +kubebuilder:validation:Optional
    pub validation_optional: String,

    /// +required
    #[serde(default)]
    pub required: String,

    /// +k8s:required
    #[serde(rename = "k8sRequired", skip_serializing_if = "Option::is_none")]
    pub k8s_required: Option<String>,

    /// +kubebuilder:validation:Required
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_required: Option<String>,

    /// A default does not make a field optional.
    /// +kubebuilder:default=window
    pub defaulted: String,

    /// +k8s:required
    #[serde(default)]
    pub required_list: Vec<String>,

    /// +k8s:required
    #[serde(default)]
    pub required_map: BTreeMap<String, String>,

    /// +k8s:required
    #[serde(default)]
    pub required_seat: Seat,

    /// +k8s:required
    #[serde(default)]
    pub required_number: i32,

    /// A bound that is written stands.
    /// +k8s:required
    /// +kubebuilder:validation:MinLength=3
    #[serde(default)]
    pub required_long: String,

    /// +nullable
    /// +required
    pub nullable: Option<String>,

    /// +nullable
    /// +optional
    #[serde(default)]
    pub nullable_optional: Option<Seat>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Seat {
    pub row: i32,

    #[serde(default)]
    pub number: i32,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Ticket {
    pub metadata: ObjectMeta,
    pub spec: TicketSpec,
}
