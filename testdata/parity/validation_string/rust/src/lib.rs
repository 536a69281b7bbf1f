use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct PlateSpec {
    /// +kubebuilder:validation:MinLength=1
    /// +kubebuilder:validation:MaxLength=63
    pub length: String,

    /// +kubebuilder:validation:Pattern=^[a-z]+$
    pub bare: String,

    /// +kubebuilder:validation:Pattern=`^\d{3}-[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
    pub raw: String,

    /// +kubebuilder:validation:Pattern="^\\w+\\.\"x\"$"
    pub quoted: String,

    /// +kubebuilder:validation:Pattern:="^(a|b);c,d$"
    pub colon_equals: String,

    /// +kubebuilder:validation:Pattern=`^((https?|file)://)?[^{};,]+#(?:x|y){1,3}$`
    pub difficult: String,

    /// +kubebuilder:validation:Format=date-time
    pub when: String,

    /// +kubebuilder:validation:Format=uri
    pub address: String,

    /// +kubebuilder:validation:items:MinLength=2
    /// +kubebuilder:validation:items:MaxLength=8
    /// +kubebuilder:validation:items:Pattern=`^[A-Z]+$`
    /// +kubebuilder:validation:items:Format=hostname
    pub parts: Vec<String>,

    pub serial: Serial,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serials: Vec<Serial>,
}

/// Serial is checked wherever it stands.
/// +kubebuilder:validation:MinLength=4
/// +kubebuilder:validation:MaxLength=12
/// +kubebuilder:validation:Pattern=`^[0-9A-F]*$`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Serial(pub String);

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Plate {
    pub metadata: ObjectMeta,
    pub spec: PlateSpec,
}
