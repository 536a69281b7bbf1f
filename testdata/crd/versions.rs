//! A kind in several versions.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

pub mod v1alpha1 {
    use kubewright_runtime::{CustomResource, Schema};
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
    pub struct DishSpec {
        pub size: String,
    }

    /// +kubebuilder:unservedversion
    /// +kubebuilder:deprecatedversion
    #[derive(Clone, Debug, CustomResource)]
    #[resource(group = "versions.example.com", version = "v1alpha1")]
    pub struct Dish {
        pub metadata: super::ObjectMeta,
        pub spec: DishSpec,
    }
}

pub mod v1beta1 {
    use kubewright_runtime::CustomResource;

    /// +kubebuilder:deprecatedversion:warning="versions.example.com/v1beta1 Dish is deprecated; use v1"
    #[derive(Clone, Debug, CustomResource)]
    #[resource(group = "versions.example.com", version = "v1beta1")]
    pub struct Dish {
        pub metadata: super::ObjectMeta,
        pub spec: super::v1::DishSpec,
    }
}

pub mod v1 {
    use kubewright_runtime::{CustomResource, Schema};
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
    pub struct DishSpec {
        pub size: i32,
    }

    /// +kubebuilder:storageversion
    /// +kubebuilder:resource:shortName=di
    /// +kubebuilder:subresource:status
    /// +kubebuilder:conversion:strategy=Webhook,path=/convert-dishes,serviceName=hooks,serviceNamespace=kitchen,servicePort=8443,reviewVersions=v1;v1beta1
    #[derive(Clone, Debug, CustomResource)]
    #[resource(group = "versions.example.com", version = "v1")]
    pub struct Dish {
        pub metadata: super::ObjectMeta,
        pub spec: DishSpec,
    }

    pub fn samples() -> Vec<Dish> {
        vec![Dish::new("dish", DishSpec { size: 3 })]
    }
}

pub mod v2 {
    use kubewright_runtime::CustomResource;

    /// Not yet. Its settings of the CRD as a whole count.
    /// +kubebuilder:skipversion
    /// +kubebuilder:resource:categories=meals
    /// +kubebuilder:metadata:labels=kitchen=open
    #[derive(Clone, Debug, CustomResource)]
    #[resource(group = "versions.example.com", version = "v2")]
    pub struct Dish {
        pub metadata: super::ObjectMeta,
        pub spec: super::v1::DishSpec,
    }
}

/// Converted by nothing.
/// +kubebuilder:conversion:strategy=None
#[derive(Clone, Debug, kubewright_runtime::CustomResource)]
#[resource(group = "versions.example.com", version = "v1")]
pub struct Plate {
    pub metadata: ObjectMeta,
    pub spec: v1::DishSpec,
}

/// Converted by an address.
/// +kubebuilder:conversion:strategy=Webhook,url="https://example.com/convert"
#[derive(Clone, Debug, kubewright_runtime::CustomResource)]
#[resource(group = "versions.example.com", version = "v1")]
pub struct Bowl {
    pub metadata: ObjectMeta,
    pub spec: v1::DishSpec,
}

pub fn samples() -> Vec<Plate> {
    vec![Plate::new("plate", v1::DishSpec { size: 3 })]
}
