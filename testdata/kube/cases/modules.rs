//! Versions in modules, and names across them.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;

use kube::CustomResourceExt;

pub mod common {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    pub const LONGEST: usize = 40;

    /// Shared.
    #[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
    pub struct Shared {
        /// A text.
        #[schemars(length(max = LONGEST))]
        pub text: String,
    }

    pub fn shared() -> Shared {
        Shared { text: "shared".into() }
    }

    pub mod deep {
        pub fn number() -> u8 {
            super::super::v1::ONE
        }
    }
}

pub mod v1 {
    use kube::CustomResource;
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    use super::common::{self, Shared as Common, shared};
    use common::deep::*;

    pub const ONE: u8 = 1;

    #[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
    #[kube(group = "example.com", version = "v1", kind = "Shop", namespaced)]
    pub struct ShopSpec {
        #[serde(default = "shared")]
        shared: Common,
        #[serde(default = "common::shared")]
        other: common::Shared,
        #[serde(default = "number")]
        number: u8,
        kind: Kind,
    }

    #[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
    pub enum Kind {
        A,
    }
}

pub mod v1alpha1 {
    use kube::CustomResource;
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    #[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
    #[kube(group = "example.com", version = "v1alpha1", kind = "Shop", namespaced, storage = false, shortname = "s")]
    pub struct ShopSpec {
        kind: Kind,
    }

    #[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
    pub enum Kind {
        B,
    }
}

pub fn crds() -> Vec<Crd> {
    vec![v1::Shop::crd(), v1alpha1::Shop::crd()]
}
