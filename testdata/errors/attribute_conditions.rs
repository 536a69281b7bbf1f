// door: cli
//! rustc expands `cfg_attr` before the derives run; where its condition is not known, the CLI refuses it.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
#[cfg_attr(unheard_of, serde(rename_all = "camelCase"))]
#[cfg_attr(unheard_of, allow(dead_code))]
pub struct Unknown {
    #[cfg_attr(unheard_of, doc = "+optional")]
    pub one: i32,
    #[cfg_attr(target_pointer_width = "64", serde(default))]
    pub two: i32,
}

fn body() {
    /// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get
    let _x = 1;
    /* +optional */
}
