// door: cli
//! Type aliases, which a derive does not see, and types without their arguments.

use std::collections::BTreeMap;

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:Minimum=1
pub type Count = i32;

#[derive(Serialize, Deserialize, Schema)]
pub struct Uses {
    pub count: Count,
    pub bare: BTreeMap,
}
