//! A kind of which one version has kube's derive.

pub mod v1 {
    use kube::CustomResource;
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    #[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
    #[kube(group = "example.com", version = "v1", kind = "Foo")]
    pub struct FooSpec {
        pub size: i32,
    }
}

pub mod v2 {
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
    use kubewright_runtime::CustomResource;

    #[derive(CustomResource)]
    #[resource(group = "example.com", version = "v2")]
    pub struct Foo {
        pub metadata: ObjectMeta,
    }
}
