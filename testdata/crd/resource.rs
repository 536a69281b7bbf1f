//! What stands around the schema: names, scope, subresources, columns, versions.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct FleetSpec {
    pub replicas: i32,
    #[serde(default)]
    pub color: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct FleetStatus {
    pub replicas: i32,
    #[serde(default)]
    pub selector: String,
}

/// A fleet of the whole cluster.
/// +kubebuilder:resource:path=fleetz,singular=fleetling,shortName=fl;fleet,categories=all;ships,scope=Cluster
/// +kubebuilder:subresource:status
/// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas,selectorpath=.status.selector
/// +kubebuilder:printcolumn:name=Wanted,type=integer,JSONPath=.spec.replicas,description="how many are wanted",format=int32
/// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`,priority=1
/// +kubebuilder:selectablefield:JSONPath=.spec.color
/// +kubebuilder:metadata:annotations="example.com/a=b",labels="example.com/c=d"
/// +kubebuilder:metadata:annotations="example.com/e=f=g"
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "resource.example.com", version = "v1", kind = "Fleet")]
pub struct FleetObject {
    pub metadata: ObjectMeta,
    pub spec: FleetSpec,
    pub status: Option<FleetStatus>,
}

/// Other fields than `spec` and `status`, and neither of them.
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "resource.example.com", version = "v1beta1")]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    pub metadata: ObjectMeta,
    /// The rules.
    /// +kubebuilder:validation:items:MinLength=1
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    #[serde(rename = "isOn")]
    pub on: bool,
    pub data: Option<FleetSpec>,
    pub more_rules: i32,
}

pub fn samples() -> Vec<FleetObject> {
    let fleet = FleetObject::new("fleet", FleetSpec { replicas: 3, color: "red".to_owned() });
    let status = FleetStatus { replicas: 1, selector: "a=b".to_owned() };
    vec![FleetObject { status: Some(status), ..fleet.clone() }, fleet]
}

pub fn samples_of_policies() -> Vec<Policy> {
    let policy = Policy { rules: vec!["a".to_owned()], on: true, more_rules: 2, ..Policy::new("policy") };
    let data = FleetSpec { replicas: 1, color: String::new() };
    vec![Policy { data: Some(data), ..Policy::new("data") }, policy]
}
