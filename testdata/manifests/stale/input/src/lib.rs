use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

#[derive(kubewright_runtime::CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Probe {
    pub metadata: ObjectMeta,
}

mod gone;
