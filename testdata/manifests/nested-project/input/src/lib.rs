use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

#[derive(kubewright_runtime::CustomResource)]
#[resource(group = "web.example.com", version = "v1")]
pub struct Outer {
    pub metadata: ObjectMeta,
}
