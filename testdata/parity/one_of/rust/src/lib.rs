use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// ParcelSpec is sent in one way, and paid in one way at most.
/// +kubebuilder:validation:AtLeastOneOf=air;rail;road
/// +kubebuilder:validation:ExactlyOneOf=air;rail
/// +kubebuilder:validation:AtMostOneOf=cash;card;invoice
/// +kubebuilder:validation:AtMostOneOf=road;card
/// +kubebuilder:validation:XValidation:rule="!has(self.air) || has(self.card)",message="by air only with a card"
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ParcelSpec {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub air: Option<String>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rail: Option<String>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub road: Option<String>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash: Option<i64>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Invoice>,
}

/// Card is used in two places, so its rule is written twice.
/// +kubebuilder:validation:ExactlyOneOf=number;token
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    pub card: Card,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Parcel {
    pub metadata: ObjectMeta,
    pub spec: ParcelSpec,
}
