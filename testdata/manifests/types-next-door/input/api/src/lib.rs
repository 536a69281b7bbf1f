use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

#[derive(kubewright_runtime::CustomResource)]
#[resource(group = "cache.example.com", version = "v1")]
pub struct Memcached {
    pub metadata: ObjectMeta,
}
