//! A kind of three versions.

use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::webhook::{BoxError, Converter};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub(crate) struct SizeSpec {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<i32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub(crate) struct ReplicasSpec {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) replicas: Option<i32>,
}

pub(crate) mod v1alpha1 {
    use super::*;

    #[derive(Clone, Debug, CustomResource)]
    #[resource(group = "servers.example.com", version = "v1alpha1")]
    pub(crate) struct Memcached {
        pub(crate) metadata: ObjectMeta,
        pub(crate) spec: SizeSpec,
    }
}

pub(crate) mod v1beta1 {
    use super::*;

    #[derive(Clone, Debug, CustomResource)]
    #[resource(group = "servers.example.com", version = "v1beta1")]
    pub(crate) struct Memcached {
        pub(crate) metadata: ObjectMeta,
        pub(crate) spec: SizeSpec,
    }
}

pub(crate) mod v1 {
    use super::*;

    /// +kubebuilder:storageversion
    #[derive(Clone, Debug, CustomResource)]
    #[resource(group = "servers.example.com", version = "v1")]
    pub(crate) struct Memcached {
        pub(crate) metadata: ObjectMeta,
        pub(crate) spec: ReplicasSpec,
    }
}

const LOST: &str = "servers.example.com/from";

/// Carries metadata over, and adds to it.
impl Converter for v1alpha1::Memcached {
    type Hub = v1::Memcached;

    fn into_hub(self) -> Result<v1::Memcached, BoxError> {
        let mut metadata = self.metadata;
        let annotations = metadata.annotations.get_or_insert_default();
        annotations.insert(LOST.to_owned(), String::from("v1alpha1"));
        // It says tens, for there must be something to convert.
        let replicas = self.spec.size.map(|size| size * 10);
        Ok(v1::Memcached {
            metadata,
            spec: ReplicasSpec { replicas },
        })
    }

    fn from_hub(hub: v1::Memcached) -> Result<Self, BoxError> {
        let size = match hub.spec.replicas {
            Some(replicas) if replicas % 10 != 0 => {
                return Err(format!("{replicas} is no number of tens").into());
            }
            replicas => replicas.map(|replicas| replicas / 10),
        };
        let mut metadata = hub.metadata;
        metadata.annotations.get_or_insert_default().remove(LOST);
        Ok(Self {
            metadata,
            spec: SizeSpec { size },
        })
    }
}

/// Forgets metadata, as it may.
impl Converter for v1beta1::Memcached {
    type Hub = v1::Memcached;

    fn into_hub(self) -> Result<v1::Memcached, BoxError> {
        Ok(v1::Memcached {
            metadata: ObjectMeta::default(),
            spec: ReplicasSpec {
                replicas: self.spec.size,
            },
        })
    }

    fn from_hub(hub: v1::Memcached) -> Result<Self, BoxError> {
        Ok(Self {
            metadata: ObjectMeta::default(),
            spec: SizeSpec {
                size: hub.spec.replicas,
            },
        })
    }
}
