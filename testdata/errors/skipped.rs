//! Markers where there is no schema: typos are told, and others are not wanted.

use std::marker::PhantomData;

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Fields {
    pub size: i32,
    /// +kubebuilder:validation:Minimun=1
    /// +kubebuilder:validation:Maximum=3
    #[serde(skip)]
    pub hidden: i32,
    /// +optionl
    #[serde(skip_serializing, skip_deserializing)]
    pub also: i32,
    #[doc = concat!("+kubebuilder:validation:", "Minimum=1")]
    #[serde(skip)]
    pub made: i32,
    #[doc = concat!("not ", "read")]
    #[serde(skip)]
    pub text: i32,
    /// +kubewright:bogus
    /// +kubewright:shema={}
    pub name: String,
}

#[derive(Serialize, Deserialize, Schema)]
pub enum Variants {
    Size(i32),
    /// +kubebuilder:validation:Minimun=1
    #[serde(skip)]
    Hidden(
        /// +kubebuilder:validation:Maximun=1
        i32,
    ),
    #[serde(skip)]
    Pair {
        /// +nulable
        one: i32,
    },
    Word(
        /// +kubebuilder:validation:Patern=a
        #[serde(skip)]
        String,
    ),
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(transparent)]
pub struct Whole {
    pub size: i32,
    /// +kubebuilder:validation:Minimun=1
    #[serde(skip)]
    pub nothing: PhantomData<i32>,
}

#[derive(Clone, Serialize, Deserialize, Schema)]
#[serde(from = "i32", into = "i32")]
pub enum Other {
    /// +kubebuilder:validation:Minimum=1
    Size(i32),
}

/// +kubebuilder:validation:Type=string
#[derive(Schema)]
pub struct Written {
    /// +kubebuilder:validation:Minimum=1
    pub size: i32,
    /// +kubebuilder:validation:Minimun=1
    pub hidden: i32,
}

#[derive(Serialize, Deserialize, Schema)]
pub enum Words {
    /// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get
    /// +kubebuilder:validation:MinLength=1
    One,
}
