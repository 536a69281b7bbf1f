//! What caches, clients and controllers handle: objects of a kind, and their names.

use std::{
    fmt::{self, Debug, Display},
    sync::Arc,
};

use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope};
use kube::{Api, Client, Resource, ResourceExt as _};
use serde::{Serialize, de::DeserializeOwned};

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
pub trait Kind:
    Resource<DynamicType = (), Scope: Placed>
    + Clone
    + Debug
    + Serialize
    + DeserializeOwned
    + Send
    + Sync
    + 'static
{
}

impl<K> Kind for K where
    K: Resource<DynamicType = (), Scope: Placed>
        + Clone
        + Debug
        + Serialize
        + DeserializeOwned
        + Send
        + Sync
        + 'static
{
}

/// Whether objects are in namespaces: the two scopes that kinds have.
pub trait Placed: sealed::Sealed {
    /// They are.
    const NAMESPACED: bool;

    /// The part of the API for a kind in a namespace, or in all of them if it is empty.
    #[doc(hidden)]
    fn api<K: Resource<DynamicType = (), Scope = Self>>(client: Client, namespace: &str) -> Api<K>;
}

impl Placed for NamespaceResourceScope {
    const NAMESPACED: bool = true;

    fn api<K: Resource<DynamicType = (), Scope = Self>>(client: Client, namespace: &str) -> Api<K> {
        if namespace.is_empty() {
            Api::all(client)
        } else {
            Api::namespaced(client, namespace)
        }
    }
}

impl Placed for ClusterResourceScope {
    const NAMESPACED: bool = false;

    fn api<K: Resource<DynamicType = (), Scope = Self>>(client: Client, _: &str) -> Api<K> {
        Api::all(client)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::NamespaceResourceScope {}
    impl Sealed for super::ClusterResourceScope {}
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
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    // Empty for objects that are in none, so that keys of a namespace stand in one row.
    namespace: Arc<str>,
    name: Arc<str>,
}

impl ObjectKey {
    /// The key of an object in a namespace.
    pub fn namespaced(namespace: impl Into<Arc<str>>, name: impl Into<Arc<str>>) -> Self {
        Self {
            namespace: namespace.into(),
            name: name.into(),
        }
    }

    /// The key of an object that is in no namespace.
    pub fn cluster(name: impl Into<Arc<str>>) -> Self {
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
        Some(&*self.namespace).filter(|namespace| !namespace.is_empty())
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Display for ObjectKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.namespace() {
            Some(namespace) => write!(formatter, "{namespace}/{}", self.name),
            None => formatter.write_str(&self.name),
        }
    }
}

impl Debug for ObjectKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, formatter)
    }
}

/// The part of the API for a kind in a namespace, or in all of them if it is empty.
pub(crate) fn api<K: Kind>(client: &Client, namespace: &str) -> Api<K> {
    K::Scope::api(client.clone(), namespace)
}

/// Whether objects of the kind are in namespaces.
pub(crate) fn is_namespaced<K: Kind>() -> bool {
    K::Scope::NAMESPACED
}

/// A kind by its name, for messages and for comparing: `Deployment.apps/v1`, `Pod.v1`.
pub(crate) fn kind_name<K: Kind>() -> String {
    let (kind, group, version) = (K::kind(&()), K::group(&()), K::version(&()));
    match &*group {
        "" => format!("{kind}.{version}"),
        group => format!("{kind}.{group}/{version}"),
    }
}

/// The version of an object as a number, which only grows for objects of a kind.
pub(crate) fn version_of<K: Resource>(object: &K) -> u64 {
    object
        .resource_version()
        .and_then(|version| version.parse().ok())
        .unwrap_or_default()
}
