//! The runtime of kubewright operators: derives for custom resources, controllers, webhooks, and the manager that runs them.
//!
//! It builds on [kube], which is re-exported together with [`k8s_openapi`], so that an operator needs one dependency for both.
//!
//! [kube]: https://kube.rs
//!
//! # Examples
//!
//! Programs to copy from, in [`runtime/examples`](https://github.com/kubewright/kubewright/tree/main/runtime/examples):
//!
//! * `controller.rs`: a minimal controller
//! * `webhook.rs`: a webhook server without a manager
//! * `leader.rs`: leader election without a manager
//! * `dynamic.rs`: a controller for a kind that is known only at run time
//!
//! A custom resource is a struct with two derives:
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

#[cfg(feature = "leader")]
pub mod leader;
#[cfg(feature = "controller")]
pub mod manager;
mod objects;
#[cfg(feature = "controller")]
pub mod prelude;
pub mod rbac;
mod reporting;
mod schema;
#[cfg(feature = "server")]
mod serving;
#[cfg(any(feature = "controller", feature = "leader"))]
mod timing;
#[cfg(feature = "validation")]
pub mod validation;
#[cfg(feature = "controller")]
mod watching;
#[cfg(feature = "controller")]
mod working;
#[cfg(feature = "controller")]
mod writing;

#[cfg(feature = "controller")]
/// The log of a program: its format, its level, and the exit code of `main`.
pub mod logging {
    pub use crate::{manager::exit::exit_code, reporting::logging::*};
}

#[cfg(feature = "controller")]
pub use manager::{Manager, ManagerOptions};
#[cfg(any(feature = "controller", feature = "webhook"))]
pub use objects::decode;
pub use objects::{condition, identified::Identified, owner};
#[cfg(feature = "controller")]
pub use objects::{
    dynamic::{DynamicKind, DynamicKindError},
    ext::ObjectExt,
    key::ObjectKey,
    kind::{AnyKind, Kind, Placed},
    scope::ScopeError,
};
pub use rbac::Rbac;
#[cfg(feature = "otel")]
pub use reporting::otel;
#[doc(hidden)]
pub use schema::root;
pub use schema::{crd, described, described::Described};
#[cfg(feature = "health")]
pub use serving::health;
#[cfg(feature = "metrics")]
pub use serving::metrics;
#[cfg(feature = "server")]
pub use serving::server;
#[cfg(feature = "tls")]
pub use serving::tls;
#[cfg(feature = "webhook")]
pub use serving::{certs, webhook};
#[cfg(any(feature = "controller", feature = "leader"))]
pub use timing::{clock, clock::Clock};
#[cfg(feature = "controller")]
pub use watching::{cache, cache::Cache, change::Change, predicate};
#[cfg(feature = "controller")]
pub use working::{
    controller,
    controller::Controller,
    enqueue, observe, queue, reconcile,
    reconcile::{Action, Reconciler},
};
#[cfg(feature = "controller")]
pub use writing::{
    apply, client,
    client::{Client, ClientError, ClientFor, KindClient},
    events, finalizer,
};

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
/// A type whose code needs permissions, which its RBAC markers list.
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
/// A struct or enum inside a custom resource, such as its spec.
///
/// ```
/// use kubewright_runtime::{Described as _, Schema};
/// use serde::{Deserialize, Serialize};
///
/// /// Color is the color of the lamp.
/// #[derive(Clone, Debug, Serialize, Deserialize, Schema)]
/// pub enum Color {
///     Red,
///     Green,
/// }
///
/// // The schema becomes a part of the schemas of the types that name it.
/// let _ = Color::link();
/// ```
pub use kubewright_macros::Schema;
pub use serde;
pub use serde_json;
