use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, Time};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct SheepSpec {
    /// +kubebuilder:default=1
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<i32>,

    pub wool: String,

    pub farm: Farm,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Farm {
    pub name: String,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct SheepStatus {
    #[serde(default)]
    pub replicas: i32,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
}

/// Sheep has everything that a kind can say of itself.
/// +kubebuilder:resource:path=flock,singular=sheep,shortName=sh;shp,categories={all,farm},scope=Cluster
/// +kubebuilder:subresource:status
/// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas,selectorpath=.status.selector
/// +kubebuilder:printcolumn:name="Wool",type=string,JSONPath=`.spec.wool`,description="How it feels"
/// +kubebuilder:printcolumn:name="Replicas",type="integer",JSONPath=".status.replicas",format=int32,priority=1
/// +kubebuilder:printcolumn:JSONPath=`.spec.farm.since`,name=Since,type=date
/// +kubebuilder:printcolumn:name="Age",type="date",JSONPath=".metadata.creationTimestamp"
/// +kubebuilder:selectablefield:JSONPath=`.spec.wool`
/// +kubebuilder:selectablefield:JSONPath=".spec.farm.name"
/// +kubebuilder:metadata:labels="team=wool";"tier=two"
/// +kubebuilder:metadata:annotations="example.com/formula=a=b"
/// +kubebuilder:metadata:annotations="example.com/second=yes"
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Sheep {
    pub metadata: ObjectMeta,
    pub spec: SheepSpec,
    pub status: Option<SheepStatus>,
}

/// Goat says little: the plural of its own stands, the singular is what it was.
/// +kubebuilder:resource:path=goatherd,shortName=gt,scope=Namespaced
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Goat {
    pub metadata: ObjectMeta,
    pub spec: SheepSpec,
}

/// Cow has a scale without a selector, and no status.
/// +kubebuilder:resource:categories=all
/// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Cow {
    pub metadata: ObjectMeta,
    pub spec: SheepSpec,
    pub status: Option<SheepStatus>,
}
