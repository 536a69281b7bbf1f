//! Why a cached read fails.

use std::{sync::Arc, time::Duration};

use crate::objects::{key::ObjectKey, undecodable::Undecodable};

/// Why a cached read fails.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let config = kubewright_runtime::kube::Config::new("http://127.0.0.1:1".parse().unwrap());
/// # let client = kubewright_runtime::kube::Client::try_from(config).unwrap();
/// use kubewright_runtime::cache::{Cache, CacheError, CacheOptions};
/// use kubewright_runtime::{ObjectKey, k8s_openapi::api::core::v1::Secret};
///
/// let cache = Cache::new(client, CacheOptions::default().on_demand(false));
/// let error = cache.get::<Secret>(&ObjectKey::namespaced("default", "a")).await.unwrap_err();
/// assert!(matches!(&error, CacheError::NotCached { kind } if kind == "Secret.v1"));
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// The first list of the kind did not arrive in time.
    #[error("the cache has no list of {kind} after {} s: {reason}", waited.as_secs())]
    NotSynced {
        /// The kind.
        kind: String,
        /// How long the read waited.
        waited: Duration,
        /// The last error of the watch, and the fix.
        reason: String,
    },

    /// The watch did not deliver in time what this program wrote.
    #[error(
        "the cache has not seen after {} s that this program wrote {kind} {key}; \
         check that the object is among those that the cache watches", waited.as_secs()
    )]
    Behind {
        /// The kind.
        kind: String,
        /// The object.
        key: ObjectKey,
        /// How long it was waited for.
        waited: Duration,
    },

    /// The kind is not watched, and reads do not start watches.
    #[error("{kind} is not cached; watch or configure it before the start, or read it past the cache")]
    NotCached {
        /// The kind.
        kind: String,
    },

    /// The namespace is not watched.
    #[error(
        "{kind} is not cached in namespace {namespace}; watch that namespace too, or read past the cache"
    )]
    NotInNamespaces {
        /// The kind.
        kind: String,
        /// The namespace of the read.
        namespace: String,
    },

    /// The kind was configured after its watch had started.
    #[error("{kind} is watched already; configure it before anything reads or watches it")]
    Started {
        /// The kind.
        kind: String,
    },

    /// The kind does not have the index that the query names.
    #[error("{kind} has no index {index}; make it by `Cache::index`")]
    NoIndex {
        /// The kind.
        kind: String,
        /// The name.
        index: String,
    },

    /// The kind has an index with this name already.
    #[error("{kind} has an index {index} already; give this one another name")]
    IndexExists {
        /// The kind.
        kind: String,
        /// The name.
        index: String,
    },

    /// An object of the read, or one that a list may have to contain, cannot be decoded.
    #[error("{object}{}", and_others(*others))]
    Undecodable {
        /// The first of these objects.
        object: Arc<Undecodable>,
        /// How many other objects of the list cannot be decoded.
        others: usize,
    },

    /// The key or query has a scope that differs from that of its kind.
    #[error(transparent)]
    Scope(#[from] crate::objects::scope::ScopeError),

    /// The cache has been stopped.
    #[error("the cache has been stopped; {kind} is not read any more")]
    Stopped {
        /// The kind.
        kind: String,
    },
}

fn and_others(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "; 1 other object cannot be decoded either".to_owned(),
        count => format!("; {count} other objects cannot be decoded either"),
    }
}
