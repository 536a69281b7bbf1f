//! A type for objects of somebody else's CRD, in a group that needs an approval.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "snapshot.storage.k8s.io", version = "v1", kind = "VolumeSnapshot")]
pub struct VolumeSnapshotSpec {
    pub size: i32,
}
