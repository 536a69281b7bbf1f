//! A kind whose `#[resource]` has no group: its errors are not followed by a note about the group.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, CustomResource)]
#[resource(grup = "example.com", version = "v1")]
pub struct Site {
    pub metadata: ObjectMeta,
    pub spec: SiteSpec,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct SiteSpec {
    pub name: String,
}
