//! One field of every scalar type.

use k8s_openapi::ByteString;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// GaugeSpec has one field of every scalar type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct GaugeSpec {
    /// Enabled turns the gauge on.
    pub enabled: bool,

    /// Label is shown on the dial.
    pub label: String,

    /// Step is a 32 bit number.
    pub step: i32,

    /// Total is a 64 bit number.
    pub total: i64,

    /// Certificate is held as bytes.
    pub certificate: ByteString,

    /// Muted may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted: Option<bool>,

    /// Note may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,

    /// Retries may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<i32>,

    /// Generation may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<i64>,

    /// Thumbnail may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<ByteString>,

    /// Port is a number with a name.
    pub port: Port,

    /// Backup is the same type again, left out at will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<Port>,

    pub owner: Name,

    pub sealed: Sealed,
}

/// Port is the number of a port.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Port(pub i32);

/// Name is a name and says so itself, as the field above says nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Name(pub String);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Sealed(pub bool);

/// GaugeStatus is what was seen last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct GaugeStatus {
    /// Reading is the last value.
    #[serde(default)]
    pub reading: i64,
}

/// Gauge measures something.
/// +kubebuilder:subresource:status
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Gauge {
    pub metadata: ObjectMeta,
    pub spec: GaugeSpec,
    pub status: Option<GaugeStatus>,
}
