//! +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};

/// A probe. It goes on for longer than thirty characters.
#[derive(CustomResource)]
#[resource(group = "example.k8s.io", version = "v1")]
pub struct Probe {
    pub metadata: ObjectMeta,
    /// What is wanted of the probe, in many words and without any end
    pub spec: Spec,
}

/// Short.
#[derive(Schema)]
pub struct Spec {
    /// Ääääää ööööö üüüüüü ääääää ööööö üüüüüü
    pub name: String,
}
