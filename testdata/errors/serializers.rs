// door: cli
//! Derives beside `Schema` that write other JSON than those of serde.

use kubewright_runtime::Schema;
use serde_repr::{Deserialize_repr, Serialize_repr};
use serde_with::{DeserializeFromStr, SerializeDisplay};

#[derive(Clone, Debug, Serialize_repr, Deserialize_repr, Schema)]
#[repr(u8)]
pub enum Level {
    Low = 1,
    High = 2,
}

#[derive(Clone, Debug, SerializeDisplay, DeserializeFromStr, Schema)]
pub struct Address {
    pub host: String,
    pub port: u16,
}

/// +kubebuilder:validation:Type=integer
#[derive(Clone, Debug, Serialize_repr, Deserialize_repr, Schema)]
#[repr(u8)]
pub enum Stated {
    Low = 1,
    High = 2,
}
