//! Objects as the API server sent them.

/// An object in the text of the API server, see [`KindCache::text`](super::KindCache::text).
///
/// ```no_run
/// # fn example(cached: kubewright_runtime::cache::KindCache<kubewright_runtime::kube::core::DynamicObject>) {
/// use kubewright_runtime::{ObjectKey, cache::Text};
///
/// if let Some(Text { version, json, .. }) = cached.text(&ObjectKey::namespaced("default", "sample")) {
///     println!("in version {version}: {json}");
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Text {
    /// The resource version; 0 if it is not a number.
    pub version: u64,
    /// The object, with `metadata.managedFields`.
    pub json: String,
}
