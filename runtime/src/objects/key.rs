//! The namespace and name of an object.

use std::{
    cmp::Ordering,
    fmt::{self, Debug, Display},
    sync::Arc,
};

use kube::{Resource, ResourceExt as _};

/// The namespace and name of an object.
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
    // One string, because every object in every cache has a key.
    text: Arc<str>,
    /// The length of the namespace, which is before the slash; zero for cluster-scoped objects.
    length: usize,
}

impl ObjectKey {
    /// Creates the key of a namespaced object.
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

    /// Creates the key of a cluster-scoped object.
    pub fn cluster(name: impl AsRef<str>) -> Self {
        Self::namespaced("", name)
    }

    /// Returns the key of this object. The name is empty if the object does not have one yet.
    pub fn of<K: Resource>(object: &K) -> Self {
        let meta = object.meta();
        Self::namespaced(
            meta.namespace.as_deref().unwrap_or_default(),
            meta.name.as_deref().unwrap_or_default(),
        )
    }

    /// Returns the namespace; `None` for a cluster-scoped object.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        Some(self.split().0).filter(|namespace| !namespace.is_empty())
    }

    /// Returns the name.
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

/// Sorts by namespace and then by name.
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

/// Returns the resource version of an object as a number, which only grows within a kind.
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
