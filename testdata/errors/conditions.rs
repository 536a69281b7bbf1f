// door: cli
//! A derive sees what is left after `cfg`.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Fields {
    #[cfg(unix)]
    pub unix: i32,
}

#[derive(Serialize, Deserialize, Schema)]
pub enum Words {
    One,
    #[cfg(unix)]
    Unix,
}
