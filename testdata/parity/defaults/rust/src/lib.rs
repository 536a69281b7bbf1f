use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", default)]
pub struct KettleSpec {
    /// +kubebuilder:default=tea
    pub bare: String,

    /// +kubebuilder:default="green tea, hot"
    pub quoted: String,

    /// +kubebuilder:default:=oolong
    pub colon_equals: String,

    /// +kubebuilder:default=""
    pub empty: String,

    /// +kubebuilder:default=100Mi
    pub amount: String,

    /// +kubebuilder:default="42"
    pub digits: String,

    /// +kubebuilder:default=2024-01-15
    pub day: String,

    /// +kubebuilder:default=3
    pub number: i32,

    /// +kubebuilder:default=-3
    pub negative: i32,

    /// +kubebuilder:default=true
    pub yes: bool,

    /// +kubebuilder:default=false
    pub no: bool,

    /// +kubebuilder:default={a,b,c}
    pub list: Vec<String>,

    /// +kubebuilder:default=a;b;c
    pub semicolons: Vec<String>,

    /// +kubebuilder:default={1,2,3}
    pub numbers: Vec<i32>,

    /// +kubebuilder:default={}
    pub empty_list: Vec<String>,

    /// +kubebuilder:default={}
    pub empty_map: BTreeMap<String, String>,

    /// +kubebuilder:default={leaf: green, "with blank": "yes"}
    pub map: BTreeMap<String, String>,

    /// +kubebuilder:default={name: pot, litres: 2, hot: true}
    pub vessel: Vessel,

    /// +kubebuilder:default={}
    pub empty_vessel: Vessel,

    /// +kubebuilder:default={{name: cup, litres: 1}, {name: mug}}
    pub vessels: Vec<Vessel>,

    /// +kubebuilder:default={{1,2},{3}}
    pub nested: Vec<Vec<i32>>,

    /// +default="json"
    pub json: String,

    /// +default=7
    pub json_number: i32,

    /// +default=false
    pub json_bool: bool,

    /// +default=["x","y"]
    pub json_list: Vec<String>,

    /// +default=[]
    pub json_empty_list: Vec<String>,

    /// +default={"k": "v"}
    pub json_map: BTreeMap<String, String>,

    /// +default={}
    pub json_empty_map: BTreeMap<String, String>,

    /// +default=[{"name": "cup", "litres": 1}]
    pub json_vessels: Vec<Vessel>,

    /// The longer marker beats the shorter one.
    /// +default="lost"
    /// +kubebuilder:default=won
    pub both: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Vessel {
    /// +optional
    pub name: String,

    /// +kubebuilder:default=1
    /// +optional
    pub litres: i32,

    #[serde(default)]
    pub hot: bool,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Kettle {
    pub metadata: ObjectMeta,
    /// +kubebuilder:default={}
    pub spec: KettleSpec,
}
