//! Markers of the project in the docs of kinds with kube's derive, and the docs of a kind that is not read.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A shop.
/// +kubebuilder:rbac:groups=apps,resources=deployments,verb=get;list
/// +kubebuilder:webhook:path=/a,mutating=false,failurePolicy=fail,sideEffect=None,groups=example.com,resources=shops,verbs=create,versions=v1,name=a.example.com,admissionReviewVersions=v1
/// +kubebuilder:printcolumn:name=Size,type=integer,JSONPath=.spec.size
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Shop", namespaced)]
pub struct ShopSpec {
    pub size: u32,
}

/// A kind that somebody else installs.
/// +kubebuilder:rbac:groups=example.org,resources=lamps,verb=get
/// +kubebuilder:rback:groups=example.org,resources=lamps,verbs=get
/// +kubebuilder:printcolumn:name=Size,type=integer,JSONPath=.spec.size
/// +groupName=example.org
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize)]
#[kube(group = "example.org", version = "v1", kind = "Lamp", schema = "disabled")]
pub struct LampSpec {
    pub size: u32,
}
