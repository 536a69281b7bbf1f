use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Size {
    pub second: i32,
}
