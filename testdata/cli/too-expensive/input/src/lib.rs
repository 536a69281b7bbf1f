#[derive(kubewright_runtime::CustomResource)]
#[resource(group = "example.com", version = "v1")]
/// +kubebuilder:validation:XValidation:rule="self.metadata.name.startsWith('cache-')"
pub struct Cache {
    pub metadata: k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta,
    pub spec: Spec,
}

#[derive(serde::Serialize, kubewright_runtime::Schema)]
/// +kubebuilder:validation:XValidation:rule="self.min <= self.max",message="min must not exceed max"
/// +kubebuilder:validation:XValidation:rule="self.hosts.all(a, self.hosts.exists_one(b, a.name == b.name))",message="two hosts have one name"
pub struct Spec {
    pub min: i32,
    pub max: i32,
    pub hosts: Vec<Host>,
}

#[derive(serde::Serialize, kubewright_runtime::Schema)]
/// +kubebuilder:validation:XValidation:rule="self.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",message="not a DNS label"
pub struct Host {
    pub name: String,
}
