//! Types that are kinds.

use std::fmt::Debug;

use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope};
use kube::Resource;
use serde::{Serialize, de::DeserializeOwned};

/// A type of objects that the API server stores: a [`Kind`], or a type whose kind is known only at run time, such as
/// [`DynamicObject`](kube::core::DynamicObject) with its [`DynamicKind`](crate::DynamicKind).
///
/// The trait is implemented for every type that qualifies.
///
/// ```
/// use kubewright_runtime::{AnyKind, k8s_openapi::api::core::v1::Pod};
/// use kubewright_runtime::kube::core::{DynamicObject, PartialObjectMeta};
///
/// fn takes_any<K: AnyKind>() {}
/// takes_any::<Pod>();
/// takes_any::<DynamicObject>();
/// takes_any::<PartialObjectMeta<DynamicObject>>();
/// ```
pub trait AnyKind:
    Resource<DynamicType: Clone + Debug + Send + Sync + 'static, Scope: sealed::Scope>
    + Clone
    + Debug
    + Serialize
    + DeserializeOwned
    + Send
    + Sync
    + 'static
{
}

impl<K> AnyKind for K where
    K: Resource<DynamicType: Clone + Debug + Send + Sync + 'static, Scope: sealed::Scope>
        + Clone
        + Debug
        + Serialize
        + DeserializeOwned
        + Send
        + Sync
        + 'static
{
}

/// A type of objects that the API server stores: the types of `k8s_openapi`, those with `derive(CustomResource)`, and
/// [`PartialObjectMeta`](kube::core::PartialObjectMeta) of either.
///
/// The trait is implemented for every type that qualifies.
///
/// ```
/// use kubewright_runtime::{Kind, k8s_openapi::api::apps::v1::Deployment, kube::core::PartialObjectMeta};
///
/// fn takes_kinds<K: Kind>() {}
/// takes_kinds::<Deployment>();
/// takes_kinds::<PartialObjectMeta<Deployment>>();
/// ```
pub trait Kind: AnyKind + Resource<DynamicType = (), Scope: Placed> {}

impl<K> Kind for K where K: AnyKind + Resource<DynamicType = (), Scope: Placed> {}

/// The scope of a kind: namespaced or cluster-scoped.
///
/// ```
/// use kubewright_runtime::{Kind, Placed, k8s_openapi::api::core::v1::{Node, Pod}};
///
/// fn is_namespaced<K: Kind>() -> bool {
///     K::Scope::NAMESPACED
/// }
/// assert!(is_namespaced::<Pod>() && !is_namespaced::<Node>());
/// ```
pub trait Placed: sealed::Scope {
    /// Whether the kind is namespaced.
    const NAMESPACED: bool;
}

impl Placed for NamespaceResourceScope {
    const NAMESPACED: bool = true;
}

impl Placed for ClusterResourceScope {
    const NAMESPACED: bool = false;
}

pub(super) mod sealed {
    use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope};
    use kube::{Api, Resource, core::DynamicResourceScope};

    /// The scopes that kube knows.
    pub trait Scope: Sized {
        /// Restricts an API to a namespace.
        fn within<K: Resource<Scope = Self>>(api: Api<K>, namespace: &str) -> Api<K>;
    }

    impl Scope for NamespaceResourceScope {
        fn within<K: Resource<Scope = Self>>(api: Api<K>, namespace: &str) -> Api<K> {
            api.constrain(namespace)
        }
    }

    impl Scope for ClusterResourceScope {
        fn within<K: Resource<Scope = Self>>(api: Api<K>, _: &str) -> Api<K> {
            api
        }
    }

    impl Scope for DynamicResourceScope {
        fn within<K: Resource<Scope = Self>>(api: Api<K>, namespace: &str) -> Api<K> {
            api.constrain(namespace)
        }
    }
}

/// The name of a kind, for messages and for comparing: `Deployment.apps/v1`, `Pod.v1`.
pub(super) fn name_of(kind: &str, group: &str, version: &str) -> String {
    match group {
        "" => format!("{kind}.{version}"),
        group => format!("{kind}.{group}/{version}"),
    }
}
