//! What a kubewright operator runs on: the derives, and kube and the Kubernetes types behind one name.
//!
//! ```
//! use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
//! use kubewright_runtime::kube::{CustomResourceExt, Resource};
//! use kubewright_runtime::{CustomResource, Schema};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Clone, Debug, Serialize, Deserialize, Schema)]
//! pub struct MemcachedSpec {
//!     /// Size is the number of replicas.
//!     /// +kubebuilder:validation:Minimum=1
//!     pub size: i32,
//! }
//!
//! /// Memcached is the Schema for the memcacheds API.
//! /// +kubebuilder:resource:shortName=mc
//! #[derive(Clone, Debug, CustomResource)]
//! #[resource(group = "cache.example.com", version = "v1alpha1")]
//! pub struct Memcached {
//!     pub metadata: ObjectMeta,
//!     pub spec: MemcachedSpec,
//! }
//!
//! let crd = Memcached::crd();
//! assert_eq!(crd.metadata.name.as_deref(), Some("memcacheds.cache.example.com"));
//! assert_eq!(Memcached::plural(&()), "memcacheds");
//! let memcached = Memcached::new("sample", MemcachedSpec { size: 3 });
//! assert_eq!(serde_json::to_value(&memcached).unwrap()["apiVersion"], "cache.example.com/v1alpha1");
//! ```

#![deny(missing_docs)]

/// For the derive: nothing asks for it without controllers.
#[cfg(not(feature = "controller"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_rbac {
    ($name:literal) => {};
}

#[cfg(feature = "controller")]
pub mod apply;
#[cfg(feature = "controller")]
pub mod cache;
#[cfg(any(feature = "controller", feature = "leader", feature = "webhook"))]
mod causes;
#[cfg(feature = "webhook")]
pub mod certs;
#[cfg(feature = "controller")]
mod change;
#[cfg(feature = "controller")]
pub mod client;
#[cfg(any(feature = "controller", feature = "leader"))]
pub mod clock;
pub mod condition;
#[cfg(feature = "controller")]
pub mod controller;
pub mod crd;
#[cfg(any(feature = "controller", feature = "webhook"))]
pub mod decode;
pub mod described;
#[cfg(feature = "controller")]
pub mod enqueue;
#[cfg(feature = "controller")]
pub mod events;
#[cfg(feature = "controller")]
pub mod finalizer;
#[cfg(feature = "health")]
pub mod health;
mod identified;
#[cfg(feature = "leader")]
pub mod leader;
#[cfg(feature = "controller")]
pub mod logging;
#[cfg(feature = "controller")]
pub mod manager;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "controller")]
mod object;
#[cfg(feature = "controller")]
pub mod observe;
#[cfg(feature = "otel")]
pub mod otel;
pub mod owner;
#[cfg(any(feature = "controller", feature = "webhook"))]
mod panics;
#[cfg(feature = "controller")]
pub mod predicate;
#[cfg(feature = "controller")]
pub mod prelude;
#[cfg(feature = "controller")]
pub mod queue;
pub mod rbac;
#[cfg(feature = "controller")]
pub mod reconcile;
#[doc(hidden)]
pub mod root;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "tls")]
pub mod tls;
#[cfg(feature = "controller")]
mod undecodable;
#[cfg(feature = "webhook")]
pub mod webhook;

#[cfg(feature = "controller")]
pub use cache::Cache;
#[cfg(feature = "controller")]
pub use change::Change;
#[cfg(feature = "controller")]
pub use client::{Client, ClientError, ClientFor, KindClient};
#[cfg(any(feature = "controller", feature = "leader"))]
pub use clock::Clock;
#[cfg(feature = "controller")]
pub use controller::Controller;
pub use described::Described;
pub use identified::Identified;
pub use k8s_openapi;
pub use kube;
/// The root type of a custom resource.
///
/// ```
/// use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
/// use kubewright_runtime::{CustomResource, kube::Resource as _};
///
/// #[derive(Clone, Debug, CustomResource)]
/// #[resource(group = "cache.example.com", version = "v1alpha1")]
/// pub struct Memcached {
///     pub metadata: ObjectMeta,
/// }
///
/// assert_eq!(Memcached::api_version(&()), "cache.example.com/v1alpha1");
/// assert_eq!(Memcached::new("sample").metadata.name.as_deref(), Some("sample"));
/// ```
pub use kubewright_macros::CustomResource;
/// What needs rights.
///
/// ```
/// use kubewright_runtime::Rbac;
///
/// /// +kubebuilder:rbac:groups=core,resources=secrets,verbs=get
/// #[derive(Rbac)]
/// struct Credentials;
///
/// let role = Credentials::cluster_role("credentials");
/// assert_eq!(role.rules, Some(Credentials::rbac_rules()));
/// ```
pub use kubewright_macros::Rbac;
/// A part of a custom resource.
///
/// ```
/// use kubewright_runtime::{Described as _, Schema};
/// use serde::{Deserialize, Serialize};
///
/// /// Colour is that of the lamp.
/// #[derive(Clone, Debug, Serialize, Deserialize, Schema)]
/// pub enum Colour {
///     Red,
///     Green,
/// }
///
/// // Part of the schema of every type that names it.
/// let _ = Colour::link();
/// ```
pub use kubewright_macros::Schema;
#[cfg(feature = "controller")]
pub use manager::{Manager, ManagerOptions};
#[cfg(feature = "controller")]
pub use object::{AnyKind, DynamicKind, DynamicKindError, Kind, ObjectExt, ObjectKey, Placed, ScopeError};
pub use rbac::Rbac;
#[cfg(feature = "controller")]
pub use reconcile::{Action, Reconciler};
pub use serde;
pub use serde_json;
