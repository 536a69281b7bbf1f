//! The types of another project, for which this one has a controller and a webhook.

/// Version v1.
pub mod v1 {
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
    use kubewright_runtime::{CustomResource, Schema};
    use serde::{Deserialize, Serialize};

    /// Where a ship lies.
    #[derive(Clone, Debug, CustomResource)]
    #[resource(group = "harbour.example.org", version = "v1")]
    pub struct Berth {
        /// Name and namespace.
        pub metadata: ObjectMeta,
        /// What it is like.
        pub spec: BerthSpec,
    }

    /// What a berth is like.
    #[derive(Clone, Debug, Serialize, Deserialize, Schema)]
    pub struct BerthSpec {
        /// How long a ship may be.
        pub length: i32,
    }
}
