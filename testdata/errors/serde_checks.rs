// door: cli
//! What serde refuses as a whole: it tells rustc so itself, and the derive has no place for the whole.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type")]
pub enum Inside {
    Clash { r#type: String },
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Clash {
    pub r#type: String,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type")]
pub enum Behind {
    Clash(Clash),
    Number(Number),
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Number(pub i32);
