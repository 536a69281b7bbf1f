//! Derives that a file, or a module of the crate, imports by other names.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource as Kind, Schema as Shape};

/// A kind of ours.
#[derive(Kind)]
#[resource(group = "example.com", version = "v1")]
pub struct Own {
    pub metadata: ObjectMeta,
    pub spec: OwnSpec,
}

#[derive(Shape)]
pub struct OwnSpec {
    /// +kubebuilder:validation:MinLength=1
    pub name: String,
}

/// Derives by other names.
pub mod prelude {
    pub use kube::CustomResource as CR;
    pub use kubewright_runtime::CustomResource as Root;
}

pub mod also_own {
    use crate::prelude::Root;
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

    #[derive(Root)]
    #[resource(group = "example.com", version = "v1")]
    pub struct Qux {
        pub metadata: ObjectMeta,
    }
}

pub mod imported {
    use serde::{Deserialize, Serialize};

    /// What looks like another name of a derive.
    pub fn read<'a, T: Deserialize<'a>, D: serde::Deserializer<'a>>(
        deserializer: D,
    ) -> Result<T, <D as serde::Deserializer<'a>>::Error>
    where
        <T as Clone>::Owned: Sized,
    {
        <T as Deserialize>::deserialize(deserializer)
    }

    pub struct Held<T: Iterator>(<T as Iterator>::Item, <T as JsonSchema>::Item);

    use {kube::CustomResource as CR, schemars::JsonSchema as JS};

    #[derive(CR, Clone, Debug, Deserialize, Serialize, JS)]
    #[kube(group = "example.com", version = "v1", kind = "Foo")]
    pub struct FooSpec {
        pub size: i32,
    }
}

pub mod glob {
    use crate::prelude::*;
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    #[derive(CR, Clone, Debug, Deserialize, Serialize, JsonSchema)]
    #[kube(group = "example.com", version = "v1", kind = "Bar")]
    pub struct BarSpec {
        pub size: i32,
    }
}
