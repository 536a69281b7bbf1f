//! Markers that leave no valid value.

use std::collections::BTreeMap;

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Numbers {
    /// +kubebuilder:validation:MultipleOf=0
    pub multiple: i32,
    /// +kubebuilder:validation:items:MultipleOf=-2
    pub multiples: Vec<i64>,
    /// +kubebuilder:validation:Minimum=2147483648
    pub wide: i32,
    /// +kubebuilder:validation:Maximum=-2147483648
    /// +kubebuilder:validation:ExclusiveMaximum=true
    pub low: i32,
    /// +kubebuilder:validation:Minimum=2147483648
    pub enough: i64,
    /// +kubebuilder:validation:Minimum=1
    /// +kubebuilder:validation:ExclusiveMinimum=true
    /// +kubebuilder:validation:Maximum=2
    /// +kubebuilder:validation:ExclusiveMaximum=true
    pub between: i32,
    /// +kubebuilder:validation:Minimum=1
    /// +kubebuilder:validation:ExclusiveMinimum=true
    /// +kubebuilder:validation:Maximum=3
    /// +kubebuilder:validation:ExclusiveMaximum=true
    pub two: i32,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Keys {
    /// +kubebuilder:validation:keys:MinLength=5
    /// +kubebuilder:validation:keys:MaxLength=4
    pub length: BTreeMap<String, String>,
    /// +kubebuilder:validation:keys:MaxLength=4
    /// +kubebuilder:validation:keys:MaxLength=5
    pub twice: BTreeMap<String, String>,
    /// +kubebuilder:validation:keys:Enum=a;b
    /// +kubebuilder:validation:keys:Enum=b;c
    pub names: BTreeMap<String, String>,
    /// +kubebuilder:validation:keys:MinLength=4
    /// +kubebuilder:validation:keys:MaxLength=4
    /// +kubebuilder:validation:keys:Pattern=a
    /// +kubebuilder:validation:keys:Pattern=b
    pub exact: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Others {
    /// +kubewright:schema={"minimum": 3, "title": "A"}
    /// +kubewright:schema={"minimum": 4, "title": "A"}
    pub patched: i32,
    /// +kubewright:schema={"items": {"minimum": 3}}
    /// +kubewright:schema={"items": {"maximum": 4}}
    /// +kubewright:schema={"items": {"maximum": 5}}
    pub list: Vec<i32>,
}
