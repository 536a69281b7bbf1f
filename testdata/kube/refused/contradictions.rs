//! Markers that state something else than `#[kube(...)]`.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// +kubebuilder:resource:singular=shoplet
/// +kubebuilder:subresource:scale:specpath=.spec.size,statuspath=.status.replicas
/// +kubebuilder:deprecatedversion:warning="use v2"
/// +kubebuilder:metadata:annotations="k=2";"same=1"
/// +kubebuilder:metadata:labels=team=b
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(
    group = "example.com",
    version = "v1",
    kind = "Shop",
    singular = "boutique",
    status = "ShopStatus",
    scale(spec_replicas_path = ".spec.replicas", status_replicas_path = ".status.replicas"),
    deprecated = "use v3",
    annotation("k", "1"),
    annotation("same", "1"),
    label("team", "a")
)]
pub struct ShopSpec {
    replicas: i32,
    size: i32,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct ShopStatus {
    replicas: i32,
}
