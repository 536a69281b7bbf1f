//! Keywords of `+kubewright:schema` that are no object, or that a schema does not have.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Keywords {
    /// +kubewright:schema=[1]
    pub list: String,
    /// +kubewright:schema={"properties": {"a": 1}}
    pub number: String,
    /// +kubewright:schema={"minLenght": 1}
    pub typo: String,
}
