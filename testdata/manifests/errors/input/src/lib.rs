//! +kubebuilder:rbac:groups=apps,resources=deployments
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};

// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get
/// +optional
/// +kubebuilder:rbac:groups=apps,resources=deployments,verb=get
pub fn f() {
    // +kubebuilder:scaffold:main
    // +kubebuilder:webhook:path=/x
}

/// +kubebuilder:subresource:staus
#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Probe {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Schema)]
pub struct Spec {
    /// +kubebuilder:validation:MinLength=1
    pub size: i32,
    pub bare: Bare,
    pub missing: Missing,
    pub more: Option<std::process::Child>,
}

pub struct Bare {
    /// +kubebuilder:validation:Minimum=1
    pub a: i32,
}

/// +kubebuilder:rbac:groups=apps,verbs=get
/// +kubebuilder:webhook:path=/x,mutating=true,failurePolicy=sometimes,sideEffects=None,groups=a,resources=b,verbs=create,versions=v1,name=m.example.com,admissionReviewVersions=v1
pub trait Late {}
