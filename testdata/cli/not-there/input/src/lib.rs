//! A dependency without a lock file, an old Kubernetes, and an import of everything.

use *;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};

#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Probe {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Schema)]
pub struct Spec {
    pub shape: shapes::Shape,
    pub other: Other,
}
