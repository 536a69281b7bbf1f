use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// A kind of the project, which `PROJECT` does not list.
#[derive(kubewright_runtime::CustomResource)]
#[resource(group = "web.example.com", version = "v1")]
pub struct Site {
    pub metadata: ObjectMeta,
}

/// As much of cert-manager's type as the operator needs.
#[derive(kubewright_runtime::CustomResource)]
#[resource(group = "cert-manager.io", version = "v1")]
pub struct Certificate {
    pub metadata: ObjectMeta,
}
