// door: cli
//! Versions that do not make one kind.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

pub mod v1 {
    /// +kubebuilder:resource:path=ones
    #[derive(kubewright_runtime::CustomResource)]
    #[resource(group = "example.com", version = "v1")]
    pub struct Unstored {
        pub metadata: super::ObjectMeta,
    }

    /// +kubebuilder:storageversion
    /// +kubebuilder:unservedversion
    /// +kubebuilder:resource:scope=Cluster
    #[derive(kubewright_runtime::CustomResource)]
    #[resource(group = "example.com", version = "v1")]
    pub struct Twice {
        pub metadata: super::ObjectMeta,
    }
}

pub mod v2 {
    #[derive(kubewright_runtime::CustomResource)]
    #[resource(group = "example.com", version = "v2")]
    pub struct Unstored {
        pub metadata: super::ObjectMeta,
    }

    /// +kubebuilder:storageversion
    /// +kubebuilder:unservedversion
    /// +kubebuilder:resource:scope=Namespaced
    #[derive(kubewright_runtime::CustomResource)]
    #[resource(group = "example.com", version = "v2")]
    pub struct Twice {
        pub metadata: super::ObjectMeta,
    }
}

pub mod again {
    #[derive(kubewright_runtime::CustomResource)]
    #[resource(group = "example.com", version = "v1", kind = "Unstored")]
    pub struct Again {
        pub metadata: super::ObjectMeta,
    }
}
