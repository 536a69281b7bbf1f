//! The kinds of OLM, with our own derives.
//!
//! They have every field of the objects, the deep ones as JSON: an object that is read and written again loses nothing.

mod catalog_source;
mod cluster_catalog;
mod cluster_extension;
mod cluster_service_version;
mod install_plan;
mod olm_config;
mod operator_group;
mod subscription;

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

pub use catalog_source::*;
pub use cluster_catalog::*;
pub use cluster_extension::*;
pub use cluster_service_version::*;
pub use install_plan::*;
pub use olm_config::*;
pub use operator_group::*;
pub use subscription::*;

/// A condition. OLM v0's have fewer required fields than Kubernetes' own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// What it is about.
    #[serde(rename = "type", default, skip_serializing_if = "String::is_empty")]
    pub r#type: String,
    /// `True`, `False` or `Unknown`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// When the status changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_transition_time: Option<String>,
    /// When it was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_heartbeat_time: Option<String>,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_update_time: Option<String>,
    /// The generation of the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
}

impl Condition {
    /// Whether it holds.
    #[must_use]
    pub fn is_true(&self) -> bool {
        self.status == "True"
    }
}

/// The condition of a type, if it holds.
#[must_use]
pub fn holds<'a>(conditions: &'a [Condition], name: &str) -> Option<&'a Condition> {
    conditions
        .iter()
        .find(|condition| condition.r#type == name && condition.is_true())
}
