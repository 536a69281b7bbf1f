use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Size {
    #[cfg_attr(feature = "renamed", serde(rename = "renamed"))]
    pub plain: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Standard {
    #[cfg_attr(feature = "standard", serde(rename = "standard"))]
    pub plain: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Other {
    #[cfg_attr(feature = "other", serde(rename = "other"))]
    pub plain: i32,
}
