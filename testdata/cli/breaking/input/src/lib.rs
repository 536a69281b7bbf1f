use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

pub mod v1 {
    #[derive(kubewright_runtime::CustomResource)]
    #[resource(group = "example.com", version = "v1")]
    /// +kubebuilder:storageversion
    pub struct Probe {
        pub metadata: crate::ObjectMeta,
        pub spec: Spec,
    }

    #[derive(serde::Serialize, kubewright_runtime::Schema)]
    pub struct Spec {
        /// +kubebuilder:validation:Maximum=5
        pub size: i32,
    }
}

pub mod v2 {
    #[derive(kubewright_runtime::CustomResource)]
    #[resource(group = "example.com", version = "v2")]
    pub struct Probe {
        pub metadata: crate::ObjectMeta,
        pub spec: Spec,
    }

    #[derive(serde::Serialize, kubewright_runtime::Schema)]
    pub struct Spec {
        pub replicas: i32,
    }
}
