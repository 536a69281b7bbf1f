//! Items of included files, which are those of the module around.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

include!("own.rs");
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/roles.rs"));

#[derive(Deserialize, Schema, Serialize)]
pub struct Shared {
    pub own: Option<Included>,
}

/// A type that the included module must not find by `super::Size`.
pub struct Size;

pub mod kubes {
    pub mod inner {
        use kube::CustomResource;
        use schemars::JsonSchema;
        use serde::{Deserialize, Serialize};

        include!("parts/kubes.rs");

        #[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
        pub struct Around {
            #[serde(default = "seven")]
            size: u8,
            also: Private,
        }
    }

    #[derive(Clone, Debug, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
    pub struct Size {
        pub above: u8,
    }
}

pub use kubes::inner::FooSpec;
