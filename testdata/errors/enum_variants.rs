//! Markers that have no effect on a variant, or the wrong one.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub enum External {
    /// +optional
    A(String),
    /// +required
    /// +k8s:required
    B { size: i32 },
    C(
        /// +kubebuilder:validation:Optional
        String,
    ),
    /// +kubebuilder:validation:Schemaless
    D(String),
    /// +kubebuilder:default=e
    E(String),
    /// +default="f"
    F(String),
    /// +kubewright:schema={"default": "g"}
    G(String),
}

#[derive(Serialize, Deserialize, Schema)]
pub enum Mixed {
    Nothing,
    /// +k8s:immutable
    Name(String),
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type")]
pub enum Internal {
    /// +nullable
    /// +k8s:optional
    /// +kubebuilder:default={}
    /// +operator-sdk:csv:customresourcedefinitions:type=spec
    A { size: i32 },
    B { size: i32 },
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type", content = "data")]
pub enum Adjacent {
    /// +kubebuilder:default=1
    /// +operator-sdk:csv:customresourcedefinitions:type=spec
    A(i32),
    B(String),
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Untagged {
    /// +k8s:immutable
    A {
        size: i32,
    },
    B {
        /// +k8s:immutable
        name: Option<String>,
        /// +k8s:immutable
        always: String,
    },
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type")]
pub enum Titles {
    /// +kubebuilder:title=First
    First { size: i32 },
    Second { size: i32 },
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Examples {
    First {
        /// +kubebuilder:example=1
        size: i32,
    },
    Second {
        size: i32,
        name: String,
    },
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Defaults {
    First {
        /// +kubebuilder:default=1
        size: i32,
    },
    Second {
        name: String,
    },
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Numbers {
    /// +kubebuilder:validation:XIntOrString
    First(String),
    Second(bool),
}
