//! The API type Oven, version v1.
//!
//! Imported from the CRD `ovens.bakery.example.com`; `kubewright manifests` writes the same CRD.

#![allow(
    clippy::doc_lazy_continuation,
    clippy::doc_overindented_list_items,
    clippy::tabs_in_doc_comments,
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    rustdoc::invalid_rust_codeblocks
)]

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:XValidation:rule=`self.mode != "Grill" || self.temperature >= 200`,message="grilling needs at least 200 degrees"
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct OvenSpec {
    /// Heat comes from one source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heat: Option<Heat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<BTreeMap<String, String>>,
    /// Mode is how it heats.
    /// +kubebuilder:default="Convection"
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Racks are the racks, from the top.
    /// +kubebuilder:validation:MaxItems=8
    /// +listType=map
    /// +listMapKey=name
    #[serde(skip_serializing_if = "Option::is_none")]
    pub racks: Option<Vec<Rack>>,
    /// Temperature is in degrees.
    /// +kubebuilder:validation:Format=""
    /// +kubebuilder:validation:Minimum=30
    /// +kubebuilder:validation:Maximum=300
    pub temperature: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub enum Heat {
    Gas(Gas),
    Power(Power),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Gas {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Power {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<IntOrString>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub enum Mode {
    Convection,
    Grill,
    #[serde(rename = "top-and-bottom")]
    TopAndBottom,
}

/// Rack is one rack.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Rack {
    /// +kubebuilder:validation:MinLength=1
    pub name: String,
    /// +listType=set
    /// +kubebuilder:validation:items:MaxLength=8
    #[serde(rename = "trayIDs", skip_serializing_if = "Option::is_none")]
    pub tray_ids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct OvenStatus {
    /// +listType=map
    /// +listMapKey=type
    /// +kubewright:schema={"items":{"description":"Condition contains details for one aspect of the current state.","properties":{"reason":{"description":"Reason is a word."}}}}
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warm_since: Option<Time>,
}

/// Oven is the Schema for the ovens API.
/// +kubebuilder:resource:shortName=ov
/// +kubebuilder:metadata:annotations="controller-gen.kubebuilder.io/version=v0.23.0"
/// +kubebuilder:subresource:status
/// +kubebuilder:printcolumn:name="Mode",type=string,JSONPath=.spec.mode
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "bakery.example.com", version = "v1")]
pub struct Oven {
    pub metadata: ObjectMeta,
    /// OvenSpec is the desired state of an Oven.
    pub spec: Option<OvenSpec>,
    pub status: Option<OvenStatus>,
}
