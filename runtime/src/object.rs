//! What caches, clients and controllers handle: objects of a kind, and their names.

mod dynamic;
mod ext;
mod scope;
mod which;

use std::{
    cmp::Ordering,
    fmt::{self, Debug, Display},
    sync::Arc,
};

use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope};
use kube::{Resource, ResourceExt as _};
use serde::{Serialize, de::DeserializeOwned};

pub use dynamic::{DynamicKind, DynamicKindError};
pub use ext::ObjectExt;
pub use scope::ScopeError;
pub(crate) use which::Which;

/// Objects that the API server stores: of a [`Kind`], or of one that is known only at run time, such as
/// [`DynamicObject`](kube::core::DynamicObject) with its [`DynamicKind`](crate::DynamicKind).
///
/// It has no methods of its own to write; every type that can be one is one.
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

/// A type of objects that the API server stores: those of `k8s_openapi`, those with `derive(CustomResource)`, and
/// [`PartialObjectMeta`](kube::core::PartialObjectMeta) of either.
///
/// It has no methods of its own to write; every type that can be one is one.
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

/// Whether objects are in namespaces: the two scopes that kinds have.
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
    /// They are.
    const NAMESPACED: bool;
}

impl Placed for NamespaceResourceScope {
    const NAMESPACED: bool = true;
}

impl Placed for ClusterResourceScope {
    const NAMESPACED: bool = false;
}

mod sealed {
    use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope};
    use kube::{Api, Resource, core::DynamicResourceScope};

    /// The scopes that kube knows.
    pub trait Scope: Sized {
        /// The part of the API in this namespace.
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

/// The name of an object among those of its kind.
///
/// ```
/// use kubewright_runtime::ObjectKey;
///
/// let key = ObjectKey::namespaced("default", "sample");
/// assert_eq!((key.namespace(), key.name()), (Some("default"), "sample"));
/// assert_eq!(key.to_string(), "default/sample");
/// assert_eq!(ObjectKey::cluster("node-1").to_string(), "node-1");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ObjectKey {
    // One text, because there is a key for each object of each cache.
    text: Arc<str>,
    /// Of the namespace, which stands before a slash; nothing for objects that are in none.
    length: usize,
}

impl ObjectKey {
    /// The key of an object in a namespace.
    pub fn namespaced(namespace: impl AsRef<str>, name: impl AsRef<str>) -> Self {
        let (namespace, name) = (namespace.as_ref(), name.as_ref());
        Self {
            text: match namespace {
                "" => name.into(),
                namespace => format!("{namespace}/{name}").into(),
            },
            length: namespace.len(),
        }
    }

    /// The key of an object that is in no namespace.
    pub fn cluster(name: impl AsRef<str>) -> Self {
        Self::namespaced("", name)
    }

    /// The key of this object. Its name is empty if it has none yet.
    pub fn of<K: Resource>(object: &K) -> Self {
        let meta = object.meta();
        Self::namespaced(
            meta.namespace.as_deref().unwrap_or_default(),
            meta.name.as_deref().unwrap_or_default(),
        )
    }

    /// The namespace.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        Some(self.split().0).filter(|namespace| !namespace.is_empty())
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.split().1
    }

    /// The namespace, if only an empty one, and the name.
    fn split(&self) -> (&str, &str) {
        let (namespace, name) = self.text.split_at(self.length);
        (namespace, if namespace.is_empty() { name } else { &name[1..] })
    }
}

/// Keys of a namespace are next to each other.
impl Ord for ObjectKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.split().cmp(&other.split())
    }
}

impl PartialOrd for ObjectKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Display for ObjectKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Debug for ObjectKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, formatter)
    }
}

/// The version of an object as a number, which only grows for objects of a kind.
pub(crate) fn version_of<K: Resource>(object: &K) -> u64 {
    object
        .resource_version()
        .and_then(|version| version.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_order_of_namespace_and_name() {
        let keys = [
            ObjectKey::cluster("z"),
            ObjectKey::namespaced("a", "z"),
            ObjectKey::namespaced("a-b", "a"),
        ];
        assert!(keys.is_sorted());
        assert_ne!(ObjectKey::cluster("a/z"), keys[1]);
        assert_eq!(ObjectKey::namespaced("", "z"), keys[0]);
    }
}
