//! Types that several APIs share.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

/// Load is what is carried.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Load {
    /// Weight of it.
    /// +kubebuilder:validation:Minimum=0
    pub weight: i64,

    pub unit: Unit,
}

/// Unit of a weight.
/// +kubebuilder:validation:Enum=kg;t
/// +kubebuilder:validation:MaxLength=2
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Unit(pub String);

/// Colour is a named string.
/// +kubebuilder:validation:MinLength=3
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Colour(pub String);
